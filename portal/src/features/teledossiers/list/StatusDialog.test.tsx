import { expect, it, vi } from "vitest";
import { button, field, fill, show } from "../../../vitest.page";
import type { Row } from "./selection";
import StatusDialog from "./StatusDialog";

const row = (id: string) => ({ id, number: `N-${id}`, targets: [{ status: "REFUSED", needs: "reason" }] }) as Row;
const selection = new Map(["a", "b"].map((id) => [id, row(id)]));

async function refuse(): Promise<void> {
  await vi.waitFor(() => document.querySelector<HTMLInputElement>("input[value=REFUSED]")!.click());
  fill(await field("Motif du refus *"), "Hors commune.");
}

it("takes what is at the status already, by a try whose answer was lost, for done", async () => {
  const result = { number: null, isDone: true, status: "REFUSED", label: "Refusé", messages: [] };
  const onDone = vi.fn<(done: string[]) => void>();
  show("/teledossiers", <StatusDialog selection={selection} onDone={onDone} onClose={() => {}} />, () => ({
    results: [{ ...result, id: "a", wasAlready: true }, { ...result, id: "b", wasAlready: false }],
    done: 2,
    refused: 0,
  }));
  await refuse();
  await vi.waitFor(async () => expect((await button("Valider")).getAttribute("aria-disabled")).toBe("false"));
  (await button("Valider")).click();
  await vi.waitFor(() => expect(onDone).toHaveBeenCalledWith(["a", "b"]));
  const summary = await vi.waitFor(() => document.querySelector(".outcomes-summary")!.textContent!.trim());
  expect(summary).toBe("1 télédossier était déjà au statut « Refusé ». 1 télédossier est passé au statut « Refusé ».");
  expect([...document.querySelectorAll(".outcomes-done p")].map((each) => each.textContent)).toEqual(["N-b", "N-a"]);
});

it("asks before a typed reason is lost, and keeps a long one whole", async () => {
  const onClose = vi.fn<() => void>();
  show("/teledossiers", <StatusDialog selection={selection} onDone={() => {}} onClose={onClose} />, () => undefined);
  await refuse();
  fill(await field("Motif du refus *"), "x".repeat(1018));
  await vi.waitFor(async () => expect((await button("Valider")).getAttribute("aria-disabled")).toBe("true"));
  expect((await field("Motif du refus *")).value.length).toBe(1018);
  (await button("Annuler")).click();
  (await button("Abandonner")).click();
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
});
