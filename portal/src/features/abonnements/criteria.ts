/** What the list of subscriptions is narrowed to: it lives in the address. */
export interface Criteria {
  process: string;
  status: string;
  /** Fourteen digits, or nothing. */
  register: string;
  page: number;
}

export const PAGE_SIZE = 20;

export function criteriaIn(search: URLSearchParams): Criteria {
  const page = Number(search.get("page"));
  return {
    process: search.get("demarche") ?? "",
    status: search.get("statut") ?? "",
    register: registerIn(search.get("siret") ?? "") ?? "",
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** The address's part for it; what is not narrowed is not told. */
export function searchOf({ process, status, register, page }: Criteria): string {
  const search = new URLSearchParams();
  if (process !== "") search.set("demarche", process);
  if (status !== "") search.set("statut", status);
  if (register !== "") search.set("siret", register);
  if (page > 1) search.set("page", String(page));
  return search.toString();
}

/** The digits of a SIRET however it was typed, « 213 805 443 00016 » too; null where there are not fourteen. */
export function registerIn(typed: string): string | null {
  const digits = typed.replace(/[\s.-]/g, "");
  return /^\d{14}$/.test(digits) ? digits : null;
}

export function isNarrowed({ process, status, register }: Criteria): boolean {
  return process !== "" || status !== "" || register !== "";
}
