import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Changer mon mot de passe">{null}</Page>;
}
