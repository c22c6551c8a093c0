import { useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import type { Schemas } from "../../api/client";
import { session } from "../../api/session";
import { meQuery } from "../../app/me";
import { paths } from "../../app/paths";

/** What the hub asks next of who signs in: the page of it, or the page he came for. */
export function useSignedIn(): (answer: Schemas["SignInJson"]) => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const { state } = useLocation() as { state: { back?: string } | null };
  const back = search.get("retour") ?? state?.back ?? paths.cases;
  return async ({ stage, method, csrfToken, endsAt }) => {
    if (stage === "OPEN") {
      session.begin(csrfToken, new Date(endsAt));
      queries.clear();
      await queries.fetchQuery(meQuery);
      await navigate(back.startsWith("/") && !back.startsWith("//") ? back : paths.cases, { replace: true });
      return;
    }
    session.prepare(csrfToken);
    await navigate(stage === "SECOND_FACTOR" ? paths.secondFactor : paths.renewPassword, { state: { method, endsAt, back } });
  };
}
