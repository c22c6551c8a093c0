import { Button } from "@codegouvfr/react-dsfr/Button";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useForm } from "react-hook-form";
import { api, ask, type Schemas } from "../../api/client";
import { FormFaults } from "../../shared/form/FormFaults";
import { PasswordField } from "../../shared/form/PasswordField";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { TextField } from "../../shared/form/fields";
import { useSubmit } from "../../shared/form/useSubmit";
import { CopyButton } from "./CopyButton";

interface Props {
  /** With the recovery codes. */
  onDone: (recoveryCodes: string[]) => Promise<void>;
  onCancel: () => void;
}

/** An authenticator is put in service: the password, then the QR code, and a first code of it. */
export function AuthenticatorSetup({ onDone, onCancel }: Props) {
  const [begun, setBegun] = useState<Schemas["AuthenticatorJson"] | null>(null);
  return begun === null ? <Begin onBegun={setBegun} onCancel={onCancel} /> : <Confirm begun={begun} onDone={onDone} onCancel={onCancel} />;
}

function Begin({ onBegun, onCancel }: { onBegun: (begun: Schemas["AuthenticatorJson"]) => void; onCancel: () => void }) {
  const form = useForm({ defaultValues: { currentPassword: "" }, mode: "onTouched" });
  const submit = useSubmit(form, async (body) => onBegun(await ask(api.POST("/portal/v1/me/authenticator", { body }))));
  return (
    <Step title="Étape 1 sur 2 : confirmez que c'est vous">
      <form className="account-form" onSubmit={submit} noValidate>
        <FormFaults form={form} />
        <PasswordField form={form} name="currentPassword" label="Mot de passe actuel" autoComplete="current-password" />
        <div className="actions">
          <SubmitButton form={form}>Continuer</SubmitButton>
          <Button type="button" priority="secondary" onClick={onCancel}>
            Annuler
          </Button>
        </div>
      </form>
    </Step>
  );
}

function Confirm({ begun: { secret, qrCode }, onDone, onCancel }: Props & { begun: Schemas["AuthenticatorJson"] }) {
  const form = useForm({ defaultValues: { code: "" }, mode: "onTouched" });
  const submit = useSubmit(form, async (body) => onDone((await ask(api.POST("/portal/v1/me/authenticator/confirmation", { body }))).recoveryCodes));
  return (
    <Step title="Étape 2 sur 2 : ajoutez HubEE à votre application">
      <div className="authenticator">
        <img className="qr-code" src={qrCode} alt="QR code à scanner avec votre application d'authentification" width={225} height={225} />
        <div>
          <p>Dans votre application d'authentification, ajoutez un compte et scannez ce QR code. Si vous ne pouvez pas le scanner, saisissez cette clé :</p>
          <p>
            <code className="secret">{secret.match(/.{1,4}/g)?.join(" ")}</code>
          </p>
          <CopyButton text={secret} done="La clé est copiée.">
            Copier la clé
          </CopyButton>
        </div>
      </div>
      <form className="account-form" onSubmit={submit} noValidate>
        <FormFaults form={form} />
        <TextField
          form={form}
          name="code"
          label="Code"
          hint="Les 6 chiffres que l'application affiche maintenant pour HubEE."
          isRequired
          rules={{ pattern: { value: /^\s*(\d\s*){6}$/, message: "Le code comporte 6 chiffres." } }}
          input={{ inputMode: "numeric", autoComplete: "one-time-code" }}
        />
        <div className="actions">
          <SubmitButton form={form}>Mettre en service</SubmitButton>
          <Button type="button" priority="secondary" onClick={onCancel}>
            Annuler
          </Button>
        </div>
      </form>
    </Step>
  );
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h3 ref={heading} tabIndex={-1} className="step-title">
        {title}
      </h3>
      {children}
    </>
  );
}
