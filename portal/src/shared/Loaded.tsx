import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure } from "./Failure";
import { Loading } from "./Loading";

interface Props<Data> {
  query: UseQueryResult<Data>;
  /** The height to keep while it loads. */
  height?: string;
  label?: string;
  children: (data: Data) => ReactNode;
}

/** What a query has found; before that, that it is on its way; or why not, with « Réessayer ». */
export function Loaded<Data>({ query, height, label, children }: Props<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Loading height={height} label={label} />;
}
