import { Input } from "@codegouvfr/react-dsfr/Input";
import type { InputHTMLAttributes } from "react";
import type { FieldValues } from "react-hook-form";
import { faultOf, labelOf, rulesOf, type FieldProps } from "./field";

interface TextProps<Values extends FieldValues> extends FieldProps<Values> {
  input?: InputHTMLAttributes<HTMLInputElement>;
  isLong?: boolean;
  rows?: number;
  maxLength?: number;
}

/** One line of text, or several. */
export function TextField<Values extends FieldValues>({ form, name, label, hint, isRequired, isDisabled, rules, input, isLong, rows = 4, maxLength }: TextProps<Values>) {
  const fault = faultOf(form, name);
  const registered = form.register(name, rulesOf({ isRequired, rules, maxLength }));
  const common = {
    label: labelOf(label, isRequired),
    hintText: hint,
    disabled: isDisabled ?? false,
    state: fault === undefined ? ("default" as const) : ("error" as const),
    stateRelatedMessage: fault,
  };
  return isLong ? (
    <Input {...common} textArea nativeTextAreaProps={{ ...registered, rows, required: isRequired ?? false, maxLength }} />
  ) : (
    <Input {...common} nativeInputProps={{ ...input, ...registered, required: isRequired ?? false, maxLength }} />
  );
}

/** An address as the hub takes it; whether it exists, and whether it is a person's, the hub says. */
export const EMAIL = { pattern: { value: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, message: "Cette adresse électronique n'est pas valide. Exemple : prenom.nom@mairie.fr" } };
