/** Which télédossiers a list shows, in which order, as its address says: bookmarks, the back button and « Suivant » all read it. */
import type { paths } from "../../api/schema";

type Query = NonNullable<paths["/portal/v1/cases"]["get"]["parameters"]["query"]>;

/** What the hub is asked for; `cursor` says which page. */
export type Criteria = Omit<Query, "limit" | "label" | "process"> & { label: Label[]; process: string[] };
export type Label = NonNullable<Query["label"]>[number];
export type Order = NonNullable<Query["order"]>;

export const STATUS_LABELS = ["Nouveau", "Reçu", "En cours", "En attente de complément", "Traité", "Refusé", "Clos"] as const satisfies Label[];

const SINGLE = ["from", "until", "text", "order", "direction", "organisation", "cursor"] as const;
const ORDERS: readonly string[] = ["received", "process", "status", "person"] satisfies Order[];

/** What a bookmark may say of each; what says nothing that the hub would understand is passed over. */
const UNDERSTOOD: Record<(typeof SINGLE)[number], (value: string) => boolean> = {
  from: isDay,
  until: isDay,
  text: (value) => value.trim() !== "" && value.length <= 100,
  order: (value) => ORDERS.includes(value),
  direction: (value) => value === "asc" || value === "desc",
  organisation: (value) => value !== "",
  cursor: (value) => value !== "" && value.length <= 300,
};

/** The criteria of an address; what it does not know of is passed over. */
export function criteriaOf(search: URLSearchParams): Criteria {
  const criteria: Criteria = {
    label: STATUS_LABELS.filter((each) => search.getAll("label").includes(each)),
    process: [...new Set(search.getAll("process"))].filter((each) => each !== "" && each.length <= 30),
  };
  for (const name of SINGLE) {
    const value = search.get(name);
    if (value !== null && UNDERSTOOD[name](value)) Object.assign(criteria, { [name]: value });
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

/** Other filters or another order: the list begins anew. An empty value takes a filter away. */
export function changed(criteria: Criteria, change: Partial<Record<keyof Criteria, unknown>>): Criteria {
  const { cursor: _, ...rest } = { ...criteria, ...change };
  return rest as Criteria;
}

/** The same list, all of it, in the same order. */
export function withoutFilters({ order, direction }: Criteria): Criteria {
  return { label: [], process: [], ...(order === undefined ? {} : { order }), ...(direction === undefined ? {} : { direction }) };
}

/** How many filters narrow the list: « Filtrer (2) ». */
export function filtersIn({ label, process, from, until, text, organisation }: Criteria): number {
  return [label.length > 0, process.length > 0, from ?? until, text, organisation].filter(Boolean).length;
}

/** A day that a person can mean; while a year is being typed it is not one yet. */
export function isDay(value: string): boolean {
  return /^(19|20|21)\d\d-\d\d-\d\d$/.test(value) && !Number.isNaN(new Date(value).getTime());
}
