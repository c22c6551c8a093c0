/** Downloads of a télédossier's files: each tells how far it is; asked for twice at once, a file comes once. */
import { useEffect, useRef, useState } from "react";
import { wordsOf } from "../../../api/refusal";
import { download } from "../../../api/transfers";
import { announce } from "../../../app/messages";
import type { Reload } from "./case";

export interface Downloads {
  /** How far each is that is under way; null where it cannot be told. */
  shareByPath: ReadonlyMap<string, number | null>;
  /** Bring what `path` answers; `name` says what it is. */
  bring: (path: string, name: string) => Promise<void>;
}

export function useDownload(reload: Reload): Downloads {
  const [shareByPath, setShares] = useState<ReadonlyMap<string, number | null>>(new Map());
  const running = useRef(new Set<string>());
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);

  const tell = (path: string, share: number | null | undefined) =>
    setShares((before) => {
      const after = new Map(before);
      if (share === undefined) after.delete(path);
      else after.set(path, share);
      return after;
    });

  return {
    shareByPath,
    bring: async (path, name) => {
      if (running.current.has(path)) return;
      running.current.add(path);
      const { signal } = leaving.current;
      tell(path, null);
      try {
        const prepared = await download(path, { progress: (share) => tell(path, share), signal });
        announce(prepared === null ? `Téléchargement terminé : ${name}.` : `Téléchargement commencé : ${name}. Votre navigateur vous indiquera quand il sera terminé.`);
      } catch (error) {
        if (!signal.aborted) announce(`Le téléchargement n'a pas abouti : ${name}.`, { severity: "error", details: wordsOf(error) });
      } finally {
        running.current.delete(path);
        tell(path, undefined);
        if (!signal.aborted) await reload(); // a first download moves the télédossier
      }
    },
  };
}
