import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { api, ask, type Schemas } from "../../api/client";
import { useMe } from "../../app/me";
import { paths } from "../../app/paths";
import { EMAIL, TextField } from "../../shared/form/fields";
import { FormFaults } from "../../shared/form/FormFaults";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { useSubmit } from "../../shared/form/useSubmit";
import { Loaded } from "../../shared/Loaded";
import { Page } from "../../shared/Page";
import { useUnsaved } from "../../shared/useUnsaved";
import { mayAskForOwn } from "../abonnements/subscriptions";
import { FollowedRequests } from "./FollowedRequests";
import { ProcessChoices } from "./ProcessChoices";
import { optionsQuery } from "./queries";
import type { OpenProcess } from "./requests";

const FOR_ADMINISTRATORS = "Seul l'administrateur local d'une organisation, s'il dispose du rôle « Gestion des abonnements », peut l'abonner à une démarche une fois connecté.";

export function Component() {
  const me = useMe();
  const [answer, setAnswer] = useState<Schemas["FollowedFormJson"] | null>(null);
  return (
    <Page title="S'abonner à une démarche" lead={me.organisation === null ? undefined : <p>Pour {me.organisation.name}.</p>}>
      {!mayAskForOwn(me) ? <Alert severity="info" small description={FOR_ADMINISTRATORS} /> : answer === null ? <Asking onAnswered={setAnswer} /> : <Answered answer={answer} />}
    </Page>
  );
}

function Asking({ onAnswered }: { onAnswered: (answer: Schemas["FollowedFormJson"]) => void }) {
  const choices = useQuery({ queryKey: ["requests", "own"], queryFn: readChoices, gcTime: 0, staleTime: Number.POSITIVE_INFINITY, refetchOnReconnect: false });
  const options = useQuery(optionsQuery);
  return (
    <Loaded query={options} label="Chargement des démarches…">
      {(processes) => <Loaded query={choices}>{(taken) => <AskingForm processes={processes} taken={taken} onAnswered={onAnswered} />}</Loaded>}
    </Loaded>
  );
}

/** The processes that the organisation has already: one live subscription each. */
async function readChoices(): Promise<ReadonlySet<string>> {
  const subscriptions = await ask(api.GET("/portal/v1/subscriptions", { params: { query: { maxResult: 1000 } } }));
  return new Set(subscriptions.filter((each) => each.status !== "Refusé").map((each) => each.processCode));
}

interface FormProps {
  processes: OpenProcess[];
  taken: ReadonlySet<string>;
  onAnswered: (answer: Schemas["FollowedFormJson"]) => void;
}

function AskingForm({ processes, taken, onAnswered }: FormProps) {
  const form = useForm<{ processCodes: string[]; delegateEmail: string }>({ defaultValues: { processCodes: [], delegateEmail: "" }, mode: "onTouched" });
  const queries = useQueryClient();
  const leaving = useUnsaved(form.formState.isDirty);
  const submit = useSubmit(form, async ({ processCodes, delegateEmail }) => {
    const body = { processCodes, delegateEmail: delegateEmail.trim() === "" ? null : delegateEmail.trim() };
    const answer = await ask(api.POST("/portal/v1/requests/mine", { body }));
    void queries.invalidateQueries({ queryKey: ["subscriptions"] });
    onAnswered(answer);
  });
  return (
    <form className="asking" onSubmit={submit} noValidate>
      <FormFaults form={form} />
      <h2>Démarches *</h2>
      <ProcessChoices form={form} processes={processes} taken={taken} isForOwn />
      <h2>Délégué technique</h2>
      <TextField
        form={form}
        name="delegateEmail"
        label="Adresse électronique du délégué technique"
        hint="Facultatif. C'est obligatoirement une personne extérieure à votre organisation ; à ne définir que si vous intégrez les données dans un logiciel métier."
        rules={EMAIL}
        input={{ type: "email", autoComplete: "off" }}
      />
      <div className="actions">
        <SubmitButton form={form}>Envoyer la demande</SubmitButton>
        <Button priority="tertiary" linkProps={{ href: paths.subscriptions }}>
          Revenir aux abonnements
        </Button>
      </div>
      {leaving}
    </form>
  );
}

function Answered({ answer }: { answer: Schemas["FollowedFormJson"] }) {
  const zone = useRef<HTMLDivElement>(null);
  useEffect(() => zone.current?.focus(), []);
  const isAccepted = answer.requests.some((each) => each.status === "ACCEPTED");
  const isWaiting = answer.requests.some((each) => each.status === "WAITING");
  return (
    <div ref={zone} tabIndex={-1} className="answered">
      <Alert
        className="fr-mb-3w"
        severity="success"
        as="h2"
        title="Votre demande est enregistrée"
        description={[
          isAccepted ? "Pour les démarches acceptées, choisissez la date d'activation de l'abonnement : les télédossiers arrivent à partir de ce jour." : "",
          isWaiting ? "Les démarches en attente sont examinées par leur opérateur ; vous serez informé par mail de sa décision." : "",
        ]
          .join(" ")
          .trim()}
      />
      <FollowedRequests followed={answer} />
      <Button linkProps={{ href: paths.subscriptions }}>Voir les abonnements</Button>
    </div>
  );
}
