import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { useNavigate } from "react-router";
import { api, ask } from "../../api/client";
import { paths } from "../../app/paths";
import { CheckboxesField, RadioField, SelectField } from "../../shared/form/fields";
import { FormFaults } from "../../shared/form/FormFaults";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { useSubmit } from "../../shared/form/useSubmit";
import { Loaded } from "../../shared/Loaded";
import { Page } from "../../shared/Page";
import { RouterLink } from "../../shared/RouterLink";
import { useUnsaved } from "../../shared/useUnsaved";
import { AdministrationFrame } from "./AdministrationFrame";
import { NEW, SCOPES, type ClientSecret, type Values } from "./clients";
import { identityOf, idOf, useOperators } from "./organisations";
import { processesQuery } from "./processesQuery";
import { SecretDialog } from "./SecretDialog";
import { SubscriptionChoice } from "./SubscriptionChoice";

export function Component() {
  return (
    <AdministrationFrame>
      <NewClient />
    </AdministrationFrame>
  );
}

function NewClient() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const operators = useOperators();
  const processes = useQuery(processesQuery);
  const [made, setMade] = useState<ClientSecret | null>(null);
  const form = useForm<Values>({ defaultValues: NEW, mode: "onTouched", shouldUnregister: true });
  const [scope, organisation] = useWatch({ control: form.control, name: ["scope", "organisation"] });
  const unsaved = useUnsaved(form.formState.isDirty && made === null);
  const submit = useSubmit(form, async (values) => {
    const isOf = (wanted: string) => values.scope === wanted;
    const body = {
      scope: values.scope,
      organization: isOf("OSL") ? identityOf(values.organisation) : null,
      processCodes: isOf("OSL") ? (values.processCodes ?? []) : null,
      subscriptionId: isOf("SI") ? values.subscriptionId : null,
    };
    setMade(await ask(api.POST("/portal/v1/administration/clients", { body })));
  });
  const owned = processes.data?.filter((each) => idOf(each.osl) === organisation) ?? [];
  const leave = async () => {
    await queries.invalidateQueries({ queryKey: ["administration", "clients"] });
    await navigate(paths.clients);
  };
  return (
    <Page
      title="Créer un client API"
      lead={
        <RouterLink className="fr-link fr-icon-arrow-left-line fr-link--icon-left" href={paths.clients}>
          Tous les clients
        </RouterLink>
      }
    >
      {unsaved}
      {made !== null && <SecretDialog title="Le client est créé" client={made} onClose={() => void leave()} />}
      <form className="admin-form" onSubmit={submit} noValidate>
        <FormFaults form={form} />
        <RadioField form={form} name="scope" label="Portée" isRequired options={[...SCOPES]} />
        {scope === "OSL" && (
          <Loaded query={operators} height="6rem">
            {(known) => (
              <>
                <SelectField
                  form={form}
                  name="organisation"
                  label="Opérateur"
                  isRequired
                  rules={{ onChange: () => form.setValue("processCodes", []) }}
                  options={[{ value: "", label: "Choisir un opérateur", isDisabled: true }, ...known.map((each) => ({ value: idOf(each), label: each.name }))]}
                />
                {owned.length > 0 && (
                  <CheckboxesField
                    key={organisation}
                    form={form}
                    name="processCodes"
                    label="Démarches"
                    hint="Aucune cochée : toutes celles de l'opérateur. Deux programmes d'un même opérateur ne se disputent pas leurs notifications si chacun a les siennes."
                    options={owned.map((each) => ({ value: each.code, label: `${each.name} (${each.code})` }))}
                  />
                )}
              </>
            )}
          </Loaded>
        )}
        {scope === "SI" && <SubscriptionChoice form={form} />}
        {scope === "ADMIN" && (
          <Alert className="fr-mb-3w" severity="warning" small description="Ce client pourra créer, changer et lire tout ce que le hub garde. Ne le remettez qu'à un programme de l'administration nationale." />
        )}
        <SubmitButton form={form}>Créer le client</SubmitButton>
      </form>
    </Page>
  );
}
