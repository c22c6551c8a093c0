/** How far a transfer is, in a bar and in words. */
export function ShareBar({ label, share }: { label: string; share: number | null }) {
  return (
    <span className="share">
      <progress aria-label={label} max={1} {...(share === null ? {} : { value: share })} />
      <span>{share === null ? "En préparation…" : `${Math.floor(share * 100)} %`}</span>
    </span>
  );
}
