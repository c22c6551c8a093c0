/** What these pages read of the hub. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client";
import type { RequestStatus } from "./requests";

export const optionsQuery = queryOptions({
  queryKey: ["requests", "options"],
  queryFn: async () => (await ask(api.GET("/portal/v1/requests/options"))).processes,
  staleTime: 60_000,
});

export const followedQuery = (reference: string) =>
  queryOptions({
    queryKey: ["requests", "followed", reference],
    queryFn: () => ask(api.GET("/portal/v1/requests/{id}", { params: { path: { id: reference } } })),
  });

export const PAGE_SIZE = 20;

/** A page of the requests of a status; one more is asked for, which tells whether there is a next page. */
export const requestsQuery = (status: RequestStatus, page: number) =>
  queryOptions({
    queryKey: ["requests", "listed", status, page],
    queryFn: async () => {
      const query = { status, offSet: (page - 1) * PAGE_SIZE, maxResult: PAGE_SIZE + 1 };
      const found = await ask(api.GET("/portal/v1/requests", { params: { query } }));
      return { rows: found.slice(0, PAGE_SIZE), hasNext: found.length > PAGE_SIZE };
    },
    placeholderData: keepPreviousData,
  });
