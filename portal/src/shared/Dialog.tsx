import { Button, type ButtonProps } from "@codegouvfr/react-dsfr/Button";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { createPortal } from "react-dom";
import "./dialog.css";

interface Props {
  title: string;
  children: ReactNode;
  /** The first is the main one. */
  actions: ButtonProps[];
  /** « Fermer », Escape. */
  onClose: () => void;
  isLarge?: boolean;
}

/** A dialog in the browser's own top layer: it keeps the focus inside, and gives it back where it was. */
export function Dialog({ title, children, actions, onClose, isLarge = false }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  // Beside the page, not inside the part that opened it, whose layout it does not share; nor one dialog inside another.
  return createPortal(
    <dialog
      ref={dialog}
      className={isLarge ? "dialog dialog-large" : "dialog"}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dialog-close">
        <Button type="button" priority="tertiary no outline" size="small" iconId="fr-icon-close-line" iconPosition="right" onClick={onClose}>
          Fermer
        </Button>
      </div>
      <h2 id={titleId} className="dialog-title">
        {title}
      </h2>
      <div className="dialog-body">{children}</div>
      <div className="dialog-actions">
        {actions.map((each, index) => (
          // A button that says nothing else would send the form around it.
          // eslint-disable-next-line react/no-array-index-key
          <Button key={index} {...(each.linkProps === undefined ? { ...each, type: each.type ?? "button" } : each)} />
        ))}
      </div>
    </dialog>,
    document.body,
  );
}
