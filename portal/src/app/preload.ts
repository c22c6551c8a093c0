/** Begin with what every page needs, before anything is drawn: who is signed in. */
import { session } from "../api/session";
import { meQuery } from "./me";
import { queries } from "./queries";

export function preload(): void {
  if (session.read().isOpen) void queries.prefetchQuery(meQuery);
}
