/**
 * What a page knows of its session: never the token (a cookie that scripts cannot read), but what goes with it.
 *
 * A mark in the browser's storage says that a session was opened here, so that nobody's first visit begins with a refused call;
 * it opens nothing. Taken away by one tab, it ends the session in all.
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
  endsAt: Date | null;
  ended: Ended | null;
}

const MARK = "hubee.session";
const CLOSED = { isOpen: false, csrfToken: null, endsAt: null };
let present: Session = { ...CLOSED, isOpen: marked(), ended: null };
const listeners = new Set<() => void>();

function become(next: Session): void {
  present = next;
  mark(next.isOpen);
  listeners.forEach((tell) => tell());
}

export const session = {
  read: (): Session => present,
  /** A sign-in under way: its changes are protected too. */
  prepare: (csrfToken: string): void => become({ ...CLOSED, csrfToken, ended: null }),
  begin: (csrfToken: string, endsAt: Date): void => become({ isOpen: true, csrfToken, endsAt, ended: null }),
  prolong: (endsAt: Date): void => {
    if (present.isOpen && present.endsAt?.getTime() !== endsAt.getTime()) become({ ...present, endsAt });
  },
  /** It is over; with the reason, where the hub gave one. The first reason stays: calls that were under way say less. */
  end: (ended: Ended | null): void => {
    if (present.isOpen || present.ended === null) become({ ...CLOSED, ended });
  },
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

window.addEventListener("storage", (event) => {
  if (event.key === MARK && event.newValue === null && present.isOpen) session.end(null);
});

export function useSession(): Session {
  return useSyncExternalStore(session.subscribe, session.read);
}

function marked(): boolean {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return true; // no storage: the hub is asked
  }
}

function mark(isOpen: boolean): void {
  try {
    if (isOpen) localStorage.setItem(MARK, "open");
    else localStorage.removeItem(MARK);
  } catch {
    // no storage: see above
  }
}
