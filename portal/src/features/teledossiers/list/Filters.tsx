import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useId, useState } from "react";
import { api, ask } from "../../../api/client";
import { processLabel } from "../../../shared/processLabel";
import { filtersIn, isDay, STATUS_LABELS, type Criteria, type Label } from "../criteria";
import { SearchField } from "./SearchField";

const OrganisationPicker = lazy(async () => ({ default: (await import("../../../shared/OrganisationPicker")).OrganisationPicker }));

interface Props {
  criteria: Criteria;
  /** For whoever may look into any organisation. */
  choosesOrganisation: boolean;
  onChange: (change: Partial<Criteria>, how?: { replace: boolean }) => void;
  onClear: () => void;
}

/** What the address says, shown as the person left it while the address follows: on a busy machine that takes a moment. */
function useHeld(value: string): [string, (next: string) => void] {
  const [held, setHeld] = useState({ from: value, value });
  if (held.from !== value) setHeld({ from: value, value }); // the address has changed
  return [held.from === value ? held.value : value, (next) => setHeld({ from: value, value: next })];
}

/** What narrows the list: each change is in the address at once. Folded on a phone. */
export function Filters({ criteria, choosesOrganisation, onChange, onClear }: Props) {
  const [isOpen, setOpen] = useState(false);
  const panelId = useId();
  const inForce = filtersIn(criteria);
  const [ticked, tick] = useHeld(criteria.label.join("|"));
  const isTicked = (label: Label) => ticked.split("|").includes(label);
  const toggle = (label: Label, isOn: boolean) => {
    const after = STATUS_LABELS.filter((each) => (each === label ? isOn : isTicked(each)));
    tick(after.join("|"));
    onChange({ label: after });
  };
  return (
    <section className="cases-filters" aria-label="Filtres">
      <Button
        className="cases-unfold"
        priority="secondary"
        iconId="fr-icon-filter-line"
        onClick={() => setOpen(!isOpen)}
        nativeButtonProps={{ "aria-expanded": isOpen, "aria-controls": panelId }}
      >
        {inForce === 0 ? "Filtrer" : `Filtrer (${inForce})`}
      </Button>
      <div id={panelId} className="cases-panel" data-open={isOpen}>
        <div className="cases-fields">
          <SearchField text={criteria.text ?? ""} onSearch={(text, how) => onChange({ text }, how)} />
          <ProcessField chosen={criteria.process} onChange={(process) => onChange({ process })} />
          <DayField label="Reçu du" value={criteria.from ?? ""} latest={criteria.until} onChange={(from) => onChange({ from })} />
          <DayField label="au" value={criteria.until ?? ""} earliest={criteria.from} onChange={(until) => onChange({ until })} />
        </div>
        {choosesOrganisation && (
          <div className="cases-organisation">
            <Suspense>
              <OrganisationPicker value={criteria.organisation ?? ""} none="aucune" isInstructing onChange={(id) => onChange({ organisation: id === "" ? undefined : id })} />
            </Suspense>
          </div>
        )}
        <div className="cases-statuses">
          <fieldset className="cases-chips">
            <legend>Statut</legend>
            {STATUS_LABELS.map((label) => (
              <label key={label} className="cases-chip">
                <input type="checkbox" checked={isTicked(label)} onChange={(event) => toggle(label, event.target.checked)} />
                {label}
              </label>
            ))}
          </fieldset>
          {inForce > 0 && (
            <Button priority="tertiary no outline" size="small" iconId="fr-icon-close-circle-line" onClick={onClear}>
              Effacer les filtres
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}

function ProcessField({ chosen, onChange }: { chosen: string[]; onChange: (process: string[]) => void }) {
  const id = useId();
  const { data } = useQuery({ queryKey: ["processes"], queryFn: () => ask(api.GET("/portal/v1/processes")), staleTime: 5 * 60_000 });
  const known = data ?? [];
  const [value, choose] = useHeld(chosen.length > 1 ? "several" : (chosen[0] ?? ""));
  return (
    <div className="fr-select-group">
      <label className="fr-label" htmlFor={id}>
        Démarche
      </label>
      <select
        id={id}
        className="fr-select"
        value={value}
        onChange={(event) => {
          choose(event.target.value);
          onChange(event.target.value === "" ? [] : [event.target.value]);
        }}
      >
        <option value="">Toutes les démarches</option>
        {chosen.length > 1 && (
          <option value="several" disabled>
            {chosen.length} démarches
          </option>
        )}
        {chosen.length === 1 && !known.some((each) => each.code === chosen[0]) && <option value={chosen[0]}>{chosen[0]}</option>}
        {known.map((each) => (
          <option key={each.code} value={each.code}>
            {processLabel(each, known)}
          </option>
        ))}
      </select>
    </div>
  );
}

interface DayProps {
  label: string;
  value: string;
  earliest?: string | undefined;
  latest?: string | undefined;
  onChange: (day: string) => void;
}

/** A day: told once it is whole, or empty. */
function DayField({ label, value, earliest, latest, onChange }: DayProps) {
  const id = useId();
  const [typed, setTyped] = useHeld(value);
  return (
    <div className="fr-input-group">
      <label className="fr-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="fr-input"
        type="date"
        min={earliest ?? "1900-01-01"}
        max={latest ?? "2199-12-31"}
        value={typed}
        onChange={(event) => {
          const day = event.target.value;
          setTyped(day);
          if (day === "" || isDay(day)) onChange(day);
        }}
      />
    </div>
  );
}
