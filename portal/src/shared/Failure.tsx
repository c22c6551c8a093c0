import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { wordsOf } from "../api/refusal";

/** What could not be shown, why, and « Réessayer ». */
export function Failure({ error, retry, title = "Ces informations n'ont pas pu être chargées" }: { error: unknown; retry?: () => void; title?: string }) {
  return (
    <div className="failure" role="alert">
      <Alert severity="error" as="h2" title={title} description={wordsOf(error).join(" ")} />
      {retry !== undefined && (
        <Button iconId="fr-icon-refresh-line" priority="secondary" onClick={retry}>
          Réessayer
        </Button>
      )}
    </div>
  );
}
