import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { useEffect, useRef } from "react";
import { ReasonedButton } from "../../../shared/ReasonedButton";
import { StatusBadge } from "../../../shared/StatusBadge";
import { useConfirmed } from "../../../shared/useConfirmed";
import { useUnsaved } from "../../../shared/useUnsaved";
import { plural, sizeOf } from "../../../shared/words";
import { acceptedInWords, acceptOf } from "./accepted";
import type { CaseDetail, CaseFile, Reload } from "./case";
import { DropZone } from "./DropZone";
import { FILE_KINDS } from "./Files";
import { ShareBar } from "./ShareBar";
import { useUploads, type Upload } from "./useUploads";

interface Props {
  detail: CaseDetail;
  reload: Reload;
  /** How often the person asked for it: the focus comes here each time. */
  asked: number;
  /** Nothing is to be added after all, or it was. */
  onClose: () => void;
}

/** Files for the person concerned: added, removed, and sent together once they are confirmed. */
export function PendingFiles({ detail, reload, asked, onClose }: Props) {
  const uploads = useUploads(detail, reload);
  const { ask, dialog } = useConfirmed();
  const unsaved = useUnsaved(uploads.isRunning);
  const heading = useRef<HTMLHeadingElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (asked > 0) heading.current?.focus();
  }, [asked]);
  const { attach } = detail.actions;
  const files = detail.pendingAttachments;
  const confirm = async () => {
    const words = [
      `${plural(files.length, "pièce jointe sera transmise", "pièces jointes seront transmises")} à la personne concernée par l'opérateur de la démarche.`,
      "Une fois l'ajout validé, cela ne pourra plus être retiré.",
    ];
    if (!(await ask({ title: "Valider l'ajout ?", confirmLabel: "Valider l'ajout", words }))) return;
    if (await uploads.confirm()) onClose();
  };
  return (
    <section className="pending" aria-labelledby="pending-title">
      <h2 id="pending-title" ref={heading} tabIndex={-1}>
        Ajouter une pièce jointe
      </h2>
      <p>
        Les pièces jointes sont transmises à la personne concernée par l'opérateur de la démarche ({detail.operator.name}), toutes ensemble, quand vous validez
        l'ajout. Jusque-là, HubEE les conserve : vous pouvez quitter la page et y revenir, ou les retirer.
      </p>
      {attach.isAllowed && (
        <DropZone
          label="Choisissez des fichiers, ou déposez-les ici"
          hint={acceptedInWords(attach)}
          accept={acceptOf(attach.formats)}
          isBusy={uploads.isRunning}
          onFiles={(chosen) => void uploads.add(chosen)}
          input={input}
        />
      )}
      <div role="alert" className="pending-faults">
        {uploads.faults.map((each) => (
          <Alert key={each} severity="error" small description={each} />
        ))}
      </div>
      {files.length > 0 && (
        <ul className="pending-files" aria-label="Pièces jointes à valider">
          {files.map((file) => (
            <PendingFile
              key={file.id}
              file={file}
              upload={uploads.uploadById.get(file.id)}
              mayChange={attach.isAllowed}
              onSendAgain={() => void uploads.sendAgain(file.id)}
              onRemove={() => {
                input.current?.focus(); // the button goes
                if (document.activeElement !== input.current) heading.current?.focus();
                void uploads.remove(file.id, file.fileName);
              }}
            />
          ))}
        </ul>
      )}
      <div className="actions">
        <ReasonedButton kind="primary" reason={attach.reason ?? refusalOf(files, uploads.isRunning)} showsReason onClick={() => void confirm()}>
          Valider l'ajout
        </ReasonedButton>
        {files.length === 0 && !uploads.isRunning && (
          <Button priority="secondary" onClick={onClose}>
            Fermer
          </Button>
        )}
      </div>
      {dialog}
      {unsaved}
    </section>
  );
}

/** Why what is prepared cannot be confirmed yet. */
export function refusalOf(files: CaseFile[], isRunning: boolean): string | null {
  if (isRunning) return "L'envoi des fichiers est en cours.";
  if (files.length === 0) return "Choisissez d'abord au moins un fichier.";
  const faulty = files.filter((each) => each.status !== "RECEIVED").map((each) => `« ${each.fileName} »`);
  return faulty.length === 0 ? null : `Retirez ou renvoyez d'abord : ${faulty.join(", ")}.`;
}

interface PendingFileProps {
  file: CaseFile;
  upload: Upload | undefined;
  mayChange: boolean;
  onSendAgain: () => void;
  onRemove: () => void;
}

function PendingFile({ file, upload, mayChange, onSendAgain, onRemove }: PendingFileProps) {
  const isRefused = file.status === "CORRUPTED" || file.status === "REJECTED";
  const fault = upload?.faults.join(" ") || (isRefused ? (file.reason ?? "") : "");
  const canSendAgain = upload !== undefined && !upload.isRunning && (file.status === "PENDING" || file.status === "REJECTED");
  return (
    <li>
      <span className="pending-name">
        <span className="file-name">{file.fileName}</span> <span className="history-size">({sizeOf(file.size)})</span>
      </span>
      <span className="pending-state">
        {upload?.isRunning ? (
          <ShareBar label={`Envoi de ${file.fileName}`} share={upload.share} />
        ) : (
          <StatusBadge label={file.status === "RECEIVED" ? "Prête à être validée" : file.state} kind={FILE_KINDS[file.status]} />
        )}
      </span>
      {file.isRemovable && mayChange && (
        <span className="pending-actions">
          {canSendAgain && (
            <Button priority="tertiary" size="small" iconId="fr-icon-refresh-line" onClick={onSendAgain} nativeButtonProps={{ "aria-label": `Renvoyer ${file.fileName}` }}>
              Renvoyer
            </Button>
          )}
          <Button priority="tertiary" size="small" iconId="fr-icon-delete-line" onClick={onRemove} nativeButtonProps={{ "aria-label": `Retirer ${file.fileName}` }}>
            Retirer
          </Button>
        </span>
      )}
      {!upload?.isRunning && fault !== "" && <p className="pending-fault">{fault}</p>}
    </li>
  );
}
