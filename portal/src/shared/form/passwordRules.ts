/** What a password must hold (AUT-01), as the hub judges it, and its words where one does not. */
const RULES = [
  { words: "8 caractères au moins", isMet: (password: string) => [...password].length >= 8 },
  { words: "au moins un chiffre", isMet: (password: string) => /\p{Nd}/u.test(password) },
  { words: "au moins une majuscule", isMet: (password: string) => /\p{Uppercase}/u.test(password) },
  { words: "au moins un caractère spécial parmi ! @ # $ % & * ( )", isMet: (password: string) => /[!@#$%&*()]/.test(password) },
] as const;

export const TOO_WEAK = "Le mot de passe saisi ne respecte pas les conditions de sécurité exigées : 8 caractères avec au moins un chiffre, une majuscule et un caractère spécial.";

export interface Judged {
  words: string;
  isMet: boolean;
}

/** Each rule, and whether a password meets it: the same whatever keyboard it was typed on. */
export function judge(password: string): Judged[] {
  const composed = password.normalize("NFC");
  return RULES.map(({ words, isMet }) => ({ words, isMet: isMet(composed) }));
}

export function isStrong(password: string): boolean {
  return judge(password).every(({ isMet }) => isMet);
}
