import "./progress-bar.css";

/** How far something is: a share between 0 and 1, or null while it cannot be told. */
export function ProgressBar({ label, share }: { label: string; share: number | null }) {
  return <progress className="progress-bar" aria-label={label} max={1} {...(share === null ? {} : { value: share })} />;
}
