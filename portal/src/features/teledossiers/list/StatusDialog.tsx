import { useEffect, useRef, useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { api, ask, type Schemas } from "../../../api/client";
import { Dialog } from "../../../shared/Dialog";
import { RadioField, TextField } from "../../../shared/form/fields";
import { FormFaults } from "../../../shared/form/FormFaults";
import { LENGTH_RULE, lengthHint } from "../../../shared/form/lengths";
import { useSubmit } from "../../../shared/form/useSubmit";
import { useConfirmed } from "../../../shared/useConfirmed";
import { useDiscard } from "../../../shared/useDiscard";
import { plural } from "../../../shared/words";
import { Outcomes } from "./Outcomes";
import { offersFor, readersOf, type Selection } from "./selection";

/** What may be chosen, in the order of how often it is, and what it means. */
const CHOICES = [
  { status: "DONE", label: "Traité", meaning: "Le télédossier est finalisé : l'opérateur de la démarche et la personne concernée en sont informés." },
  { status: "REFUSED", label: "Refusé", meaning: "Le motif est transmis. Les pièces jointes ne pourront plus être téléchargées." },
  { status: "ADD_AWAITING", label: "En attente de complément", meaning: "Votre message est transmis à la personne concernée par l'opérateur de la démarche." },
];

interface Values {
  status: string;
  reason: string;
  message: string;
}

interface Props {
  selection: Selection;
  /** The ids of those that have changed. */
  onDone: (done: string[]) => void;
  onClose: () => void;
}

/** Several télédossiers change status in one go, each where it may; then what became of each. */
export default function StatusDialog({ selection, onDone, onClose }: Props) {
  const form = useForm<Values>({ mode: "onTouched", defaultValues: { status: "", reason: "", message: "" } });
  const { confirmed, dialog } = useConfirmed();
  const [outcomes, setOutcomes] = useState<Schemas["OutcomesJson"] | null>(null);
  const count = plural(selection.size, "télédossier");
  const { status: chosen, reason: typedReason, message: typedMessage } = useWatch({ control: form.control }) as Values;
  const offers = offersFor(selection, CHOICES.map((each) => each.status));
  const offer = offers.find((each) => each.status === chosen);
  const needs = offer?.needs ?? new Map<string, number>();
  const submit = useSubmit(form, async ({ status, reason, message }) => {
    const label = CHOICES.find((each) => each.status === status)?.label ?? status;
    const body = { ids: [...selection.keys()], status, reason: needs.has("reason") ? reason : null, message: needs.has("message") ? message : null };
    const made = await confirmed((confirm) => ask(api.POST("/portal/v1/cases/status", { body: { ...body, confirm } })), {
      title: `Passer ${count} au statut « ${label} » ?`,
      confirmLabel: "Confirmer",
    });
    setOutcomes(made);
    onDone(made.results.flatMap((each) => (each.isDone ? [each.id] : [])));
  });
  const { isValid, isSubmitting } = form.formState;
  const isTyped = outcomes === null && [typedReason, typedMessage].some((each) => each.trim() !== "");
  const { close, guards } = useDiscard(isTyped && !isSubmitting, onClose);
  if (outcomes !== null) return <Results outcomes={outcomes} selection={selection} onClose={onClose} />;
  return (
    <Dialog
      title={`Changer le statut de ${count}`}
      onClose={close}
      actions={[
        { children: "Valider", disabled: !isValid || isSubmitting, onClick: () => void submit(), nativeButtonProps: { "aria-busy": isSubmitting } },
        { children: "Annuler", priority: "secondary", onClick: close },
      ]}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <FormFaults form={form} />
        <RadioField
          form={form}
          name="status"
          label="Nouveau statut"
          isRequired
          options={CHOICES.map(({ status, label, meaning }) => {
            const open = offers.find((each) => each.status === status)?.count ?? 0;
            const part = open < selection.size ? ` Possible pour ${open} des ${count}.` : "";
            return { value: status, label, isDisabled: open === 0, hint: open === 0 ? "Aucun des télédossiers sélectionnés ne peut prendre ce statut." : `${meaning}${part}` };
          })}
        />
        {needs.has("reason") && <TextField form={form} name="reason" label="Motif du refus" hint={`${readersOf(offer, "reason")} ${lengthHint(typedReason)}`} isRequired isLong rules={LENGTH_RULE} />}
        {needs.has("message") && <TextField form={form} name="message" label="Message à la personne concernée" hint={`${readersOf(offer, "message")} ${lengthHint(typedMessage)}`} isRequired isLong rules={LENGTH_RULE} />}
      </form>
      {dialog}
      {guards}
    </Dialog>
  );
}

function Results({ outcomes, selection, onClose }: { outcomes: Schemas["OutcomesJson"]; selection: Selection; onClose: () => void }) {
  const summary = useRef<HTMLParagraphElement>(null);
  useEffect(() => summary.current?.focus(), []);
  const lines = outcomes.results.map((each) => ({ ...each, number: each.number ?? selection.get(each.id)?.number ?? each.id, words: each.messages }));
  const done = lines.filter((each) => each.isDone && !each.wasAlready);
  const already = lines.filter((each) => each.wasAlready);
  const refused = lines.filter((each) => !each.isDone);
  const label = (done[0] ?? already[0])?.label;
  return (
    <Dialog title="Changement de statut" onClose={onClose} actions={[{ children: "Fermer", onClick: onClose }]}>
      <p ref={summary} tabIndex={-1} className="outcomes-summary">
        {already.length > 0 && `${plural(already.length, "télédossier était", "télédossiers étaient")} déjà au statut « ${label} ». `}
        {done.length === 0
          ? already.length === 0 && "Aucun télédossier n'a changé de statut."
          : `${plural(done.length, "télédossier est passé", "télédossiers sont passés")} au statut « ${label} ».`}
        {refused.length > 0 && done.length + already.length > 0 && ` ${plural(refused.length, "n'a pas changé et reste sélectionné", "n'ont pas changé et restent sélectionnés")}.`}
      </p>
      {refused.length > 0 && <Outcomes title="Statut inchangé" lines={refused} />}
      {done.length > 0 && (
        <details className="outcomes-done">
          <summary>Télédossiers passés au statut « {label} »</summary>
          <p>{done.map((each) => each.number).join(", ")}</p>
        </details>
      )}
      {already.length > 0 && (
        <details className="outcomes-done">
          <summary>Télédossiers qui étaient déjà au statut « {label} »</summary>
          <p>{already.map((each) => each.number).join(", ")}</p>
        </details>
      )}
    </Dialog>
  );
}
