import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Accessibilité">{null}</Page>;
}
