/** Which accounts a list shows, as its address says. */
import type { paths as calls } from "../../api/schema";

type Query = NonNullable<calls["/portal/v1/accounts"]["get"]["parameters"]["query"]>;

/** `actorType` "" and `active` "" are all; `organisation` "" is one's own. */
export interface Criteria {
  actorType: string;
  active: string;
  text: string;
  organisation: string;
  cursor: string;
}

const NAME_IN_ADDRESS: Record<keyof Criteria, string> = { actorType: "type", active: "actif", text: "recherche", organisation: "organisation", cursor: "page" };
const NAMES = Object.keys(NAME_IN_ADDRESS) as (keyof Criteria)[];

export function criteriaOf(search: URLSearchParams): Criteria {
  return Object.fromEntries(NAMES.map((name) => [name, search.get(NAME_IN_ADDRESS[name]) ?? ""])) as unknown as Criteria;
}

/** The address of criteria, without those that say nothing. Another filter begins at the first page: pass `cursor: ""`. */
export function searchOf(criteria: Partial<Criteria>): string {
  const search = new URLSearchParams();
  for (const name of NAMES) {
    const value = criteria[name];
    if (value) search.set(NAME_IN_ADDRESS[name], value);
  }
  const written = search.toString();
  return written === "" ? "" : `?${written}`;
}

/** What the hub is asked for. */
export function queryOf({ actorType, active, text, organisation, cursor }: Criteria): Query {
  return {
    ...(actorType === "" ? {} : { actorType: [actorType] as NonNullable<Query["actorType"]> }),
    ...(active === "oui" || active === "non" ? { active: active === "oui" } : {}),
    ...(text === "" ? {} : { text }),
    ...(organisation === "" ? {} : { organisation }),
    ...(cursor === "" ? {} : { cursor }),
  };
}

export function isFiltered({ actorType, active, text }: Criteria): boolean {
  return actorType !== "" || active !== "" || text !== "";
}
