/** What is read of accounts, and what is forgotten once one has changed. */
import { keepPreviousData, queryOptions, useQueryClient } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { meQuery } from "../../app/me";
import { queryOf, type Criteria } from "./criteria";

export type Account = Schemas["AccountJson"];
export type Options = Schemas["AccountOptionsJson"];
export type ActionKey = "EDIT" | "DEACTIVATE" | "REACTIVATE" | "RESEND_ACTIVATION" | "RESET_SECOND_FACTOR";

export const accountsQuery = (criteria: Criteria) =>
  queryOptions({
    queryKey: ["accounts", "list", criteria],
    queryFn: () => ask(api.GET("/portal/v1/accounts", { params: { query: queryOf(criteria) } })),
    placeholderData: keepPreviousData,
  });

export const accountQuery = (accountId: string) =>
  queryOptions({
    queryKey: ["accounts", "one", accountId],
    queryFn: () => ask(api.GET("/portal/v1/accounts/{accountId}", { params: { path: { accountId } } })),
  });

/** What the form of an account offers; `organisation` "" is one's own. */
export const optionsQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["accounts", "options", organisation],
    queryFn: () => ask(api.GET("/portal/v1/accounts/options", { params: { query: organisation === "" ? {} : { organisation } } })),
    staleTime: 60_000,
  });

/** After a change: lists are read again, and what the person is told of his organisation too. */
export function useAccountsChanged(): (changed?: Account) => Promise<void> {
  const queries = useQueryClient();
  return async (changed) => {
    if (changed !== undefined) queries.setQueryData(accountQuery(changed.id).queryKey, changed);
    await Promise.all([queries.invalidateQueries({ queryKey: ["accounts", "list"] }), queries.invalidateQueries({ queryKey: meQuery.queryKey })]);
  };
}

export function fullName({ firstName, lastName }: { firstName: string; lastName: string }): string {
  return `${firstName} ${lastName}`;
}

/** An action of an account, by its key; undefined where it is not offered to this person at all. */
export function actionOf(account: Account, key: ActionKey): Account["actions"][number] | undefined {
  return account.actions.find((each) => each.key === key);
}

/** Why an account may not be changed, or null. */
export function reasonOf(account: Account, key: ActionKey): string | null {
  return actionOf(account, key)?.reason ?? null;
}
