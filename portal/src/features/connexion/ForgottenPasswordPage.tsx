import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Mot de passe oublié">{null}</Page>;
}
