import { useEffect } from "react";

/** The skip links move the focus, and nothing else: as plain anchors they would be pages of the browser's history, which « back » walks through. */
export function useSkipLinks(): void {
  useEffect(() => {
    const skip = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".fr-skiplinks a") : null;
      const target = link === null ? null : document.getElementById(link.hash.slice(1));
      if (target === null) return;
      event.preventDefault();
      target.tabIndex = -1;
      target.focus();
    };
    document.addEventListener("click", skip);
    return () => document.removeEventListener("click", skip);
  }, []);
}
