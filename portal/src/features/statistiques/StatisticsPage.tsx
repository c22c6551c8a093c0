import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Statistiques et supervision">{null}</Page>;
}
