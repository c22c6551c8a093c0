import { StatusBadge } from "../../shared/StatusBadge";
import { datesOf, MODE_LABELS, type Subscription } from "./subscriptions";

/** What a subscription is, at a glance. */
export function SubscriptionSummary({ subscription }: { subscription: Subscription }) {
  return (
    <dl className="summary">
      <div>
        <dt>Statut</dt>
        <dd>
          <StatusBadge label={subscription.status} />
          {datesOf(subscription).map((each) => (
            <div key={each}>{each}</div>
          ))}
        </dd>
      </div>
      <div>
        <dt>Organisation</dt>
        <dd>{subscription.organisationName ?? subscription.organisation}</dd>
      </div>
      <div>
        <dt>Modalité d'accès</dt>
        <dd>{MODE_LABELS[subscription.accessMode] ?? subscription.accessMode}</dd>
      </div>
      <div>
        <dt>Administrateur local désigné</dt>
        <dd className="address">{subscription.localAdministratorEmail}</dd>
      </div>
    </dl>
  );
}
