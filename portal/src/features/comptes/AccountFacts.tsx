import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Link } from "react-router";
import { paths } from "../../app/paths";
import type { Account, Options } from "./accounts";
import { inBrief } from "./roleRules";

interface Props {
  account: Account;
  options: Options;
  /** Why it may not be changed, in the hub's words. */
  reason: string;
  isMine: boolean;
}

/** An account that this person may not change: what it is, and why it stays so. */
export function AccountFacts({ account, options, reason, isMine }: Props) {
  const nameOf = (code: string) => options.processes.find((each) => each.code === code)?.name ?? code;
  return (
    <div className="account-form">
      <Alert
        className="account-reason"
        severity="info"
        small
        description={
          <>
            {reason}
            {isMine && (
              <>
                {" "}
                Votre civilité, votre fonction et votre téléphone se modifient dans <Link to={paths.myAccount}>Mon compte</Link>.
              </>
            )}
          </>
        }
      />
      <dl className="account-facts">
        <dt>Identifiant</dt>
        <dd>{account.email}</dd>
        <dt>Civilité</dt>
        <dd>{account.civility ?? "Non précisée"}</dd>
        <dt>Prénom et nom</dt>
        <dd>
          {account.firstName} {account.lastName}
        </dd>
        <dt>Fonction</dt>
        <dd>{account.function ?? "Non précisée"}</dd>
        <dt>Téléphone</dt>
        <dd>{account.phoneNumber ?? "Non précisé"}</dd>
        <dt>Type de compte</dt>
        <dd>{account.actorLabel}</dd>
        <dt>Rôles</dt>
        <dd>
          <Several words={inBrief(options.roles, account.roles)} none="Aucun" />
        </dd>
        {account.habilitations.length > 0 && (
          <>
            <dt>Habilitations</dt>
            <dd>
              <Several words={account.habilitations.map(nameOf)} none="Aucune" />
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}

function Several({ words, none }: { words: string[]; none: string }) {
  if (words.length === 0) return none;
  return (
    <ul>
      {words.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
}
