/** A page before a person, in jsdom: what he does with it, and what the hub answers. React draws when it pleases, as in a browser. */
import { QueryClientProvider } from "@tanstack/react-query";
import { Suspense, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { onTestFinished, vi } from "vitest";
import { meQuery, type Me } from "./app/me";
import { turnPage } from "./app/messages";
import { queries } from "./app/queries";

const ME = { id: "1", actorType: "ADMINISTRATEUR_NATIONAL", roles: ["ADMINISTRATION"], organisation: null, menu: ["CASES", "ADMINISTRATION"].map((key) => ({ key, isAllowed: true })) };
const PATIENCE = { timeout: 4000 }; // on a machine that does other things too

/** The hub answers each call with what `hub` answers for its path; what it answers nothing for never comes, a Response comes as it is. */
export function show(address: string, page: ReactNode, hub: (path: string, request: Request) => unknown): void {
  vi.stubGlobal("fetch", async (request: Request, { signal }: RequestInit = {}) => {
    const givenUp = new Promise<never>((_, fail) => signal?.addEventListener("abort", () => fail(signal.reason)));
    const answer = await Promise.race([hub(new URL(request.url).pathname, request), givenUp]);
    if (answer === undefined) return givenUp;
    return answer instanceof Response ? answer : Response.json(answer);
  });
  window.history.replaceState(null, "", address);
  queries.setQueryData(meQuery.queryKey, ME as unknown as Me);
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  root.render(
    <QueryClientProvider client={queries}>
      <BrowserRouter>
        <Suspense>{page}</Suspense>
      </BrowserRouter>
    </QueryClientProvider>,
  );
  onTestFinished(() => {
    root.unmount();
    place.remove();
    queries.clear();
    for (let pages = 0; pages < 2; pages++) turnPage(); // what was told, for the next page too, is forgotten
    vi.unstubAllGlobals();
    window.history.replaceState(null, "", "/");
  });
}

/** Wait for a field by its label, and for what may be chosen in it. */
export function field(label: string, choice?: string): Promise<HTMLInputElement | HTMLSelectElement> {
  return vi.waitFor(() => {
    const it = named<HTMLLabelElement>("label", label).control as HTMLInputElement | HTMLSelectElement;
    if (choice !== undefined && it.querySelector(`option[value="${choice}"]`) === null) throw new Error(`no ${choice} in « ${label} »`);
    return it;
  }, PATIENCE);
}

/** Wait for a button by its words. */
export function button(words: string): Promise<HTMLButtonElement> {
  return vi.waitFor(() => named<HTMLButtonElement>("button", words), PATIENCE);
}

function named<Kind extends HTMLElement>(selector: string, words: string): Kind {
  const it = [...document.querySelectorAll<Kind>(selector)].find((each) => each.getAttribute("aria-label") === words || textOf(each) === words);
  if (it === undefined) throw new Error(`no ${selector} « ${words} » in ${document.body.innerHTML}`);
  return it;
}

/** Without the hint of a field, which DSFR writes inside its label. */
function textOf({ childNodes }: HTMLElement): string {
  return [...childNodes].filter((each) => !(each instanceof HTMLSpanElement)).map((each) => each.textContent).join("").trim();
}

/** As a person's hand does it: React hears of a value that is set only by the browser's own setter. */
export function fill(it: HTMLInputElement | HTMLSelectElement, value: string): void {
  const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(it), "value") ?? {};
  set?.call(it, value);
  it.dispatchEvent(new Event(it instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
}
