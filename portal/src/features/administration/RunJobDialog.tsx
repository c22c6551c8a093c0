import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Input } from "@codegouvfr/react-dsfr/Input";
import { useState } from "react";
import { api, ask } from "../../api/client";
import type { paths } from "../../api/schema";
import { Refusal, wordsOf } from "../../api/refusal";
import { Dialog } from "../../shared/Dialog";
import { inWords } from "../../shared/words";
import { runInWords, type Job, type JobRun } from "./jobs";

interface Props {
  job: Job;
  onRun: () => void;
  onClose: () => void;
}

type JobName = paths["/portal/v1/administration/jobs/{job}/run"]["post"]["parameters"]["path"]["job"];

/** Run a job by hand, as of now or of a past date, and read what came of it. */
export function RunJobDialog({ job, onRun, onClose }: Props) {
  const [at, setAt] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [failure, setFailure] = useState<string[]>([]);
  const [run, setRun] = useState<JobRun | null>(null);
  const launch = async () => {
    if (isBusy) return;
    setIsBusy(true);
    setFault(null);
    setFailure([]);
    setRun(null);
    try {
      // A time without an offset is told in Paris: the hub reads it so.
      const body = { at: at === "" ? null : at.length === 16 ? `${at}:00` : at };
      setRun(await ask(api.POST("/portal/v1/administration/jobs/{job}/run", { params: { path: { job: job.name as JobName } }, body })));
    } catch (error) {
      const ofField = error instanceof Refusal ? error.messageByField["at"] : undefined;
      if (ofField === undefined) setFailure(wordsOf(error));
      else setFault(ofField);
    } finally {
      setIsBusy(false);
      onRun();
    }
  };
  return (
    <Dialog
      title="Lancer la tâche"
      onClose={onClose}
      actions={[
        { children: isBusy ? "En cours…" : run === null ? "Lancer" : "Lancer de nouveau", onClick: () => void launch(), nativeButtonProps: { "aria-disabled": isBusy, "aria-busy": isBusy } },
        { children: "Fermer", priority: "secondary", onClick: onClose },
      ]}
    >
      <p>
        {job.does} <span className="below code">{job.name}</span>
      </p>
      <Input
        label="À la date du (facultatif)"
        hintText="Date et heure de Paris, passées. Sans date, la tâche agit comme maintenant."
        state={fault === null ? "default" : "error"}
        stateRelatedMessage={fault}
        nativeInputProps={{ type: "datetime-local", value: at, onChange: (event) => setAt(event.target.value) }}
      />
      <div role="status">
        {run !== null && (
          <Alert
            severity={run.isFinished ? "success" : "warning"}
            small
            description={`${runInWords(run)}. Tâche lancée à la date du ${inWords(run.asOf)}.${run.isFinished ? "" : " Lancez-la de nouveau pour continuer."}`}
          />
        )}
      </div>
      <div role="alert">{failure.length > 0 && <Alert severity="error" small description={failure.join(" ")} />}</div>
    </Dialog>
  );
}
