import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { useEffect, type ReactNode } from "react";
import { useForm, type FieldPath, type UseFormReturn } from "react-hook-form";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { type Draft, type Faults } from "./requests";

export interface StepProps {
  draft: Draft;
  /** What the hub found in this step, when all was sent. */
  faults: Faults;
  /** Whether the summary was seen: one goes back to it at once. */
  isSummed: boolean;
  keep: (draft: Draft) => void;
  onNext: () => void;
  /** Absent in the first step. */
  onBack?: () => void;
}

/** A step of the form: what is typed is kept as it is typed, so that going back loses nothing. */
export function StepForm({ draft, faults, isSummed, keep, onNext, onBack, children }: StepProps & { children: (form: UseFormReturn<Draft>) => ReactNode }) {
  const form = useForm<Draft>({ defaultValues: draft, mode: "onTouched" });
  useEffect(() => form.subscribe({ formState: { values: true }, callback: ({ values }) => keep(structuredClone(values)) }), [form, keep]);
  useEffect(() => {
    Object.entries(faults).forEach(([name, message], index) => {
      const field = name as FieldPath<Draft>;
      form.setValue(field, form.getValues(field), { shouldTouch: true }); // as it is corrected, its fault goes
      form.setError(field, { type: "hub", message }, { shouldFocus: index === 0 });
    });
  }, [form, faults]);
  const isFaulty = Object.keys(faults).length > 0;
  return (
    <form onSubmit={form.handleSubmit(onNext)} noValidate>
      {isFaulty && (
        <div role="alert" className="fr-mb-3w">
          <Alert severity="error" small description="La demande n'a pas été envoyée. Corrigez ce qui est signalé ci-dessous." />
        </div>
      )}
      {children(form)}
      <div className="actions">
        <SubmitButton form={form}>{isSummed ? "Revenir au récapitulatif" : "Continuer"}</SubmitButton>
        {onBack !== undefined && (
          <Button type="button" priority="secondary" onClick={onBack}>
            Étape précédente
          </Button>
        )}
      </div>
    </form>
  );
}
