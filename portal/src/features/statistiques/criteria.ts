/** Of which period, process and organisation the statistics are, as the address says. */
import type { paths as calls } from "../../api/schema";

export type Query = NonNullable<calls["/portal/v1/statistics"]["get"]["parameters"]["query"]>;

export const PERIODS = ["7", "30", "90"] as const;
/** A period of which the first and the last day are told. */
export const DATES = "dates";

/** `from` and `until` count where `period` is « dates »; "" is all processes, one's own organisation or everybody's. */
export interface Criteria {
  period: string;
  from: string;
  until: string;
  process: string;
  organisation: string;
}

const NAME_IN_ADDRESS: Record<keyof Criteria, string> = { period: "periode", from: "du", until: "au", process: "demarche", organisation: "organisation" };
const NAMES = Object.keys(NAME_IN_ADDRESS) as (keyof Criteria)[];
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const BY_DEFAULT = "30";

export function criteriaOf(search: URLSearchParams): Criteria {
  const read = Object.fromEntries(NAMES.map((name) => [name, search.get(NAME_IN_ADDRESS[name]) ?? ""])) as unknown as Criteria;
  const isDated = read.period === DATES && DAY.test(read.from) && DAY.test(read.until);
  const isKnown = (PERIODS as readonly string[]).includes(read.period);
  return isDated ? read : { ...read, period: isKnown ? read.period : BY_DEFAULT, from: "", until: "" };
}

/** The address of criteria, without what goes without saying. */
export function searchOf(criteria: Criteria): string {
  const search = new URLSearchParams();
  for (const name of NAMES) {
    const isDefault = name === "period" && criteria.period === BY_DEFAULT;
    if (criteria[name] !== "" && !isDefault) search.set(NAME_IN_ADDRESS[name], criteria[name]);
  }
  const written = search.toString();
  return written === "" ? "" : `?${written}`;
}

/** What the hub is asked for: so many days up to its today, or the days told. */
export function queryOf({ period, from, until, process, organisation }: Criteria): Query {
  return {
    ...(period === DATES ? { from, until } : { days: Number(period) }),
    ...(process === "" ? {} : { process: [process] }),
    ...(organisation === "" ? {} : { organisation }),
  };
}

/** The same as a file. */
export function fileOf(criteria: Criteria): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(queryOf(criteria))) search.set(name, String(value));
  return `/portal/v1/statistics.csv?${search.toString()}`;
}
