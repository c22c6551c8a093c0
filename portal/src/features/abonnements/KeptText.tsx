import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { Input } from "@codegouvfr/react-dsfr/Input";
import { useEffect, useRef, useState } from "react";
import { announce } from "../../app/messages";
import { useUnsaved } from "../../shared/useUnsaved";
import { copy } from "./clipboard";

interface Props {
  name: string;
  text: string;
  /** It is never answered again: the page is not left without asking. */
  isOnce: boolean;
  onDone: () => void;
}

const LEAVING = {
  title: "Quitter sans conserver la clé secrète ?",
  words: "La clé secrète n'a pas été copiée. Si vous quittez cette page, elle sera perdue et il faudra la régénérer.",
  leaveLabel: "Quitter et perdre la clé",
};

/** What the browser refused to copy, in a field of its own, masked until the person asks for it: nothing is lost. */
export function KeptText({ name, text, isOnce, onDone }: Props) {
  const [isShown, setIsShown] = useState(false);
  const zone = useRef<HTMLDivElement>(null);
  const leaving = useUnsaved(isOnce, LEAVING);
  useEffect(() => zone.current?.focus(), []);
  const again = async () => {
    const { isCopied } = await copy(() => Promise.resolve(text));
    if (!isCopied) {
      setIsShown(true);
      return;
    }
    announce(`${name} : la copie a abouti.`);
    onDone();
  };
  return (
    <div ref={zone} tabIndex={-1} className="kept" role="alert">
      <Alert
        severity="warning"
        as="h3"
        title="Votre navigateur n'a pas permis la copie"
        description={isOnce ? "La clé secrète est bien créée, et reste ici tant que vous ne quittez pas la page. Copiez-la avant de continuer : elle ne sera plus jamais affichée." : "Copiez-le à la main, ou réessayez."}
      />
      <Input
        className="fr-mt-2w"
        label={name}
        nativeInputProps={{ readOnly: true, type: isShown ? "text" : "password", value: text, autoComplete: "off", spellCheck: false, onFocus: (event) => event.target.select() }}
      />
      <div className="actions">
        <Button size="small" iconId="fr-icon-clipboard-line" onClick={() => void again()}>
          Copier de nouveau
        </Button>
        <Button size="small" priority="secondary" iconId={isShown ? "fr-icon-eye-off-line" : "fr-icon-eye-line"} onClick={() => setIsShown(!isShown)}>
          {isShown ? "Masquer" : "Afficher"}
        </Button>
        <Button size="small" priority="tertiary" onClick={onDone}>
          {isOnce ? "J'ai conservé la clé" : "C'est fait"}
        </Button>
      </div>
      {leaving}
    </div>
  );
}
