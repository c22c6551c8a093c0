import { Button } from "@codegouvfr/react-dsfr/Button";
import type { FieldValues, UseFormReturn } from "react-hook-form";

/**
 * Greyed until every field is valid (ACC-10), and while it sends: a double click sends once. It is never disabled, which would take
 * the focus from whoever has just pressed it; pressed too early, it shows what is missing.
 */
export function SubmitButton<Values extends FieldValues>({ form, children }: { form: UseFormReturn<Values>; children: string }) {
  const { errors, isValid, isSubmitting } = form.formState;
  const isOff = !isValid || isOfHub({ ...errors, root: {} }) || isSubmitting;
  return (
    <Button
      type="submit"
      className={isOff ? "is-off" : ""}
      onClick={(event) => {
        if (!isOff) return;
        event.preventDefault();
        if (!isSubmitting) void form.trigger(undefined, { shouldFocus: true });
      }}
      nativeButtonProps={{ "aria-disabled": isOff, "aria-busy": isSubmitting }}
    >
      {children}
    </Button>
  );
}

/** Whether the hub found a fault in a field, which is valid here: fields may lie in parts of a form. */
function isOfHub(fault: object): boolean {
  return "type" in fault && typeof fault.type === "string" ? fault.type === "hub" : Object.values(fault).some(isOfHub);
}
