import { useDeferredValue, useEffect, useRef } from "react";
import { useLocation, useNavigate } from "react-router";
import type { Me } from "../../../app/me";
import { DataTable } from "../../../shared/DataTable";
import { Loading } from "../../../shared/Loading";
import { Page } from "../../../shared/Page";
import { searchNow } from "../../../shared/searchNow";
import { plural } from "../../../shared/words";
import { changed, criteriaOf, filtersIn, searchOf, withoutFilters, type Criteria } from "../criteria";
import { useFocusOnLeft } from "../left";
import "./cases.css";
import { columnsOf } from "./columns";
import { ExportButton } from "./ExportButton";
import { Filters } from "./Filters";
import { ListRefused } from "./ListRefused";
import { NothingHere, NothingYetAsked } from "./NothingHere";
import { Paging } from "./Paging";
import { RefreshBar } from "./RefreshBar";
import { SelectionBar } from "./SelectionBar";
import { trailOf } from "./trail";
import { useCases } from "./useCases";
import { useDownloads } from "./useDownloads";
import { useSelection } from "./useSelection";

/** The list of télédossiers: what its address says, kept fresh. */
export function CasesList({ me }: { me: Me }) {
  const { search, state } = useLocation();
  const navigate = useNavigate();
  const criteria = criteriaOf(new URLSearchParams(search));
  const choosesOrganisation = me.actorType === "ADMINISTRATEUR_NATIONAL";
  const isAsked = !choosesOrganisation || criteria.organisation !== undefined || criteria.process.length > 0;
  const { query, refresh, isRefreshing, isPaused, pause, arrived } = useCases(criteria, isAsked);
  const inbox = useDeferredValue(isAsked ? query.data : undefined); // many rows are drawn in slices, between which the browser answers
  const isOnItsWay = query.isPlaceholderData || inbox !== query.data;
  const downloads = useDownloads(() => void refresh());
  const selection = useSelection(inbox?.rows);
  const summary = useFocusOnNewPage(criteria.cursor, isOnItsWay);
  const list = useRef<HTMLDivElement>(null);
  useFocusOnLeft(list, inbox !== undefined);

  const go = (to: Criteria, { replace = false } = {}) => void navigate({ search: searchOf(to) }, { replace });
  const clear = () => {
    go(withoutFilters(criteriaNow()));
    summary.current?.focus();
  };
  const exportButton = <ExportButton criteria={criteria} reason={whyNoExport(isAsked, inbox?.rows.length, query.isError)} />;

  return (
    <Page title="Télédossiers" actions={exportButton}>
      <button type="button" className="fr-link skip-link" onClick={() => (list.current?.querySelector<HTMLElement>("tbody th a") ?? summary.current)?.focus()}>
        Aller à la liste
      </button>
      <Filters
        criteria={criteria}
        choosesOrganisation={choosesOrganisation}
        onChange={(change, how) => go(changed(criteriaNow(), change), how)}
        onClear={clear}
      />
      <div className="cases-head">
        <p ref={summary} tabIndex={-1} role="status" className="cases-summary">
          {inbox !== undefined && !isOnItsWay && summaryOf(inbox.rows.length, inbox.next !== null || criteria.cursor !== undefined)}
        </p>
        {isAsked && (inbox !== undefined || !query.isError) && (
          <RefreshBar
            refreshedAt={inbox?.refreshedAt}
            arrivals={arrived.size}
            error={inbox === undefined ? null : query.error}
            isBusy={isRefreshing}
            isPaused={isPaused}
            onRefresh={() => void refresh()}
            onPause={pause}
          />
        )}
      </div>
      <div ref={list} className="cases-list">
        {!isAsked && <NothingYetAsked />}
        {isAsked && inbox === undefined && (query.isError ? <ListRefused error={query.error} criteria={criteria} retry={() => void query.refetch()} onClear={clear} /> : <Loading height="40rem" />)}
        {inbox?.rows.length === 0 && <NothingHere reasons={inbox.reasons} criteria={criteria} isFiltered={filtersIn(criteria) > 0} onClear={clear} />}
        {inbox !== undefined && inbox.rows.length > 0 && (
          <>
            <DataTable
              caption="Télédossiers"
              columns={columnsOf({ search, showsRecipients: inbox.rows.some((row) => row.recipientName !== null), downloads: downloads.shares, onDownload: (row) => void downloads.start(row) })}
              rows={inbox.rows}
              rowKey={(row) => row.id}
              rowClass={(row) => `${row.label === "Nouveau" ? "is-unread" : ""} ${arrived.has(row.id) ? "has-arrived" : ""}`}
              sort={{
                key: criteria.order ?? "received",
                isDescending: criteria.direction !== "asc",
                onSort: (order, isDescending) => go(changed(criteriaNow(), orderIn(order, isDescending))),
              }}
              selection={{ selected: selection.ids, onChange: (ids) => selection.check(ids, inbox.rows), nameOf: (row) => `le télédossier ${row.number}` }}
              isBusy={isOnItsWay}
            />
            <Paging criteria={criteria} trail={trailOf(state)} next={isOnItsWay ? null : inbox.next} />
          </>
        )}
      </div>
      <p role="status" className="fr-sr-only">
        {downloads.told}
      </p>
      <SelectionBar selection={selection} shown={inbox?.rows ?? []} refresh={() => void refresh()} onGone={() => summary.current?.focus({ preventScroll: true })} />
    </Page>
  );
}

function criteriaNow(): Criteria {
  return criteriaOf(searchNow());
}

/** Why there is nothing to export: never that the list is empty before it is there. */
export function whyNoExport(isAsked: boolean, rows: number | undefined, isRefused: boolean): string | null {
  if (!isAsked) return "Précisez d'abord une organisation ou une démarche.";
  if (rows === undefined) return isRefused ? "La liste n'a pas pu être affichée." : "La liste est en cours de chargement.";
  return rows === 0 ? "Il n'y a rien à exporter." : null;
}

function summaryOf(rows: number, isPart: boolean): string {
  return rows === 0 ? "Aucun télédossier" : `${plural(rows, "télédossier")}${isPart ? " sur cette page" : ""}`;
}

/** What the address says of an order; nothing of the one that every list has. */
function orderIn(order: string, isDescending: boolean): Partial<Criteria> {
  const isUsual = order === "received" && isDescending;
  return { order: isUsual || order === "received" ? undefined : order, direction: isDescending ? undefined : "asc" } as Partial<Criteria>;
}

/** Where another page of the list is shown, it is read from its beginning. */
function useFocusOnNewPage(cursor: string | undefined, isOnItsWay: boolean) {
  const summary = useRef<HTMLParagraphElement>(null);
  const shown = useRef(cursor);
  useEffect(() => {
    if (shown.current === cursor || isOnItsWay) return;
    shown.current = cursor;
    summary.current?.focus();
    summary.current?.scrollIntoView({ block: "nearest" });
  }, [cursor, isOnItsWay]);
  return summary;
}
