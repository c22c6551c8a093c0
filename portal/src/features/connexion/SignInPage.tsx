import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { useForm } from "react-hook-form";
import { useLocation } from "react-router";
import { api, ask } from "../../api/client";
import { LEFT, useSession } from "../../api/session";
import { paths } from "../../app/paths";
import { FormFaults } from "../../shared/form/FormFaults";
import { PasswordField } from "../../shared/form/PasswordField";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { EMAIL, TextField } from "../../shared/form/fields";
import { useSubmit } from "../../shared/form/useSubmit";
import { Page } from "../../shared/Page";
import { RouterLink } from "../../shared/RouterLink";
import { useBack } from "./back";
import "./connexion.css";
import { SignInStep } from "./SignInStep";
import { useSignedIn } from "./useSignedIn";

export function Component() {
  return (
    <SignInStep isFirst>
      <Page title="Connexion" lead={<p>Le portail HubEE permet aux administrations de recevoir et de traiter les télédossiers des démarches en ligne.</p>}>
        <div className="sign-in">
          <SignInForm />
          <Newcomers />
        </div>
      </Page>
    </SignInStep>
  );
}

function SignInForm() {
  const form = useForm({ defaultValues: { email: "", password: "" }, mode: "onTouched" });
  const signedIn = useSignedIn();
  const submit = useSubmit(form, async (values) => {
    await signedIn(await ask(api.POST("/portal/v1/session", { body: values })));
  });
  return (
    <form className="sign-in-form" onSubmit={submit} noValidate>
      {form.formState.submitCount === 0 && <WhyHere />}
      <FormFaults form={form} />
      <p className="fr-hint-text">Les champs marqués d'un * sont obligatoires.</p>
      <TextField
        form={form}
        name="email"
        label="Adresse électronique"
        hint="Votre identifiant : votre adresse personnelle au sein de votre organisation."
        isRequired
        rules={EMAIL}
        input={{ type: "email", autoComplete: "username", spellCheck: false }}
      />
      <PasswordField form={form} name="password" label="Mot de passe" autoComplete="current-password" />
      <div className="sign-in-actions">
        <SubmitButton form={form}>Se connecter</SubmitButton>
        <RouterLink className="fr-link" href={paths.forgottenPassword}>
          Mot de passe oublié
        </RouterLink>
      </div>
    </form>
  );
}

/** Why one is at this page, where it is not by one's own wish. */
function WhyHere() {
  const { ended } = useSession();
  const back = useBack();
  const { state } = useLocation() as { state: { isInterrupted?: boolean } | null };
  const words =
    ended?.message ??
    (state?.isInterrupted ? "La connexion n'a pas été menée à son terme. Recommencez-la." : back === null ? null : "Vous n'êtes pas connecté. Connectez-vous pour continuer.");
  if (words === null) return null;
  const severity = ended?.reason === LEFT.reason ? "success" : ended?.reason === "BLOCKED" ? "error" : "info";
  return (
    <div role="alert" className="why-here">
      <Alert severity={severity} small description={words} />
    </div>
  );
}

function Newcomers() {
  return (
    <aside className="newcomers" aria-labelledby="newcomers">
      <h2 id="newcomers" className="fr-h6">
        Votre organisation n'est pas encore abonnée ?
      </h2>
      <p>
        Le bouton « Datapass » ouvre la demande d'abonnement à une démarche en ligne. Une fois la demande validée par l'opérateur de la démarche, l'administrateur local que
        vous désignez reçoit son accès au portail.
      </p>
      <Button priority="secondary" iconId="fr-icon-file-add-line" linkProps={{ href: paths.request }}>
        Datapass
      </Button>
      <h2 className="fr-h6">Vous n'avez pas de compte ?</h2>
      <p>L'administrateur local HubEE de votre organisation crée les comptes du portail : adressez-vous à lui.</p>
    </aside>
  );
}
