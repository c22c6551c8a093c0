/**
 * Leaving a page with something unsaved: every way out (a link, the back button, a call of `navigate` by a link) asks first.
 *
 * The router's own blocker needs its data router, which weighs a tenth of the portal's first load. This file stands before the
 * router instead: it must be imported before it is made, so that it hears of the back button first.
 */
type Leave = () => void;
type Guard = (leave: Leave) => void;

let guard: Guard | null = null;
let place = window.location.href;
let index = indexOf(window.history.state);

function indexOf(state: unknown): number {
  return (state as { idx?: number } | null)?.idx ?? 0; // the router counts the pages there
}

/** Ask `ask` before this page is left, until the answered function is called. */
export function guardPage(ask: Guard): () => void {
  guard = ask;
  place = window.location.href;
  index = indexOf(window.history.state);
  return () => {
    if (guard === ask) guard = null;
  };
}

/** Whether something on this page would be lost by leaving it. */
export function isGuarded(): boolean {
  return guard !== null;
}

/** Leave by something else than a link: asked about too. */
export function leavePage(leave: Leave): void {
  if (guard === null) leave();
  else
    guard(() => {
      guard = null;
      leave();
    });
}

window.addEventListener(
  "popstate",
  (event) => {
    if (guard === null || samePage(window.location.href, place)) return;
    event.stopImmediatePropagation();
    const steps = indexOf(event.state) - index;
    window.history.go(-steps); // where it lands is the same page: it is not asked about
    const ask = guard;
    setTimeout(() =>
      ask(() => {
        guard = null;
        window.history.go(steps);
      }),
    );
  },
  true,
);

document.addEventListener(
  "click",
  (event) => {
    if (guard === null || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
    if (link === null || !["", "_self"].includes(link.target) || link.hasAttribute("download") || link.origin !== window.location.origin || samePage(link.href, place)) return;
    event.preventDefault();
    event.stopPropagation();
    guard(() => {
      guard = null;
      link.click();
    });
  },
  true,
);

function samePage(one: string, other: string): boolean {
  return new URL(one).pathname === new URL(other).pathname;
}
