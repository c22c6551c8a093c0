import { describe, expect, it, vi } from "vitest";
import { show } from "../vitest.page";
import { Messages } from "./layout/Messages";
import { announce } from "./messages";

function shown(): string[] {
  return [...document.querySelectorAll(".messages .fr-alert")].map((each) => each.textContent ?? "");
}

/** Each with the title it was told with. */
function titled(...titles: string[]): unknown[] {
  return titles.map((each) => expect.stringContaining(each));
}

describe("what was told", () => {
  it("is replaced by what went well since", async () => {
    show("/", <Messages />, () => undefined);
    announce("L'abonnement sera suspendu.");
    await vi.waitFor(() => expect(shown()).toEqual(titled("L'abonnement sera suspendu.")));
    announce("La suspension est annulée.");
    await vi.waitFor(() => expect(shown()).toEqual(titled("La suspension est annulée.")));
    announce("Il n'y a rien à enregistrer.", { severity: "info" });
    await vi.waitFor(() => expect(shown()).toEqual(titled("Il n'y a rien à enregistrer.")));
  });

  it("stays where it failed, until it is closed", async () => {
    show("/", <Messages />, () => undefined);
    announce("Le fichier n'a pas été téléchargé.", { severity: "error" });
    announce("Le commentaire est enregistré.");
    await vi.waitFor(() => expect(shown()).toEqual(titled("Le fichier n'a pas été téléchargé.", "Le commentaire est enregistré.")));
  });

  it("covers nothing once the person has scrolled on, and is in sight again with the next", async () => {
    show("/", <Messages />, () => undefined);
    const isSeen = () => document.querySelector<HTMLElement>(".messages")?.dataset.seen;
    announce("Le message est envoyé.");
    await vi.waitFor(() => expect(shown()).toEqual(titled("Le message est envoyé.")));
    scrollBy(150);
    expect(isSeen()).toBe("false");
    scrollBy(100);
    await vi.waitFor(() => expect(isSeen()).toBe("true"));
    expect(shown()).toHaveLength(1);
    announce("Le commentaire est enregistré.");
    await vi.waitFor(() => expect(isSeen()).toBe("false"));
  });
});

function scrollBy(pixels: number): void {
  Object.defineProperty(window, "scrollY", { value: window.scrollY + pixels, configurable: true });
  window.dispatchEvent(new Event("scroll"));
}
