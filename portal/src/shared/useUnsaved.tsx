import { useEffect, useState, type ReactNode } from "react";
import { guardPage } from "../app/leaving";
import { Dialog } from "./Dialog";

const UNSAVED = {
  title: "Quitter sans enregistrer ?",
  words: "Vos modifications ne sont pas enregistrées. Si vous quittez cette page, elles seront perdues.",
  leaveLabel: "Quitter sans enregistrer",
};

/** While something is not saved, or lost in another way that `question` tells, leaving the page is asked about. Render what it answers anywhere on the page. */
export function useUnsaved(isDirty: boolean, question = UNSAVED): ReactNode {
  const [leave, setLeave] = useState<(() => void) | null>(null);
  useEffect(() => {
    if (!isDirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    const release = guardPage((go) => setLeave(() => go));
    return () => {
      window.removeEventListener("beforeunload", warn);
      release();
    };
  }, [isDirty]);
  if (leave === null) return null;
  return (
    <Dialog
      title={question.title}
      onClose={() => setLeave(null)}
      actions={[
        { children: "Rester sur la page", onClick: () => setLeave(null) },
        {
          children: question.leaveLabel,
          priority: "secondary",
          onClick: () => {
            setLeave(null);
            leave();
          },
        },
      ]}
    >
      <p>{question.words}</p>
    </Dialog>
  );
}
