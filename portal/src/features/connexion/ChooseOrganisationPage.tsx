import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Choix de l'organisation">{null}</Page>;
}
