import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { queryOf, type Criteria } from "./criteria";

export type Report = Schemas["StatisticsJson"];
export type Numbers = Schemas["NumbersJson"];
export type ProcessNumbers = Schemas["ProcessNumbersJson"];

export const AGES = ["Moins de 7 jours", "De 7 à 29 jours", "De 30 à 59 jours", "60 jours et plus"] as const;

export const statisticsQuery = (criteria: Criteria) =>
  queryOptions({
    queryKey: ["statistics", criteria],
    queryFn: () => ask(api.GET("/portal/v1/statistics", { params: { query: queryOf(criteria) } })),
    placeholderData: keepPreviousData,
  });

/** The processes one may narrow to: one's own, or those of the organisation chosen. */
export const processesQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["processes", organisation],
    queryFn: async (): Promise<{ code: string; name: string }[]> =>
      organisation === ""
        ? ask(api.GET("/portal/v1/processes"))
        : (await ask(api.GET("/portal/v1/statistics", { params: { query: { days: 1, organisation } } }))).processes,
    staleTime: 60_000,
  });

/** How many have come to an end, whatever the end. */
export function finishedOf({ finished }: Numbers): number {
  return finished.reduce((total, each) => total + each.number, 0);
}

/** How many have come to one end: DONE, REFUSED. */
export function endedAs({ finished }: Numbers, key: string): number {
  return finished.find((each) => each.key === key)?.number ?? 0;
}

export function othersOf(numbers: Numbers): number {
  return finishedOf(numbers) - endedAs(numbers, "DONE") - endedAs(numbers, "REFUSED");
}

export function presentOf({ byStatus }: Numbers): number {
  return byStatus.reduce((total, each) => total + each.number, 0);
}

export function isNothing({ total }: Report): boolean {
  return total.received === 0 && finishedOf(total) === 0 && presentOf(total) === 0;
}
