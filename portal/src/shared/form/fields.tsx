/** The fields of forms: each tells its fault beside it, and says when it must be filled in. */
import { Checkbox } from "@codegouvfr/react-dsfr/Checkbox";
import { RadioButtons } from "@codegouvfr/react-dsfr/RadioButtons";
import { Select } from "@codegouvfr/react-dsfr/Select";
import type { ReactNode } from "react";
import { useController, type FieldValues, type UseControllerProps } from "react-hook-form";
import { faultOf, labelOf, rulesOf, type FieldProps } from "./field";

export { labelOf, REQUIRED } from "./field";
export { EMAIL, TextField } from "./TextField";

interface ChoiceProps<Values extends FieldValues> extends FieldProps<Values> {
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
