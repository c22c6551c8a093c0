/** Who is signed in, and what he may do: the hub tells, the pages draw. */
import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../api/client";
import { session, useSession } from "../api/session";

export type Me = Schemas["MeJson"];
export type Role = Schemas["Role"];

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async (): Promise<Me> => {
    const me = await ask(api.GET("/portal/v1/me"));
    session.resume(me.csrfToken, new Date(me.sessionEndsAt));
    return me;
  },
  staleTime: 60_000,
});

/** On the pages of the signed-in frame, which shows them only once this is known. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Where it is not sure that anybody is signed in. */
export function useMaybeMe() {
  const { isOpen } = useSession();
  return useQuery({ ...meQuery, enabled: isOpen });
}

/** Who acts, and for whom: where it changes, nothing of what was shown may stay. */
export function identityOf(me: Me): string {
  return `${me.id} ${me.organisation?.id ?? ""}`;
}

/** Of several organisations a technical delegate chooses the one he acts for, before anything else. */
export function mustChoose(me: Me): boolean {
  return me.actorType === "DELEGUE_TECHNIQUE" && me.organisation === null;
}

export function holds(me: Me, role: Role): boolean {
  return me.roles.includes(role);
}
