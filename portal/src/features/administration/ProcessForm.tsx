import { useForm } from "react-hook-form";
import { FormFaults } from "../../shared/form/FormFaults";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { useSubmit } from "../../shared/form/useSubmit";
import { useUnsaved } from "../../shared/useUnsaved";
import type { Organisation } from "./organisations";
import { AttachmentsPart } from "./ProcessAttachments";
import { ExchangesPart, IdentityPart, RetentionPart, SubscriptionsPart } from "./ProcessParts";
import type { Values } from "./processes";
import "./process.css";

interface Props {
  initial: Values;
  isNew: boolean;
  operators: Organisation[];
  submitLabel: string;
  onSubmit: (values: Values) => Promise<void>;
}

/** Every rule of a process, each with what it does. */
export function ProcessForm({ initial, isNew, operators, submitLabel, onSubmit }: Props) {
  const form = useForm<Values>({ defaultValues: initial, mode: "onTouched" });
  const submit = useSubmit(form, onSubmit);
  const unsaved = useUnsaved(form.formState.isDirty && !form.formState.isSubmitSuccessful);
  return (
    <form className="admin-form" onSubmit={submit} noValidate>
      {unsaved}
      <FormFaults form={form} />
      <p className="fr-hint-text fr-mb-2w">Les champs marqués d'un astérisque (*) sont obligatoires.</p>
      <IdentityPart form={form} isNew={isNew} operators={operators} />
      <AttachmentsPart form={form} />
      <ExchangesPart form={form} />
      <RetentionPart form={form} />
      <SubscriptionsPart form={form} />
      <SubmitButton form={form}>{submitLabel}</SubmitButton>
    </form>
  );
}
