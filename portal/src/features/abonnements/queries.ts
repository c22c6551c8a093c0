/** What these pages read of the hub. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client";
import { askPage } from "../../api/pages";
import { PAGE_SIZE, type Criteria } from "./criteria";

export const subscriptionsQuery = ({ process, status, register, page }: Criteria) =>
  queryOptions({
    queryKey: ["subscriptions", { process, status, register, page }],
    queryFn: () =>
      askPage(
        api.GET("/portal/v1/subscriptions", {
          params: {
            query: {
              ...(process === "" ? {} : { processCode: [process] }),
              ...(status === "" ? {} : { status }),
              ...(register === "" ? {} : { companyRegister: register }),
              offSet: (page - 1) * PAGE_SIZE,
              maxResult: PAGE_SIZE,
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** Read anew each time the page is shown, then left alone: a form is filled in on it. */
export const subscriptionQuery = (id: string) =>
  queryOptions({
    queryKey: ["subscription", id],
    queryFn: () => ask(api.GET("/portal/v1/subscriptions/{id}", { params: { path: { id } } })),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  });

export const processesQuery = queryOptions({
  queryKey: ["processes"],
  queryFn: () => ask(api.GET("/portal/v1/processes")),
  staleTime: 60_000,
});

export const credentialsQuery = (id: string) =>
  queryOptions({
    queryKey: ["subscription", id, "credentials"],
    queryFn: () => ask(api.GET("/portal/v1/subscriptions/{id}/credentials", { params: { path: { id } } })),
    gcTime: 0,
  });

/** How many are counted of the requests that wait: beyond, it is « 100 et plus ». */
export const MOST_COUNTED = 100;
export const waitingQuery = queryOptions({
  queryKey: ["requests", "waiting"],
  queryFn: async () => (await ask(api.GET("/portal/v1/requests", { params: { query: { status: "WAITING", maxResult: MOST_COUNTED } } }))).length,
});
