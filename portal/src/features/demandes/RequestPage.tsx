import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Demande d'abonnement">{null}</Page>;
}
