import { useRef, useState, type Ref } from "react";
import { api, ask } from "../../../api/client";
import { announce } from "../../../app/messages";
import { ReasonedButton } from "../../../shared/ReasonedButton";
import { ACTION_KEYS, nextStep, reasonsOf, type ActionKey, type CaseDetail, type Reload } from "./case";
import { ShareBar } from "./ShareBar";
import { StatusDialog } from "./StatusDialog";
import { TextDialog } from "./TextDialog";
import { idKeeper } from "./texts";
import type { Downloads } from "./useDownload";

interface Props {
  detail: CaseDetail;
  reload: Reload;
  downloads: Downloads;
  /** Show where files are added. */
  onAttach: () => void;
  /** The button that does. */
  attach: Ref<HTMLButtonElement>;
}

const WORDS: Record<ActionKey, { label: string; hint: string }> = {
  download: { label: "Télécharger", hint: "Toutes les pièces jointes, dans une archive" },
  status: { label: "Changer de statut", hint: "L'opérateur de la démarche en est informé" },
  message: { label: "Envoyer un message", hint: "À la personne concernée, par l'opérateur" },
  attach: { label: "Ajouter une pièce jointe", hint: "Pour la personne concernée" },
  comment: { label: "Commentaire", hint: "Interne à votre organisation" },
};

/** What may be done, what is best done next, and why the rest may not be. */
export function Actions({ detail, reload, downloads, onAttach, attach }: Props) {
  const [dialog, setDialog] = useState<"status" | "message" | "comment" | null>(null);
  const close = () => setDialog(null);
  const { shared, reasonByKey } = reasonsOf(detail);
  const { key: next, hint } = nextStep(detail);
  const archive = `/portal/v1/cases/${detail.id}/archive`;
  const share = downloads.shareByPath.get(archive);
  const act: Record<ActionKey, () => void> = {
    download: () => void downloads.bring(archive, `toutes les pièces jointes du télédossier ${detail.number}`),
    status: () => setDialog("status"),
    message: () => setDialog("message"),
    attach: onAttach,
    comment: () => setDialog("comment"),
  };
  const button = (key: ActionKey) => {
    const reason = reasonByKey[key];
    const common = {
      reason,
      showsReason: reason !== null && reason !== shared,
      kind: key === next ? ("primary" as const) : ("secondary" as const),
      onClick: act[key],
    };
    switch (key) {
      case "download":
        return <ReasonedButton {...common} iconId="fr-icon-download-line" isBusy={share !== undefined}>{WORDS[key].label}</ReasonedButton>;
      case "status":
        return <ReasonedButton {...common} iconId="fr-icon-arrow-left-right-line">{WORDS[key].label}</ReasonedButton>;
      case "message":
        return <ReasonedButton {...common} iconId="fr-icon-mail-line">{WORDS[key].label}</ReasonedButton>;
      case "attach":
        return <ReasonedButton {...common} ref={attach} iconId="fr-icon-attachment-line">{WORDS[key].label}</ReasonedButton>;
      case "comment":
        return <ReasonedButton {...common} iconId="fr-icon-chat-3-line">{WORDS[key].label}</ReasonedButton>;
    }
  };
  return (
    <>
      <section className="todo" aria-labelledby="todo-title">
        <h2 id="todo-title">Que faire ?</h2>
        {shared !== null && <p className="todo-reason">{shared}</p>}
        {hint !== null && <p className="todo-hint">{hint}</p>}
        <ul>
          {ACTION_KEYS.map((key) => (
            <li key={key}>
              {button(key)}
              {key === "download" && share !== undefined && <ShareBar label="Téléchargement de toutes les pièces jointes" share={share} />}
              {reasonByKey[key] === null && <span className="todo-what">{WORDS[key].hint}</span>}
            </li>
          ))}
        </ul>
      </section>
      {dialog === "status" && <ChangeStatus detail={detail} reload={reload} onClose={close} />}
      {dialog === "message" && <SendMessage detail={detail} reload={reload} onClose={close} />}
      {dialog === "comment" && <AddComment detail={detail} reload={reload} onClose={close} />}
    </>
  );
}

interface DialogProps {
  detail: CaseDetail;
  reload: Reload;
  onClose: () => void;
}

function ChangeStatus({ detail, reload, onClose }: DialogProps) {
  const { targets, reason } = detail.actions.status;
  return (
    <StatusDialog
      title="Changer de statut"
      detail={detail}
      targets={targets}
      none={reason}
      reload={reload}
      onClose={onClose}
      send={async (body) => {
        const done = await ask(api.POST("/portal/v1/cases/{caseId}/status", { params: { path: { caseId: detail.id } }, body }));
        announce(`Le télédossier est maintenant au statut « ${done.label} ».`);
        await reload();
      }}
    />
  );
}

function SendMessage({ detail, reload, onClose }: DialogProps) {
  const idOf = useRef(idKeeper());
  const waiting = detail.actions.status.targets.find((each) => each.status === "ADD_AWAITING");
  return (
    <TextDialog
      title="Envoyer un message"
      name="message"
      label="Message"
      submitLabel="Envoyer"
      onClose={onClose}
      send={async (message) => {
        await ask(api.POST("/portal/v1/cases/{caseId}/messages", { params: { path: { caseId: detail.id } }, body: { message, id: idOf.current(message) } }));
        announce("Le message est envoyé.");
        await reload();
      }}
    >
      <p>
        Ce message est transmis à la personne concernée par l'opérateur de la démarche, {detail.operator.name}. Une fois envoyé, il ne peut pas être annulé.
      </p>
      {waiting !== undefined && (
        <p>Vous attendez un complément ? Utilisez plutôt « Changer de statut » : le statut « {waiting.label} » transmet aussi votre message.</p>
      )}
    </TextDialog>
  );
}

function AddComment({ detail, reload, onClose }: DialogProps) {
  const idOf = useRef(idKeeper());
  return (
    <TextDialog
      title="Ajouter un commentaire"
      name="comment"
      label="Commentaire"
      submitLabel="Enregistrer"
      onClose={onClose}
      send={async (comment) => {
        await ask(api.POST("/portal/v1/cases/{caseId}/comments", { params: { path: { caseId: detail.id } }, body: { comment, id: idOf.current(comment) } }));
        announce("Le commentaire est enregistré.");
        await reload();
      }}
    >
      <p>
        Ce commentaire est interne à votre organisation : ni la personne concernée ni l'opérateur n'en prennent connaissance. Il peut être modifié depuis
        l'historique tant que le télédossier n'est pas « Clos ».
      </p>
    </TextDialog>
  );
}
