import { ProgressBar } from "../../../shared/ProgressBar";

/** How far a transfer is, in a bar and in words. */
export function ShareBar({ label, share }: { label: string; share: number | null }) {
  return (
    <span className="share">
      <ProgressBar label={label} share={share} />
      <span>{share === null ? "En préparation…" : `${Math.floor(share * 100)} %`}</span>
    </span>
  );
}
