import { Link } from "react-router";
import { changed, searchOf, type Criteria } from "../criteria";
import { pageNumber, type Trail } from "./trail";

interface Props {
  criteria: Criteria;
  trail: string[];
  next: string | null;
}

/** The way through a list whose length nobody counts: on, back where one came from, or to the beginning. */
export function Paging({ criteria, trail, next }: Props) {
  const { cursor } = criteria;
  if (cursor === undefined && next === null) return null;
  const at = (wanted: string) => `/${searchOf({ ...changed(criteria, {}), ...(wanted === "" ? {} : { cursor: wanted }) })}`;
  const number = pageNumber(cursor, trail);
  const state = (after: string[]): Trail => ({ trail: after });
  return (
    <nav className="cases-paging" aria-label="Pages de la liste">
      {cursor !== undefined && trail.length !== 1 && (
        <Link className="fr-btn fr-btn--tertiary fr-icon-arrow-left-s-first-line fr-btn--icon-left" to={at("")} state={state([])}>
          Première page
        </Link>
      )}
      {cursor !== undefined && trail.length > 0 && (
        <Link className="fr-btn fr-btn--tertiary fr-icon-arrow-left-s-line fr-btn--icon-left" to={at(trail.at(-1) ?? "")} state={state(trail.slice(0, -1))}>
          Page précédente
        </Link>
      )}
      {number !== null && <span className="cases-page">Page {number}</span>}
      {next !== null && (
        <Link className="fr-btn fr-btn--secondary fr-icon-arrow-right-s-line fr-btn--icon-right" to={at(next)} state={state(cursor === undefined ? [""] : trail.length === 0 ? [] : [...trail, cursor])}>
          Page suivante
        </Link>
      )}
    </nav>
  );
}
