import { ReasonedButton } from "../../shared/ReasonedButton";
import { dayInWords } from "../../shared/words";
import { FREQUENCIES, MODES, NO_MAIL, type Subscription } from "./subscriptions";

/** The settings of a subscription for who consults it: to be read, and why they may not be changed. */
export function SettingsRead({ subscription, reason }: { subscription: Subscription; reason: string }) {
  const mode = MODES.find((each) => each.value === subscription.accessMode);
  const frequency = FREQUENCIES.find((each) => each.value === subscription.notificationFrequency);
  const isMailed = subscription.notificationFrequency !== NO_MAIL;
  return (
    <section className="settings" aria-labelledby="reglages">
      <h2 id="reglages">Réglages</h2>
      <dl className="settings-read">
        <Setting name="Modalité d'accès aux télédossiers" hint={mode?.hint}>
          {mode?.label ?? subscription.accessMode}
        </Setting>
        <Setting name="Fréquence de notification par mail" hint={frequency?.hint}>
          {subscription.notificationFrequency}
        </Setting>
        {isMailed && <Setting name="Adresse électronique à notifier">{subscription.email ?? "Non renseignée"}</Setting>}
        <Setting name="Date d'activation">{subscription.activationDate === null ? "Non choisie" : dayInWords(subscription.activationDate)}</Setting>
        <Setting name="Délégué technique">{subscription.delegateEmail ?? "Aucun"}</Setting>
      </dl>
      <ReasonedButton iconId="fr-icon-pencil-line" reason={reason} showsReason onClick={() => {}}>
        Modifier
      </ReasonedButton>
    </section>
  );
}

function Setting({ name, hint, children }: { name: string; hint?: string | undefined; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        {hint !== undefined && <div className="mention">{hint}</div>}
      </dd>
    </div>
  );
}
