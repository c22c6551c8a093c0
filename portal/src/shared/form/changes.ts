/** What differs between two readings of what a form shows, and how what was typed on one goes on to the other. */

/** « Rôles : Consultation → aucun », a line a field: what one reads of it, where that differs. Fields without a label are not told. */
export function changesIn<Values extends object>(labels: Partial<Record<keyof Values, string>>, before: Values, after: Values, wordsOf: (values: Values, field: keyof Values) => string = wordsIn): string[] {
  return (Object.keys(labels) as (keyof Values)[]).flatMap((field) => {
    const [was, is] = [wordsOf(before, field), wordsOf(after, field)];
    return was === is ? [] : [`${labels[field]} : ${was} → ${is}`];
  });
}

/** A field as it is told: a text, or several. */
export function wordsIn<Values extends object>(values: Values, field: keyof Values): string {
  const value: unknown = values[field];
  if (Array.isArray(value)) return value.length === 0 ? "aucun" : value.join(", ");
  return value === "" || value === null || value === undefined ? "non renseigné" : String(value);
}

/** What was typed stays, what was not touched becomes what it is now. */
export function merged<Values extends object>(before: Values, typed: Values, after: Values): Values {
  const isTouched = (field: string) => JSON.stringify(typed[field as keyof Values]) !== JSON.stringify(before[field as keyof Values]);
  return Object.fromEntries(Object.keys(after).map((field) => [field, (isTouched(field) ? typed : after)[field as keyof Values]])) as Values;
}
