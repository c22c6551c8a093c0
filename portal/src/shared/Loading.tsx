/** Something is on its way. `height` keeps its place, so that nothing jumps when it comes. */
export function Loading({ label = "Chargement…", height = "24rem" }: { label?: string; height?: string }) {
  return (
    <div className="loading" style={{ minHeight: height }} role="status">
      <span className="loading-mark" aria-hidden="true" />
      {label}
    </div>
  );
}
