/** Begin with what the first page will need, before anything is drawn: who is signed in, and the home page's own code. */
import { session } from "../api/session";
import { meQuery } from "./me";
import { paths } from "./paths";
import { queries } from "./queries";

export function preload(): void {
  if (!session.read().isOpen) return;
  void queries.prefetchQuery(meQuery);
  if (window.location.pathname === paths.cases) void import("../features/teledossiers/CasesPage");
}
