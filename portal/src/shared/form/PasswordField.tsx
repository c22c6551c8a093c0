import { PasswordInput } from "@codegouvfr/react-dsfr/blocks/PasswordInput";
import type { FieldPath, FieldValues, RegisterOptions, UseFormReturn } from "react-hook-form";
import { faultOf, labelOf, REQUIRED } from "./fields";

interface Props<Values extends FieldValues> {
  form: UseFormReturn<Values>;
  name: FieldPath<Values>;
  label: string;
  hint?: string;
  autoComplete: "current-password" | "new-password";
  rules?: RegisterOptions<Values, FieldPath<Values>>;
  /** The id of what else describes it. */
  describedBy?: string;
}

/** A password, which its person may show while he types. */
export function PasswordField<Values extends FieldValues>({ form, name, label, hint, autoComplete, rules, describedBy }: Props<Values>) {
  const fault = faultOf(form, name);
  return (
    <PasswordInput
      className="password-field"
      label={labelOf(label, true)}
      hintText={hint}
      messagesHint=""
      messages={fault === undefined ? [] : [{ severity: "error", message: fault }]}
      nativeInputProps={{
        ...form.register(name, { required: REQUIRED, ...rules }),
        required: true,
        autoComplete,
        "aria-invalid": fault !== undefined,
        "aria-describedby": describedBy,
      }}
    />
  );
}
