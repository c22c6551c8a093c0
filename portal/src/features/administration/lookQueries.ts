/** What the administration looks after: read by the overview and by the pages alike. */
import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client";

export const jobsQuery = queryOptions({ queryKey: ["administration", "jobs"], queryFn: () => ask(api.GET("/portal/v1/administration/jobs")) });

export const mailsQuery = queryOptions({ queryKey: ["administration", "mails"], queryFn: () => ask(api.GET("/portal/v1/administration/mails")) });

/** As many as are counted: beyond, « 100 ou plus ». */
export const REQUESTS_COUNTED = 100;

export const requestsQuery = queryOptions({
  queryKey: ["administration", "requests"],
  queryFn: () => ask(api.GET("/portal/v1/requests", { params: { query: { status: "WAITING", maxResult: REQUESTS_COUNTED } } })),
});
