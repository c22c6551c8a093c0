import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Demandes à valider">{null}</Page>;
}
