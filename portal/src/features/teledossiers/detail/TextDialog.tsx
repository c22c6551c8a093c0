import { useId, type ReactNode } from "react";
import { useForm, useWatch } from "react-hook-form";
import { Dialog } from "../../../shared/Dialog";
import { TextField } from "../../../shared/form/fields";
import { FormFaults } from "../../../shared/form/FormFaults";
import { LENGTH_RULE, LONGEST, lengthHint } from "../../../shared/form/lengths";
import { useSubmit } from "../../../shared/form/useSubmit";
import { useDiscard } from "../../../shared/useDiscard";

interface Props {
  title: string;
  /** Who will read it, and whether it can be undone. */
  children: ReactNode;
  /** The field, as the hub names it. */
  name: "message" | "comment";
  label: string;
  submitLabel: string;
  initial?: string;
  /** Throws what the hub refuses: the text stays. */
  send: (text: string) => Promise<void>;
  onClose: () => void;
}

/** A text to write: a message, or a comment. It stays as it was typed when it is refused. */
export function TextDialog({ title, children, name, label, submitLabel, initial = "", send, onClose }: Props) {
  const formId = useId();
  const form = useForm<Record<string, string>>({ defaultValues: { [name]: initial }, mode: "onTouched" });
  const text = useWatch({ control: form.control, name }) ?? "";
  const { isSubmitting } = form.formState;
  const isReady = text.trim() !== "" && text.length <= LONGEST && text.trim() !== initial.trim();
  const submit = useSubmit(form, async (values) => {
    await send((values[name] ?? "").trim());
    onClose();
  });
  const { close, guards } = useDiscard(text !== initial && !isSubmitting, onClose);
  return (
    <Dialog
      title={title}
      onClose={close}
      actions={[
        { children: submitLabel, type: "submit", disabled: !isReady || isSubmitting, nativeButtonProps: { form: formId, "aria-busy": isSubmitting } },
        { children: "Annuler", priority: "secondary", onClick: close },
      ]}
    >
      {children}
      <form id={formId} onSubmit={submit} noValidate>
        <FormFaults form={form} />
        <TextField form={form} name={name} label={label} isLong rows={6} isRequired hint={lengthHint(text)} rules={LENGTH_RULE} />
      </form>
      {guards}
    </Dialog>
  );
}
