import { Link } from "react-router";
import { paths } from "../../app/paths";
import { DataTable, type Column } from "../../shared/DataTable";
import { ReasonedButton } from "../../shared/ReasonedButton";
import { StatusBadge } from "../../shared/StatusBadge";
import { inShort } from "../../shared/words";
import { fullName, reasonOf, type Account } from "./accounts";
import { inBrief, type RoleOption } from "./roleRules";

interface Props {
  accounts: Account[];
  roles: RoleOption[];
  myId: string;
  /** The list's address, to come back to it as it was. */
  listSearch: string;
  isBusy: boolean;
}

/** The accounts: a name leads to the account, the pencil to change it, or says why it may not be. */
export function AccountsTable({ accounts, roles, myId, listSearch, isBusy }: Props) {
  const state = { listSearch };
  const columns: Column<Account>[] = [
    {
      key: "name",
      header: "Nom",
      isRowHeader: true,
      cell: (account) => (
        <>
          <Link to={paths.account(account.id)} state={state}>
            {fullName(account)}
          </Link>
          {account.id === myId && <span className="account-mine"> (vous)</span>}
        </>
      ),
    },
    { key: "email", header: "Adresse électronique", cell: (account) => <span className="account-address">{account.email}</span> },
    { key: "type", header: "Type", cell: (account) => <span className="account-type">{account.actorLabel}</span> },
    { key: "roles", header: "Rôles", cell: (account) => <RolesInBrief labels={inBrief(roles, account.roles)} /> },
    { key: "signedIn", header: "Dernière connexion", cell: (account) => (account.signedInAt === null ? "Jamais" : inShort(account.signedInAt)) },
    { key: "state", header: "État", cell: (account) => <StatusBadge label={account.state} /> },
    { key: "actions", header: "Actions", isHeaderHidden: true, isAtEnd: true, cell: (account) => <EditCell account={account} state={state} /> },
  ];
  return <DataTable caption="Comptes de l'organisation" columns={columns} rows={accounts} rowKey={(account) => account.id} isBusy={isBusy} />;
}

function RolesInBrief({ labels }: { labels: string[] }) {
  if (labels.length === 0) return "Aucun";
  return (
    <ul className="account-roles">
      {labels.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
}

function EditCell({ account, state }: { account: Account; state: object }) {
  const reason = reasonOf(account, "EDIT");
  const label = `Modifier ${fullName(account)}`;
  if (reason !== null) {
    return (
      <ReasonedButton kind="tertiary" size="sm" iconId="fr-icon-edit-line" reason={reason} label={label} onClick={() => {}}>
        Modifier
      </ReasonedButton>
    );
  }
  return (
    <Link className="fr-btn fr-btn--sm fr-btn--tertiary fr-icon-edit-line fr-btn--icon-left" to={paths.account(account.id)} state={state} aria-label={label}>
      Modifier
    </Link>
  );
}
