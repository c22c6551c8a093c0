import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { api, ask } from "../../api/client";
import { session } from "../../api/session";
import { meQuery, type Me } from "../../app/me";
import { announce } from "../../app/messages";
import { FormFaults } from "../../shared/form/FormFaults";
import { PasswordField } from "../../shared/form/PasswordField";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { useSubmit } from "../../shared/form/useSubmit";
import { dayInWords } from "../../shared/words";
import { NewPasswordFields } from "../../shared/form/NewPasswordFields";
import { mySessionsQuery } from "./mySessions";
import { Section } from "./Section";

/** How long the password is good, and changing it on wish. */
export function PasswordSection({ me }: { me: Me }) {
  const [isOpen, setOpen] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const close = () => {
    setOpen(false);
    heading.current?.focus();
  };
  return (
    <Section title="Mon mot de passe" headingRef={heading}>
      {me.passwordExpiresAt !== null && (
        <p>
          Il est valable jusqu'au <strong>{dayInWords(me.passwordExpiresAt)}</strong>. Passé cette date, un nouveau vous sera demandé à la connexion.
        </p>
      )}
      {isOpen ? (
        <PasswordForm close={close} />
      ) : (
        <Button priority="secondary" onClick={() => setOpen(true)}>
          Changer mon mot de passe
        </Button>
      )}
    </Section>
  );
}

function PasswordForm({ close }: { close: () => void }) {
  const form = useForm({ defaultValues: { currentPassword: "", password: "", confirmation: "" }, mode: "onTouched" });
  const queries = useQueryClient();
  const zone = useRef<HTMLFormElement>(null);
  useEffect(() => zone.current?.querySelector("input")?.focus(), []);
  const submit = useSubmit(form, async ({ currentPassword, password }) => {
    const { csrfToken, endsAt } = await ask(api.POST("/portal/v1/me/password", { body: { currentPassword, password } }));
    session.begin(csrfToken, new Date(endsAt)); // it goes on, under another token
    announce("Votre mot de passe est changé. Vos autres sessions sont fermées.");
    close();
    await Promise.all([meQuery, mySessionsQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })));
  });
  return (
    <form ref={zone} className="account-form" onSubmit={submit} noValidate>
      <FormFaults form={form} />
      <p className="fr-hint-text">Vos autres sessions seront fermées. Les champs marqués d'un * sont obligatoires.</p>
      <PasswordField form={form} name="currentPassword" label="Mot de passe actuel" autoComplete="current-password" />
      <NewPasswordFields form={form} />
      <div className="actions">
        <SubmitButton form={form}>Enregistrer mon mot de passe</SubmitButton>
        <Button type="button" priority="secondary" onClick={close}>
          Annuler
        </Button>
      </div>
    </form>
  );
}
