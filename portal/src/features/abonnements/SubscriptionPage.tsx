import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { paths } from "../../app/paths";
import { Loaded } from "../../shared/Loaded";
import { Page } from "../../shared/Page";
import { RouterLink } from "../../shared/RouterLink";
import { Credentials } from "./Credentials";
import { subscriptionQuery } from "./queries";
import { SettingsRead } from "./SettingsRead";
import { SubscriptionForm } from "./SubscriptionForm";
import { SubscriptionLife } from "./SubscriptionLife";
import { SubscriptionSummary } from "./SubscriptionSummary";
import { reasonAgainst, type Subscription } from "./subscriptions";
import "./subscription.css";
import "./subscriptions.css";

export function Component() {
  const { id = "" } = useParams();
  const read = useQuery(subscriptionQuery(id));
  const name = read.data?.processName;
  return (
    <Page
      title={name ?? "Abonnement"}
      windowTitle={name === undefined ? "Abonnement" : `Abonnement : ${name}`}
      actions={
        <RouterLink className="fr-link fr-icon-arrow-left-line fr-link--icon-left" href={paths.subscriptions}>
          Tous les abonnements
        </RouterLink>
      }
    >
      <Loaded query={read} label="Chargement de l'abonnement…">
        {(subscription) => <Shown key={id} subscription={subscription} />}
      </Loaded>
    </Page>
  );
}

function Shown({ subscription }: { subscription: Subscription }) {
  const queries = useQueryClient();
  const [isDirty, setIsDirty] = useState(false);
  const reason = reasonAgainst(subscription, "CHANGE");
  const become = (after: Subscription) => {
    queries.setQueryData(subscriptionQuery(subscription.id).queryKey, after);
    void queries.invalidateQueries({ queryKey: ["subscriptions"] });
  };
  return (
    <>
      <SubscriptionSummary subscription={subscription} />
      {subscription.rejectionReason !== null && (
        <Alert className="fr-mb-4w" severity="error" as="h2" title="Abonnement refusé" description={`Motif : ${subscription.rejectionReason}`} />
      )}
      {reason === null ? <SubscriptionForm subscription={subscription} onChanged={become} onDirty={setIsDirty} /> : <SettingsRead subscription={subscription} reason={reason} />}
      {subscription.accessMode === "API" && subscription.status !== "Refusé" && <Credentials subscription={subscription} />}
      {subscription.status !== "Refusé" && <SubscriptionLife subscription={subscription} isDirty={isDirty} onChanged={become} />}
    </>
  );
}
