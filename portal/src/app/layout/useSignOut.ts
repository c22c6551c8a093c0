import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api, ask, giveUpReads } from "../../api/client";
import { wordsOf } from "../../api/refusal";
import { LEFT, session } from "../../api/session";
import { announce } from "../messages";
import { paths } from "../paths";

/** Sign out, and forget all that was shown. */
export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    void queries.cancelQueries(); // what is given up would be asked for again, a second later
    giveUpReads();
    try {
      await ask(api.DELETE("/portal/v1/session"));
    } catch (error) {
      if (session.read().isOpen) {
        announce("La déconnexion n'a pas abouti.", { severity: "error", details: wordsOf(error) });
        void queries.refetchQueries({ type: "active", predicate: ({ state }) => state.status === "pending" });
        return;
      }
    }
    session.end(LEFT);
    await navigate(paths.signIn, { replace: true });
    queries.clear();
  };
}
