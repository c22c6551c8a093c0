import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { useEffect, useRef } from "react";
import type { FieldValues, UseFormReturn } from "react-hook-form";

/** What is wrong with a form as a whole: read out, and focused. */
export function FormFaults<Values extends FieldValues>({ form }: { form: UseFormReturn<Values> }) {
  const message = form.formState.errors.root?.message;
  const zone = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (message !== undefined) zone.current?.focus();
  }, [message]);
  return (
    <div ref={zone} tabIndex={-1} role="alert" className="form-faults">
      {message !== undefined &&
        message.split("\n").map((each) => <Alert key={each} severity="error" small description={each} />)}
    </div>
  );
}
