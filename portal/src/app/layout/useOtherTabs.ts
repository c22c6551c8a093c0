import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { session } from "../../api/session";
import { identityOf, meQuery } from "../me";

/** Another tab has signed somebody in, or acts for another organisation: this one asks who it is, and forgets what was another's. */
export function useOtherTabs(): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      session.onReplaced(async () => {
        const before = queries.getQueryData(meQuery.queryKey);
        const after = await queries.fetchQuery({ ...meQuery, staleTime: 0 }).catch(() => null);
        if (before === undefined || after === null || identityOf(before) !== identityOf(after)) {
          queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
        }
      }),
    [queries],
  );
}
