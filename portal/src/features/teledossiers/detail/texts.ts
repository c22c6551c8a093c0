/** What people write on a télédossier. */
import { count } from "../../../shared/words";

export const LONGEST = 1000;

/** A longer text is kept whole, and told of, rather than cut when it is pasted. */
export const LENGTH_RULE = { maxLength: { value: LONGEST, message: `Ce texte est trop long : ${count(LONGEST)} caractères au plus.` } };

export function lengthHint(text: string): string {
  return `${count(text.length)} / ${count(LONGEST)} caractères`;
}

/** One id for one text: sent again as it is, it is the same message; changed, it is another. */
export function idKeeper(make: () => string = () => crypto.randomUUID()): (text: string) => string {
  let kept: { text: string; id: string } | null = null;
  return (text) => {
    if (kept?.text !== text) kept = { text, id: make() };
    return kept.id;
  };
}
