/** How the jobs are doing, in words. */
import type { Schemas } from "../../api/client";
import { plural } from "../../shared/words";

export type Job = Schemas["JobJson"];
export type JobRun = Schemas["JobRunJson"];

/** « toutes les 5 minutes », « chaque heure », « chaque jour » */
export function periodInWords(minutes: number): string {
  if (minutes === 1) return "chaque minute";
  if (minutes === 60) return "chaque heure";
  if (minutes === 1440) return "chaque jour";
  if (minutes % 1440 === 0) return `tous les ${minutes / 1440} jours`;
  return minutes % 60 === 0 ? `toutes les ${minutes / 60} heures` : `toutes les ${minutes} minutes`;
}

export const STATES: Record<string, { label: string; kind: string }> = {
  WELL: { label: "À jour", kind: "done" },
  FAILED: { label: "En échec", kind: "refused" },
  LATE: { label: "En retard", kind: "waiting" },
  NEVER_RUN: { label: "Jamais lancée", kind: "over" },
};

export const isTroubled = (job: Job): boolean => job.state === "FAILED" || job.state === "LATE";

/** What a run came to. */
export function runInWords(run: JobRun): string {
  if (run.failure !== null) return `Échec (${run.failure})`;
  const looked = run.lookedAt === 0 ? "rien à traiter" : `${plural(run.lookedAt, "élément examiné", "éléments examinés")}`;
  return run.isFinished ? `Terminée : ${looked}` : `Interrompue faute de temps : ${looked}, il en reste`;
}
