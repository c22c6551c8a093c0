import { Button } from "@codegouvfr/react-dsfr/Button";
import { useInfiniteQuery } from "@tanstack/react-query";
import { startTransition, useState } from "react";
import { useSearchParams } from "react-router";
import { api, ask } from "../../api/client";
import { wordsOf } from "../../api/refusal";
import { announce } from "../../app/messages";
import { DataTable } from "../../shared/DataTable";
import { Empty } from "../../shared/Empty";
import { Failure } from "../../shared/Failure";
import { Loading } from "../../shared/Loading";
import { Page } from "../../shared/Page";
import { inShort, plural } from "../../shared/words";
import { AdministrationFrame } from "./AdministrationFrame";
import { actorInWords, chainInWords, factsOf, summaryOf, type AuditRecord } from "./audit";
import { AuditFilters, type Filter } from "./AuditFilters";
import { RecordDialog } from "./RecordDialog";
import { Verification } from "./Verification";

export function Component() {
  return (
    <AdministrationFrame>
      <Audit />
    </AdministrationFrame>
  );
}

function Audit() {
  const [search, setSearch] = useSearchParams();
  // An address is somebody's: it is kept here, and only an account's id is written where histories and logs see it.
  const [address, setAddress] = useState("");
  const filter: Filter = {
    day: /^\d{4}-\d{2}-\d{2}$/.test(search.get("jour") ?? "") ? (search.get("jour") ?? "") : "",
    organisation: search.get("organisation") ?? "",
    facts: factsOf(search.get("faits") ?? "").join(","),
    actor: address || (search.get("auteur") ?? ""),
  };
  const onFilter = (asked: Filter) => {
    const isAddress = asked.actor.includes("@");
    const written = { jour: asked.day, organisation: asked.organisation, faits: asked.facts, auteur: isAddress ? "" : asked.actor };
    // Drawn in one go, as the router draws the rest: one without the other would be asked for too.
    startTransition(() => {
      setAddress(isAddress ? asked.actor : "");
      setSearch(new URLSearchParams(Object.entries(written).filter(([, value]) => value !== "")));
    });
  };
  const [read, setRead] = useState<AuditRecord | null>(null);
  const query = useInfiniteQuery({
    queryKey: ["administration", "audit", filter],
    queryFn: ({ pageParam }) =>
      ask(
        api.GET("/portal/v1/administration/audit", {
          params: {
            query: {
              ...(filter.day === "" ? {} : { day: filter.day }),
              ...(filter.organisation === "" ? {} : { organisation: filter.organisation }),
              ...(filter.facts === "" ? {} : { fact: factsOf(filter.facts) }),
              ...(filter.actor === "" ? {} : { actor: filter.actor }),
              ...(pageParam === null ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const records = query.data?.pages.flatMap((each) => each.records) ?? [];
  const goOn = async () => {
    const { isError, error } = await query.fetchNextPage();
    if (isError) announce("La suite n'a pas pu être chargée.", { severity: "error", details: wordsOf(error) });
  };
  const columns = [
    { key: "at", header: "Date", cell: (each: AuditRecord) => inShort(each.at) },
    { key: "actor", header: "Auteur", cell: (each: AuditRecord) => actorInWords(each) },
    {
      key: "fact",
      header: "Fait",
      isRowHeader: true,
      cell: (each: AuditRecord) => (
        <>
          {each.label}
          <span className="below">{summaryOf(each)}</span>
        </>
      ),
    },
    { key: "chain", header: "Organisation", cell: (each: AuditRecord) => <span className="code">{chainInWords(each.chain)}</span> },
    {
      key: "read",
      header: "Détail",
      isHeaderHidden: true,
      isAtEnd: true,
      cell: (each: AuditRecord) => (
        <Button size="small" priority="tertiary" onClick={() => setRead(each)} nativeButtonProps={{ "aria-label": `Détail : ${each.label}, ${inShort(each.at)}, ${actorInWords(each)}` }}>
          Détail
        </Button>
      ),
    },
  ];
  return (
    <Page title="Journal d'audit" lead={<p>Les actes du portail, jour par jour, les plus récents d'abord. Chaque enregistrement porte l'empreinte du précédent : une altération se voit à la vérification.</p>}>
      {read !== null && (
        <RecordDialog
          record={read}
          onClose={() => setRead(null)}
          onActor={(actor) => {
            setRead(null);
            onFilter({ ...filter, actor });
          }}
        />
      )}
      <Verification key={filter.day} day={filter.day} />
      <h2 className="section-title">Enregistrements</h2>
      <AuditFilters key={JSON.stringify(filter)} filter={filter} onFilter={onFilter} />
      {query.isPending ? (
        <Loading />
      ) : query.isError && records.length === 0 ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <>
          <p className="tally" role="status">
            {plural(records.length, "enregistrement affiché", "enregistrements affichés")}
            {query.hasNextPage ? ", il y en a d'autres" : ""}
          </p>
          {records.length === 0 && !query.hasNextPage ? (
            <Empty title="Aucun enregistrement">
              <p>Les actes sont enchaînés dans la minute. Choisissez un autre jour, ou moins de filtres.</p>
            </Empty>
          ) : (
            <DataTable caption="Enregistrements du journal d'audit" columns={columns} rows={records} rowKey={(each) => `${each.chain}|${each.day}|${each.sequence}`} isBusy={query.isFetching} />
          )}
          {query.hasNextPage && (
            <div className="paging">
              <Button priority="secondary" onClick={() => void goOn()} nativeButtonProps={{ "aria-disabled": query.isFetchingNextPage, "aria-busy": query.isFetchingNextPage }}>
                Afficher la suite
              </Button>
            </div>
          )}
        </>
      )}
    </Page>
  );
}
