import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Suivre une demande">{null}</Page>;
}
