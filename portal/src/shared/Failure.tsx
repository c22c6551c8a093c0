import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useLocation } from "react-router";
import { isForbidden, wordsOf } from "../api/refusal";
import { meQuery } from "../app/me";
import { paths } from "../app/paths";

/** What could not be shown, why, and « Réessayer »; refused, that it is so, and « Changer d'organisation » where it may be another of one's organisations'. */
export function Failure({ error, retry, title = "Ces informations n'ont pas pu être chargées" }: { error: unknown; retry?: () => void; title?: string }) {
  const me = useQueryClient().getQueryData(meQuery.queryKey);
  const { pathname, search } = useLocation();
  const words = wordsOf(error);
  const isRefused = isForbidden(error);
  const mayRetry = retry !== undefined && !isRefused;
  const isElsewhere = isRefused && me?.organisation != null && me.organisations.length > 1;
  if (isElsewhere) words.push(`Vous agissez pour ${me.organisation?.name} : si cet élément est celui d'une autre de vos organisations, choisissez-la d'abord.`);
  return (
    <div className="failure" role="alert">
      <Alert severity="error" as="h2" title={isRefused ? "Accès refusé" : title} description={words.join(" ")} />
      {(isElsewhere || mayRetry) && (
        <div className="actions">
          {isElsewhere && (
            <Link className="fr-btn fr-btn--icon-left fr-icon-arrow-left-right-line" to={paths.chooseOrganisation} state={{ back: `${pathname}${search}` }}>
              Changer d'organisation
            </Link>
          )}
          {mayRetry && (
            <Button iconId="fr-icon-refresh-line" priority="secondary" onClick={retry}>
              Réessayer
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
