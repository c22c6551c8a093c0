import { useId, type ReactNode } from "react";
import { useForm } from "react-hook-form";
import { Dialog } from "../../shared/Dialog";
import { FormFaults } from "../../shared/form/FormFaults";
import { PasswordField } from "../../shared/form/PasswordField";
import { useSubmit } from "../../shared/form/useSubmit";

interface Props {
  title: string;
  confirmLabel: string;
  act: (currentPassword: string) => Promise<void>;
  onClose: () => void;
  children: ReactNode;
}

/** Asks for the password again before something that would let somebody else in for good. */
export function ProofDialog({ title, confirmLabel, act, onClose, children }: Props) {
  const form = useForm({ defaultValues: { currentPassword: "" }, mode: "onTouched" });
  const formId = useId();
  const { isValid, isSubmitting } = form.formState;
  const submit = useSubmit(form, ({ currentPassword }) => act(currentPassword));
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={[
        { children: confirmLabel, type: "submit", disabled: !isValid || isSubmitting, nativeButtonProps: { form: formId, "aria-busy": isSubmitting } },
        { children: "Annuler", priority: "secondary", onClick: onClose },
      ]}
    >
      <p>{children}</p>
      <form id={formId} onSubmit={submit} noValidate>
        <FormFaults form={form} />
        <PasswordField form={form} name="currentPassword" label="Mot de passe actuel" autoComplete="current-password" />
      </form>
    </Dialog>
  );
}
