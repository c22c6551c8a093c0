import type { ReactNode } from "react";
import type { UseFormReturn } from "react-hook-form";
import { FormFaults } from "../../shared/form/FormFaults";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { useUnsaved } from "../../shared/useUnsaved";
import type { Organisation } from "./organisations";
import { AttachmentsPart } from "./ProcessAttachments";
import { ExchangesPart, IdentityPart, RetentionPart, SubscriptionsPart } from "./ProcessParts";
import type { Values } from "./processes";
import "./process.css";

interface Props {
  form: UseFormReturn<Values>;
  isNew: boolean;
  operators: Organisation[];
  submitLabel: string;
  submit: (event?: React.BaseSyntheticEvent) => Promise<void>;
  /** What somebody else changed meanwhile. */
  notice?: ReactNode;
}

/** Every rule of a process, each with what it does. */
export function ProcessForm({ form, isNew, operators, submitLabel, submit, notice }: Props) {
  const { isDirty, isSubmitSuccessful } = form.formState;
  const unsaved = useUnsaved(isDirty && !(isNew && isSubmitSuccessful));
  return (
    <form className="admin-form" onSubmit={submit} noValidate>
      {unsaved}
      <FormFaults form={form} />
      {notice}
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
