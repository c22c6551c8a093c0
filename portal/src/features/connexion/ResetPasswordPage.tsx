import { LinkPassword } from "./LinkPassword";

export function Component() {
  return (
    <LinkPassword
      title="Changer mon mot de passe"
      purpose="RESET"
      lead="Choisissez un nouveau mot de passe, différent des derniers que vous avez utilisés. Vos sessions ouvertes seront fermées."
      otherwise={<p>Pour recevoir un nouveau lien, valable 1 heure, choisissez « Mot de passe oublié ».</p>}
    />
  );
}
