import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { FormFaults } from "../../shared/form/FormFaults";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { useSubmit } from "../../shared/form/useSubmit";
import { optionsQuery } from "./queries";
import { digitsOf, namesOf, STEPS, type Draft } from "./requests";

interface Props {
  draft: Draft;
  send: () => Promise<void>;
  onEdit: (step: number) => void;
}

/** All that was filled in, each part with the way back to it, before it is sent. */
export function SummaryStep({ draft, send, onEdit }: Props) {
  const options = useQuery(optionsQuery);
  const form = useForm({ defaultValues: {} });
  const submit = useSubmit(form, send);
  const person = draft.localAdministrator;
  const name = namesOf(options.data ?? []);
  const parts: [string, string][][] = [
    [
      ["SIRET", digitsOf(draft.companyRegister).replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, "$1 $2 $3 $4")],
      ["Code d'implantation", draft.branchCode],
      ["Nom", draft.organisationName],
      ["Code postal", draft.postalCode],
      ["Territoire", draft.territory],
    ],
    [
      ["Nom", `${person.firstName} ${person.lastName}`],
      ["Adresse électronique", person.email],
      ["Fonction", person.function],
      ["Téléphone", person.phoneNumber],
      ["Nouvelles de la demande", draft.requesterEmail || person.email],
    ],
    [["Délégué technique", draft.delegateEmail || "Aucun"]],
    [["Démarches demandées", draft.processCodes.map(name).join("\n")]],
  ];
  return (
    <form onSubmit={submit} noValidate>
      <FormFaults form={form} />
      {parts.map((lines, index) => (
        <section key={STEPS[index]?.title} className="recap">
          <div className="recap-head">
            <h3>{STEPS[index]?.title}</h3>
            <Button type="button" size="small" priority="tertiary" iconId="fr-icon-pencil-line" onClick={() => onEdit(index + 1)}>
              {`Modifier : ${STEPS[index]?.title}`}
            </Button>
          </div>
          <dl>
            {lines
              .filter(([, value]) => value.trim() !== "")
              .map(([label, value]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      <p>
        Après l'envoi, un mail vous demande de confirmer votre adresse. La demande est ensuite examinée par l'opérateur en charge de chaque démarche, qui l'accepte, ou la refuse en disant pourquoi.
      </p>
      <div className="actions">
        <SubmitButton form={form}>Envoyer la demande</SubmitButton>
        <Button type="button" priority="secondary" onClick={() => onEdit(STEPS.length - 1)}>
          Étape précédente
        </Button>
      </div>
    </form>
  );
}
