import { useRef, useState } from "react";
import { wordsOf } from "../../../api/refusal";
import { announce } from "../../../app/messages";
import type { Row } from "./selection";

/** Downloads from the list: how far each is, and what a screen reader is told of the last one. `onDone` follows each. */
export function useDownloads(onDone: () => void) {
  const [shares, setShares] = useState<ReadonlyMap<string, number | null>>(new Map());
  const [told, setTold] = useState("");
  const running = useRef(new Set<string>()); // a double click sends once
  const become = (id: string, share: number | null | undefined) =>
    setShares((before) => {
      const after = new Map(before);
      if (share === undefined) after.delete(id);
      else after.set(id, share);
      return after;
    });
  const start = async (row: Row) => {
    if (running.current.has(row.id)) return;
    running.current.add(row.id);
    become(row.id, null);
    setTold(`Téléchargement du télédossier ${row.number}…`);
    try {
      const { download } = await import("../../../api/transfers"); // not before it is wanted
      const prepared = await download(`/portal/v1/cases/${row.id}/archive`, { progress: (share) => become(row.id, share) });
      setTold(prepared === null ? `Le télédossier ${row.number} est téléchargé.` : `Le téléchargement du télédossier ${row.number} a commencé.`);
      onDone();
    } catch (error) {
      setTold("");
      announce(`Le télédossier ${row.number} n'a pas été téléchargé.`, { severity: "error", details: wordsOf(error) });
    } finally {
      running.current.delete(row.id);
      become(row.id, undefined);
    }
  };
  return { shares, told, start };
}
