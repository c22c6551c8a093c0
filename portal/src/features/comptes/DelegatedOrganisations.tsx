import { useRef, useState } from "react";
import { api, ask } from "../../api/client";
import { wordsOf } from "../../api/refusal";
import { announce } from "../../app/messages";
import { OrganisationName } from "../../shared/OrganisationPicker";
import { ReasonedButton } from "../../shared/ReasonedButton";
import { useConfirmed } from "../../shared/useConfirmed";
import { fullName, useAccountsChanged, type Account } from "./accounts";

/** The organisations that named a technical delegate: support may take one from him. */
export function DelegatedOrganisations({ account }: { account: Account }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [isBusy, setIsBusy] = useState(false);
  const { ask: asks, dialog } = useConfirmed();
  const changed = useAccountsChanged();
  const withdraw = async (organisation: string) => {
    const words = [`${fullName(account)} n'interviendra plus pour l'organisation ${organisation}. Elle pourra le désigner de nouveau.`];
    if (!(await asks({ title: "Retirer cette organisation ?", confirmLabel: "Retirer l'organisation", words }))) return;
    setIsBusy(true);
    try {
      const params = { path: { accountId: account.id, organisation } };
      const after = await ask(api.DELETE("/portal/v1/accounts/{accountId}/organisations/{organisation}", { params }));
      announce(`${fullName(account)} n'intervient plus pour l'organisation ${organisation}.`);
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
          <li key={each}>
            <span>
              <OrganisationName id={each} />
              <br />
              <span className="fr-hint-text">{each}</span>
            </span>
            <ReasonedButton kind="tertiary" size="sm" iconId="fr-icon-close-line" reason={null} isBusy={isBusy} label={`Retirer l'organisation ${each}`} onClick={() => void withdraw(each)}>
              Retirer
            </ReasonedButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
