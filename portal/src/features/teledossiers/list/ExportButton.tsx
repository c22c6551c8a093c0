import { useRef, useState } from "react";
import { wordsOf } from "../../../api/refusal";
import { announce } from "../../../app/messages";
import { ProgressBar } from "../../../shared/ProgressBar";
import { ReasonedButton } from "../../../shared/ReasonedButton";
import { changed, searchOf, type Criteria } from "../criteria";

/** The list as it is filtered and sorted, all its pages, as a file for a spreadsheet. */
export function ExportButton({ criteria, reason }: { criteria: Criteria; reason: string | null }) {
  const [share, setShare] = useState<number | null | undefined>(undefined);
  const isRunning = useRef(false); // a double click sends once
  const run = async () => {
    if (isRunning.current) return;
    isRunning.current = true;
    setShare(null);
    try {
      const { download } = await import("../../../api/transfers"); // not before it is wanted
      await download(`/portal/v1/exports${searchOf(changed(criteria, {}))}`, { method: "POST", progress: setShare });
      announce("La liste est exportée : le fichier est dans vos téléchargements.");
    } catch (error) {
      announce("La liste n'a pas été exportée.", { severity: "error", details: wordsOf(error) });
    } finally {
      isRunning.current = false;
      setShare(undefined);
    }
  };
  return (
    <div className="cases-download">
      <ReasonedButton
        size="sm"
        iconId="fr-icon-file-download-line"
        reason={reason}
        isBusy={share !== undefined}
        onClick={() => void run()}
      >
        Exporter la liste (CSV)
      </ReasonedButton>
      {share !== undefined && <ProgressBar label="Export de la liste" share={share} />}
    </div>
  );
}
