import { Button } from "@codegouvfr/react-dsfr/Button";
import { Pagination } from "@codegouvfr/react-dsfr/Pagination";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { isForbidden } from "../../api/refusal";
import { useMe, type Me } from "../../app/me";
import { paths } from "../../app/paths";
import { Empty } from "../../shared/Empty";
import { Loaded } from "../../shared/Loaded";
import { Page } from "../../shared/Page";
import { searchNow } from "../../shared/searchNow";
import { plural } from "../../shared/words";
import { criteriaIn, isNarrowed, PAGE_SIZE, searchOf } from "./criteria";
import { MOST_COUNTED, subscriptionsQuery, waitingQuery } from "./queries";
import { SubscriptionFilters } from "./SubscriptionFilters";
import { decidesRequests, mayAskForOwn, seesSeveral } from "./subscriptions";
import { SubscriptionsTable } from "./SubscriptionsTable";

export function Component() {
  const me = useMe();
  const [search, setSearch] = useSearchParams();
  const criteria = criteriaIn(search);
  const listed = useQuery(subscriptionsQuery(criteria));
  return (
    <Page title="Gestion des abonnements" lead={<p>{leadFor(me)}</p>} actions={<Ways me={me} />}>
      {!isForbidden(listed.error) && (
        <SubscriptionFilters criteria={criteria} hasOrganisations={seesSeveral(me)} onChange={(changed) => setSearch(searchOf({ ...criteriaIn(searchNow()), page: 1, ...changed }))} />
      )}
      <Loaded query={listed} label="Chargement des abonnements…">
        {({ rows, total }) => (
          <>
            <p className="found" role="status">
              {plural(total, "abonnement")}
            </p>
            {rows.length === 0 ? (
              <Nothing isNarrowed={isNarrowed(criteria)} isBeyond={total > 0} me={me} />
            ) : (
              <SubscriptionsTable rows={rows} hasOrganisations={seesSeveral(me)} isBusy={listed.isPlaceholderData} />
            )}
            {total > PAGE_SIZE && (
              <Pagination
                className="fr-mt-3w"
                count={Math.ceil(total / PAGE_SIZE)}
                defaultPage={Math.min(criteria.page, Math.ceil(total / PAGE_SIZE))}
                getPageLinkProps={(page) => ({ href: `?${searchOf({ ...criteria, page })}` })}
              />
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function leadFor(me: Me): string {
  if (me.actorType === "ADMINISTRATEUR_METIER") return "Les abonnements aux démarches dont votre organisation est l'opérateur. Vous les consultez et décidez des demandes.";
  if (me.actorType === "ADMINISTRATEUR_NATIONAL") return "Les abonnements de toutes les organisations.";
  if (me.actorType === "DELEGUE_TECHNIQUE" && me.organisation !== null) return `Les abonnements que vous gérez pour ${me.organisation.name}.`;
  return "Un abonnement est nécessaire pour chacune des démarches dont votre organisation souhaite recevoir les télédossiers.";
}

/** Where requests are decided, and made. */
function Ways({ me }: { me: Me }) {
  const waiting = useQuery({ ...waitingQuery, enabled: decidesRequests(me) });
  if (decidesRequests(me)) {
    const number = waiting.data === undefined ? "" : ` (${waiting.data < MOST_COUNTED ? waiting.data : `${MOST_COUNTED} et plus`})`;
    return (
      <Button priority={waiting.data ? "primary" : "secondary"} iconId="fr-icon-inbox-line" linkProps={{ href: paths.requests }}>
        {`Demandes à valider${number}`}
      </Button>
    );
  }
  if (!mayAskForOwn(me)) return null;
  return (
    <Button iconId="fr-icon-add-line" linkProps={{ href: paths.newSubscription }}>
      S'abonner à une démarche
    </Button>
  );
}

function Nothing({ isNarrowed: narrowed, isBeyond, me }: { isNarrowed: boolean; isBeyond: boolean; me: Me }) {
  if (isBeyond) return <Empty title="Cette page de la liste n'existe pas">Revenez à une page précédente.</Empty>;
  if (narrowed) return <Empty title="Aucun abonnement ne correspond à ces filtres">Modifiez ou effacez les filtres.</Empty>;
  return (
    <Empty title="Aucun abonnement pour le moment">
      {mayAskForOwn(me) ? "Abonnez votre organisation à une démarche pour recevoir ses télédossiers." : "Les abonnements acceptés apparaîtront ici."}
    </Empty>
  );
}
