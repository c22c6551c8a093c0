/** Addresses, as the hub takes them; whether one exists, and whether it is a person's, the hub says. */
const SHAPE = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const OTHER_LETTERS = /[^\u0021-\u007e]/; // what the hub's mails cannot be sent to

/** What is wrong with an address; null where nothing is, or nothing is written. */
export function addressFault(address: string): string | null {
  if (address === "") return null;
  if (!SHAPE.test(address)) return "Cette adresse électronique n'est pas valide. Exemple : prenom.nom@mairie.fr";
  return OTHER_LETTERS.test(address)
    ? "Cette adresse électronique contient une lettre accentuée ou un caractère spécial : aucun message ne pourrait y être envoyé. Exemple : prenom.nom@mairie.fr"
    : null;
}
