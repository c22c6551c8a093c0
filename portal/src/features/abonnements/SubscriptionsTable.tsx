import { Button } from "@codegouvfr/react-dsfr/Button";
import { paths } from "../../app/paths";
import { DataTable, type Column } from "../../shared/DataTable";
import { RouterLink } from "../../shared/RouterLink";
import { StatusBadge } from "../../shared/StatusBadge";
import { datesOf, MODE_LABELS, reasonAgainst, type Subscription } from "./subscriptions";
import "./subscriptions.css";

interface Props {
  rows: Subscription[];
  /** Of several organisations: each row says whose it is. */
  hasOrganisations: boolean;
  isBusy: boolean;
}

/** Subscriptions, with the pencil that opens each. */
export function SubscriptionsTable({ rows, hasOrganisations, isBusy }: Props) {
  const isShared = rows.some((row) => rows.some((other) => other.processName === row.processName && other.processCode !== row.processCode));
  const first = isShared ? coded : process;
  const columns = hasOrganisations ? [first, organisation, ...others] : [first, ...others];
  return <DataTable caption="Abonnements aux démarches" columns={columns} rows={rows} rowKey={(row) => row.id} isBusy={isBusy} />;
}

const process: Column<Subscription> = {
  key: "process",
  header: "Démarche",
  isRowHeader: true,
  cell: (row) => <RouterLink href={paths.subscription(row.id)}>{row.processName}</RouterLink>,
};

/** With its code, where several processes share their names. */
const coded: Column<Subscription> = {
  ...process,
  cell: (row) => (
    <div>
      {process.cell(row)}
      <div className="mention">{row.processCode}</div>
    </div>
  ),
};

const organisation: Column<Subscription> = {
  key: "organisation",
  header: "Organisation",
  cell: (row) => (
    <div>
      {row.organisationName ?? row.organisation}
      <div className="mention">{siretIn(row.organisation)}</div>
    </div>
  ),
};

const others: Column<Subscription>[] = [
  {
    key: "status",
    header: "Statut",
    cell: (row) => (
      <div className="dates">
        <StatusBadge label={row.status} />
        {datesOf(row).map((each) => (
          <div key={each} className="mention">
            {each}
          </div>
        ))}
      </div>
    ),
  },
  { key: "mode", header: "Modalité d'accès", cell: (row) => MODE_LABELS[row.accessMode] ?? row.accessMode },
  { key: "frequency", header: "Notification", cell: (row) => row.notificationFrequency },
  { key: "delegate", header: "Délégué technique", cell: (row) => <span className="address">{row.delegateEmail ?? "Aucun"}</span> },
  {
    key: "edit",
    header: "Actions",
    isHeaderHidden: true,
    isAtEnd: true,
    cell: (row) => {
      const mayChange = reasonAgainst(row, "CHANGE") === null;
      const words = (
        <>
          {mayChange ? "Modifier" : "Consulter"}
          <span className="fr-sr-only">
            {" "}
            l'abonnement {row.processName} {row.organisationName}
          </span>
        </>
      );
      const common = { size: "small" as const, priority: "tertiary" as const, linkProps: { href: paths.subscription(row.id) }, children: words };
      return mayChange ? <Button iconId="fr-icon-pencil-line" {...common} /> : <Button iconId="fr-icon-eye-line" {...common} />;
    },
  },
];

/** « SIRET 213 805 443 00016 », of an organisation's id. */
function siretIn(id: string): string {
  const register = id.split("-")[1] ?? "";
  return `SIRET ${register.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, "$1 $2 $3 $4")}`;
}
