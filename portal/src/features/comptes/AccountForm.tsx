import { useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { api, ask, type Schemas } from "../../api/client";
import { announce } from "../../app/messages";
import { FormFaults } from "../../shared/form/FormFaults";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { useSeen } from "../../shared/form/useSeen";
import { useSubmit } from "../../shared/form/useSubmit";
import { useConfirmed } from "../../shared/useConfirmed";
import { useUnsaved } from "../../shared/useUnsaved";
import { HabilitationsFields, PersonFields, RightsFields } from "./AccountFields";
import { changeOf, changesBetween, valuesOf, type AccountValues } from "./accountForm";
import { accountQuery, fullName, useAccountsChanged, type Account, type Options } from "./accounts";

const ADDRESS_STAYS = "Cette adresse sert d'identifiant : elle ne peut pas être modifiée. Si elle est erronée, inactivez ce compte et créez-en un nouveau avec la bonne adresse.";

/** What may be changed of an account. */
export function AccountForm({ account, options }: { account: Account; options: Options }) {
  const form = useForm<AccountValues>({ defaultValues: valuesOf(account, options), mode: "onTouched" });
  const { isDirty } = form.formState;
  const queries = useQueryClient();
  const { save, notice } = useSeen(form, account, {
    title: "Ce compte a été modifié",
    valuesOf: (read) => valuesOf(read, options),
    changesBetween: (before, after) => changesBetween(before, after, options),
    readAgain: () => queries.fetchQuery({ ...accountQuery(account.id), staleTime: 0 }),
  });
  const changed = useAccountsChanged();
  const { confirmed, dialog } = useConfirmed();
  const guard = useUnsaved(isDirty);
  const submit = useSubmit(form, async (values) => {
    const change = changeOf(form.formState.defaultValues as AccountValues, values, options);
    if (Object.keys(change).length === 0) {
      form.reset(values);
      announce("Il n'y a aucune modification à enregistrer.", { severity: "info" });
      return;
    }
    const params = { path: { accountId: account.id } };
    const patch = (seen: Account, confirm: boolean) => {
      const body = { ...changeOf(valuesOf(seen, options), values, options), version: seen.updatedAt, confirm } as Schemas["AccountChangeBody"];
      return ask(api.PATCH("/portal/v1/accounts/{accountId}", { params, body }));
    };
    const after = await save((seen) =>
      confirmed((confirm) => patch(seen, confirm), { title: "Un seul administrateur restera", confirmLabel: "Confirmer la modification" }),
    );
    announce(`Les modifications du compte de ${fullName(after)} sont enregistrées.`);
    await changed(after);
  });
  return (
    <form onSubmit={submit} noValidate className="account-form">
      {guard}
      {dialog}
      <FormFaults form={form} />
      {notice}
      <h2>Identité</h2>
      <div className="account-identifier">
        <p className="account-identifier-label">Identifiant (adresse électronique)</p>
        <p className="account-identifier-value">{account.email}</p>
        <p className="fr-hint-text">{ADDRESS_STAYS}</p>
      </div>
      <PersonFields form={form} options={options} />
      <h2>Type de compte et rôles</h2>
      <RightsFields
        form={form}
        options={options}
        types={account.typeChanges.map(({ value, label, isAllowed, reason }) => ({ value, label, isDisabled: !isAllowed, ...(reason === null ? {} : { hint: reason }) }))}
      />
      <h2>Habilitations</h2>
      <HabilitationsFields form={form} options={options} held={account.habilitations} />
      <div className="actions form-end">
        <SubmitButton form={form}>Enregistrer les modifications</SubmitButton>
      </div>
    </form>
  );
}
