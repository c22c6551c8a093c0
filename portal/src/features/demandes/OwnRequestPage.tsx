import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="S'abonner à une démarche">{null}</Page>;
}
