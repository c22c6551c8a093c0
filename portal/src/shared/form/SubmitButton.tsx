import { Button } from "@codegouvfr/react-dsfr/Button";
import type { FieldValues, UseFormReturn } from "react-hook-form";

/** Greyed until every field is valid (ACC-10), and while it sends: a double click sends once. */
export function SubmitButton<Values extends FieldValues>({ form, children }: { form: UseFormReturn<Values>; children: string }) {
  const { isValid, isSubmitting } = form.formState;
  return (
    <Button type="submit" disabled={!isValid || isSubmitting} nativeButtonProps={{ "aria-busy": isSubmitting }}>
      {children}
    </Button>
  );
}
