/** What the fields of forms have in common. */
import type { ReactNode } from "react";
import { get, type FieldPath, type FieldValues, type RegisterOptions, type UseFormReturn } from "react-hook-form";

export const REQUIRED = "Ce champ est obligatoire.";

export interface FieldProps<Values extends FieldValues> {
  form: UseFormReturn<Values>;
  name: FieldPath<Values>;
  label: string;
  hint?: ReactNode;
  isRequired?: boolean;
  isDisabled?: boolean;
  rules?: RegisterOptions<Values, FieldPath<Values>>;
}

export function labelOf(label: string, isRequired: boolean | undefined): string {
  return isRequired ? `${label} *` : label;
}

export function faultOf<Values extends FieldValues>(form: UseFormReturn<Values>, name: string): string | undefined {
  const fault: unknown = get(form.formState.errors, name);
  const message = (fault as { message?: string } | undefined)?.message;
  return message === undefined || message === "" ? undefined : message;
}

type Rules<Values extends FieldValues> = Pick<FieldProps<Values>, "isRequired" | "rules"> & { maxLength?: number | undefined };

/** `validate` in `rules` takes the place of what says that the field is required. */
export function rulesOf<Values extends FieldValues>({ isRequired, rules, maxLength }: Rules<Values>) {
  return {
    ...(isRequired ? { validate: { required: (value: unknown) => !isBlank(value) || REQUIRED } } : {}),
    ...(maxLength === undefined ? {} : { maxLength: { value: maxLength, message: `Ce texte est trop long : ${maxLength} caractères au plus.` } }),
    ...rules,
  } as RegisterOptions<Values, FieldPath<Values>>;
}

function isBlank(value: unknown): boolean {
  return typeof value === "string" ? value.trim() === "" : Array.isArray(value) ? value.length === 0 : value === null || value === undefined || value === false;
}
