import { Button } from "@codegouvfr/react-dsfr/Button";
import { Input } from "@codegouvfr/react-dsfr/Input";
import { Select } from "@codegouvfr/react-dsfr/Select";
import { useState } from "react";
import { SIRET_RULE, siretOf, TYPES } from "./organisations";

interface Props {
  type: string;
  siret: string;
  onFilter: (changes: { type: string; siret: string }) => void;
}

/** What the list of organisations is narrowed by. */
export function OrganisationFilters({ type, siret, onFilter }: Props) {
  const [chosenType, setType] = useState(type);
  const [typed, setTyped] = useState(siret);
  const [fault, setFault] = useState<string | null>(null);
  return (
    <search>
      <form
        className="filters"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const told = typed.trim() === "" ? true : SIRET_RULE(typed);
          setFault(told === true ? null : told);
          if (told === true) onFilter({ type: chosenType, siret: siretOf(typed) });
        }}
      >
        <Select label="Type" nativeSelectProps={{ value: chosenType, onChange: (event) => setType(event.target.value) }}>
          <option value="">Tous les types</option>
          {TYPES.map((each) => (
            <option key={each.value} value={each.value}>
              {each.label}
            </option>
          ))}
        </Select>
        <Input
          label="SIRET"
          state={fault === null ? "default" : "error"}
          stateRelatedMessage={fault}
          nativeInputProps={{ value: typed, inputMode: "numeric", autoComplete: "off", onChange: (event) => setTyped(event.target.value) }}
        />
        <div className="actions">
          <Button type="submit">Filtrer</Button>
          {(type !== "" || siret !== "") && (
            <Button type="button" priority="secondary" onClick={() => onFilter({ type: "", siret: "" })}>
              Effacer les filtres
            </Button>
          )}
        </div>
      </form>
    </search>
  );
}
