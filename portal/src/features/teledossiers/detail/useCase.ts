/** The télédossier that is open: its consultation is noted once, then it is read, and read again while it stays open. */
import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, ask, AUTOMATIC } from "../../../api/client";
import { Refusal } from "../../../api/refusal";
import { session } from "../../../api/session";
import { useMe } from "../../../app/me";
import { announce } from "../../../app/messages";
import { inWords } from "../../../shared/words";
import { changesBetween, type CaseDetail, type Reload } from "./case";

const REFRESH_MS = 5 * 60_000;

/** What others changed while the page was open. */
export interface News {
  at: Date;
  changes: string[];
}

export interface OpenCase {
  query: UseQueryResult<CaseDetail>;
  news: News | null;
  forgetNews: () => void;
  reload: Reload;
}

export function useCase(caseId: string): OpenCase {
  const me = useMe();
  const self = `${me.firstName} ${me.lastName}`;
  const queries = useQueryClient();
  const opening = useRef({ id: crypto.randomUUID() as string, isAsked: false, isNoted: false });
  const [news, setNews] = useState<News | null>(null);

  const params = { path: { caseId } };
  const query = useQuery({
    queryKey: ["case", caseId],
    queryFn: async () => {
      const { id, isAsked, isNoted } = opening.current;
      if (!isNoted) {
        opening.current.isAsked = true; // should its answer be lost, it is asked again under its name, and noted once
        await ask(api.POST("/portal/v1/cases/{caseId}/open", { params: { ...params, query: { opening: id, ...(isAsked ? { again: true } : {}) } } }));
        opening.current.isNoted = true;
      }
      return ask(api.GET("/portal/v1/cases/{caseId}", { params }));
    },
    gcTime: 0, // another visit is another consultation
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { refetch } = query;

  const tell = useCallback(
    (before: CaseDetail | undefined, after: CaseDetail) => {
      const changes = before === undefined ? [] : changesBetween(before, after, self, inWords);
      if (changes.length > 0) setNews({ at: session.hubNow(), changes });
    },
    [self],
  );

  const reload = useCallback(async () => {
    const before = queries.getQueryData<CaseDetail>(["case", caseId]);
    const { data, error } = await refetch();
    if (error !== null || data === undefined) {
      announce("L'affichage n'a pas pu être actualisé : rechargez la page.", { severity: "warning" });
      return null;
    }
    // What is being prepared changes by one's own hand here.
    tell(before && { ...before, pendingAttachments: data.pendingAttachments }, data);
    return data;
  }, [queries, caseId, refetch, tell]);

  useEffect(() => {
    const refresh = async () => {
      const before = queries.getQueryData<CaseDetail>(["case", caseId]);
      if (before === undefined) return;
      try {
        const after = await ask(api.GET("/portal/v1/cases/{caseId}", { params: { path: { caseId } }, headers: AUTOMATIC }));
        if (queries.getQueryData(["case", caseId]) !== before) return; // read anew meanwhile
        queries.setQueryData(["case", caseId], after);
        tell(before, after);
      } catch (error) {
        // What could not be reached is tried again in five minutes; what is not his any more is not shown any longer.
        if (error instanceof Refusal && error.status < 500) await refetch();
      }
    };
    const timer = setInterval(() => void refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [queries, caseId, refetch, tell]);

  return { query, news, forgetNews: () => setNews(null), reload };
}
