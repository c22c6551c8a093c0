import { Button } from "@codegouvfr/react-dsfr/Button";
import { Input } from "@codegouvfr/react-dsfr/Input";
import { Select } from "@codegouvfr/react-dsfr/Select";
import { useState } from "react";
import { FACTS } from "./audit";

export interface Filter {
  day: string;
  organisation: string;
  facts: string;
  actor: string;
}

export const NO_FILTER: Filter = { day: "", organisation: "", facts: "", actor: "" };

/** What the trail is narrowed by. */
export function AuditFilters({ filter, onFilter }: { filter: Filter; onFilter: (filter: Filter) => void }) {
  const [typed, setTyped] = useState(filter);
  const become = (change: Partial<Filter>) => setTyped((before) => ({ ...before, ...change }));
  const isNarrowed = Object.values(filter).some((each) => each !== "");
  return (
    <search>
      <form
        className="filters"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onFilter({ ...typed, organisation: typed.organisation.trim(), actor: typed.actor.trim() });
        }}
      >
        <Input label="Jour" hintText="Aujourd'hui, sauf autre choix" nativeInputProps={{ type: "date", value: typed.day, onChange: (event) => become({ day: event.target.value }) }} />
        <Select label="Fait" hint="Un fait, ou un groupe" nativeSelectProps={{ value: typed.facts, onChange: (event) => become({ facts: event.target.value }) }}>
          <option value="">Tous les faits</option>
          {FACTS.map(({ label, facts }) => (
            <optgroup key={label} label={label}>
              <option value={Object.keys(facts).join(",")}>{`Tout : ${label.toLowerCase()}`}</option>
              {Object.entries(facts).map(([fact, words]) => (
                <option key={fact} value={fact}>
                  {words}
                </option>
              ))}
            </optgroup>
          ))}
        </Select>
        <Input
          label="Organisation"
          hintText="Son identifiant : SI-21380544300016-38544"
          nativeInputProps={{ value: typed.organisation, maxLength: 60, autoComplete: "off", onChange: (event) => become({ organisation: event.target.value }) }}
        />
        <Input
          label="Auteur"
          hintText="Son adresse électronique, ou l'identifiant de son compte"
          nativeInputProps={{ value: typed.actor, maxLength: 320, autoComplete: "off", onChange: (event) => become({ actor: event.target.value }) }}
        />
        <div className="actions">
          <Button type="submit">Filtrer</Button>
          {isNarrowed && (
            <Button type="button" priority="secondary" onClick={() => onFilter(NO_FILTER)}>
              Effacer les filtres
            </Button>
          )}
        </div>
      </form>
    </search>
  );
}
