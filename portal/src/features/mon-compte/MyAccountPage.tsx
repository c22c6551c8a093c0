import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Mon compte">{null}</Page>;
}
