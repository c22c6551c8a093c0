import { useState } from "react";
import { api, ask } from "../../api/client";
import { wordsOf } from "../../api/refusal";
import { announce } from "../../app/messages";
import { ReasonedButton } from "../../shared/ReasonedButton";
import { Declined, useConfirmed } from "../../shared/useConfirmed";
import { dayInWords } from "../../shared/words";
import { reasonAgainst, type Subscription } from "./subscriptions";

interface Props {
  subscription: Subscription;
  /** While the form above is not saved: what is done here would be done on another state. */
  isDirty: boolean;
  onChanged: (after: Subscription) => void;
}

/** « Suspendre l'abonnement » and « Réactiver », each saying from when. */
export function SubscriptionLife({ subscription, isDirty, onChanged }: Props) {
  const [isBusy, setIsBusy] = useState(false);
  const { confirmed, dialog } = useConfirmed();
  const path = { params: { path: { id: subscription.id } } };
  const act = async (deed: () => Promise<Subscription>, words: (after: Subscription) => string) => {
    setIsBusy(true);
    try {
      const after = await deed();
      onChanged(after);
      announce(words(after));
    } catch (error) {
      if (!(error instanceof Declined)) announce("L'abonnement n'a pas été modifié.", { severity: "error", details: wordsOf(error) });
    } finally {
      setIsBusy(false);
    }
  };
  const suspend = () =>
    act(
      () =>
        confirmed((confirm) => ask(api.POST("/portal/v1/subscriptions/{id}/suspend", { ...path, body: { confirm } })), {
          title: "Suspendre l'abonnement ?",
          confirmLabel: "Suspendre l'abonnement",
        }),
      ({ until }) => (until === null ? "L'abonnement est suspendu." : `L'abonnement sera suspendu à partir du ${dayInWords(until)} à 00:00.`),
    );
  const reactivate = () =>
    act(
      () => ask(api.POST("/portal/v1/subscriptions/{id}/reactivate", path)),
      () => (subscription.status === "Actif" ? "La suspension prévue est annulée : l'abonnement reste actif." : "L'abonnement est de nouveau actif."),
    );
  const unsaved = isDirty ? "Enregistrez ou annulez d'abord vos modifications." : null;
  const [whyNoSuspension, whyNoReactivation] = [reasonAgainst(subscription, "SUSPEND"), reasonAgainst(subscription, "REACTIVATE")];
  const isForbidden = whyNoSuspension !== null && whyNoSuspension === whyNoReactivation;
  return (
    <section className="life" aria-labelledby="suspension">
      <h2 id="suspension">Suspension</h2>
      <p>
        Une suspension prend effet dès le lendemain à 00:00 : vous ne recevrez plus de nouveaux télédossiers, mais ceux déjà créés avant pourront être finalisés. Une réactivation prend effet aussitôt.
      </p>
      <div className="actions">
        <ReasonedButton reason={whyNoSuspension ?? unsaved} showsReason={!isForbidden} isBusy={isBusy} iconId="fr-icon-pause-circle-line" onClick={() => void suspend()}>
          Suspendre l'abonnement
        </ReasonedButton>
        <ReasonedButton reason={whyNoReactivation ?? unsaved} showsReason={!isForbidden} isBusy={isBusy} iconId="fr-icon-play-circle-line" onClick={() => void reactivate()}>
          Réactiver
        </ReasonedButton>
      </div>
      {dialog}
    </section>
  );
}
