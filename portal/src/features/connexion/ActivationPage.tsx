import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Créer mon mot de passe">{null}</Page>;
}
