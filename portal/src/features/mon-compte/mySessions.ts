import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client";

/** Where the person is signed in, the session last used first. */
export const mySessionsQuery = queryOptions({ queryKey: ["my-sessions"], queryFn: () => ask(api.GET("/portal/v1/me/sessions")) });
