import { Input } from "@codegouvfr/react-dsfr/Input";
import { Select } from "@codegouvfr/react-dsfr/Select";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { processLabel } from "../../shared/processLabel";
import { ReasonedButton } from "../../shared/ReasonedButton";
import { searchNow } from "../../shared/searchNow";
import { criteriaIn, isNarrowed, registerIn, type Criteria } from "./criteria";
import { processesQuery } from "./queries";
import { STATUSES } from "./subscriptions";

interface Props {
  criteria: Criteria;
  hasOrganisations: boolean;
  onChange: (changed: Partial<Criteria>) => void;
}

/** What the list may be narrowed to. Each takes effect as it is chosen; a SIRET once it is whole. */
export function SubscriptionFilters({ criteria, hasOrganisations, onChange }: Props) {
  const processes = useQuery(processesQuery);
  const known = processes.data ?? [];
  return (
    <search aria-label="Filtrer les abonnements" className="filters">
      <Select label="Démarche" nativeSelectProps={{ value: criteria.process, onChange: (event) => onChange({ process: event.target.value }) }}>
        <option value="">Toutes</option>
        {criteria.process !== "" && !known.some((each) => each.code === criteria.process) && <option value={criteria.process}>{criteria.process}</option>}
        {known.map((each) => (
          <option key={each.code} value={each.code}>
            {processLabel(each, known)}
          </option>
        ))}
      </Select>
      <Select label="Statut" nativeSelectProps={{ value: criteria.status, onChange: (event) => onChange({ status: event.target.value }) }}>
        <option value="">Tous</option>
        {STATUSES.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </Select>
      {hasOrganisations && <RegisterFilter register={criteria.register} onChange={(register) => onChange({ register })} />}
      <div className="filters-clear">
        <ReasonedButton
          kind="tertiary-no-outline"
          iconId="fr-icon-close-circle-line"
          reason={isNarrowed(criteria) ? null : "Aucun filtre n'est choisi."}
          onClick={() => onChange({ process: "", status: "", register: "" })}
        >
          Effacer les filtres
        </ReasonedButton>
      </div>
    </search>
  );
}

function RegisterFilter({ register, onChange }: { register: string; onChange: (register: string) => void }) {
  const [typed, setTyped] = useState(register);
  const [isLeft, setIsLeft] = useState(false);
  const [shown, setShown] = useState(register);
  if (register !== shown) {
    setShown(register);
    if (registerIn(typed) !== register) setTyped(register); // cleared, or another page of the history
  }
  const isFaulty = isLeft && typed.trim() !== "" && registerIn(typed) === null;
  return (
    <Input
      label="SIRET de l'organisation"
      state={isFaulty ? "error" : "default"}
      stateRelatedMessage={isFaulty ? "Un numéro SIRET compte 14 chiffres." : undefined}
      nativeInputProps={{
        value: typed,
        inputMode: "numeric",
        autoComplete: "off",
        onBlur: () => setIsLeft(true),
        onChange: (event) => {
          const text = event.target.value;
          setTyped(text);
          setIsLeft(false);
          const found = text.trim() === "" ? "" : registerIn(text);
          if (found !== null && found !== criteriaIn(searchNow()).register) onChange(found);
        },
      }}
    />
  );
}
