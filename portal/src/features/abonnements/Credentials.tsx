import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, ask } from "../../api/client";
import { isUnanswered, wordsOf } from "../../api/refusal";
import { announce } from "../../app/messages";
import { Loaded } from "../../shared/Loaded";
import { ReasonedButton } from "../../shared/ReasonedButton";
import { useConfirmed } from "../../shared/useConfirmed";
import { inWords } from "../../shared/words";
import { copy } from "./clipboard";
import { Done } from "./Done";
import { KeptText } from "./KeptText";
import { credentialsQuery } from "./queries";
import { reasonAgainst, type Subscription } from "./subscriptions";

const DOTS = "••••••••••••";

/** The credentials of the API, masked: each leaves the hub only to be copied, the secret once (SUB-09). */
export function Credentials({ subscription }: { subscription: Subscription }) {
  const reason = reasonAgainst(subscription, "CREDENTIALS");
  const read = useQuery({ ...credentialsQuery(subscription.id), enabled: reason === null });
  return (
    <section className="credentials" aria-labelledby="identifiants">
      <h2 id="identifiants">Identifiants de l'API</h2>
      <p>À saisir dans le logiciel qui reçoit les télédossiers de cette démarche. Ils ne sont jamais affichés en clair.</p>
      {reason === null ? (
        <Loaded query={read} height="8rem">
          {({ hasSecret, issuedAt }) => <Masked subscription={subscription} hasSecret={hasSecret} issuedAt={issuedAt} refresh={() => read.refetch()} />}
        </Loaded>
      ) : (
        <Alert severity="info" small description={reason} />
      )}
    </section>
  );
}

type Kind = "id" | "secret";
const NAMES: Record<Kind, string> = { id: "Identifiant client", secret: "Clé secrète" };

interface MaskedProps {
  subscription: Subscription;
  hasSecret: boolean;
  issuedAt: string | null;
  refresh: () => Promise<unknown>;
}

function Masked({ subscription, hasSecret, issuedAt, refresh }: MaskedProps) {
  const { ask: askPerson, dialog } = useConfirmed();
  const [done, setDone] = useState<Kind | null>(null);
  const [busy, setBusy] = useState<Kind | null>(null);
  /** What the clipboard did not take. */
  const [kept, setKept] = useState<{ kind: Kind; text: string } | null>(null);
  const list = useRef<HTMLDListElement>(null);
  const path = { params: { path: { id: subscription.id } } };
  const forget = () => {
    setKept(null);
    list.current?.focus();
  };

  const take = async (kind: Kind, fetchText: () => Promise<string>, words: string, unsure: string[] = []) => {
    setBusy(kind);
    setDone(null);
    try {
      const { text, isCopied } = await copy(fetchText);
      setKept(isCopied ? null : { kind, text });
      setDone(isCopied ? kind : null);
      if (isCopied) announce(words);
    } catch (error) {
      announce(`${NAMES[kind]} : la copie n'a pas abouti.`, { severity: "error", details: [...wordsOf(error), ...(isUnanswered(error) ? unsure : [])] });
    }
    if (kind === "secret") await refresh();
    setBusy(null);
  };
  const copyId = () => take("id", async () => (await ask(api.POST("/portal/v1/subscriptions/{id}/credentials/client-id", path))).clientId, "L'identifiant client a été copié.");
  const mint = async () => {
    if (!(await askPerson(MINTING))) return;
    await take("secret", async () => (await ask(api.POST("/portal/v1/subscriptions/{id}/credentials/secret", path))).clientSecret, `La clé secrète a été créée et copiée. ${PASTE_NOW}`, [MAY_BE_MINTED]);
  };
  const regenerate = async () => {
    if (!(await askPerson(REGENERATING))) return;
    const fetchText = async () => (await ask(api.POST("/portal/v1/subscriptions/{id}/credentials/regenerate", path))).clientSecret;
    await take("secret", fetchText, `Une nouvelle clé secrète a été créée et copiée. ${PASTE_NOW}`, [MAY_BE_REGENERATED]);
  };
  const whyNot = kept?.kind === "secret" ? "Conservez d'abord la clé secrète affichée ci-dessous." : null;
  return (
    <>
      <dl ref={list} tabIndex={-1} className="masked">
        <div>
          <dt>
            {NAMES.id} <span lang="en">(client id)</span>
          </dt>
          <dd>
            <Dots />
            <ReasonedButton size="sm" kind="secondary" iconId="fr-icon-clipboard-line" reason={whyNot} isBusy={busy !== null} label="Copier l'identifiant client" onClick={() => void copyId()}>
              Copier
            </ReasonedButton>
            {done === "id" && <Done>Copié</Done>}
          </dd>
        </div>
        <div>
          <dt>
            {NAMES.secret} <span lang="en">(client secret)</span>
            <span className="mention secret-state">{issuedAt !== null ? `Créée le ${inWords(issuedAt)}` : "Pas encore créée : elle le sera à la première copie."}</span>
          </dt>
          <dd>
            {hasSecret && <Dots />}
            <ReasonedButton
              size="sm"
              kind="secondary"
              iconId="fr-icon-clipboard-line"
              reason={whyNot ?? (hasSecret ? ALREADY_COPIED : null)}
              isBusy={busy !== null}
              label="Copier la clé secrète"
              onClick={() => void mint()}
            >
              Copier
            </ReasonedButton>
            {hasSecret && (
              <ReasonedButton size="sm" kind="tertiary" iconId="fr-icon-refresh-line" reason={whyNot} isBusy={busy !== null} label="Régénérer la clé secrète" onClick={() => void regenerate()}>
                Régénérer
              </ReasonedButton>
            )}
            {done === "secret" && <Done>Clé copiée : collez-la dès maintenant</Done>}
            {hasSecret && <span className="mention">{ALREADY_COPIED}</span>}
          </dd>
        </div>
      </dl>
      {kept !== null && <KeptText key={kept.text} name={NAMES[kept.kind]} text={kept.text} isOnce={kept.kind === "secret"} onDone={forget} />}
      {dialog}
    </>
  );
}

function Dots() {
  return (
    <>
      <span aria-hidden="true">{DOTS}</span>
      <span className="fr-sr-only">masqué</span>
    </>
  );
}

const PASTE_NOW = "Collez-la dès maintenant dans votre logiciel : elle ne sera plus jamais affichée.";
const ALREADY_COPIED = "La clé secrète ne se copie qu'une fois. Si elle est perdue, régénérez-la.";
const MAY_BE_MINTED = "Une clé a pu être créée sans vous parvenir : si le bouton « Régénérer » est proposé, régénérez-la.";
const MAY_BE_REGENERATED = "L'ancienne clé a pu cesser de fonctionner sans que la nouvelle vous parvienne : régénérez-la de nouveau, puis saisissez-la dans votre logiciel.";
const MINTING = {
  title: "Créer et copier la clé secrète ?",
  confirmLabel: "Créer et copier la clé",
  words: [
    "La clé secrète va être créée et placée dans votre presse-papiers. C'est la seule fois qu'elle quitte HubEE : elle ne pourra plus être copiée ensuite, seulement régénérée.",
    "Préparez l'endroit où vous allez la coller : votre logiciel, ou le coffre-fort électronique de votre organisation.",
  ],
};
const REGENERATING = {
  title: "Régénérer la clé secrète ?",
  confirmLabel: "Régénérer et copier la clé",
  words: [
    "La clé actuelle cessera aussitôt de fonctionner : le logiciel qui l'utilise ne recevra plus de télédossiers tant que la nouvelle clé n'y aura pas été saisie.",
    "La nouvelle clé sera placée dans votre presse-papiers ; c'est la seule fois qu'elle quitte HubEE. Les administrateurs locaux et le délégué technique en seront informés par mail.",
  ],
};
