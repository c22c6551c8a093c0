import { useEffect, useRef, type ReactNode } from "react";
import { useLocation } from "react-router";

interface Props {
  /** The heading, and the window's title. */
  title: string;
  /** The window's title where it should say more than the heading. */
  windowTitle?: string;
  /** One or two sentences below the heading. */
  lead?: ReactNode;
  /** Buttons beside the heading. */
  actions?: ReactNode;
  children: ReactNode;
}

let shownBefore = false;

/** A page: its title, its heading, and the focus that goes to the heading whenever another page is shown. */
export function Page({ title, windowTitle = title, lead, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    if (shownBefore) {
      window.scrollTo(0, 0);
      heading.current?.focus({ preventScroll: true });
    }
    shownBefore = true;
  }, [pathname]);
  return (
    <>
      <title>{`${windowTitle} – HubEE`}</title>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </div>
      {lead !== undefined && <div className="page-lead">{lead}</div>}
      {children}
    </>
  );
}
