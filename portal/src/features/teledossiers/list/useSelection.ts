import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { afterBoxes, afterRefresh, without, type Row, type Selection } from "./selection";

const KEY = ["cases selected"];
const EMPTY: Selection = new Map();

export type SelectionState = ReturnType<typeof useSelection>;

/** What is selected, on all pages; it is still when one comes back from a télédossier, and gone when one signs out. */
export function useSelection(rows: Row[] | undefined) {
  const queries = useQueryClient();
  const [selection, setSelection] = useState<Selection>(() => queries.getQueryData<Selection>(KEY) ?? EMPTY);
  const [seen, setSeen] = useState<Row[] | undefined>(undefined);
  const [isFull, setFull] = useState(false);
  const become = (after: Selection) => {
    setSelection(after);
    setFull(false);
  };
  if (rows !== seen) {
    setSeen(rows);
    if (rows !== undefined) setSelection(afterRefresh(selection, rows));
  }
  useEffect(() => void queries.setQueryData(KEY, selection), [queries, selection]);
  return {
    rows: selection,
    ids: useMemo(() => new Set(selection.keys()), [selection]),
    isFull,
    check: (ids: ReadonlySet<string>, shown: Row[]) => {
      const after = afterBoxes(selection, ids, shown);
      setSelection(after.selection);
      setFull(after.isFull);
    },
    clear: () => become(EMPTY),
    remove: (ids: Iterable<string>) => become(without(selection, ids)),
  };
}
