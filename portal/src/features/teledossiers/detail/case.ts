/** A télédossier as the hub tells it, and what its screen draws from that. */
import type { Schemas } from "../../../api/client";

export type CaseDetail = Schemas["CaseDetailJson"];
export type CaseFile = Schemas["FileJson"];
export type Line = Schemas["LineJson"];
export type Target = Schemas["TargetJson"];

/** Read it anew; answers it, or null where the hub could not be reached, which the page tells. */
export type Reload = () => Promise<CaseDetail | null>;

/** A file that was exchanged, with the day it was and by whom. */
export interface Exchanged {
  file: CaseFile;
  at: string;
  by: string;
}

/** The files of a télédossier both ways: what came through the operator, in order, and what the organisation sent. */
export function exchangedFiles(detail: CaseDetail): { received: Exchanged[]; sent: Exchanged[] } {
  const of = (lines: Line[]): Exchanged[] => lines.flatMap((line) => line.attachments.map((file) => ({ file, at: line.at, by: whoDid(line) })));
  const first = detail.attachments.map((file) => ({ file, at: detail.receivedAt, by: detail.operator.name }));
  return {
    received: [...first, ...of(detail.history.filter((line) => line.byOperator))],
    sent: of(detail.history.filter((line) => !line.byOperator)),
  };
}

/** Where a file is downloaded. */
export function pathOf(detail: CaseDetail, file: CaseFile): string {
  const event = file.eventId === null ? "" : `/events/${file.eventId}`;
  return `/portal/v1/cases/${detail.id}${event}/attachments/${file.id}`;
}

/** Who did what a line tells: a person, or the organisation whose program did. */
export function whoDid(line: Line): string {
  return line.author ?? line.organisation.name;
}

export type ActionKey = "download" | "status" | "message" | "attach" | "comment";
export const ACTION_KEYS: readonly ActionKey[] = ["download", "status", "message", "attach", "comment"];

/** Why actions are greyed: a reason that several share is told once, above them. */
export function reasonsOf(detail: CaseDetail): { shared: string | null; reasonByKey: Record<ActionKey, string | null> } {
  const reasonByKey = Object.fromEntries(ACTION_KEYS.map((key) => [key, detail.actions[key].reason])) as Record<ActionKey, string | null>;
  const reasons = ACTION_KEYS.flatMap((key) => reasonByKey[key] ?? []);
  const shared = reasons.find((reason) => reasons.filter((each) => each === reason).length > 2);
  return { shared: shared ?? null, reasonByKey };
}

/** What is to be done next, of what is offered: the button that stands out, and a hint where a step is needed before. */
export function nextStep(detail: CaseDetail): { key: ActionKey | null; hint: string | null } {
  const { download, status } = detail.actions;
  if (detail.status === "SI_RECEIVED" && status.isAllowed && download.isAllowed) {
    return { key: "download", hint: "Téléchargez les pièces jointes pour commencer le traitement : le télédossier passera au statut « En cours »." };
  }
  if (status.isAllowed) return { key: "status", hint: null };
  return { key: null, hint: null };
}

/** What changed between two readings of a télédossier, without what `self` did; consultations change nothing. */
export function changesBetween(before: CaseDetail, after: CaseDetail, self: string, inWords: (instant: string) => string): string[] {
  const known = new Set(before.history.map((line) => line.id));
  const fresh = after.history.filter((line) => !known.has(line.id));
  const told = fresh
    .filter((line) => line.kind !== "CONSULTATION" && line.author !== self)
    .map((line) => `${whoDid(line)} – ${line.label}${line.changes === null ? "" : ` : ${line.changes}`}, le ${inWords(line.at)}.`);
  const isMoveTold = fresh.some((line) => line.statusAfter !== null);
  if (before.label !== after.label && !isMoveTold) told.unshift(`Le statut est passé de « ${before.label} » à « ${after.label} ».`);
  const pending = (each: CaseDetail) => each.pendingAttachments.map((file) => file.id).join();
  if (told.length === 0 && fresh.length === 0 && pending(before) !== pending(after)) told.push("Les pièces jointes en préparation ont changé.");
  return told;
}
