import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Mentions légales">{null}</Page>;
}
