import { useQuery } from "@tanstack/react-query";
import { useLocation, useParams } from "react-router";
import { holds, useMe } from "../../app/me";
import { Loaded } from "../../shared/Loaded";
import { Page } from "../../shared/Page";
import { AccountFacts } from "./AccountFacts";
import { AccountForm } from "./AccountForm";
import { AccountState } from "./AccountState";
import { BackToAccounts } from "./BackToAccounts";
import { DelegatedOrganisations } from "./DelegatedOrganisations";
import { accountQuery, fullName, optionsQuery, reasonOf, type Account } from "./accounts";
import { searchOf } from "./criteria";
import "./account-form.css";

export function Component() {
  const { accountId = "" } = useParams();
  const account = useQuery(accountQuery(accountId));
  const listSearch = useListSearch(account.data);
  return (
    <Page
      title={account.data === undefined ? "Compte" : `Compte de ${fullName(account.data)}`}
      windowTitle="Compte"
      lead={<BackToAccounts search={listSearch} />}
    >
      <Loaded query={account} height="40rem">
        {(found) => <Shown key={found.id} account={found} />}
      </Loaded>
    </Page>
  );
}

function Shown({ account }: { account: Account }) {
  const me = useMe();
  const isSupport = holds(me, "ADMINISTRATION");
  const options = useQuery(optionsQuery(isSupport ? (account.organisations[0] ?? "") : ""));
  const reason = reasonOf(account, "EDIT") ?? (account.organisations.length === 0 ? "Ce délégué technique n'a plus d'organisation : il ne peut plus être modifié." : null);
  return (
    <Loaded query={options} height="40rem">
      {(offered) => (
        <>
          {reason === null ? <AccountForm account={account} options={offered} /> : <AccountFacts account={account} options={offered} reason={reason} isMine={account.id === me.id} />}
          <AccountState account={account} />
          {isSupport && account.actorType === "DELEGUE_TECHNIQUE" && <DelegatedOrganisations account={account} />}
        </>
      )}
    </Loaded>
  );
}

/** The list that one comes from, as it was; or that of the account's organisation, where it is not one's own. */
function useListSearch(account: Account | undefined): string {
  const { state } = useLocation();
  const me = useMe();
  const kept: unknown = (state as { listSearch?: unknown } | null)?.listSearch;
  if (typeof kept === "string") return kept;
  const organisation = account?.organisations[0] ?? "";
  return holds(me, "ADMINISTRATION") && organisation !== me.organisation?.id ? searchOf({ organisation }) : "";
}
