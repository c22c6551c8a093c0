import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { useRef, useState } from "react";
import { api, ask } from "../../../api/client";
import { Refusal } from "../../../api/refusal";
import { announce } from "../../../app/messages";
import { Declined } from "../../../shared/useConfirmed";
import { inWords } from "../../../shared/words";
import { whoDid, type CaseDetail, type Line, type Reload } from "./case";
import { TextDialog } from "./TextDialog";

interface Props {
  detail: CaseDetail;
  /** The comment, as it is when its change is begun. */
  line: Line;
  reload: Reload;
  onClose: () => void;
}

/** Change a comment. What somebody else made of it meanwhile is shown before anything takes its place. */
export function EditComment({ detail, line, reload, onClose }: Props) {
  const seen = useRef(line.comment ?? "");
  const [others, setOthers] = useState<{ by: string; text: string } | null>(null);
  const send = async (comment: string) => {
    const path = { caseId: detail.id, commentId: line.id };
    try {
      await ask(api.PUT("/portal/v1/cases/{caseId}/comments/{commentId}", { params: { path }, body: { comment, before: seen.current } }));
    } catch (error) {
      const now = error instanceof Refusal && error.reason === "CHANGED" ? await reload() : null;
      const text = now?.history.find((each) => each.id === line.id)?.comment ?? null;
      if (now === null || text === null) throw error;
      const edit = now.history.findLast((each) => each.kind === "COMMENT_EDITED" && each.detail === line.id);
      seen.current = text;
      setOthers({ by: edit === undefined ? "une autre personne" : `${whoDid(edit)}, le ${inWords(edit.at)}`, text });
      throw new Declined();
    }
    announce("Le commentaire est modifié.");
    await reload();
  };
  return (
    <TextDialog title="Modifier le commentaire" name="comment" label="Commentaire" submitLabel="Enregistrer" initial={line.comment ?? ""} onClose={onClose} send={send}>
      <p>Ce commentaire reste interne à votre organisation. L'historique indiquera qui l'a modifié, et quand.</p>
      <div role="alert">
        {others !== null && (
          <Alert
            className="fr-mb-2w"
            severity="warning"
            as="h3"
            title="Ce commentaire a été modifié entre-temps"
            description={
              <>
                <p>Par {others.by}. Il est maintenant :</p>
                <blockquote>{others.text}</blockquote>
                <p>Votre texte est conservé ci-dessous : vérifiez-le, puis enregistrez de nouveau.</p>
              </>
            }
          />
        )}
      </div>
    </TextDialog>
  );
}
