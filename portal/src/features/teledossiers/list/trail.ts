/**
 * The pages that led to this one: a cursor only leads forward. It lies beside the address in the browser's history, where
 * reloading and the back button keep it; who comes by a bookmark has none, and goes back to the first page.
 */
export interface Trail {
  /** The cursors of the pages before, the first page's being empty. */
  trail: string[];
}

export function trailOf(state: unknown): string[] {
  const trail: unknown = (state as Partial<Trail> | null)?.trail;
  return Array.isArray(trail) && trail.every((each) => typeof each === "string") ? trail : [];
}

/** The number of a page, or null where it cannot be told. */
export function pageNumber(cursor: string | undefined, trail: string[]): number | null {
  if (cursor === undefined) return 1;
  return trail.length > 0 ? trail.length + 1 : null;
}
