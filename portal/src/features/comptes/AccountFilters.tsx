import { Button } from "@codegouvfr/react-dsfr/Button";
import { Input } from "@codegouvfr/react-dsfr/Input";
import { Select } from "@codegouvfr/react-dsfr/Select";
import { useState } from "react";
import type { Criteria } from "./criteria";

interface Props {
  criteria: Criteria;
  types: { value: string; label: string }[];
  onChange: (change: Partial<Criteria>) => void;
}

/** Which accounts the list shows: a choice acts at once, the words searched for once they are sent. */
export function AccountFilters({ criteria, types, onChange }: Props) {
  const [text, setText] = useState(criteria.text);
  const [asked, setAsked] = useState(criteria.text);
  if (asked !== criteria.text) {
    setAsked(criteria.text); // the address has changed: what is typed follows it
    setText(criteria.text);
  }
  return (
    <form
      role="search"
      aria-label="Filtrer les comptes"
      className="account-filters"
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ text: text.trim() });
      }}
    >
      <Select label="Type" nativeSelectProps={{ value: criteria.actorType, onChange: (event) => onChange({ actorType: event.target.value, text: text.trim() }) }}>
        <option value="">Tous les types</option>
        {types.map((each) => (
          <option key={each.value} value={each.value}>
            {each.label}
          </option>
        ))}
      </Select>
      <Select label="État" nativeSelectProps={{ value: criteria.active, onChange: (event) => onChange({ active: event.target.value, text: text.trim() }) }}>
        <option value="">Tous les états</option>
        <option value="oui">Actif</option>
        <option value="non">Inactif</option>
      </Select>
      <Input label="Nom ou adresse" nativeInputProps={{ type: "search", value: text, maxLength: 100, onChange: (event) => setText(event.target.value) }} />
      <Button type="submit" priority="secondary" iconId="fr-icon-search-line">
        Rechercher
      </Button>
    </form>
  );
}
