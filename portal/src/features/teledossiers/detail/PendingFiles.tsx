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
import { useUploads, type Upload, type Uploads } from "./useUploads";

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
  const isForgotten = !uploads.isRunning && detail.actions.attach.isAllowed && detail.pendingAttachments.some((each) => uploads.uploadById.has(each.id));
  const unsaved = useUnsaved(uploads.isRunning || isForgotten, isForgotten ? forgotten(detail.pendingAttachments) : undefined);
  const heading = useRef<HTMLHeadingElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (asked > 0) heading.current?.focus();
  }, [asked]);
  const { attach } = detail.actions;
  const isOver = OVER.has(detail.status) && !attach.isAllowed;
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
        {isOver ? "Pièces jointes non transmises" : "Ajouter une pièce jointe"}
      </h2>
      {!isOver && (
        <p>
          Les pièces jointes sont transmises à la personne concernée par l'opérateur de la démarche, {detail.operator.name}, toutes ensemble, quand vous validez
          l'ajout. Jusque-là, HubEE les conserve : vous pouvez quitter la page et y revenir, ou les retirer.
        </p>
      )}
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
              unsent={isOver ? `Non transmise : le télédossier est « ${detail.label} ».` : null}
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
      {!isOver && (
        <div className="actions">
          <ReasonedButton kind="primary" reason={attach.reason ?? refusalOf(files, uploads)} showsReason onClick={() => void confirm()}>
            Valider l'ajout
          </ReasonedButton>
          {files.length === 0 && !uploads.isRunning && (
            <Button priority="secondary" onClick={onClose}>
              Fermer
            </Button>
          )}
        </div>
      )}
      {dialog}
      {unsaved}
    </section>
  );
}

/** Why what is prepared cannot be confirmed yet. */
function refusalOf(files: CaseFile[], { isRunning, uploadById }: Pick<Uploads, "isRunning" | "uploadById">): string | null {
  if (isRunning) return "L'envoi des fichiers est en cours.";
  if (files.length === 0) return "Choisissez d'abord au moins un fichier.";
  const faulty = files.filter((each) => each.status !== "RECEIVED");
  const [again, lost] = [true, false].map((may) => faulty.filter((each) => canBeSentAgain(each, uploadById.get(each.id)) === may).map((each) => `« ${each.fileName} »`).join(", "));
  const asked = [lost && `Retirez d'abord ${lost}.`, again && `Renvoyez ou retirez d'abord ${again}.`].filter(Boolean);
  return asked.length === 0 ? null : asked.join(" ");
}

/** Whether this page has the file still, and the hub would take it. */
function canBeSentAgain({ status }: CaseFile, upload: Upload | undefined): boolean {
  return upload !== undefined && !upload.isRunning && (status === "PENDING" || status === "REJECTED");
}

/** Nothing is sent on these any more, unless the operator opens the télédossier again. */
const OVER = new Set(["CLOSED", "ARCHIVED"]);

/** What leaving the page leaves undone. */
function forgotten(files: CaseFile[]) {
  const names = files.map((each) => `« ${each.fileName} »`).join(", ");
  return {
    title: "Quitter sans valider l'ajout ?",
    words: `${files.length === 1 ? "La pièce jointe" : "Les pièces jointes"} ${names} ${files.length === 1 ? "n'est pas transmise" : "ne sont pas transmises"}. HubEE ${files.length === 1 ? "la" : "les"} conserve : vous pourrez revenir valider l'ajout, tant que le télédossier n'est pas « Clos ».`,
    leaveLabel: "Quitter sans valider",
  };
}

function PendingState({ file, isUnsent }: { file: CaseFile; isUnsent: boolean }) {
  if (isUnsent) return <StatusBadge label="Non transmise" kind="over" />;
  return <StatusBadge label={file.status === "RECEIVED" ? "Prête à être validée" : file.state} kind={FILE_KINDS[file.status]} />;
}

interface PendingFileProps {
  file: CaseFile;
  upload: Upload | undefined;
  mayChange: boolean;
  /** Why it will not be sent, once it cannot be any more. */
  unsent: string | null;
  onSendAgain: () => void;
  onRemove: () => void;
}

function PendingFile({ file, upload, mayChange, unsent, onSendAgain, onRemove }: PendingFileProps) {
  const isRefused = file.status === "CORRUPTED" || file.status === "REJECTED";
  const fault = upload?.faults.join(" ") || (isRefused ? (file.reason ?? "") : "");
  return (
    <li>
      <span className="pending-name">
        <span className="file-name">{file.fileName}</span> <span className="history-size">({sizeOf(file.size)})</span>
      </span>
      <span className="pending-state">
        {upload?.isRunning ? (
          <ShareBar label={`Envoi de ${file.fileName}`} share={upload.share} />
        ) : (
          <PendingState file={file} isUnsent={unsent !== null} />
        )}
      </span>
      {file.isRemovable && mayChange && (
        <span className="pending-actions">
          {canBeSentAgain(file, upload) && (
            <Button priority="tertiary" size="small" iconId="fr-icon-refresh-line" onClick={onSendAgain} nativeButtonProps={{ "aria-label": `Renvoyer ${file.fileName}` }}>
              Renvoyer
            </Button>
          )}
          <Button priority="tertiary" size="small" iconId="fr-icon-delete-line" onClick={onRemove} nativeButtonProps={{ "aria-label": `Retirer ${file.fileName}` }}>
            Retirer
          </Button>
        </span>
      )}
      {unsent !== null && <p className="pending-fault">{unsent}</p>}
      {!upload?.isRunning && fault !== "" && <p className="pending-fault">{fault}</p>}
    </li>
  );
}
