import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { useQuery } from "@tanstack/react-query";
import { useLocation, useParams } from "react-router";
import { Refusal } from "../../api/refusal";
import { Empty } from "../../shared/Empty";
import { Loaded } from "../../shared/Loaded";
import { Page } from "../../shared/Page";
import { FollowBox } from "./FollowBox";
import { FollowedRequests } from "./FollowedRequests";
import { followedQuery } from "./queries";

export function Component() {
  const { reference = "" } = useParams();
  const { state } = useLocation() as { state: { isNew?: boolean; isConfirmed?: boolean } | null };
  const followed = useQuery(followedQuery(reference));
  const unknown = followed.error instanceof Refusal && followed.error.status === 404 ? followed.error : null;
  return (
    <Page title="Suivre une demande">
      {unknown !== null ? (
        <Empty title={unknown.message} />
      ) : (
        <Loaded query={followed} label="Chargement de la demande…">
          {(found) => {
            const isToConfirm = found.requests.some((each) => each.status === "TO_CONFIRM");
            return (
              <>
                {isToConfirm && (
                  <Alert
                    className="fr-mb-3w"
                    severity={state?.isNew ? "success" : "warning"}
                    as="h2"
                    title={state?.isNew ? "Demande enregistrée : confirmez votre adresse" : "Adresse à confirmer"}
                    description="Un mail vous a été envoyé. Ouvrez le lien qu'il contient, valable 7 jours, pour confirmer votre adresse : la demande n'est examinée qu'ensuite. Conservez la référence ci-dessous pour la suivre."
                  />
                )}
                {!isToConfirm && state?.isConfirmed === true && (
                  <Alert
                    className="fr-mb-3w"
                    severity="success"
                    as="h2"
                    title="Votre adresse est confirmée"
                    description="La demande va être examinée par l'opérateur en charge de chaque démarche. Vous serez informé par mail de sa décision."
                  />
                )}
                <FollowedRequests followed={found} />
              </>
            );
          }}
        </Loaded>
      )}
      {unknown !== null && <FollowBox />}
    </Page>
  );
}
