import { DataTable, type Column } from "../../../shared/DataTable";
import { ReasonedButton } from "../../../shared/ReasonedButton";
import { StatusBadge } from "../../../shared/StatusBadge";
import { inShort, sizeOf } from "../../../shared/words";
import { exchangedFiles, pathOf, type CaseDetail, type Exchanged } from "./case";
import { ShareBar } from "./ShareBar";
import type { Downloads } from "./useDownload";

/** How the state of a file looks; the words are the hub's. */
export const FILE_KINDS: Record<string, string> = { RECEIVED: "done", PENDING: "waiting", CORRUPTED: "refused", REJECTED: "refused", DELETED: "over" };

/** The files of a télédossier: those received, and those that the organisation sent. */
export function Files({ detail, downloads }: { detail: CaseDetail; downloads: Downloads }) {
  const { received, sent } = exchangedFiles(detail);
  const general = detail.actions.download.reason;
  const columns = columnsOf(detail, downloads, general);
  return (
    <section aria-labelledby="files-title">
      <h2 id="files-title">Pièces jointes</h2>
      {general !== null && received.length + sent.length > 0 && <p className="files-reason">{general}</p>}
      <h3>Reçues</h3>
      {received.length === 0 ? (
        <p>Aucune pièce jointe n'a été reçue avec ce télédossier.</p>
      ) : (
        <DataTable caption="Pièces jointes reçues" columns={columns} rows={received} rowKey={(row) => row.file.id} />
      )}
      {sent.length > 0 && (
        <>
          <h3>Transmises à la personne concernée</h3>
          <DataTable caption="Pièces jointes transmises" columns={columns} rows={sent} rowKey={(row) => row.file.id} />
        </>
      )}
    </section>
  );
}

function columnsOf(detail: CaseDetail, downloads: Downloads, general: string | null): Column<Exchanged>[] {
  return [
    {
      key: "name",
      header: "Nom et type",
      isRowHeader: true,
      cell: ({ file }) => (
        <span>
          <span className="file-name">{file.fileName}</span> <span className="file-type">{file.type}</span>
        </span>
      ),
    },
    { key: "size", header: "Taille", isAtEnd: true, cell: ({ file }) => <span className="file-size">{sizeOf(file.size)}</span> },
    {
      key: "from",
      header: "Transmise",
      cell: ({ at, by }) => (
        <span>
          {inShort(at)}
          <span className="file-by">{by}</span>
        </span>
      ),
    },
    {
      key: "state",
      header: "État",
      cell: ({ file }) => (
        <span>
          <StatusBadge label={file.state} kind={FILE_KINDS[file.status]} />
          {file.reason !== null && file.reason !== general && <span className="file-reason">{file.reason}</span>}
        </span>
      ),
    },
    {
      key: "download",
      header: "Télécharger",
      isHeaderHidden: true,
      isAtEnd: true,
      cell: ({ file }) => {
        const path = pathOf(detail, file);
        const share = downloads.shareByPath.get(path);
        return (
          <span className="file-download">
            {share !== undefined && <ShareBar label={`Téléchargement de ${file.fileName}`} share={share} />}
            <ReasonedButton
              kind="tertiary"
              size="sm"
              iconId="fr-icon-download-line"
              reason={file.isDownloadable ? null : (file.reason ?? general)}
              isBusy={share !== undefined}
              label={`Télécharger ${file.fileName}`}
              onClick={() => void downloads.bring(path, file.fileName)}
            >
              Télécharger
            </ReasonedButton>
          </span>
        );
      },
    },
  ];
}
