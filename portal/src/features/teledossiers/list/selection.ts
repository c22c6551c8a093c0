/** The télédossiers a person has chosen, on whatever page they are: each as it was last seen. */
import type { Schemas } from "../../../api/client";
import { plural } from "../../../shared/words";

export type Row = Schemas["InboxRowJson"];
export type Selection = ReadonlyMap<string, Row>;

/** As many as the hub takes in one go. */
export const MOST = 500;

/** What is selected after a page's boxes have changed, and whether some had to be left out. */
export function afterBoxes(selection: Selection, checked: ReadonlySet<string>, rows: Row[]): { selection: Selection; isFull: boolean } {
  const after = new Map([...selection].filter(([id]) => checked.has(id)));
  for (const row of rows) {
    if (checked.has(row.id) && (after.has(row.id) || after.size < MOST)) after.set(row.id, row);
  }
  const wanted = new Set([...checked].filter((id) => selection.has(id) || rows.some((row) => row.id === id)));
  return { selection: after, isFull: after.size < wanted.size };
}

/** The same télédossiers, as they are now. */
export function afterRefresh(selection: Selection, rows: Row[]): Selection {
  const fresh = rows.filter((row) => selection.has(row.id) && selection.get(row.id) !== row);
  return fresh.length === 0 ? selection : new Map([...selection, ...fresh.map((row) => [row.id, row] as const)]);
}

export function without(selection: Selection, ids: Iterable<string>): Selection {
  const after = new Map(selection);
  for (const id of ids) after.delete(id);
  return after;
}

/** Why none of them may be …, in the hub's words, with how many each reason is for where there are several; null where one may. */
export function reasonFor(selection: Selection, action: "download" | "manage"): string | null {
  const rows = [...selection.values()];
  if (rows.some((row) => row[action].isAllowed)) return null;
  const countByReason = new Map<string, number>();
  for (const row of rows) {
    const { reason } = row[action];
    if (reason !== null) countByReason.set(reason, (countByReason.get(reason) ?? 0) + 1);
  }
  const [first = null, ...others] = countByReason.keys();
  if (others.length === 0) return first;
  return [...countByReason].map(([reason, number]) => `Pour ${plural(number, "télédossier")} : ${reason}`).join(" ");
}

export interface Offer {
  status: string;
  /** How many of the selected may be given it. */
  count: number;
  /** What some of them need with it, a reason or a message, and how many do: nobody else is sent it. */
  needs: ReadonlyMap<string, number>;
}

/** Which statuses the selected télédossiers may be given, and how many of them each. */
export function offersFor(selection: Selection, statuses: readonly string[]): Offer[] {
  return statuses.map((status) => {
    const targets = [...selection.values()].flatMap((row) => row.targets.filter((each) => each.status === status));
    const needs = new Map<string, number>();
    for (const { needs: need } of targets) if (need !== null) needs.set(need, (needs.get(need) ?? 0) + 1);
    return { status, count: targets.length, needs };
  });
}

/** Whom a text goes to: those whose process asks for it, and nobody else. */
export function readersOf(offer: Offer | undefined, need: string): string {
  const [readers, every] = [offer?.needs.get(need) ?? 0, offer?.count ?? 0];
  if (readers === every) return every > 1 ? "Il est transmis à chacune des personnes concernées." : "Il est transmis à la personne concernée.";
  return `Il est transmis à ${readers} des ${every} personnes concernées : les autres démarches n'en prévoient pas.`;
}
