import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { useEffect, useRef, useState } from "react";
import { useForm, type UseFormReturn } from "react-hook-form";
import { useLocation } from "react-router";
import { api, ask } from "../../api/client";
import { Refusal, wordsOf } from "../../api/refusal";
import { session } from "../../api/session";
import { FormFaults } from "../../shared/form/FormFaults";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { TextField } from "../../shared/form/fields";
import { useSubmit } from "../../shared/form/useSubmit";
import { Page } from "../../shared/Page";
import { ReasonedButton } from "../../shared/ReasonedButton";
import { RouterLink } from "../../shared/RouterLink";
import { signInFor, useBack } from "./back";
import "./connexion.css";
import { SignInStep } from "./SignInStep";
import { useSignedIn } from "./useSignedIn";

type Way = "MAIL" | "AUTHENTICATOR" | "RECOVERY";

const LEADS: Record<Way, string> = {
  MAIL: "Un code à 6 chiffres vient d'être envoyé à votre adresse électronique. Il ne sert qu'une fois et reste valable 10 minutes.",
  AUTHENTICATOR: "Saisissez le code à 6 chiffres qu'affiche votre application d'authentification.",
  RECOVERY: "Saisissez l'un des codes de secours que vous avez conservés. Chacun ne sert qu'une fois.",
};

export function Component() {
  const { state } = useLocation() as { state: { method?: string } | null };
  const method = state?.method === "AUTHENTICATOR" ? "AUTHENTICATOR" : "MAIL";
  const [way, setWay] = useState<Way>(method);
  return (
    <SignInStep>
      <Page title="Vérification de l'OTP" lead={<p>{LEADS[way]}</p>}>
        <CodeForm key={way} way={way} isFirst={way === method} />
        {way === "MAIL" ? (
          <SendAgain />
        ) : (
          <p className="step-help">
            <Button priority="tertiary" onClick={() => setWay(way === "RECOVERY" ? "AUTHENTICATOR" : "RECOVERY")}>
              {way === "RECOVERY" ? "Utiliser l'application d'authentification" : "Utiliser un code de secours"}
            </Button>
          </p>
        )}
        <p className="fr-hint-text fr-mt-3w">
          Pourquoi cette vérification ? Votre compte dispose de droits étendus, ou vous avez choisi cette protection : un mot de passe seul ne suffit pas à l'ouvrir.
        </p>
      </Page>
    </SignInStep>
  );
}

/** Mailed and authenticator codes have six digits; those of recovery fifteen characters. Spaces and dashes do not count. */
const SHAPES = {
  digits: { value: /^\s*(\d\s*){6}$/, message: "Le code comporte 6 chiffres." },
  recovery: { value: /^\s*([a-z0-9][\s-]*){15}$/i, message: "Un code de secours comporte 15 caractères, par exemple ABCDE-FGHJK-MNPQR." },
};

function CodeForm({ way, isFirst }: { way: Way; isFirst: boolean }) {
  const form = useForm({ defaultValues: { code: "" }, mode: "onTouched" });
  const zone = useRef<HTMLFormElement>(null);
  const signedIn = useSignedIn();
  const back = useBack();
  useEffect(() => {
    if (!isFirst) zone.current?.querySelector("input")?.focus();
  }, [isFirst]);
  const submit = useSubmit(form, async ({ code }) => {
    try {
      await signedIn(await ask(api.POST("/portal/v1/session/code", { body: { code } })));
    } catch (error) {
      if (!(error instanceof Refusal) || error.reason !== "BLOCKED") throw error;
      session.end({ reason: error.reason, message: error.message }); // this sign-in leads nowhere any more
    }
  });
  return (
    <form ref={zone} className="step-form code-form" onSubmit={submit} noValidate>
      <FormFaults form={form} />
      <CodeField form={form} isRecovery={way === "RECOVERY"} />
      <div className="step-actions">
        <SubmitButton form={form}>Valider</SubmitButton>
        <RouterLink className="fr-link" href={signInFor(back)}>
          Revenir à la connexion
        </RouterLink>
      </div>
    </form>
  );
}

function CodeField({ form, isRecovery }: { form: UseFormReturn<{ code: string }>; isRecovery: boolean }) {
  return (
    <TextField
      form={form}
      name="code"
      label={isRecovery ? "Code de secours" : "Code"}
      hint={isRecovery ? "15 caractères, par exemple ABCDE-FGHJK-MNPQR." : "6 chiffres."}
      isRequired
      rules={{ pattern: isRecovery ? SHAPES.recovery : SHAPES.digits }}
      input={{ inputMode: isRecovery ? "text" : "numeric", autoComplete: isRecovery ? "off" : "one-time-code", spellCheck: false }}
    />
  );
}

function SendAgain() {
  const [isBusy, setBusy] = useState(false);
  const [told, setTold] = useState<{ severity: "success" | "warning"; words: string } | null>(null);
  const sendAgain = async () => {
    setBusy(true);
    try {
      await ask(api.POST("/portal/v1/session/code/resend"));
      setTold({ severity: "success", words: "Un nouveau code vient de vous être envoyé. Le précédent n'est plus valable." });
    } catch (error) {
      setTold({ severity: "warning", words: wordsOf(error).join(" ") });
    }
    setBusy(false);
  };
  return (
    <div className="step-help">
      <p>Vous n'avez rien reçu ? Regardez dans vos courriers indésirables, ou demandez un autre code : le précédent ne sera plus valable.</p>
      <div role="status" className={told === null ? "" : "why-here"}>
        {told !== null && <Alert severity={told.severity} small description={told.words} />}
      </div>
      <ReasonedButton reason={null} isBusy={isBusy} onClick={() => void sendAgain()}>
        Renvoyer le code
      </ReasonedButton>
    </div>
  );
}
