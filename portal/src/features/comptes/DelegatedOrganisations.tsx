import { useRef, useState } from "react";
import { api, ask } from "../../api/client";
import { wordsOf } from "../../api/refusal";
import { announce } from "../../app/messages";
import { useOrganisationName } from "../../shared/OrganisationPicker";
import { ReasonedButton } from "../../shared/ReasonedButton";
import { useConfirmed } from "../../shared/useConfirmed";
import { fullName, useAccountsChanged, type Account } from "./accounts";

/** The organisations that named a technical delegate: support may take one from him. */
export function DelegatedOrganisations({ account }: { account: Account }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [isBusy, setIsBusy] = useState(false);
  const { ask: asks, dialog } = useConfirmed();
  const changed = useAccountsChanged();
  const withdraw = async (organisation: string, name: string) => {
    const words = [`${fullName(account)} n'interviendra plus pour ${name}. Cette organisation pourra le désigner de nouveau.`];
    if (!(await asks({ title: "Retirer cette organisation ?", confirmLabel: "Retirer l'organisation", words }))) return;
    setIsBusy(true);
    try {
      const params = { path: { accountId: account.id, organisation } };
      const after = await ask(api.DELETE("/portal/v1/accounts/{accountId}/organisations/{organisation}", { params }));
      announce(`${fullName(account)} n'intervient plus pour ${name}.`);
      heading.current?.focus();
      await changed(after);
    } catch (error) {
      announce("L'organisation n'a pas pu être retirée.", { severity: "error", details: wordsOf(error) });
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <section className="account-part" aria-labelledby="account-organisations">
      {dialog}
      <h2 id="account-organisations" ref={heading} tabIndex={-1}>
        Organisations qui l'ont désigné
      </h2>
      {account.organisations.length === 0 && <p>Aucune organisation ne l'a désigné.</p>}
      <ul className="account-organisations">
        {account.organisations.map((each) => (
          <DelegatedOrganisation key={each} id={each} isBusy={isBusy} onWithdraw={(name) => void withdraw(each, name)} />
        ))}
      </ul>
    </section>
  );
}

function DelegatedOrganisation({ id, isBusy, onWithdraw }: { id: string; isBusy: boolean; onWithdraw: (name: string) => void }) {
  const name = useOrganisationName(id);
  return (
    <li>
      <span>
        {name}
        <br />
        <span className="fr-hint-text">{id}</span>
      </span>
      <ReasonedButton kind="tertiary" size="sm" iconId="fr-icon-close-line" reason={null} isBusy={isBusy} label={`Retirer ${name}`} onClick={() => onWithdraw(name)}>
        Retirer
      </ReasonedButton>
    </li>
  );
}
