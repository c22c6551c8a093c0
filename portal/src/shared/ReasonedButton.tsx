import type { ButtonProps } from "@codegouvfr/react-dsfr/Button";
import { useId, type Ref } from "react";
import { announce } from "../app/messages";

interface Props {
  children: string;
  /** Why it may not be done, in the hub's words; null where it may. */
  reason: string | null;
  onClick: () => void;
  /** Show the reason below the button; otherwise it is read out, shown on hover, and told to whoever presses the button. */
  showsReason?: boolean;
  /** While what it did is under way. */
  isBusy?: boolean;
  kind?: "primary" | "secondary" | "tertiary" | "tertiary-no-outline";
  size?: "sm" | "md" | "lg";
  iconId?: ButtonProps.WithIcon["iconId"];
  /** Where the words alone do not say of what: read out in their place. */
  label?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** A button that stays where it is when it may not be used: greyed, still reachable by keyboard, and saying why. */
export function ReasonedButton({ children, reason, onClick, showsReason = false, isBusy = false, kind = "secondary", size = "md", iconId, label, ref }: Props) {
  const reasonId = useId();
  const isOff = reason !== null || isBusy;
  const classes = ["fr-btn", `fr-btn--${size}`, kind === "primary" ? "" : `fr-btn--${kind}`, iconId === undefined ? "" : `${iconId} fr-btn--icon-left`, isOff ? "is-off" : ""];
  return (
    <span className="reasoned">
      <button
        ref={ref}
        type="button"
        className={classes.filter(Boolean).join(" ")}
        onClick={() => {
          if (!isOff) onClick();
          else if (reason !== null && !showsReason) announce(reason, { severity: "info" }); // there is no hover by touch
        }}
        aria-disabled={isOff}
        aria-busy={isBusy}
        aria-label={label}
        aria-describedby={reason === null ? undefined : reasonId}
        title={reason === null || showsReason ? undefined : reason}
      >
        {children}
      </button>
      {reason !== null && (
        <span id={reasonId} className={showsReason ? "reason" : "fr-sr-only"}>
          {reason}
        </span>
      )}
    </span>
  );
}
