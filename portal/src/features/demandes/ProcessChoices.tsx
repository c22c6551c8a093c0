import { Checkbox } from "@codegouvfr/react-dsfr/Checkbox";
import { useId } from "react";
import { get, type FieldPath, type UseFormReturn } from "react-hook-form";
import { byOperator, nameOf, type OpenProcess } from "./requests";

const MOST = 10;

interface Props<Values extends { processCodes: string[] }> {
  form: UseFormReturn<Values>;
  processes: OpenProcess[];
  /** Who is signed in as local administrator is answered at once where nobody validates. */
  isForOwn: boolean;
  /** Those that the organisation has already. */
  taken?: ReadonlySet<string>;
}

/** The processes that may be asked for, under their operators. */
export function ProcessChoices<Values extends { processCodes: string[] }>({ form, processes, isForOwn, taken = new Set() }: Props<Values>) {
  const faultId = useId();
  const name = "processCodes" as FieldPath<Values>;
  const fault = (get(form.formState.errors, name) as { message?: string } | undefined)?.message;
  const registered = form.register(name, {
    validate: (chosen: unknown) => {
      const number = Array.isArray(chosen) ? chosen.length : 0;
      if (number === 0) return "Choisissez au moins une démarche.";
      return number <= MOST || `Choisissez ${MOST} démarches au plus ; présentez ensuite une autre demande pour les suivantes.`;
    },
  });
  return (
    <div role="group" aria-label="Démarches" aria-describedby={fault === undefined ? undefined : faultId}>
      {byOperator(processes).map((group) => (
        <Checkbox
          key={group.operator}
          legend={group.operator}
          state={fault === undefined ? "default" : "error"}
          options={group.processes.map((each) => ({
            label: nameOf(each, processes),
            hintText: taken.has(each.code) ? "Votre organisation y est déjà abonnée." : [each.description, validationOf(each, isForOwn)].filter(Boolean).join(" "),
            nativeInputProps: { ...registered, value: each.code, disabled: taken.has(each.code) },
          }))}
        />
      ))}
      {fault !== undefined && (
        <p id={faultId} className="fr-message fr-message--error" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

function validationOf(process: OpenProcess, isForOwn: boolean): string {
  if (process.validation !== "Auto") return "Validée par l'opérateur.";
  return isForOwn ? "Acceptée aussitôt, sans validation." : "Validée par l'opérateur, sauf pour un administrateur local connecté.";
}
