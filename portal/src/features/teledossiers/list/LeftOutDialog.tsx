import { Dialog } from "../../../shared/Dialog";
import { plural } from "../../../shared/words";
import { Outcomes } from "./Outcomes";
import type { Archived } from "./useArchive";

/** What the archive holds, and for each télédossier that it does not, why. */
export default function LeftOutDialog({ archived, numberOf, onClose }: { archived: Archived; numberOf: (id: string) => string; onClose: () => void }) {
  const { words, leftOut, omitted } = archived;
  return (
    <Dialog title="Votre archive est téléchargée" onClose={onClose} actions={[{ children: "Fermer", onClick: onClose }]}>
      <p>{words}</p>
      {leftOut.length > 0 && (
        <Outcomes
          title={plural(leftOut.length, "télédossier n'y est pas", "télédossiers n'y sont pas")}
          lines={leftOut.map((each) => ({ id: each.caseId, number: each.number ?? numberOf(each.caseId), words: [each.reason] }))}
        />
      )}
      {omitted > 0 && (
        <p>
          {plural(omitted, "autre télédossier n'a pas pu y être mis : il a changé", "autres télédossiers n'ont pas pu y être mis : ils ont changé")} pendant la préparation.
        </p>
      )}
    </Dialog>
  );
}
