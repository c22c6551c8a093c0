import { Button, type ButtonProps } from "@codegouvfr/react-dsfr/Button";
import { useEffect, useId, useRef, type MouseEvent, type ReactNode } from "react";
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

/** What a person comes to fill in. */
const FIELD = ".dialog-body :is(input, select, textarea):not(:disabled)";

/** A dialog in the browser's own top layer: it begins at its first field, keeps the focus inside, and gives it back where it was. */
export function Dialog({ title, children, actions, onClose, isLarge = false }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    element?.querySelector<HTMLElement>(FIELD)?.focus();
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
      // React brings the events of a dialog that another one opened here too.
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      // Chromium lets no page hold back a second Escape: what is still wanted opens again.
      onClose={(event) => {
        if (event.target === event.currentTarget) dialog.current?.showModal();
      }}
    >
      <div className="dialog-close">
        <Button type="button" priority="tertiary no outline" size="small" iconId="fr-icon-close-line" iconPosition="right" onClick={onClose} nativeButtonProps={{ onMouseDown: keepFocus }}>
          Fermer
        </Button>
      </div>
      <h2 id={titleId} className="dialog-title">
        {title}
      </h2>
      <div className="dialog-body">{children}</div>
      <div className="dialog-actions">
        {actions.map((each, index) => (
          // eslint-disable-next-line react/no-array-index-key
          <Button key={index} {...actionOf(each, index === 0)} />
        ))}
      </div>
    </dialog>,
    document.body,
  );
}

/** A field that is left says what it misses, and the button that was about to be pressed would move away. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

/** A button that says nothing else would send the form around it; one that is disabled would lose the focus while it sends. */
function actionOf(action: ButtonProps, isMain: boolean): ButtonProps {
  if (action.linkProps !== undefined) return action;
  const { disabled = false, onClick, nativeButtonProps, ...rest } = action;
  return {
    ...rest,
    type: action.type ?? "button",
    className: disabled ? "is-off" : "",
    onClick: (event: MouseEvent<HTMLButtonElement>) => {
      if (disabled) event.preventDefault();
      else onClick?.(event);
    },
    nativeButtonProps: { ...nativeButtonProps, "aria-disabled": disabled, ...(isMain ? {} : { onMouseDown: keepFocus }) },
  } as ButtonProps;
}
