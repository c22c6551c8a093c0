import type { ReactNode } from "react";
import type { UseFormReturn } from "react-hook-form";
import { EMAIL, RadioField, SelectField, TextField } from "../../shared/form/fields";
import { FormFaults } from "../../shared/form/FormFaults";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { useUnsaved } from "../../shared/useUnsaved";
import { BRANCH_RULE, SIRET_RULE, stateInWords, TYPES, type Values } from "./organisations";

interface Props {
  form: UseFormReturn<Values>;
  isNew: boolean;
  submitLabel: string;
  submit: (event?: React.BaseSyntheticEvent) => Promise<void>;
  /** What somebody else changed meanwhile. */
  notice?: ReactNode;
}

/** All that the hub keeps of an organisation. What identifies it is given once. */
export function OrganisationForm({ form, isNew, submitLabel, submit, notice }: Props) {
  const { isDirty, isSubmitSuccessful } = form.formState;
  const unsaved = useUnsaved(isDirty && !(isNew && isSubmitSuccessful));
  return (
    <form className="admin-form" onSubmit={submit} noValidate>
      {unsaved}
      <FormFaults form={form} />
      {notice}
      <p className="fr-hint-text fr-mb-2w">Les champs marqués d'un astérisque (*) sont obligatoires.</p>
      {isNew && (
        <section className="form-part">
          <h2>Identification</h2>
          <p className="form-part-lead">
            Le type, le SIRET et le code d'implantation forment l'identifiant de l'organisation (par exemple SI-21380544300016-38544). Ils ne peuvent plus être changés
            ensuite.
          </p>
          <div className="form-grid">
            <SelectField form={form} name="type" label="Type" isRequired options={[...TYPES]} />
            <TextField
              form={form}
              name="companyRegister"
              label="SIRET"
              hint="14 chiffres"
              isRequired
              rules={{ validate: SIRET_RULE }}
              input={{ inputMode: "numeric", autoComplete: "off" }}
            />
            <TextField
              form={form}
              name="branchCode"
              label="Code d'implantation"
              hint="En général le code Insee de la commune"
              isRequired
              rules={{ validate: BRANCH_RULE }}
              input={{ autoComplete: "off" }}
            />
          </div>
        </section>
      )}
      <section className="form-part">
        <h2>Désignation et adresse</h2>
        <div className="form-grid">
          <TextField form={form} name="name" label="Nom" hint="Tel que les usagers du portail le lisent" isRequired maxLength={100} input={{ autoComplete: "off" }} />
          <TextField form={form} name="code" label="Code" hint="Code interne, 10 caractères au plus" maxLength={10} input={{ autoComplete: "off" }} />
          <TextField form={form} name="postalCode" label="Code postal" isRequired maxLength={100} input={{ autoComplete: "off" }} />
          <TextField form={form} name="territory" label="Territoire" hint="Département ou région" isRequired maxLength={255} input={{ autoComplete: "off" }} />
          <TextField form={form} name="country" label="Pays" maxLength={100} input={{ autoComplete: "off" }} />
        </div>
      </section>
      <section className="form-part">
        <h2>Contact et état</h2>
        <div className="form-grid">
          <TextField form={form} name="email" label="Adresse électronique" hint="Celle de l'organisation, pas d'une personne" rules={EMAIL} input={{ type: "email", autoComplete: "off" }} />
          <TextField form={form} name="phoneNumber" label="Téléphone" maxLength={30} input={{ type: "tel", autoComplete: "off" }} />
        </div>
        <RadioField
          form={form}
          name="status"
          label="État"
          options={[
            { value: "Actif", label: stateInWords("Actif") },
            { value: "Inactif", label: stateInWords("Inactif"), hint: "Indication pour l'administration : les abonnements et les comptes se suspendent et s'inactivent chacun pour soi." },
          ]}
        />
      </section>
      <SubmitButton form={form}>{submitLabel}</SubmitButton>
    </form>
  );
}
