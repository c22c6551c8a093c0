import { useRef } from "react";
import type { FieldPath, FieldValues, UseFormReturn } from "react-hook-form";
import { Refusal, wordsOf } from "../../api/refusal";
import { Declined } from "../useConfirmed";

/**
 * Send a form, once; put each fault that the hub finds beside its field, and the rest on top (`form.formState.errors.root`).
 * A field that the form does not show has its fault on top too.
 */
export function useSubmit<Values extends FieldValues>(form: UseFormReturn<Values>, act: (values: Values) => Promise<void>): (event?: React.BaseSyntheticEvent) => Promise<void> {
  const isSending = useRef(false);
  const submit = form.handleSubmit(async (values) => {
    form.clearErrors("root");
    try {
      await act(values);
    } catch (error) {
      if (error instanceof Declined) return;
      const onTop = error instanceof Refusal ? [...error.messages] : wordsOf(error);
      if (error instanceof Refusal) {
        for (const [field, message] of Object.entries(error.messageByField)) {
          const isShown = form.control._fields !== undefined && document.getElementsByName(field).length > 0;
          if (isShown) form.setError(field as FieldPath<Values>, { type: "hub", message }, { shouldFocus: true });
          else onTop.push(message);
        }
      }
      if (onTop.length > 0) {
        form.setError("root", { type: "hub", message: onTop.join("\n") });
        void form.control._setValid(true); // the fields are as valid as before: the same may be sent again
      }
    }
  });
  return async (event) => {
    event?.preventDefault();
    if (isSending.current) return; // Enter in a field presses no button
    isSending.current = true;
    try {
      await submit(event);
    } finally {
      isSending.current = false;
    }
  };
}
