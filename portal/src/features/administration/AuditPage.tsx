import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Administration">{null}</Page>;
}
