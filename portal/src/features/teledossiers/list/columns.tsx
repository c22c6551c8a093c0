/** The columns of the list. */
import { Link } from "react-router";
import { paths } from "../../../app/paths";
import type { Column } from "../../../shared/DataTable";
import { ProgressBar } from "../../../shared/ProgressBar";
import { ReasonedButton } from "../../../shared/ReasonedButton";
import { StatusBadge } from "../../../shared/StatusBadge";
import { inShort } from "../../../shared/words";
import type { Row } from "./selection";

const PERSON = "Personne concernée";

interface Settings {
  /** What the address says of the list: the detail walks it. */
  search: string;
  /** Whether the rows are of several organisations. */
  showsRecipients: boolean;
  /** The downloads under way, each with its share. */
  downloads: ReadonlyMap<string, number | null>;
  onDownload: (row: Row) => void;
}

/** The keys of sortable columns are the hub's names for the orders. */
export function columnsOf({ search, showsRecipients, downloads, onDownload }: Settings): Column<Row>[] {
  const recipients: Column<Row>[] = [{ key: "recipient", header: "Organisation", cell: (row) => row.recipientName ?? row.recipient }];
  return [
    {
      key: "number",
      header: "Numéro",
      isRowHeader: true,
      cell: (row) => (
        <Link className="cases-number" to={`${paths.case(row.id)}${search}`}>
          {row.number}
        </Link>
      ),
    },
    { key: "process", header: "Démarche", isSortable: true, cell: (row) => row.processName },
    {
      key: "person",
      header: PERSON,
      isSortable: true,
      cell: (row) => (
        <span className="cases-person">
          {row.lastName} {row.firstName}
          {row.personLabel !== null && row.personLabel !== PERSON && <small>{row.personLabel}</small>}
        </span>
      ),
    },
    ...(showsRecipients ? recipients : []),
    { key: "received", header: "Reçu le", isSortable: true, cell: (row) => <span className="cases-date">{inShort(row.receivedAt)}</span> },
    { key: "status", header: "Statut", isSortable: true, cell: (row) => <StatusBadge label={row.label} /> },
    {
      key: "actions",
      header: "Actions",
      isHeaderHidden: true,
      isAtEnd: true,
      cell: (row) => (
        <div className="cases-actions">
          <Link className="fr-btn fr-btn--sm fr-btn--tertiary fr-icon-eye-line fr-btn--icon-left" to={`${paths.case(row.id)}${search}`}>
            Consulter<span className="fr-sr-only"> le télédossier {row.number}</span>
          </Link>
          <div className="cases-download">
            <ReasonedButton
              kind="tertiary"
              size="sm"
              iconId="fr-icon-download-line"
              label={`Télécharger le télédossier ${row.number}`}
              reason={row.download.reason}
              isBusy={downloads.has(row.id)}
              onClick={() => onDownload(row)}
            >
              Télécharger
            </ReasonedButton>
            {downloads.has(row.id) && <ProgressBar label={`Téléchargement du télédossier ${row.number}`} share={downloads.get(row.id) ?? null} />}
          </div>
        </div>
      ),
    },
  ];
}
