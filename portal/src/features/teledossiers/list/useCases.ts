/** The list as the hub has it: read when its address changes, again every 5 minutes unless paused, and whenever asked for. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, ask, AUTOMATIC, type Schemas } from "../../../api/client";
import { searchOf, type Criteria } from "../criteria";

const PERIOD_MS = 5 * 60_000;
const NONE: ReadonlySet<string> = new Set();

/** Whether a person has stopped the automatic refresh: until he starts it again, or the portal is left. */
let pausedBefore = false;

export type Inbox = Schemas["InboxJson"];

export function useCases(criteria: Criteria, isEnabled: boolean) {
  const key = searchOf(criteria);
  const isAutomatic = useRef(false);
  const [isPaused, setPaused] = useState(pausedBefore);
  const [isRefreshing, setRefreshing] = useState(false);
  const query = useQuery({
    queryKey: ["cases", key],
    queryFn: ({ signal }): Promise<Inbox> => {
      const headers = isAutomatic.current ? AUTOMATIC : {};
      isAutomatic.current = false;
      return ask(api.GET("/portal/v1/cases", { params: { query: criteria }, headers, signal }));
    },
    placeholderData: keepPreviousData,
    enabled: isEnabled,
  });
  const { refetch, data, isPlaceholderData, dataUpdatedAt, errorUpdatedAt } = query;

  const refresh = useCallback(
    async ({ isByItself = false } = {}) => {
      isAutomatic.current = isByItself;
      setRefreshing(!isByItself);
      await refetch({ cancelRefetch: false });
      setRefreshing(false);
    },
    [refetch],
  );

  useEffect(() => {
    if (isPaused || !isEnabled) return;
    const timer = setTimeout(() => void refresh({ isByItself: true }), PERIOD_MS);
    return () => clearTimeout(timer);
  }, [isPaused, isEnabled, refresh, dataUpdatedAt, errorUpdatedAt]);

  const arrived = useArrivals(key, isPlaceholderData ? undefined : data);
  return {
    query,
    refresh,
    isRefreshing,
    isPaused,
    pause: (isOn: boolean) => {
      pausedBefore = isOn;
      setPaused(isOn);
    },
    arrived,
  };
}

/** The rows that the last refresh brought to a list that was there before. */
function useArrivals(key: string, data: Inbox | undefined): ReadonlySet<string> {
  const [seen, setSeen] = useState({ key, data, arrived: NONE });
  if (data !== undefined && data !== seen.data) {
    const known = seen.key === key && seen.data !== undefined ? new Set(seen.data.rows.map((row) => row.id)) : null;
    setSeen({ key, data, arrived: known === null ? NONE : new Set(data.rows.map((row) => row.id).filter((id) => !known.has(id))) });
  }
  return seen.arrived;
}
