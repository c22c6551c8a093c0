import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask } from "../../api/client";
import { wordsOf } from "../../api/refusal";
import { announce } from "../../app/messages";
import { ReasonedButton } from "../../shared/ReasonedButton";
import { StatusBadge } from "../../shared/StatusBadge";
import { Declined, useConfirmed } from "../../shared/useConfirmed";
import { inWords } from "../../shared/words";
import { accountQuery, actionOf, fullName, reasonOf, useAccountsChanged, type Account, type ActionKey } from "./accounts";

const FAILED = "L'action n'a pas abouti.";

/** Whether the account is open, since when, and what may be done about that. */
export function AccountState({ account }: { account: Account }) {
  const { ask: asks, confirmed, dialog } = useConfirmed();
  const [isBusy, setIsBusy] = useState(false);
  const queries = useQueryClient();
  const changed = useAccountsChanged();
  const params = { path: { accountId: account.id } };
  const name = fullName(account);

  /** What it answers is shown, and told. */
  const run = async (act: () => Promise<Account | undefined>, done: string) => {
    setIsBusy(true);
    try {
      const after = await act();
      announce(done);
      if (after === undefined) await queries.invalidateQueries({ queryKey: accountQuery(account.id).queryKey });
      await changed(after);
    } catch (error) {
      if (!(error instanceof Declined)) announce(FAILED, { severity: "error", details: wordsOf(error) });
    } finally {
      setIsBusy(false);
    }
  };
  const must = async (words: Parameters<typeof asks>[0]) => {
    if (!(await asks(words))) throw new Declined();
  };
  const deactivate = () =>
    run(
      async () => {
        const words = [`${name} sera déconnecté et ne pourra plus se connecter. Rien n'est supprimé : le compte pourra être réactivé.`];
        await must({ title: "Inactiver le compte ?", confirmLabel: "Inactiver le compte", words });
        return confirmed((confirm) => ask(api.POST("/portal/v1/accounts/{accountId}/deactivate", { params, body: { confirm } })), {
          title: "Un seul administrateur restera",
          confirmLabel: "Inactiver malgré tout",
        });
      },
      `Le compte de ${name} est inactif.`,
    );
  const reactivate = () => run(() => ask(api.POST("/portal/v1/accounts/{accountId}/reactivate", { params })), `Le compte de ${name} est de nouveau actif.`);
  const resend = () =>
    run(
      async () => void (await ask(api.POST("/portal/v1/accounts/{accountId}/activation", { params }))),
      `Un nouveau lien d'activation a été envoyé à l'adresse ${account.email}.`,
    );
  const resetSecondFactor = () =>
    run(
      async () => {
        const words = [`L'application d'authentification et les codes de secours de ${name} ne serviront plus : ses codes lui parviendront par mail. Ses sessions seront fermées.`];
        await must({ title: "Réinitialiser la double authentification ?", confirmLabel: "Réinitialiser", words });
        await ask(api.DELETE("/portal/v1/accounts/{accountId}/second-factor", { params }));
        return undefined;
      },
      `La double authentification de ${name} est réinitialisée.`,
    );

  const offered: [ActionKey, () => void][] = [
    account.isActive ? ["DEACTIVATE", () => void deactivate()] : ["REACTIVATE", () => void reactivate()],
    ["RESEND_ACTIVATION", () => void resend()],
    ["RESET_SECOND_FACTOR", () => void resetSecondFactor()],
  ];
  return (
    <section className="account-part" aria-labelledby="account-state">
      {dialog}
      <h2 id="account-state">État du compte</h2>
      <p>
        <StatusBadge label={account.state} />
      </p>
      <p>{sinceWhen(account)}</p>
      <div className="actions">
        {offered.map(([key, act], index) => {
          const action = actionOf(account, key);
          return action === undefined ? null : (
            // The first stays the same button when « Inactiver » becomes « Réactiver »: the focus stays on it.
            <ReasonedButton key={index === 0 ? "state" : key} kind="secondary" reason={reasonOf(account, key)} showsReason isBusy={isBusy} onClick={act}>
              {action.label}
            </ReasonedButton>
          );
        })}
      </div>
    </section>
  );
}

function sinceWhen({ createdAt, signedInAt, deactivatedAt, deactivation }: Account): string {
  const told = [`Compte créé le ${inWords(createdAt)}.`];
  told.push(signedInAt === null ? "Cette personne ne s'est encore jamais connectée." : `Dernière connexion le ${inWords(signedInAt)}.`);
  if (deactivatedAt !== null) told.push(`Désactivé le ${inWords(deactivatedAt)}${deactivation === "INACTIVITE" ? " après 120 jours d'inactivité" : " par un administrateur"}.`);
  return told.join(" ");
}
