import { useState } from "react";
import { useSearchParams } from "react-router";
import { searchNow } from "./searchNow";

/**
 * A text that narrows what a page shows, kept in its address too. The field reads what was typed, not the address: that follows
 * a moment later, and whoever types quickly would lose letters.
 */
export function useSearchText(name: string): [typed: string, type: (text: string) => void] {
  const [search, setSearch] = useSearchParams();
  const [typed, setTyped] = useState(search.get(name) ?? "");
  const type = (text: string) => {
    setTyped(text);
    const after = searchNow();
    if (text === "") after.delete(name);
    else after.set(name, text);
    setSearch(after, { replace: true });
  };
  return [typed, type];
}
