import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { useEffect, useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { api, ask } from "../../api/client";
import { paths } from "../../app/paths";
import { FormFaults } from "../../shared/form/FormFaults";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { EMAIL, TextField } from "../../shared/form/fields";
import { useSubmit } from "../../shared/form/useSubmit";
import { Page } from "../../shared/Page";
import { RouterLink } from "../../shared/RouterLink";
import "./connexion.css";

export function Component() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  return (
    <Page title="Mot de passe oublié">{sentTo === null ? <Ask onSent={setSentTo} /> : <Sent address={sentTo} again={() => setSentTo(null)} />}</Page>
  );
}

function Ask({ onSent }: { onSent: (address: string) => void }) {
  const form = useForm({ defaultValues: { email: "" }, mode: "onTouched" });
  const submit = useSubmit(form, async ({ email }) => {
    await ask(api.POST("/portal/v1/password/forgotten", { body: { email } }));
    onSent(email);
  });
  return (
    <form className="step-form" onSubmit={submit} noValidate>
      <p>Indiquez votre identifiant : vous recevrez un mail avec un lien pour choisir un nouveau mot de passe.</p>
      <FormFaults form={form} />
      <TextField
        form={form}
        name="email"
        label="Adresse électronique"
        isRequired
        rules={EMAIL}
        input={{ type: "email", autoComplete: "username", spellCheck: false }}
      />
      <div className="step-actions">
        <SubmitButton form={form}>Recevoir le lien</SubmitButton>
        <RouterLink className="fr-link" href={paths.signIn}>
          Revenir à la connexion
        </RouterLink>
      </div>
    </form>
  );
}

/** The same whoever asks: nothing tells which addresses have an account (AUT-12). */
function Sent({ address, again }: { address: string; again: () => void }) {
  const zone = useRef<HTMLDivElement>(null);
  useEffect(() => zone.current?.focus(), []);
  return (
    <div className="step-form">
      <div ref={zone} tabIndex={-1} role="status" className="why-here">
        <Alert
          severity="success"
          as="h2"
          title="Demande enregistrée"
          description={`Si l'adresse ${address} est celle d'un compte actif, un mail vient de lui être envoyé. Le lien qu'il contient ne sert qu'une fois et reste valable 1 heure.`}
        />
      </div>
      <p>Vous n'avez rien reçu ? Regardez dans vos courriers indésirables et vérifiez l'adresse. Si vous faites une autre demande, seul le dernier lien reçu est valable.</p>
      <div className="step-actions">
        <Button linkProps={{ href: paths.signIn }}>Revenir à la connexion</Button>
        <Button priority="secondary" onClick={again}>
          Faire une autre demande
        </Button>
      </div>
    </div>
  );
}
