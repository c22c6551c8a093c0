import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { useEffect, useState } from "react";
import { useLocation } from "react-router";
import { dismiss, turnPage, useMessages } from "../messages";

/** The page they are shown on; the frame around pages changes too, and knows nothing of the one before. */
let shown: string | null = null;

/** Who scrolls on by so much has seen what was told. */
const SCROLLED_PX = 200;

/**
 * The one place for messages: failures interrupt a screen reader, the rest waits for a pause. Each is in sight wherever one is on
 * the page; once one has scrolled on they are at its top, and cover nothing: none goes by time, before it could be read.
 */
export function Messages() {
  const messages = useMessages();
  const isSeen = useScrolledOn(messages.at(-1)?.id);
  const { pathname } = useLocation();
  useEffect(() => {
    if (shown !== null && shown !== pathname) turnPage();
    shown = pathname;
  }, [pathname]);
  const [urgent, others] = [messages.filter((each) => each.severity === "error"), messages.filter((each) => each.severity !== "error")];
  return (
    <div className="messages" data-seen={isSeen}>
      <div role="alert">{urgent.map(toAlert)}</div>
      <div role="status">{others.map(toAlert)}</div>
    </div>
  );
}

/** Whether the page was scrolled since `last` was told. */
function useScrolledOn(last: number | undefined): boolean {
  const [seen, setSeen] = useState<number | undefined>(undefined);
  useEffect(() => {
    if (last === undefined) return;
    const before = window.scrollY;
    const watch = () => {
      if (Math.abs(window.scrollY - before) > SCROLLED_PX) setSeen(last);
    };
    window.addEventListener("scroll", watch, { passive: true });
    return () => window.removeEventListener("scroll", watch);
  }, [last]);
  return last !== undefined && seen === last;
}

function toAlert({ id, severity, title, details }: ReturnType<typeof useMessages>[number]) {
  return (
    <Alert
      key={id}
      severity={severity}
      closable
      onClose={() => dismiss(id)}
      {...(details.length === 0
        ? { small: true as const, description: title }
        : { as: "h2" as const, title, description: details.length === 1 ? details[0] : <ul>{details.map((each) => <li key={each}>{each}</li>)}</ul> })}
    />
  );
}
