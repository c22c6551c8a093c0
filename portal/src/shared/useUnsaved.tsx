import { useEffect, useState, type ReactNode } from "react";
import { guardPage } from "../app/leaving";
import { Dialog } from "./Dialog";

const WORDS = {
  title: "Quitter sans enregistrer ?",
  body: "Vos modifications ne sont pas enregistrées. Si vous quittez cette page, elles seront perdues.",
  stay: "Rester sur la page",
  leave: "Quitter sans enregistrer",
};

/** While something is not saved, leaving the page is asked about. Render what it answers anywhere on the page. */
export function useUnsaved(isDirty: boolean, words: typeof WORDS = WORDS): ReactNode {
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
      title={words.title}
      onClose={() => setLeave(null)}
      actions={[
        { children: words.stay, onClick: () => setLeave(null) },
        {
          children: words.leave,
          priority: "secondary",
          onClick: () => {
            setLeave(null);
            leave();
          },
        },
      ]}
    >
      <p>{words.body}</p>
    </Dialog>
  );
}
