import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { useNavigate, useSearchParams } from "react-router";
import { api, ask } from "../../api/client";
import { announce } from "../../app/messages";
import { paths } from "../../app/paths";
import { FormFaults } from "../../shared/form/FormFaults";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { useSubmit } from "../../shared/form/useSubmit";
import { Loaded } from "../../shared/Loaded";
import { OrganisationName } from "../../shared/OrganisationPicker";
import { Page } from "../../shared/Page";
import { useUnsaved } from "../../shared/useUnsaved";
import { BackToAccounts } from "./BackToAccounts";
import { HabilitationsFields, PersonFields, RightsFields } from "./AccountFields";
import { blankValues, bodyOf, type AccountValues } from "./accountForm";
import { fullName, optionsQuery, useAccountsChanged, type Account, type Options } from "./accounts";
import { criteriaOf, searchOf } from "./criteria";
import "./account-form.css";

export function Component() {
  const [search] = useSearchParams();
  const { organisation } = criteriaOf(search);
  const options = useQuery(optionsQuery(organisation));
  const listSearch = searchOf({ organisation });
  return (
    <Page
      title="Ajouter un utilisateur"
      lead={
        <>
          <BackToAccounts search={listSearch} />
          {organisation !== "" && (
            <p>
              Organisation : <strong><OrganisationName id={organisation} /></strong>
            </p>
          )}
          <p>L'utilisateur recevra par mail un lien pour choisir son mot de passe. Les champs marqués d'un astérisque (*) sont obligatoires.</p>
        </>
      }
    >
      <Loaded query={options} height="40rem">
        {(found) => <NewAccountForm options={found} organisation={organisation} listSearch={listSearch} />}
      </Loaded>
    </Page>
  );
}

function NewAccountForm({ options, organisation, listSearch }: { options: Options; organisation: string; listSearch: string }) {
  const form = useForm<AccountValues>({ defaultValues: blankValues(options), mode: "onTouched" });
  const navigate = useNavigate();
  const changed = useAccountsChanged();
  const guard = useUnsaved(form.formState.isDirty);
  const submit = useSubmit(form, async (values) => {
    const made = await ask(api.POST("/portal/v1/accounts", { body: bodyOf(values, options, organisation) }));
    announce(`Le compte de ${fullName(made)} a été créé.`, { details: [mailOf(made)], onNextPage: true });
    void changed();
    await navigate(`${paths.accounts}${listSearch}`);
  });
  return (
    <form onSubmit={submit} noValidate className="account-form">
      {guard}
      <FormFaults form={form} />
      <h2>Identité</h2>
      <PersonFields form={form} options={options} asksAddress />
      <h2>Type de compte et rôles</h2>
      <RightsFields form={form} options={options} types={options.actorTypes.map(({ value, label }) => ({ value, label, ...hintOf(value) }))} />
      <h2>Habilitations</h2>
      <HabilitationsFields form={form} options={options} held={[]} />
      <div className="actions form-end">
        <SubmitButton form={form}>Ajouter l'utilisateur</SubmitButton>
        <Button priority="secondary" linkProps={{ href: `${paths.accounts}${listSearch}` }}>
          Annuler
        </Button>
      </div>
    </form>
  );
}

/** What the mail that left says. A technical delegate may have had an account before, for others. */
function mailOf({ actorType, email }: Account): string {
  return actorType === "DELEGUE_TECHNIQUE"
    ? `Un mail lui a été envoyé à l'adresse ${email} : un lien d'activation, ou l'annonce de cette organisation si son compte existait déjà.`
    : `Un lien d'activation lui a été envoyé à l'adresse ${email}.`;
}

/** What a type is for, in the words of the FAQ. */
function hintOf(type: string): { hint?: string } {
  const hint = HINTS[type];
  return hint === undefined ? {} : { hint };
}

const HINTS: Record<string, string> = {
  AGENT: "Traite les télédossiers des démarches auxquelles il est habilité.",
  ADMINISTRATEUR_LOCAL: "Gère les comptes et les abonnements. Il en faut au minimum deux par organisation ; une double authentification leur est demandée.",
  DELEGUE_TECHNIQUE: "Une personne extérieure à qui l'organisation délègue la gestion de ses logiciels. Ce compte ne pourra être ni modifié ni désactivé par l'organisation.",
};
