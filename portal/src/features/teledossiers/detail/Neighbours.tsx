import { useQuery } from "@tanstack/react-query";
import { useLocation } from "react-router";
import { api, ask } from "../../../api/client";
import { Refusal, wordsOf } from "../../../api/refusal";
import { useMe } from "../../../app/me";
import { announce } from "../../../app/messages";
import { paths } from "../../../app/paths";
import type { paths as Api } from "../../../api/schema";
import { RouterLink } from "../../../shared/RouterLink";
import { criteriaOf } from "../criteria";
import { BACK } from "../left";

type Query = NonNullable<Api["/portal/v1/cases/{caseId}/neighbours"]["get"]["parameters"]["query"]>;

/** The way back to the list, and to the télédossiers before and after this one in it, as it was filtered and sorted. */
export function Neighbours({ caseId, organisation }: { caseId: string; organisation: string }) {
  const { search } = useLocation();
  const isNational = useMe().actorType === "ADMINISTRATEUR_NATIONAL"; // whose lists are of one organisation
  const neighbours = useQuery({
    queryKey: ["neighbours", caseId, search],
    queryFn: () => {
      const { cursor: _page, ...criteria } = criteriaOf(new URLSearchParams(search));
      const query = { ...(isNational ? { organisation } : {}), ...criteria } as Query;
      return ask(api.GET("/portal/v1/cases/{caseId}/neighbours", { params: { path: { caseId }, query } }));
    },
    gcTime: 0,
  });
  const isRefused = neighbours.error instanceof Refusal && neighbours.error.status < 500;
  return (
    <nav className="neighbours" aria-label="Liste des télédossiers">
      <ListLink />
      <Neighbour label="Précédent" icon="fr-icon-arrow-left-s-line fr-btn--icon-left" id={neighbours.data?.previous} search={search} end="Premier de la liste" />
      <Neighbour label="Suivant" icon="fr-icon-arrow-right-s-line fr-btn--icon-right" id={neighbours.data?.next} search={search} end="Dernier de la liste" />
      {isRefused && <p className="neighbours-refusal">{wordsOf(neighbours.error).join(" ")}</p>}
    </nav>
  );
}

/** « Retour à la liste », with the filters it had. */
export function ListLink() {
  const { search } = useLocation();
  return (
    <RouterLink className="fr-link fr-icon-arrow-go-back-line fr-link--icon-left" href={`${paths.cases}${search}`} state={BACK}>
      Retour à la liste
    </RouterLink>
  );
}

function Neighbour({ label, icon, id, search, end }: { label: string; icon: string; id: string | null | undefined; search: string; end: string }) {
  const classes = `fr-btn fr-btn--sm fr-btn--tertiary ${icon}`;
  return id ? (
    <RouterLink className={classes} href={`${paths.case(id)}${search}`} aria-label={`${label} dans la liste`}>
      {label}
    </RouterLink>
  ) : (
    <button type="button" className={`${classes} is-off`} aria-disabled="true" title={id === null ? end : undefined} onClick={() => id === null && announce(`${end}.`, { severity: "info" })}>
      {label}
      {id === null && <span className="fr-sr-only"> : {end.toLowerCase()}</span>}
    </button>
  );
}
