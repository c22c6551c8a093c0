/** Which télédossiers a list shows, in which order, as its address says: bookmarks, the back button and « Suivant » all read it. */
import type { paths } from "../../api/schema";

type Query = NonNullable<paths["/portal/v1/cases"]["get"]["parameters"]["query"]>;

/** What the hub is asked for; `cursor` says which page. */
export type Criteria = Omit<Query, "limit" | "label" | "process"> & { label: string[]; process: string[] };

export const STATUS_LABELS = ["Nouveau", "Reçu", "En cours", "En attente de complément", "Traité", "Refusé", "Clos"] as const;

const SINGLE = ["from", "until", "text", "order", "direction", "organisation", "cursor"] as const;

/** The criteria of an address; what it does not know of is passed over. */
export function criteriaOf(search: URLSearchParams): Criteria {
  const criteria: Criteria = { label: search.getAll("label"), process: search.getAll("process") };
  for (const name of SINGLE) {
    const value = search.get(name);
    if (value !== null && value !== "") Object.assign(criteria, { [name]: value });
  }
  return criteria;
}

/** The address of criteria, without those that say nothing. */
export function searchOf(criteria: Criteria): string {
  const search = new URLSearchParams();
  for (const each of criteria.label) search.append("label", each);
  for (const each of criteria.process) search.append("process", each);
  for (const name of SINGLE) {
    const value = criteria[name];
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const written = search.toString();
  return written === "" ? "" : `?${written}`;
}
