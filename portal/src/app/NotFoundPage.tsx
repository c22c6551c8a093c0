import { Button } from "@codegouvfr/react-dsfr/Button";
import { Page } from "../shared/Page";
import { paths } from "./paths";

export function NotFoundPage() {
  return (
    <Page title="Page introuvable" lead={<p>L'adresse demandée ne correspond à aucune page du portail HubEE.</p>}>
      <Button linkProps={{ href: paths.cases }}>Revenir à l'accueil</Button>
    </Page>
  );
}
