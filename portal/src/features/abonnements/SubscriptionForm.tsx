import { Button } from "@codegouvfr/react-dsfr/Button";
import { useEffect, useRef, useState } from "react";
import { useForm, useWatch } from "react-hook-form";
import { api, ask } from "../../api/client";
import { Refusal } from "../../api/refusal";
import { announce } from "../../app/messages";
import { addressFault } from "../../shared/form/address";
import { EMAIL, RadioField, REQUIRED, TextField } from "../../shared/form/fields";
import { FormFaults } from "../../shared/form/FormFaults";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { OthersChanges } from "../../shared/form/useSeen";
import { useSubmit } from "../../shared/form/useSubmit";
import { useConfirmed } from "../../shared/useConfirmed";
import { useUnsaved } from "../../shared/useUnsaved";
import { Done } from "./Done";
import { bodyOf, valuesOf, type Values } from "./settings";
import { changesBetween, FREQUENCIES, MODES, NO_MAIL, reasonAgainst, type Subscription } from "./subscriptions";

interface Props {
  subscription: Subscription;
  onChanged: (after: Subscription) => void;
  onDirty: (isDirty: boolean) => void;
}

/** How the télédossiers come, who is told, from when, and who helps. What may not be changed is greyed, and says why. */
export function SubscriptionForm({ subscription, onChanged, onDirty }: Props) {
  const form = useForm<Values>({ defaultValues: valuesOf(subscription), mode: "onTouched" });
  const { isDirty } = form.formState;
  const heading = useRef<HTMLHeadingElement>(null);
  const [isSaved, setIsSaved] = useState(false);
  const [othersChanges, setOthersChanges] = useState<string[] | null>(null);
  const { confirmed, dialog } = useConfirmed();
  const leaving = useUnsaved(isDirty);
  useEffect(() => onDirty(isDirty), [isDirty, onDirty]);
  useEffect(() => () => onDirty(false), [onDirty]);
  useEffect(() => form.reset(valuesOf(subscription), { keepDirtyValues: true, keepDirty: true, keepErrors: true }), [form, subscription]);

  const path = { params: { path: { id: subscription.id } } };
  const submit = useSubmit(form, async (values) => {
    setOthersChanges(null);
    setIsSaved(false);
    const put = (confirm: boolean) => ask(api.PUT("/portal/v1/subscriptions/{id}", { ...path, body: { ...bodyOf(values, subscription), confirm } }));
    try {
      const after = await confirmed(put, { title: "Changer de modalité d'accès ?", confirmLabel: "Changer de modalité" });
      form.reset(valuesOf(after));
      onChanged(after);
      setIsSaved(true);
      announce("L'abonnement a été modifié.", { details: after.accessMode === "API" && subscription.accessMode !== "API" ? [TO_COPY] : [] });
    } catch (error) {
      if (!(error instanceof Refusal) || error.reason !== "CHANGED") throw error;
      const after = await ask(api.GET("/portal/v1/subscriptions/{id}", path));
      setOthersChanges(changesBetween(subscription, after));
      onChanged(after);
    }
  });

  const whyNoDate = reasonAgainst(subscription, "CHANGE_ACTIVATION");
  const whyNoDelegate = reasonAgainst(subscription, "CHANGE_DELEGATE");
  const isMailed = useWatch({ control: form.control, name: "notificationFrequency" }) !== NO_MAIL;
  return (
    <form className="settings" onSubmit={submit} noValidate>
      <h2 ref={heading} tabIndex={-1}>
        Réglages
      </h2>
      <FormFaults form={form} />
      {othersChanges !== null && <OthersChanges title="Cet abonnement a été modifié" changes={othersChanges} />}
      <RadioField form={form} name="accessMode" label="Modalité d'accès aux télédossiers" hint={MODE_HINT} options={MODES} isRequired />
      <RadioField form={form} name="notificationFrequency" label="Fréquence de notification par mail" options={FREQUENCIES} isRequired />
      {isMailed && (
        <TextField
          form={form}
          name="email"
          label="Adresse électronique à notifier"
          hint="Elle peut être partagée par plusieurs personnes."
          isRequired
          rules={{ validate: (value, { notificationFrequency }) => notificationFrequency === NO_MAIL || notifiedFault(value) }}
          input={{ type: "email", autoComplete: "email" }}
        />
      )}
      <TextField
        form={form}
        name="activationDate"
        label="Date d'activation"
        hint={whyNoDate ?? DATE_HINT}
        isDisabled={whyNoDate !== null}
        input={{ type: "date" }}
      />
      <TextField
        form={form}
        name="delegateEmail"
        label="Adresse électronique du délégué technique"
        hint={whyNoDelegate ?? <DelegateHint />}
        isDisabled={whyNoDelegate !== null}
        rules={EMAIL}
        input={{ type: "email", autoComplete: "off" }}
      />
      <div className="actions">
        <SubmitButton form={form}>Enregistrer</SubmitButton>
        {isSaved && !isDirty && <Done>Modifications enregistrées</Done>}
        {isDirty && (
          <Button
            type="button"
            priority="tertiary"
            onClick={() => {
              form.reset(valuesOf(subscription));
              setOthersChanges(null);
              heading.current?.focus();
            }}
          >
            Annuler les modifications
          </Button>
        )}
      </div>
      {dialog}
      {leaving}
    </form>
  );
}

function notifiedFault(value: string): string | true {
  return value.trim() === "" ? REQUIRED : (addressFault(value.trim()) ?? true);
}

const TO_COPY = "Les identifiants à saisir dans votre logiciel se copient ci-dessous.";
const MODE_HINT =
  "Une seule modalité est possible par abonnement ; elle peut différer d'une démarche à l'autre. Les anciens télédossiers ne pourront plus être modifiés après la bascule : traitez-les tous avant.";
const DATE_HINT = "Les télédossiers arrivent à partir de 00:00 ce jour-là. Une date qui n'est pas à venir active l'abonnement aussitôt.";

function DelegateHint() {
  return (
    <>
      C'est <strong>obligatoirement une personne extérieure</strong> à votre organisation, à qui vous déléguez la gestion de vos abonnements : éditeur de votre logiciel métier, syndicat
      informatique… À ne définir que si vous intégrez les données dans un logiciel métier ; aucun intérêt si vous utilisez uniquement le Portail HubEE.
    </>
  );
}
