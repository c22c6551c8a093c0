/** How long a text that people write may be. */
import { count } from "../words";

export const LONGEST = 1000;

/** A longer text is kept whole, and told of, rather than cut when it is pasted. */
export const LENGTH_RULE = { maxLength: { value: LONGEST, message: `Ce texte est trop long : ${count(LONGEST)} caractères au plus.` } };

export function lengthHint(text: string): string {
  return `${count(text.length)} / ${count(LONGEST)} caractères`;
}
