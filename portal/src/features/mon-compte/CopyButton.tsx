import { Button } from "@codegouvfr/react-dsfr/Button";
import { announce } from "../../app/messages";

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ text, done, children }: { text: string; done: string; children: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      announce(done);
    } catch {
      announce("Votre navigateur n'a pas permis la copie : sélectionnez le texte et copiez-le.", { severity: "warning" });
    }
  };
  return (
    <Button type="button" priority="secondary" size="small" iconId="fr-icon-clipboard-line" onClick={() => void copy()}>
      {children}
    </Button>
  );
}
