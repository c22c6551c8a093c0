import { useForm } from "react-hook-form";
import { FormFaults } from "../../shared/form/FormFaults";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { useSubmit } from "../../shared/form/useSubmit";
import { NewPasswordFields, type NewPassword } from "../../shared/form/NewPasswordFields";

/** Choosing a password, on a page that is for nothing else. */
export function NewPasswordForm({ act }: { act: (password: string) => Promise<void> }) {
  const form = useForm<NewPassword>({ defaultValues: { password: "", confirmation: "" }, mode: "onTouched" });
  const submit = useSubmit(form, ({ password }) => act(password));
  return (
    <form className="step-form" onSubmit={submit} noValidate>
      <FormFaults form={form} />
      <p className="fr-hint-text">Les champs marqués d'un * sont obligatoires.</p>
      <NewPasswordFields form={form} />
      <SubmitButton form={form}>Enregistrer mon mot de passe</SubmitButton>
    </form>
  );
}
