import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import type { Schemas } from "../../api/client";
import { session } from "../../api/session";
import { meQuery } from "../../app/me";
import { paths } from "../../app/paths";
import { useBack } from "./back";

/** What the hub asks next of who signs in: its page is shown. Once nothing is asked any more, SignInStep leads on. */
export function useSignedIn(): (answer: Schemas["SignInJson"]) => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const back = useBack();
  return async ({ stage, method, csrfToken, endsAt }) => {
    if (stage === "OPEN") {
      queries.clear();
      session.begin(csrfToken, new Date(endsAt));
      await queries.fetchQuery(meQuery).catch(() => null); // SignInStep tells what fails
      return;
    }
    session.prepare(csrfToken);
    await navigate(stage === "SECOND_FACTOR" ? paths.secondFactor : paths.renewPassword, { state: { method, back } });
  };
}
