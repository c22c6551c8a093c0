import { useEffect, useRef, useState } from "react";
import { api, ask, type Schemas } from "../../../api/client";
import { wordsOf } from "../../../api/refusal";
import { announce } from "../../../app/messages";
import { plural, sizeOf } from "../../../shared/words";
import type { Selection } from "./selection";

/** Télédossiers that are not in the archive, and why. */
export type LeftOut = Schemas["LeftOutJson"][];

export interface Archived {
  /** What was downloaded, in a sentence. */
  words: string;
  leftOut: LeftOut;
  /** More that could not be put in any more when it was built. */
  omitted: number;
}

/** One archive of several télédossiers: asked for, prepared by the hub, fetched. `share` is undefined when none is under way. */
export function useArchive(onDone: (archived: Archived) => void) {
  const [share, setShare] = useState<number | null | undefined>(undefined);
  const running = useRef<AbortController | null>(null); // a double click sends once
  useEffect(() => () => running.current?.abort(), []);
  const start = async (selection: Selection) => {
    if (running.current !== null) return;
    const controller = (running.current = new AbortController());
    const { signal } = controller;
    setShare(null);
    try {
      const asked = await ask(api.POST("/portal/v1/archives", { body: { caseIds: [...selection.keys()] }, signal }));
      const { fetchPrepared } = await import("../../../api/transfers"); // not before it is wanted
      const made = await fetchPrepared(asked, { progress: setShare, signal });
      const count = selection.size - asked.leftOut.length - made.omitted;
      const size = made.sizeBytes === null ? "" : ` (${sizeOf(made.sizeBytes)})`;
      onDone({ words: `${plural(count, "télédossier téléchargé", "télédossiers téléchargés")} en une archive${size}.`, leftOut: asked.leftOut, omitted: made.omitted });
    } catch (error) {
      if (!signal.aborted) announce("L'archive n'a pas été téléchargée.", { severity: "error", details: wordsOf(error) });
    } finally {
      running.current = null;
      if (!signal.aborted) setShare(undefined);
    }
  };
  const cancel = () => {
    running.current?.abort();
    setShare(undefined);
  };
  return { share, start, cancel };
}
