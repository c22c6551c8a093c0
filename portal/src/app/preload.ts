import { session } from "../api/session";
import { meQuery } from "./me";
import { queries } from "./queries";

/** As long as people wait without asking themselves whether anything happens, in milliseconds. */
const PATIENCE = 1000;

/** Begins with what every page needs: who is signed in. Kept once it is there, or has taken so long that the page shows that it waits. */
export async function preload(): Promise<void> {
  if (session.read().isOpen) await Promise.race([queries.prefetchQuery(meQuery), new Promise((keep) => setTimeout(keep, PATIENCE))]);
}
