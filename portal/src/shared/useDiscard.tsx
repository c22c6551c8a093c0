/** Closing a dialog where something was typed asks first; so does leaving the page. Render `guards` in the dialog. */
import type { ReactNode } from "react";
import { useConfirmed } from "./useConfirmed";
import { useUnsaved } from "./useUnsaved";

export function useDiscard(isDirty: boolean, onClose: () => void): { close: () => void; guards: ReactNode } {
  const { ask, dialog } = useConfirmed();
  const unsaved = useUnsaved(isDirty);
  const close = async () => {
    const words = { title: "Abandonner votre saisie ?", confirmLabel: "Abandonner", words: ["Ce que vous avez saisi n'a pas été envoyé et serait perdu."] };
    if (!isDirty || (await ask(words))) onClose();
  };
  return {
    close: () => void close(),
    guards: (
      <>
        {dialog}
        {unsaved}
      </>
    ),
  };
}
