import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client";

/** All the processes with their rules: there are a few dozen. */
export const processesQuery = queryOptions({
  queryKey: ["administration", "processes"],
  queryFn: () => ask(api.GET("/portal/v1/administration/processes")),
});
