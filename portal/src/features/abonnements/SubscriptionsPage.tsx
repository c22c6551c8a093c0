import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Gestion des abonnements">{null}</Page>;
}
