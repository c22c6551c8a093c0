import { Button } from "@codegouvfr/react-dsfr/Button";
import { useState } from "react";
import { inWords, sizeOf } from "../../../shared/words";
import { whoDid, type CaseDetail, type Line, type Reload } from "./case";
import { EditComment } from "./EditComment";

/** All that was done on a télédossier, the latest first: that is what one comes to read. */
export function History({ detail, reload }: { detail: CaseDetail; reload: Reload }) {
  const [isShort, setShort] = useState(false);
  const [edited, setEdited] = useState<Line | null>(null);
  const consultations = detail.history.filter((line) => line.kind === "CONSULTATION").length;
  const lines = detail.history.filter((line) => !isShort || line.kind !== "CONSULTATION").toReversed();
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title">Historique</h2>
      <div className="history-head">
        <p>Du plus récent au plus ancien</p>
        {consultations > 1 && (
          <label className="history-filter">
            <input type="checkbox" checked={isShort} onChange={(event) => setShort(event.target.checked)} />
            Masquer les consultations ({consultations})
          </label>
        )}
      </div>
      {/* Safari takes a list without marks for none, unless it is told. */}
      {/* oxlint-disable-next-line jsx-a11y/no-redundant-roles */}
      <ol className="history" role="list" reversed>
        {lines.map((line) => (
          <HistoryLine key={line.id} line={line} onEdit={() => setEdited(line)} />
        ))}
      </ol>
      {edited !== null && <EditComment detail={detail} line={edited} reload={reload} onClose={() => setEdited(null)} />}
    </section>
  );
}

function HistoryLine({ line, onEdit }: { line: Line; onEdit: () => void }) {
  const who = line.author === null ? line.organisation.name : `${line.author}, ${line.organisation.name}`;
  return (
    <li data-kind={line.kind}>
      <p className="history-what">
        <strong>{line.label}</strong>
        {line.changes !== null && <span className="history-changes">{line.changes}</span>}
      </p>
      <p className="history-who">
        <time dateTime={line.at}>{inWords(line.at)}</time> · {who}
        {line.byOperator && " (opérateur)"}
      </p>
      {line.kind === "DOWNLOAD" && line.detail !== null && <p className="history-file">{line.detail}</p>}
      {line.message !== null && <Said label={line.messageLabel} text={line.message} />}
      {line.comment !== null && <Said label="Commentaire interne" text={line.comment} />}
      {line.isEditable && (
        <Button
          priority="tertiary"
          size="small"
          iconId="fr-icon-edit-line"
          nativeButtonProps={{ "aria-label": `Modifier le commentaire de ${whoDid(line)} du ${inWords(line.at)}` }}
          onClick={onEdit}
        >
          Modifier
        </Button>
      )}
      {line.attachments.length > 0 && (
        <ul className="history-files">
          {line.attachments.map((file) => (
            <li key={file.id}>
              {file.fileName} <span className="history-size">({sizeOf(file.size)})</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Said({ label, text }: { label: string; text: string }) {
  return (
    <figure className="said">
      <figcaption>{label}</figcaption>
      <blockquote>{text}</blockquote>
    </figure>
  );
}
