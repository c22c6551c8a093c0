/** What the portal tells of what was just done: one place, read out by screen readers. */
import { useSyncExternalStore } from "react";

export interface Message {
  id: number;
  severity: "success" | "error" | "warning" | "info";
  title: string;
  /** More lines, if any. */
  details: string[];
  /** How many changes of page it outlives. */
  pages: number;
}

let messages: readonly Message[] = [];
let next = 0;
const listeners = new Set<() => void>();

function become(after: readonly Message[]): void {
  messages = after;
  listeners.forEach((tell) => tell());
}

interface Telling {
  severity?: Message["severity"];
  details?: string[];
  /** True where the page changes right after: it is told there. */
  onNextPage?: boolean;
}

/** What asks for nothing: the last of it is enough, and an older one may no longer be so. */
function isCalm(severity: Message["severity"]): boolean {
  return severity === "success" || severity === "info";
}

/** Tell something. The same words are told once; what went well takes the place of what went well before, and leaves failures where they are. */
export function announce(title: string, { severity = "success", details = [], onNextPage = false }: Telling = {}): void {
  next += 1;
  const others = messages.filter((each) => each.title !== title && !(isCalm(severity) && isCalm(each.severity)));
  become([...others, { id: next, severity, title, details, pages: onNextPage ? 1 : 0 }].slice(-3));
}

export function dismiss(id: number): void {
  become(messages.filter((each) => each.id !== id));
}

/** Somebody else is signed in, or acts for another organisation: what was told is not of him. */
export function forgetMessages(): void {
  if (messages.length > 0) become([]);
}

/** The page changes: what was told of the one before goes. */
export function turnPage(): void {
  if (messages.length > 0) become(messages.filter((each) => each.pages > 0).map((each) => ({ ...each, pages: each.pages - 1 })));
}

export function useMessages(): readonly Message[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => messages,
  );
}
