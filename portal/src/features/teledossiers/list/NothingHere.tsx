import { Button } from "@codegouvfr/react-dsfr/Button";
import { Link } from "react-router";
import { Empty } from "../../../shared/Empty";
import { changed, searchOf, type Criteria } from "../criteria";

interface Props {
  /** Why the person sees none, in the hub's words. */
  reasons: string[];
  criteria: Criteria;
  isFiltered: boolean;
  onClear: () => void;
}

/** An empty list: none may be seen, none is left by the filters, or none has come. */
export function NothingHere({ reasons, criteria, isFiltered, onClear }: Props) {
  const clear = isFiltered && (
    <Button priority="secondary" onClick={onClear}>
      Effacer les filtres
    </Button>
  );
  if (reasons.length > 0) {
    return (
      <Empty title="Aucun télédossier à afficher">
        <ul className="cases-reasons">
          {reasons.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
        {clear}
      </Empty>
    );
  }
  if (criteria.cursor !== undefined) {
    return (
      <Empty title="Cette page de la liste est vide">
        <Link className="fr-btn fr-btn--secondary" to={`/${searchOf(changed(criteria, {}))}`}>
          Revenir à la première page
        </Link>
      </Empty>
    );
  }
  if (isFiltered) {
    return (
      <Empty title="Aucun télédossier ne correspond à ces filtres">
        <p>Modifiez la recherche, ou revenez à la liste entière.</p>
        {clear}
      </Empty>
    );
  }
  return (
    <Empty title="Aucun télédossier pour le moment">
      <p>Les nouveaux télédossiers sont mis à disposition dans le portail toutes les 5 minutes.</p>
    </Empty>
  );
}

/** For whoever may look into every organisation: which one is asked for first. */
export function NothingYetAsked() {
  return (
    <Empty title="Quels télédossiers souhaitez-vous consulter ?">
      <p>Précisez une organisation ou une démarche pour consulter ses télédossiers.</p>
    </Empty>
  );
}
