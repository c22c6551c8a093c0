import { useId } from "react";
import { useForm, useWatch } from "react-hook-form";
import { api, ask, type Schemas } from "../../api/client";
import { announce } from "../../app/messages";
import { Dialog } from "../../shared/Dialog";
import { TextField } from "../../shared/form/fields";
import { FormFaults } from "../../shared/form/FormFaults";
import { LENGTH_RULE, lengthHint } from "../../shared/form/lengths";
import { useSubmit } from "../../shared/form/useSubmit";
import { useDiscard } from "../../shared/useDiscard";

interface Props {
  request: Schemas["RequestJson"];
  processName: string;
  onClose: () => void;
  onDecided: () => Promise<void>;
}

/** Refusing a request: the reason is what the person who asked will read. */
export function RefusalDialog({ request, processName, onClose, onDecided }: Props) {
  const form = useForm({ defaultValues: { reason: "" }, mode: "onTouched" });
  const formId = useId();
  const submit = useSubmit(form, async ({ reason }) => {
    await ask(api.POST("/portal/v1/requests/{id}/refuse", { params: { path: { id: request.id } }, body: { reason: reason.trim() } }));
    announce(`La demande de ${request.organisationName} est refusée.`, { details: ["Le demandeur est informé par mail, avec le motif."] });
    onClose();
    await onDecided();
  });
  const { isValid, isSubmitting } = form.formState;
  const typed = useWatch({ control: form.control, name: "reason" });
  const { close, guards } = useDiscard(typed.trim() !== "" && !isSubmitting, onClose);
  return (
    <Dialog
      title="Refuser la demande ?"
      onClose={close}
      actions={[
        { children: "Refuser la demande", type: "submit", disabled: !isValid || isSubmitting, nativeButtonProps: { form: formId, "aria-busy": isSubmitting } },
        { children: "Annuler", priority: "secondary", onClick: close },
      ]}
    >
      <p>
        {request.organisationName} ne sera pas abonnée à « {processName} ». Le motif est envoyé par mail au demandeur, et reste visible avec la demande.
      </p>
      <form id={formId} onSubmit={submit} noValidate>
        <FormFaults form={form} />
        <TextField form={form} name="reason" label="Motif du refus" hint={lengthHint(typed)} isRequired isLong rules={LENGTH_RULE} />
      </form>
      {guards}
    </Dialog>
  );
}
