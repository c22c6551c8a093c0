import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { useEffect } from "react";
import { useLocation } from "react-router";
import { dismiss, turnPage, useMessages } from "../messages";

/** The page they are shown on; the frame around pages changes too, and knows nothing of the one before. */
let shown: string | null = null;

/** The one place for messages: failures interrupt a screen reader, the rest waits for a pause. */
export function Messages() {
  const messages = useMessages();
  const { pathname } = useLocation();
  useEffect(() => {
    if (shown !== null && shown !== pathname) turnPage();
    shown = pathname;
  }, [pathname]);
  const [urgent, others] = [messages.filter((each) => each.severity === "error"), messages.filter((each) => each.severity !== "error")];
  return (
    <div className="messages">
      <div role="alert">{urgent.map(toAlert)}</div>
      <div role="status">{others.map(toAlert)}</div>
    </div>
  );
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
