import { LinkPassword } from "./LinkPassword";

export function Component() {
  return (
    <LinkPassword
      title="Créer mon mot de passe"
      purpose="ACTIVATION"
      lead="Bienvenue sur le portail HubEE. Votre identifiant est l'adresse à laquelle vous avez reçu le lien ; il vous reste à choisir votre mot de passe."
      otherwise={
        <p>
          Votre mot de passe est déjà créé ? Connectez-vous. Sinon, demandez un nouveau lien à l'administrateur local de votre organisation, ou choisissez « Mot de passe oublié ».
        </p>
      }
    />
  );
}
