import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Confirmer une demande">{null}</Page>;
}
