import { Button } from "@codegouvfr/react-dsfr/Button";
import { Input } from "@codegouvfr/react-dsfr/Input";
import { useId, useRef, useState } from "react";

interface Props {
  legend: string;
  hint: string;
  /** What one of them is called: « un type ». */
  addLabel: string;
  values: string[];
  onChange: (values: string[]) => void;
  maxLength: number;
  /** Why nothing may be left empty, where it may not. */
  fault?: string | undefined;
  /** Why a typed text may not be one of them, or null. */
  refuse?: (typed: string) => string | null;
}

/** A list that is typed in, one after the other; each can be taken away. */
export function ListField({ legend, hint, addLabel, values, onChange, maxLength, fault, refuse = () => null }: Props) {
  const [typed, setTyped] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const [told, setTold] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const [legendId, hintId] = [useId(), useId()];
  const add = () => {
    const text = typed.trim();
    const reason = text === "" ? "Saisissez une valeur avant de l'ajouter." : values.includes(text) ? `« ${text} » est déjà dans la liste.` : refuse(text);
    setRefusal(reason);
    if (reason === null) {
      onChange([...values, text]);
      setTyped("");
      setTold(`« ${text} » ajouté.`);
    }
    input.current?.focus();
  };
  const remove = (value: string) => {
    onChange(values.filter((each) => each !== value));
    setTold(`« ${value} » retiré.`);
    input.current?.focus();
  };
  const shown = refusal ?? fault;
  return (
    <div className="list-field fr-mb-3w" role="group" aria-labelledby={legendId} aria-describedby={hintId}>
      <p id={legendId} className="fr-label">
        {legend}
      </p>
      <p id={hintId} className="fr-hint-text">
        {hint}
      </p>
      {values.length > 0 && (
        <ul className="list-field-values">
          {values.map((each) => (
            <li key={each}>
              <span className="code">{each}</span>
              <button type="button" className="fr-btn fr-btn--tertiary-no-outline fr-btn--sm fr-icon-close-line" title={`Retirer ${each}`} onClick={() => remove(each)}>
                Retirer {each}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="list-field-add">
        <Input
          label={addLabel}
          state={shown === undefined ? "default" : "error"}
          stateRelatedMessage={shown}
          nativeInputProps={{
            ref: input,
            value: typed,
            maxLength,
            autoComplete: "off",
            onChange: (event) => setTyped(event.target.value),
            onKeyDown: (event) => {
              if (event.key !== "Enter") return;
              event.preventDefault(); // the form is not sent: the value is added
              add();
            },
          }}
        />
        <Button type="button" priority="secondary" iconId="fr-icon-add-line" onClick={add}>
          Ajouter
        </Button>
      </div>
      <p className="fr-sr-only" role="status">
        {told}
      </p>
    </div>
  );
}
