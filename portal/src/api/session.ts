/**
 * What a page knows of its session: never the token (a cookie that scripts cannot read), but what goes with it.
 *
 * A mark in the browser's storage says that a session was opened here, so that nobody's first visit begins with a refused call;
 * it opens nothing and tells nothing. Taken away by one tab, it ends the session in all; put anew by one, the others ask the
 * hub again who is signed in.
 */
import { useSyncExternalStore } from "react";

/** Why there is no session any more, in the words of the hub. */
export interface Ended {
  reason: string;
  message: string;
}

export interface Session {
  /** Whether somebody may be signed in: the hub knows. */
  isOpen: boolean;
  /** Sent back with each change. */
  csrfToken: string | null;
  /** When it ends, as the hub's clock tells it: to be shown. */
  endsAt: Date | null;
  /** The same on this machine's clock, which may be hours off: to be waited for (milliseconds). */
  endsHere: number | null;
  ended: Ended | null;
}

/** Signed out by the person's own act, here or in another tab. */
export const LEFT: Ended = { reason: "LEFT", message: "Vous êtes déconnecté." };

const MARK = "hubee.session";
const CLOSED = { isOpen: false, csrfToken: null, endsAt: null, endsHere: null };
let mark = readMark();
let present: Session = { ...CLOSED, isOpen: mark !== null, ended: null };
const listeners = new Set<() => void>();
const replacedListeners = new Set<() => void>();

function become(next: Session, nextMark: string | null): void {
  present = next;
  if (nextMark !== mark) writeMark(nextMark);
  mark = nextMark;
  listeners.forEach((tell) => tell());
}

const sameInstant = (one: Date | null, other: Date) => one?.getTime() === other.getTime();

function opened(csrfToken: string, endsAt: Date): Session {
  return { isOpen: true, csrfToken, endsAt, endsHere: sameInstant(present.endsAt, endsAt) ? present.endsHere : null, ended: null };
}

export const session = {
  read: (): Session => present,
  /** A sign-in under way: its changes are protected too. */
  prepare: (csrfToken: string): void => become({ ...CLOSED, csrfToken, ended: null }, null),
  /** It opens, or goes on under another token: the other tabs are told. */
  begin: (csrfToken: string, endsAt: Date): void => become(opened(csrfToken, endsAt), newMark()),
  /** The hub says that it is open. */
  resume: (csrfToken: string, endsAt: Date): void => become(opened(csrfToken, endsAt), mark ?? newMark()),
  /** Another organisation was chosen for it: the other tabs are told. */
  change: (): void => become({ ...present }, newMark()),
  prolong: (endsAt: Date, seconds: number): void => {
    if (!present.isOpen || (sameInstant(present.endsAt, endsAt) && present.endsHere !== null)) return;
    become({ ...present, endsAt, endsHere: Date.now() + seconds * 1000 }, mark);
  },
  /** Now on the hub's clock, as far as its last answer tells: this machine's may be hours off. */
  hubNow: (): Date => new Date(Date.now() + (present.endsAt !== null && present.endsHere !== null ? present.endsAt.getTime() - present.endsHere : 0)),
  /** It is over, for a reason. The first one stays: calls that were under way say less. */
  end: (ended: Ended): void => {
    if (present.isOpen || present.ended === null) become({ ...CLOSED, ended }, null);
  },
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Another tab has opened a session, or changed this one. */
  onReplaced: (listener: () => void): (() => void) => {
    replacedListeners.add(listener);
    return () => replacedListeners.delete(listener);
  },
};

window.addEventListener("storage", (event) => {
  if (event.key !== MARK || event.newValue === mark) return;
  mark = event.newValue;
  if (mark === null) {
    if (present.isOpen) session.end(LEFT);
    return;
  }
  become({ ...present, isOpen: true, ended: null }, mark);
  replacedListeners.forEach((tell) => tell());
});

export function useSession(): Session {
  return useSyncExternalStore(session.subscribe, session.read);
}

function newMark(): string {
  return String(Math.random()); // to differ from the one before, no more
}

function readMark(): string | null {
  try {
    return localStorage.getItem(MARK);
  } catch {
    return "unknown"; // no storage: the hub is asked
  }
}

function writeMark(next: string | null): void {
  try {
    if (next === null) localStorage.removeItem(MARK);
    else localStorage.setItem(MARK, next);
  } catch {
    // no storage: see above
  }
}
