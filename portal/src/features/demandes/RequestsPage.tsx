import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { Select } from "@codegouvfr/react-dsfr/Select";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useSearchParams } from "react-router";
import { useMe } from "../../app/me";
import { paths } from "../../app/paths";
import { Empty } from "../../shared/Empty";
import { Loaded } from "../../shared/Loaded";
import { Page } from "../../shared/Page";
import { RouterLink } from "../../shared/RouterLink";
import { plural } from "../../shared/words";
import { processesQuery } from "../abonnements/queries";
import { decidesRequests } from "../abonnements/subscriptions";
import { PAGE_SIZE, requestsQuery } from "./queries";
import { RequestCard } from "./RequestCard";
import type { RequestStatus } from "./requests";
import "../abonnements/subscriptions.css";
import "./requests.css";

const FILTERS: Record<RequestStatus, { label: string; none: string }> = {
  WAITING: { label: "En attente de validation", none: "Aucune demande n'attend de décision" },
  ACCEPTED: { label: "Acceptées", none: "Aucune demande acceptée" },
  REFUSED: { label: "Refusées", none: "Aucune demande refusée" },
  TO_CONFIRM: { label: "À confirmer par le demandeur", none: "Aucune demande à confirmer" },
};

export function Component() {
  const me = useMe();
  const back = (
    <RouterLink className="fr-link fr-icon-arrow-left-line fr-link--icon-left" href={paths.subscriptions}>
      Tous les abonnements
    </RouterLink>
  );
  return (
    <Page title="Demandes à valider" actions={back}>
      {decidesRequests(me) ? (
        <Requests />
      ) : (
        <Alert severity="info" small description="Les demandes d'abonnement sont décidées par l'administrateur métier de l'opérateur ou par l'administration nationale." />
      )}
    </Page>
  );
}

function Requests() {
  const [search, setSearch] = useSearchParams();
  const asked = search.get("statut") ?? "";
  const status: RequestStatus = asked in FILTERS ? (asked as RequestStatus) : "WAITING";
  const page = Math.max(1, Number.parseInt(search.get("page") ?? "1", 10) || 1);
  const listed = useQuery(requestsQuery(status, page));
  const processes = useQuery(processesQuery);
  const queries = useQueryClient();
  const found = useRef<HTMLParagraphElement>(null);
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: ["requests"] });
    void queries.invalidateQueries({ queryKey: ["subscriptions"] });
    found.current?.focus();
  };
  return (
    <>
      <div className="request-filter">
        <Select label="Demandes" nativeSelectProps={{ value: status, onChange: (event) => setSearch(event.target.value === "WAITING" ? "" : `statut=${event.target.value}`) }}>
          {Object.entries(FILTERS).map(([value, { label }]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </div>
      <Loaded query={listed} label="Chargement des demandes…">
        {({ rows, hasNext }) => (
          <>
            <p ref={found} tabIndex={-1} className="found" role="status">
              {hasNext || page > 1 ? `Demandes ${(page - 1) * PAGE_SIZE + 1} à ${(page - 1) * PAGE_SIZE + rows.length}` : plural(rows.length, "demande")}
            </p>
            {rows.length === 0 && <Empty title={FILTERS[status].none} />}
            <ul className="requests" aria-busy={listed.isPlaceholderData}>
              {rows.map((each) => (
                <RequestCard
                  key={each.id}
                  request={each}
                  processName={processes.data?.find((known) => known.code === each.processCode)?.name ?? each.processCode}
                  onDecided={refresh}
                />
              ))}
            </ul>
            <Pages status={status} page={page} hasNext={hasNext} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Pages({ status, page, hasNext }: { status: RequestStatus; page: number; hasNext: boolean }) {
  if (page === 1 && !hasNext) return null;
  const hrefOf = (target: number) => `?${new URLSearchParams({ statut: status, page: String(target) })}`;
  return (
    <nav aria-label="Pages de la liste" className="actions fr-mt-3w">
      {page > 1 && (
        <Button priority="secondary" iconId="fr-icon-arrow-left-s-line" linkProps={{ href: hrefOf(page - 1) }}>
          Page précédente
        </Button>
      )}
      {hasNext && (
        <Button priority="secondary" iconId="fr-icon-arrow-right-s-line" iconPosition="right" linkProps={{ href: hrefOf(page + 1) }}>
          Page suivante
        </Button>
      )}
    </nav>
  );
}
