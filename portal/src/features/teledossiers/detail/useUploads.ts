/** The files being prepared for the person concerned: announced, brought, removed, confirmed. The hub keeps them until then. */
import { useRef, useState } from "react";
import { api, ask } from "../../../api/client";
import { wordsOf } from "../../../api/refusal";
import { bringFile } from "../../../api/uploads";
import { announce } from "../../../app/messages";
import { plural } from "../../../shared/words";
import { sortFiles } from "./accepted";
import type { CaseDetail, Reload } from "./case";

/** What this page knows of a file it brings: the hub knows the rest. */
export interface Upload {
  file: File;
  share: number | null;
  isRunning: boolean;
  faults: string[];
}

export interface Uploads {
  uploadById: ReadonlyMap<string, Upload>;
  isRunning: boolean;
  /** What was wrong with the files last chosen, or with confirming. */
  faults: string[];
  add: (files: readonly File[]) => Promise<void>;
  sendAgain: (id: string) => Promise<void>;
  remove: (id: string, name: string) => Promise<void>;
  /** True once they are sent. */
  confirm: () => Promise<boolean>;
}

export function useUploads(detail: CaseDetail, reload: Reload): Uploads {
  const [uploadById, setUploads] = useState<ReadonlyMap<string, Upload>>(new Map());
  const [faults, setFaults] = useState<string[]>([]);
  const [isAdding, setAdding] = useState(false);
  const controllers = useRef(new Map<string, AbortController>());
  const params = { path: { caseId: detail.id } };
  const note = (id: string, change: Partial<Upload>) =>
    setUploads((before) => {
      const present = before.get(id);
      return present === undefined ? before : new Map(before).set(id, { ...present, ...change });
    });

  const bring = async (id: string, file: File) => {
    const controller = new AbortController();
    controllers.current.set(id, controller);
    note(id, { isRunning: true, share: 0, faults: [] });
    try {
      await bringFile(detail.id, id, file, { progress: (share) => note(id, { share }), signal: controller.signal });
      note(id, { isRunning: false });
    } catch (error) {
      note(id, { isRunning: false, faults: controller.signal.aborted ? [] : wordsOf(error) });
    } finally {
      controllers.current.delete(id);
    }
  };

  return {
    uploadById,
    isRunning: isAdding || [...uploadById.values()].some((each) => each.isRunning),
    faults,
    add: async (files) => {
      if (files.length === 0) return;
      const sorted = sortFiles(files, detail.actions.attach, detail.pendingAttachments.length);
      setFaults(sorted.faults);
      if (sorted.accepted.length === 0) return;
      setAdding(true);
      try {
        const attachments = sorted.accepted.map(({ file, mimeType }) => ({ fileName: file.name, size: file.size, mimeType, type: "PJ" }));
        const announced = await ask(api.POST("/portal/v1/cases/{caseId}/attachments", { params, body: { attachments } }));
        const made = announced.attachments.flatMap((each, index) => {
          const file = sorted.accepted[index]?.file;
          return file === undefined ? [] : [{ id: each.id, file }];
        });
        setUploads((before) => {
          const after = new Map(before);
          for (const { id, file } of made) after.set(id, { file, share: 0, isRunning: true, faults: [] });
          return after;
        });
        await reload();
        for (const { id, file } of made) await bring(id, file); // one after the other: the hub writes them down in turn
        const after = await reload();
        if (after !== null) tellReady(after, made.map((each) => each.id));
      } catch (error) {
        setFaults([...sorted.faults, ...wordsOf(error)]);
        await reload();
      } finally {
        setAdding(false);
      }
    },
    sendAgain: async (id) => {
      const known = uploadById.get(id);
      if (known === undefined || known.isRunning) return;
      await bring(id, known.file);
      await reload();
    },
    remove: async (id, name) => {
      controllers.current.get(id)?.abort();
      setFaults([]);
      try {
        await ask(api.DELETE("/portal/v1/cases/{caseId}/attachments/{attachmentId}", { params: { path: { caseId: detail.id, attachmentId: id } } }));
        announce(`La pièce jointe « ${name} » est retirée.`);
      } catch (error) {
        setFaults(wordsOf(error));
      }
      await reload();
    },
    confirm: async () => {
      setFaults([]);
      const attachmentIds = detail.pendingAttachments.map((each) => each.id);
      try {
        await ask(api.POST("/portal/v1/cases/{caseId}/attachments/confirm", { params, body: { attachmentIds } }));
      } catch (error) {
        const after = await reload();
        const sent = new Set(after?.history.flatMap((line) => line.attachments.map((each) => each.id)));
        if (attachmentIds.length === 0 || !attachmentIds.every((id) => sent.has(id))) {
          setFaults(wordsOf(error));
          return false;
        } // else it was done, and its answer was lost
      }
      announce(attachmentIds.length === 1 ? "La pièce jointe est transmise." : `${attachmentIds.length} pièces jointes sont transmises.`);
      setUploads(new Map());
      await reload();
      return true;
    },
  };
}

/** Tell how many files came as they should. */
function tellReady(detail: CaseDetail, ids: string[]): void {
  const mine = detail.pendingAttachments.filter((each) => ids.includes(each.id));
  const ready = mine.filter((each) => each.status === "RECEIVED").length;
  if (ready > 0) announce(`${plural(ready, "pièce jointe prête", "pièces jointes prêtes")} à être ${ready > 1 ? "validées" : "validée"}.`, { severity: "info" });
  if (ready < mine.length) announce(`${plural(mine.length - ready, "pièce jointe n'a pas pu être retenue", "pièces jointes n'ont pas pu être retenues")}.`, { severity: "warning" });
}
