/** The fields of forms: each tells its fault beside it, and says when it must be filled in. */
import { Checkbox } from "@codegouvfr/react-dsfr/Checkbox";
import { Input } from "@codegouvfr/react-dsfr/Input";
import { RadioButtons } from "@codegouvfr/react-dsfr/RadioButtons";
import { Select } from "@codegouvfr/react-dsfr/Select";
import type { InputHTMLAttributes, ReactNode } from "react";
import { get, useController, type FieldPath, type FieldValues, type RegisterOptions, type UseControllerProps, type UseFormReturn } from "react-hook-form";
import { addressFault } from "./address";

export const REQUIRED = "Ce champ est obligatoire.";

interface Common<Values extends FieldValues> {
  form: UseFormReturn<Values>;
  name: FieldPath<Values>;
  label: string;
  hint?: ReactNode;
  isRequired?: boolean;
  isDisabled?: boolean;
  rules?: RegisterOptions<Values, FieldPath<Values>>;
}

interface TextProps<Values extends FieldValues> extends Common<Values> {
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

interface ChoiceProps<Values extends FieldValues> extends Common<Values> {
  options: { value: string; label: string; hint?: ReactNode; isDisabled?: boolean }[];
}

/** One of a list. */
export function SelectField<Values extends FieldValues>({ form, name, label, hint, isRequired, isDisabled, rules, options }: ChoiceProps<Values>) {
  const fault = faultOf(form, name);
  return (
    <Select
      label={labelOf(label, isRequired)}
      hint={hint}
      disabled={isDisabled ?? false}
      state={fault === undefined ? "default" : "error"}
      stateRelatedMessage={fault}
      nativeSelectProps={{ ...form.register(name, rulesOf({ isRequired, rules })), required: isRequired ?? false }}
    >
      {options.map((each) => (
        <option key={each.value} value={each.value} disabled={each.isDisabled ?? false}>
          {each.label}
        </option>
      ))}
    </Select>
  );
}

/** One of a few, all in sight. */
export function RadioField<Values extends FieldValues>({ form, name, label, hint, isRequired, isDisabled, rules, options }: ChoiceProps<Values>) {
  const fault = faultOf(form, name);
  const registered = form.register(name, rulesOf({ isRequired, rules }));
  return (
    <RadioButtons
      legend={labelOf(label, isRequired)}
      hintText={hint}
      disabled={isDisabled ?? false}
      state={fault === undefined ? "default" : "error"}
      stateRelatedMessage={fault}
      options={options.map((each) => ({
        label: each.label,
        ...(each.hint === undefined ? {} : { hintText: each.hint }),
        nativeInputProps: { ...registered, value: each.value, disabled: each.isDisabled ?? false },
      }))}
    />
  );
}

interface ChoicesProps<Values extends FieldValues> extends ChoiceProps<Values> {
  /** What follows from ticking or unticking one: the values after it. Without it, that one alone changes. */
  onToggle?: (before: string[], changed: string, isOn: boolean) => string[];
}

/** Several of a list: the form's value is an array, in the order of the options. */
export function CheckboxesField<Values extends FieldValues>({ form, name, label, hint, isRequired, isDisabled, rules, options, onToggle }: ChoicesProps<Values>) {
  const fault = faultOf(form, name);
  // Registered boxes would tell a text, not an array, where there is one alone.
  const { field } = useController({ control: form.control, name, rules: rulesOf<Values>({ isRequired, rules }) as UseControllerProps<Values>["rules"] & object });
  const ticked: string[] = Array.isArray(field.value) ? field.value : [];
  const toggle = (changed: string, isOn: boolean) => {
    const after = isOn ? [...ticked, changed] : ticked.filter((each) => each !== changed);
    const order = options.map((each) => each.value);
    field.onChange(onToggle?.(ticked, changed, isOn) ?? after.toSorted((one, other) => order.indexOf(one) - order.indexOf(other)));
  };
  return (
    <Checkbox
      legend={labelOf(label, isRequired)}
      hintText={hint}
      disabled={isDisabled ?? false}
      state={fault === undefined ? "default" : "error"}
      stateRelatedMessage={fault}
      options={options.map((each, index) => ({
        label: each.label,
        ...(each.hint === undefined ? {} : { hintText: each.hint }),
        nativeInputProps: {
          name,
          value: each.value,
          checked: ticked.includes(each.value),
          disabled: each.isDisabled ?? isDisabled ?? false,
          onChange: (event) => toggle(each.value, event.target.checked),
          onBlur: field.onBlur,
          ...(index === 0 ? { ref: field.ref } : {}),
        },
      }))}
    />
  );
}

export function labelOf(label: string, isRequired: boolean | undefined): string {
  return isRequired ? `${label} *` : label;
}

export function faultOf<Values extends FieldValues>(form: UseFormReturn<Values>, name: string): string | undefined {
  const fault: unknown = get(form.formState.errors, name);
  const message = (fault as { message?: string } | undefined)?.message;
  return message === undefined || message === "" ? undefined : message;
}

function rulesOf<Values extends FieldValues>({ isRequired, rules, maxLength }: Pick<TextProps<Values>, "isRequired" | "rules" | "maxLength">) {
  const required = isRequired ? { required: (value: unknown) => !isBlank(value) || REQUIRED } : {};
  return {
    ...(maxLength === undefined ? {} : { maxLength: { value: maxLength, message: `Ce texte est trop long : ${maxLength} caractères au plus.` } }),
    ...rules,
    validate: typeof rules?.validate === "function" ? rules.validate : { ...required, ...rules?.validate },
  } as RegisterOptions<Values, FieldPath<Values>>;
}

function isBlank(value: unknown): boolean {
  return typeof value === "string" ? value.trim() === "" : Array.isArray(value) ? value.length === 0 : value === null || value === undefined || value === false;
}

export const EMAIL = { validate: { address: (value: unknown) => addressFault(String(value ?? "")) ?? true } };
