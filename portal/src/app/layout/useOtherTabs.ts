import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { session } from "../../api/session";
import { isGuarded } from "../leaving";
import { identityOf, meQuery, mustChoose, type Me } from "../me";
import { announce, forgetMessages } from "../messages";

const LOST = "Ce qui était en cours de saisie dans cet onglet n'a pas été enregistré.";

/** Another tab has signed somebody in, or acts for another organisation: this one asks who it is, forgets what was another's, and says so. */
export function useOtherTabs(): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      session.onReplaced(async () => {
        const before = queries.getQueryData(meQuery.queryKey);
        const isLost = isGuarded(); // the page is drawn anew before the answer comes back to here
        const after = await queries.fetchQuery({ ...meQuery, staleTime: 0 }).catch(() => null);
        if (before !== undefined && after !== null && identityOf(before) === identityOf(after)) return;
        queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
        if (before === undefined || after === null) return;
        forgetMessages();
        if (!mustChoose(after)) announce(whoActs(before, after), { severity: isLost ? "warning" : "info", details: isLost ? [LOST] : [] });
      }),
    [queries],
  );
}

function whoActs(before: Me, after: Me): string {
  return before.id === after.id
    ? `Vous agissez maintenant pour ${after.organisation?.name ?? "une autre organisation"} (choix fait dans un autre onglet).`
    : `Le compte connecté est maintenant celui de ${after.firstName} ${after.lastName} (connexion faite dans un autre onglet).`;
}
