import { Button } from "@codegouvfr/react-dsfr/Button";
import { lazy, Suspense, useState } from "react";
import { ProgressBar } from "../../../shared/ProgressBar";
import { ReasonedButton } from "../../../shared/ReasonedButton";
import { plural } from "../../../shared/words";
import { MOST, reasonFor, type Row, type Selection } from "./selection";
import "./selection-bar.css";
import { useArchive, type Archived } from "./useArchive";
import type { SelectionState } from "./useSelection";

const StatusDialog = lazy(() => import("./StatusDialog"));
const LeftOutDialog = lazy(() => import("./LeftOutDialog"));

interface Props {
  selection: SelectionState;
  /** The rows of this page. */
  shown: Row[];
  refresh: () => void;
  /** Where the focus goes when the bar does. */
  onGone: () => void;
}

/** What may be done with several télédossiers, once some are selected; it stays in sight at the bottom. */
export function SelectionBar({ selection, shown, refresh, onGone }: Props) {
  const [told, setTold] = useState("");
  const [archived, setArchived] = useState<Archived | null>(null);
  // The dialog is about what was selected when it was opened: what has succeeded leaves the selection meanwhile.
  const [changing, setChanging] = useState<Selection | null>(null);
  const archive = useArchive((made) => {
    setTold(made.words);
    if (made.leftOut.length + made.omitted > 0) setArchived(made);
    refresh();
  });
  const { rows } = selection;
  const isShown = rows.size > 0;
  const words = wordsFor(selection, shown);
  const close = () => {
    setChanging(null);
    if (rows.size === 0) setTimeout(onGone); // once the dialog has let go of the focus
  };
  return (
    <>
      <p role="status" className="fr-sr-only">
        {isShown && words}
      </p>
      {isShown && (
        <section className="selection-bar" aria-label="Télédossiers sélectionnés">
          <p className="selection-words">{words}</p>
          <div className="selection-actions">
            <ReasonedButton
              kind="secondary"
              iconId="fr-icon-download-line"
              reason={reasonFor(rows, "download")}
              isBusy={archive.share !== undefined}
              onClick={() => {
                setTold("");
                void archive.start(rows);
              }}
            >
              Télécharger
            </ReasonedButton>
            <ReasonedButton kind="secondary" iconId="fr-icon-edit-line" reason={reasonFor(rows, "manage")} onClick={() => setChanging(rows)}>
              Changer de statut
            </ReasonedButton>
            <Button
              priority="tertiary"
              iconId="fr-icon-close-line"
              onClick={() => {
                selection.clear();
                setTold("");
                onGone();
              }}
            >
              Tout désélectionner
            </Button>
          </div>
          <div role="status" className="selection-told">
            {archive.share !== undefined ? `Préparation de l'archive de ${plural(rows.size, "télédossier")}…` : told}
          </div>
          {archive.share !== undefined && (
            <div className="selection-progress">
              <ProgressBar label="Préparation de l'archive" share={archive.share} />
              <Button priority="tertiary" size="small" onClick={archive.cancel}>
                Annuler
              </Button>
            </div>
          )}
        </section>
      )}
      <Suspense>
        {changing !== null && (
          <StatusDialog
            selection={changing}
            onDone={(done) => {
              selection.remove(done);
              refresh();
            }}
            onClose={close}
          />
        )}
        {archived !== null && <LeftOutDialog archived={archived} numberOf={(id) => rows.get(id)?.number ?? id} onClose={() => setArchived(null)} />}
      </Suspense>
    </>
  );
}

function wordsFor({ rows, isFull }: SelectionState, shown: Row[]): string {
  const elsewhere = rows.size - shown.filter((row) => rows.has(row.id)).length;
  const words = plural(rows.size, "télédossier sélectionné", "télédossiers sélectionnés");
  if (isFull) return `${words} : c'est le maximum en une fois (${MOST})`;
  return elsewhere > 0 ? `${words}, dont ${elsewhere} hors de cette page` : words;
}
