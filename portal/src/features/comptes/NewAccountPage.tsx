import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Ajouter un utilisateur">{null}</Page>;
}
