import { useId, useRef, type ReactNode } from "react";
import { useForm, useWatch } from "react-hook-form";
import { Refusal } from "../../../api/refusal";
import { Dialog } from "../../../shared/Dialog";
import { RadioField, TextField } from "../../../shared/form/fields";
import { FormFaults } from "../../../shared/form/FormFaults";
import { LENGTH_RULE, LONGEST, lengthHint } from "../../../shared/form/lengths";
import { useSubmit } from "../../../shared/form/useSubmit";
import { StatusBadge } from "../../../shared/StatusBadge";
import { useConfirmed } from "../../../shared/useConfirmed";
import { useDiscard } from "../../../shared/useDiscard";
import type { CaseDetail, Reload, Target } from "./case";
import { idKeeper } from "./texts";

export interface ChosenStatus {
  status: string;
  reason: string | null;
  message: string | null;
  version: string;
  /** Names the act: asked again for want of an answer, it is done once. */
  id: string;
  confirm: boolean;
}

interface Props {
  title: string;
  detail: CaseDetail;
  /** What may be chosen; where nothing may any more, `none` says why. */
  targets: Target[];
  none: string | null;
  send: (chosen: ChosenStatus) => Promise<void>;
  reload: Reload;
  onClose: () => void;
}

interface Values {
  status: string;
  reason: string;
  message: string;
}

const FIELDS = {
  reason: { label: "Motif", hint: "Il est transmis avec le nouveau statut." },
  message: { label: "Message", hint: "Il est transmis à la personne concernée par l'opérateur de la démarche." },
} as const;

/** Choose a status among those offered, with the text that goes with it; the hub asks for a confirmation. */
export function StatusDialog({ title, detail, targets, none, send, reload, onClose }: Props) {
  const formId = useId();
  const seen = useRef(detail.version); // what the person decides on: not what came since, unread
  const idOf = useRef(idKeeper());
  const form = useForm<Values>({ defaultValues: { status: targets.length === 1 ? (targets[0]?.status ?? "") : "", reason: "", message: "" }, mode: "onTouched" });
  const values = useWatch({ control: form.control }) as Values;
  const target = targets.find((each) => each.status === values.status);
  const { isSubmitting } = form.formState;
  const { confirmed, dialog } = useConfirmed();
  const submit = useSubmit(form, async ({ status, reason, message }) => {
    const label = target?.label ?? status;
    const texts = { reason: target?.needs === "reason" ? reason : null, message: target?.needs === "message" ? message : null };
    try {
      const id = idOf.current(JSON.stringify({ status, ...texts }));
      await confirmed((confirm) => send({ status, ...texts, version: seen.current, id, confirm }), { title: `Passer le télédossier au statut « ${label} » ?`, confirmLabel: "Confirmer" });
    } catch (error) {
      if (error instanceof Refusal && error.reason === "CHANGED") seen.current = (await reload())?.version ?? seen.current;
      throw error;
    }
    onClose();
  });
  const typed = values.reason.trim() !== "" || values.message.trim() !== "";
  const { close, guards } = useDiscard(typed && !isSubmitting, onClose);
  const needs = needOf(target) ?? (target === undefined && typed ? (values.reason.trim() !== "" ? "reason" : "message") : null); // typed for a status that went
  const text = needs === null ? "" : values[needs];
  const isReady = target !== undefined && (needs === null || (text.trim() !== "" && text.length <= LONGEST));
  return (
    <Dialog
      title={title}
      onClose={close}
      isLarge
      actions={[
        { children: "Changer le statut", type: "submit", disabled: !isReady || isSubmitting, nativeButtonProps: { form: formId, "aria-busy": isSubmitting } },
        { children: "Annuler", priority: "secondary", onClick: close },
      ]}
    >
      <p className="status-now">
        Statut actuel : <StatusBadge label={detail.label} />
      </p>
      <form id={formId} onSubmit={submit} noValidate>
        <FormFaults form={form} />
        {targets.length === 0 ? (
          <p>{none}</p>
        ) : (
          <RadioField
            key={targets.map((each) => each.status).join()} // other choices are other buttons: none inherits that another was chosen
            form={form}
            name="status"
            label="Nouveau statut"
            isRequired
            options={targets.map((each) => ({ value: each.status, label: each.label, hint: <Meaning target={each} /> }))}
          />
        )}
        {needs !== null && (
          <TextField
            key={needs}
            form={form}
            name={needs}
            label={FIELDS[needs].label}
            hint={`${FIELDS[needs].hint} ${lengthHint(text)}`}
            isLong
            isRequired
            rules={LENGTH_RULE}
          />
        )}
      </form>
      {dialog}
      {guards}
    </Dialog>
  );
}

function needOf(target: Target | undefined): "reason" | "message" | null {
  return target?.needs === "reason" || target?.needs === "message" ? target.needs : null;
}

function Meaning({ target }: { target: Target }): ReactNode {
  return (
    <>
      {target.meaning} {target.canBeUndone ? "Ce changement peut être annulé." : <strong>Ce changement ne peut pas être annulé.</strong>}
    </>
  );
}
