import type { ReactNode } from "react";

/** There is nothing, and why, and what one may do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <span className="fr-icon-folder-2-line empty-mark" aria-hidden="true" />
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}
