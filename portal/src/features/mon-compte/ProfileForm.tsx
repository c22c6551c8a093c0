import { useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { api, ask, type Schemas } from "../../api/client";
import { meQuery, type Me } from "../../app/me";
import { announce } from "../../app/messages";
import { FormFaults } from "../../shared/form/FormFaults";
import { SelectField, TextField } from "../../shared/form/fields";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { useSubmit } from "../../shared/form/useSubmit";
import { useUnsaved } from "../../shared/useUnsaved";
import { Section } from "./Section";

const PHONE = { pattern: { value: /^\s*\+?[0-9(][0-9 .()-]{4,28}\s*$/, message: "Ce numéro n'est pas valide. Exemple : 04 74 78 30 00" } };
const CIVILITIES = [
  { value: "", label: "Non précisée" },
  { value: "Madame", label: "Madame" },
  { value: "Monsieur", label: "Monsieur" },
];

interface Values {
  civility: string;
  function: string;
  phoneNumber: string;
}

const valuesOf = (me: Me): Values => ({ civility: me.civility ?? "", function: me.function ?? "", phoneNumber: me.phoneNumber ?? "" });

/** What a person changes of his account himself (ACC-09). */
export function ProfileForm({ me }: { me: Me }) {
  const form = useForm({ defaultValues: valuesOf(me), mode: "onTouched" });
  const queries = useQueryClient();
  const unsaved = useUnsaved(form.formState.isDirty);
  const submit = useSubmit(form, async (values) => {
    const body = {
      civility: (values.civility || null) as Schemas["ProfileBody"]["civility"],
      function: values.function.trim() || null,
      phoneNumber: values.phoneNumber.trim() || null,
    };
    await ask(api.PATCH("/portal/v1/me", { body }));
    form.reset(valuesOf(await queries.fetchQuery({ ...meQuery, staleTime: 0 })));
    announce("Vos informations sont enregistrées.");
  });
  return (
    <Section title="Mes informations">
      <form className="account-form" onSubmit={submit} noValidate>
        <FormFaults form={form} />
        <SelectField form={form} name="civility" label="Civilité" options={CIVILITIES} />
        <TextField form={form} name="function" label="Fonction" hint="Par exemple : officier d'état civil." maxLength={100} input={{ autoComplete: "organization-title" }} />
        <TextField form={form} name="phoneNumber" label="Téléphone" hint="Par exemple : 04 74 78 30 00." maxLength={30} rules={PHONE} input={{ type: "tel", autoComplete: "tel" }} />
        <SubmitButton form={form}>Enregistrer les modifications</SubmitButton>
      </form>
      {unsaved}
    </Section>
  );
}
