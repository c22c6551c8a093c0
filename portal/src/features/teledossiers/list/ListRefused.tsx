import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { Link } from "react-router";
import { Refusal, wordsOf } from "../../../api/refusal";
import { Failure } from "../../../shared/Failure";
import { changed, filtersIn, searchOf, type Criteria } from "../criteria";

interface Props {
  error: unknown;
  criteria: Criteria;
  retry: () => void;
  onClear: () => void;
}

/** A list that the hub does not give: what was asked for is refused, and how to ask for less; or it failed. */
export function ListRefused({ error, criteria, retry, onClear }: Props) {
  if (!(error instanceof Refusal) || error.status !== 400) return <Failure error={error} retry={retry} title="La liste n'a pas pu être chargée" />;
  const byDate = changed(criteria, { order: undefined, direction: undefined });
  return (
    <div className="failure" role="alert">
      <Alert severity="warning" as="h2" title="Cette liste ne peut pas être affichée" description={wordsOf(error).join(" ")} />
      <div className="actions">
        {criteria.cursor !== undefined && (
          <Link className="fr-btn fr-btn--secondary" to={`/${searchOf(changed(criteria, {}))}`}>
            Revenir à la première page
          </Link>
        )}
        {criteria.order !== undefined && (
          <Link className="fr-btn fr-btn--secondary" to={`/${searchOf(byDate)}`}>
            Revenir au tri par date
          </Link>
        )}
        {filtersIn(criteria) > 0 && (
          <Button priority="tertiary" onClick={onClear}>
            Effacer les filtres
          </Button>
        )}
      </div>
    </div>
  );
}
