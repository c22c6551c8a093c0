import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { useEffect, useRef } from "react";
import { save } from "../../api/transfers";
import { useUnsaved } from "../../shared/useUnsaved";
import { dayInWords } from "../../shared/words";
import { CopyButton } from "./CopyButton";

const NOT_KEPT = {
  title: "Avez-vous conservé vos codes de secours ?",
  words: "Ils ne seront plus jamais affichés. Sans eux, vous ne pourrez pas vous connecter si vous perdez votre application d'authentification.",
  leaveLabel: "Quitter la page",
};

/** The recovery codes, shown this once; leaving before they are kept is asked about. */
export function RecoveryCodes({ codes, email, onKept }: { codes: string[]; email: string; onKept: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const unsaved = useUnsaved(true, NOT_KEPT);
  const download = () => {
    const lines = [`Codes de secours du portail HubEE`, `Compte : ${email}`, `Créés le ${dayInWords(new Date())}. Chaque code ne sert qu'une fois.`, "", ...codes, ""];
    save(new Blob([lines.join("\r\n")], { type: "text/plain;charset=utf-8" }), "codes-de-secours-hubee.txt");
  };
  return (
    <>
      <h3 ref={heading} tabIndex={-1} className="step-title">
        Vos codes de secours
      </h3>
      <Alert
        severity="warning"
        small
        className="recovery-warning"
        description="Conservez-les maintenant, en lieu sûr : ils ne seront plus affichés. Chacun remplace une fois le code de votre application d'authentification."
      />
      <ol className="recovery-codes">
        {codes.map((each) => (
          <li key={each}>
            <code>{each}</code>
          </li>
        ))}
      </ol>
      <div className="actions">
        <CopyButton text={codes.join("\n")} done="Les codes de secours sont copiés.">
          Copier
        </CopyButton>
        <Button type="button" priority="secondary" size="small" iconId="fr-icon-download-line" onClick={download}>
          Télécharger
        </Button>
      </div>
      <p className="fr-mt-3w">
        <Button type="button" onClick={onKept}>
          J'ai conservé mes codes
        </Button>
      </p>
      {unsaved}
    </>
  );
}
