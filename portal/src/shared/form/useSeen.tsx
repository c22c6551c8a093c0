/**
 * A form on something that others may change meanwhile. It is saved on what the person has seen; where the hub answers that it has
 * changed, he is told what, what he typed stays, and he saves again if he still wants to.
 */
import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from "react";
import type { FieldPath, FieldValues, PathValue, UseFormReturn } from "react-hook-form";
import { Refusal } from "../../api/refusal";
import { Declined } from "../useConfirmed";
import { merged } from "./changes";

interface Subject<Read, Values> {
  /** « Ce compte a été modifié ». */
  title: string;
  valuesOf: (read: Read) => Values;
  changesBetween: (before: Values, after: Values) => string[];
  readAgain: () => Promise<Read>;
}

/** `save` runs its act on what was seen, and takes what it answers for the form's new state. Render `notice` on top of the form. */
export function useSeen<Read, Values extends FieldValues>(
  form: UseFormReturn<Values>,
  present: Read,
  { title, valuesOf, changesBetween, readAgain }: Subject<Read, Values>,
): { save: (act: (seen: Read) => Promise<Read>) => Promise<Read>; notice: ReactNode } {
  const seen = useRef(present);
  const [changes, setChanges] = useState<string[] | null>(null);
  const saved = (after: Read) => {
    seen.current = after;
    form.reset(valuesOf(after));
    return after;
  };
  const take = (after: Read): string[] => {
    const [before, typed, values] = [valuesOf(seen.current), form.getValues(), valuesOf(after)];
    seen.current = after;
    form.reset(values, { keepErrors: true });
    const kept = merged(before, typed, values);
    const fields = (Object.keys(values) as FieldPath<Values>[]).filter((field) => kept[field] !== values[field]);
    for (const field of fields) form.setValue(field, kept[field] as PathValue<Values, typeof field>, { shouldDirty: true });
    return changesBetween(before, values);
  };
  const { isDirty } = form.formState;
  const follow = useEffectEvent((after: Read) => {
    if (after !== seen.current && !isDirty) saved(after); // what is being changed stays on what was seen, until it is saved
  });
  useEffect(() => follow(present), [present]);
  return {
    save: async (act) => {
      setChanges(null);
      try {
        return saved(await act(seen.current));
      } catch (error) {
        if (!(error instanceof Refusal) || error.reason !== "CHANGED") throw error;
        const told = take(await readAgain());
        if (told.length === 0) return saved(await act(seen.current)); // nothing that this form shows
        setChanges(told);
        throw new Declined();
      }
    },
    notice: changes !== null && <OthersChanges title={title} changes={changes} />,
  };
}

/** What somebody else changed meanwhile; it is read out. */
export function OthersChanges({ title, changes }: { title: string; changes: string[] }) {
  return (
    <div role="alert" className="fr-mb-3w">
      <Alert
        severity="warning"
        as="h3"
        title={`${title} entre-temps par une autre personne`}
        description={
          <>
            <ul>
              {changes.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
            Vos propres modifications sont conservées ci-dessous : vérifiez-les, puis enregistrez de nouveau.
          </>
        }
      />
    </div>
  );
}
