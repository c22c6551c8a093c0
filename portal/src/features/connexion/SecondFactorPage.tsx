import { Page } from "../../shared/Page";

export function Component() {
  return <Page title="Vérification de l'OTP">{null}</Page>;
}
