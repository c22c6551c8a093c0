import type { ReactNode } from "react";
import { Dialog } from "../../shared/Dialog";
import { dayInWords, inWords } from "../../shared/words";
import { actorInWords, chainInWords, detailsInWords, type AuditRecord } from "./audit";

interface Props {
  record: AuditRecord;
  onClose: () => void;
  onActor: (actor: string) => void;
}

/** A record of the trail, whole. */
export function RecordDialog({ record, onClose, onActor }: Props) {
  return (
    <Dialog
      title={record.label}
      onClose={onClose}
      isLarge
      actions={[
        { children: "Fermer le détail", onClick: onClose },
        { children: "Voir les actes de cet auteur", priority: "secondary", onClick: () => onActor(record.actor) },
      ]}
    >
      <dl className="record">
        <Row name="Date">{inWords(record.at)}</Row>
        <Row name="Auteur">{actorInWords(record)}</Row>
        <Row name="Identifiant de l'auteur" isCode>
          {record.actor}
        </Row>
        {record.subject !== null && (
          <Row name="Objet" isCode>
            {record.subject}
          </Row>
        )}
        {detailsInWords(record).map(([name, value]) => (
          <Row key={name} name={name}>
            {value}
          </Row>
        ))}
        <Row name="Chaîne" isCode>
          {chainInWords(record.chain)}
        </Row>
        <Row name="Rang">{`n° ${record.sequence} du ${dayInWords(`${record.day}T12:00:00Z`)}`}</Row>
        <Row name="Empreinte (SHA-256)" isCode>
          {record.digest}
        </Row>
      </dl>
    </Dialog>
  );
}

function Row({ name, isCode = false, children }: { name: string; isCode?: boolean; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={isCode ? "code" : ""}>{children}</dd>
    </div>
  );
}
