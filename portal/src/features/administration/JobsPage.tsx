import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { DataTable } from "../../shared/DataTable";
import { Loaded } from "../../shared/Loaded";
import { Page } from "../../shared/Page";
import { StatusBadge } from "../../shared/StatusBadge";
import { inShort } from "../../shared/words";
import { AdministrationFrame } from "./AdministrationFrame";
import { periodInWords, runInWords, STATES, type Job } from "./jobs";
import { jobsQuery } from "./lookQueries";
import { RunJobDialog } from "./RunJobDialog";

export function Component() {
  return (
    <AdministrationFrame>
      <Jobs />
    </AdministrationFrame>
  );
}

function Jobs() {
  const query = useQuery(jobsQuery);
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<Job | null>(null);
  const columns = [
    {
      key: "does",
      header: "Tâche",
      isRowHeader: true,
      cell: (each: Job) => (
        <>
          {each.does}
          <span className="below code">{each.name}</span>
        </>
      ),
    },
    { key: "period", header: "Rythme", cell: (each: Job) => periodInWords(each.periodMinutes) },
    {
      key: "state",
      header: "État",
      cell: (each: Job) => {
        const state = STATES[each.state];
        return <StatusBadge label={state?.label ?? each.state} kind={state?.kind ?? "info"} />;
      },
    },
    { key: "last", header: "Dernière exécution", cell: (each: Job) => <LastRun job={each} /> },
    {
      key: "run",
      header: "Lancer",
      isHeaderHidden: true,
      isAtEnd: true,
      cell: (each: Job) => (
        <Button size="small" priority="secondary" iconId="fr-icon-play-line" onClick={() => setChosen(each)} nativeButtonProps={{ "aria-label": `Lancer : ${each.does}` }}>
          Lancer
        </Button>
      ),
    },
  ];
  return (
    <Page
      title="Tâches planifiées"
      actions={
        <Button priority="secondary" iconId="fr-icon-refresh-line" onClick={() => void query.refetch()}>
          Actualiser
        </Button>
      }
      lead={<p>Ce que le hub fait de lui-même, et comment la dernière exécution s'est passée. Relancer une tâche ne refait jamais deux fois la même chose.</p>}
    >
      {chosen !== null && (
        <RunJobDialog
          job={chosen}
          onRun={() => void queries.invalidateQueries({ queryKey: jobsQuery.queryKey })}
          onClose={() => setChosen(null)}
        />
      )}
      <Loaded query={query}>{(jobs) => <DataTable caption="Tâches planifiées" columns={columns} rows={jobs} rowKey={(each) => each.name} isBusy={query.isFetching} />}</Loaded>
    </Page>
  );
}

function LastRun({ job }: { job: Job }) {
  const run = job.lastRun;
  if (run === null) return "Jamais";
  const isOfThen = Math.abs(new Date(run.asOf).getTime() - new Date(run.startedAt).getTime()) > 60_000;
  return (
    <>
      {inShort(run.endedAt)}
      <span className="below">{runInWords(run)}</span>
      {isOfThen && <span className="below">À la date du {inShort(run.asOf)}</span>}
    </>
  );
}
