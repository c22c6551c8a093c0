/** The télédossier that was looked at last: who comes back to the list goes on from there. */
import { useEffect, type RefObject } from "react";
import { useLocation, useNavigationType } from "react-router";
import { paths } from "../../app/paths";

let left: string | null = null;

/** What the way back to the list leaves beside its address. */
export const BACK = { isBack: true };

/** This télédossier is looked at. */
export function useLookedAt(caseId: string): void {
  useEffect(() => {
    left = caseId;
  }, [caseId]);
}

/** Once the rows are there, the focus is on the one that was looked at last, for whoever came back by a link or by the browser. */
export function useFocusOnLeft(list: RefObject<HTMLElement | null>, isDrawn: boolean): void {
  const { state } = useLocation();
  const isBack = useNavigationType() === "POP" || (state as { isBack?: boolean } | null)?.isBack === true;
  useEffect(() => {
    if (!isDrawn || left === null) return;
    const row = isBack ? list.current?.querySelector<HTMLElement>(`tbody a[href^="${paths.case(left)}"]`) : null;
    left = null;
    row?.scrollIntoView({ block: "center" });
    row?.focus({ preventScroll: true });
    // Only the way here counts: what is filtered after is another list.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isDrawn]);
}
