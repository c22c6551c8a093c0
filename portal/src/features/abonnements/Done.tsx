/** What was just done, beside what did it: the messages, which are read out, may be far above. */
export function Done({ children }: { children: string }) {
  return (
    <span className="done">
      <span className="fr-icon-check-line fr-icon--sm" aria-hidden="true" />
      {children}
    </span>
  );
}
