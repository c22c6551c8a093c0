import { QueryClient } from "@tanstack/react-query";
import { Refusal } from "../api/refusal";

/** What was read from the hub. A refusal stays one; what could not be reached is tried again, twice. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => !(error instanceof Refusal && error.status < 500) && failures < 2,
      refetchOnWindowFocus: false,
    },
  },
});
