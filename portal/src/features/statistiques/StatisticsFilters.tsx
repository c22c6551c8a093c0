import { Button } from "@codegouvfr/react-dsfr/Button";
import { Input } from "@codegouvfr/react-dsfr/Input";
import { Select } from "@codegouvfr/react-dsfr/Select";
import { useState } from "react";
import { processLabel } from "../../shared/processLabel";
import { DATES, PERIODS, type Criteria } from "./criteria";
import type { Report } from "./statistics";

interface Props {
  criteria: Criteria;
  processes: { code: string; name: string }[];
  /** What is shown now: its days are where dates of one's own begin. */
  shown: Report | undefined;
  /** What is wrong with the dates, in the hub's words. */
  fault: string | undefined;
  onChange: (change: Partial<Criteria>) => void;
}

/** Period and process: a choice acts at once, dates once they are sent. */
export function StatisticsFilters({ criteria, processes, shown, fault, onChange }: Props) {
  const [isDated, setDated] = useState(criteria.period === DATES);
  const [days, setDays] = useState({ from: criteria.from, until: criteria.until });
  const [asked, setAsked] = useState(criteria);
  if (asked.period !== criteria.period || asked.from !== criteria.from || asked.until !== criteria.until) {
    setAsked(criteria); // the address has changed: what is chosen follows it
    setDated(criteria.period === DATES);
    setDays({ from: criteria.from, until: criteria.until });
  }
  const choose = (period: string) => {
    setDated(period === DATES);
    if (period === DATES) setDays({ from: shown?.firstDay ?? "", until: shown?.lastDay ?? "" });
    else onChange({ period, from: "", until: "" });
  };
  return (
    <form
      aria-label="Filtrer les statistiques"
      className="statistics-filters"
      onSubmit={(event) => {
        event.preventDefault();
        if (days.from !== "" && days.until !== "") onChange({ period: DATES, ...days });
      }}
    >
      <Select label="Période" nativeSelectProps={{ value: isDated ? DATES : criteria.period, onChange: (event) => choose(event.target.value) }}>
        {PERIODS.map((each) => (
          <option key={each} value={each}>{`${each} derniers jours`}</option>
        ))}
        <option value={DATES}>Choisir les dates</option>
      </Select>
      {isDated && (
        <>
          <Input label="Du" nativeInputProps={{ type: "date", required: true, value: days.from, onChange: (event) => setDays({ ...days, from: event.target.value }) }} />
          <Input
            label="Au (inclus)"
            state={fault === undefined ? "default" : "error"}
            stateRelatedMessage={fault}
            nativeInputProps={{ type: "date", required: true, value: days.until, onChange: (event) => setDays({ ...days, until: event.target.value }) }}
          />
          <Button type="submit" priority="secondary">
            Afficher
          </Button>
        </>
      )}
      <Select label="Démarche" nativeSelectProps={{ value: criteria.process, onChange: (event) => onChange({ process: event.target.value }) }}>
        <option value="">Toutes les démarches</option>
        {processes.map((each) => (
          <option key={each.code} value={each.code}>
            {processLabel(each, processes)}
          </option>
        ))}
      </Select>
    </form>
  );
}
