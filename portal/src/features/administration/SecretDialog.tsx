import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { useState } from "react";
import { Dialog } from "../../shared/Dialog";
import type { ClientSecret } from "./clients";
import "./secret-dialog.css";

interface Props {
  title: string;
  client: ClientSecret;
  onClose: () => void;
}

/** The credentials of a client, once: the secret is never shown in clear, and is gone when this is closed. */
export function SecretDialog({ title, client, onClose }: Props) {
  const [isCopied, setIsCopied] = useState(false);
  const [isLeaving, setIsLeaving] = useState(false);
  const close = () => (isCopied || isLeaving ? onClose() : setIsLeaving(true));
  return (
    <Dialog
      title={title}
      onClose={close}
      actions={
        isLeaving && !isCopied
          ? [
              { children: "Revenir au secret", onClick: () => setIsLeaving(false) },
              { children: "Fermer sans copier", priority: "secondary", onClick: onClose },
            ]
          : [{ children: "J'ai terminé", onClick: close }]
      }
    >
      <Alert
        severity="warning"
        small
        description={
          isLeaving && !isCopied
            ? "Vous n'avez pas copié le secret. Une fois cette fenêtre fermée, il ne pourra plus l'être : il faudra le renouveler."
            : "Le secret ne sort du hub qu'une fois, maintenant. Copiez-le et remettez-le au partenaire par un moyen sûr."
        }
      />
      <Copied label="Identifiant (Client ID)" value={client.clientId} isShown />
      <Copied label="Secret (Client secret)" value={client.clientSecret} onCopied={() => setIsCopied(true)} />
    </Dialog>
  );
}

interface CopiedProps {
  label: string;
  value: string;
  isShown?: boolean;
  onCopied?: () => void;
}

function Copied({ label, value, isShown = false, onCopied = () => {} }: CopiedProps) {
  const [told, setTold] = useState<{ isFault: boolean; words: string } | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setTold({ isFault: false, words: "Copié dans le presse-papiers." });
      onCopied();
    } catch {
      setTold({ isFault: true, words: "Le navigateur a refusé la copie. Autorisez l'accès au presse-papiers pour ce site, puis réessayez." });
    }
  };
  return (
    <div className="copied">
      <p className="copied-label">{label}</p>
      <p className="copied-value">
        {isShown ? <span className="code">{value}</span> : <><span aria-hidden="true">••••••••••••••••</span><span className="fr-sr-only">masqué</span></>}
        <Button size="small" priority="secondary" iconId="fr-icon-clipboard-line" onClick={() => void copy()} nativeButtonProps={{ "aria-label": `Copier : ${label}` }}>
          Copier
        </Button>
      </p>
      <p className={told?.isFault ? "fr-error-text" : "fr-valid-text"} role="status" hidden={told === null}>
        {told?.words}
      </p>
    </div>
  );
}
