import { api, ask } from "../../api/client";
import { Page } from "../../shared/Page";
import "./connexion.css";
import { NewPasswordForm } from "./NewPasswordForm";
import { SignInStep } from "./SignInStep";
import { useSignedIn } from "./useSignedIn";

export function Component() {
  const signedIn = useSignedIn();
  return (
    <SignInStep>
      <Page
        title="Changer mon mot de passe"
        lead={<p>Votre mot de passe a plus de 6 mois. Pour terminer votre connexion, choisissez-en un nouveau, différent des derniers que vous avez utilisés.</p>}
      >
        <NewPasswordForm act={async (password) => signedIn(await ask(api.POST("/portal/v1/session/password", { body: { password } })))} />
      </Page>
    </SignInStep>
  );
}
