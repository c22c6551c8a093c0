import { expect, it, vi } from "vitest";
import { button, show } from "../../vitest.page";
import { Verification } from "./Verification";

it.each([
  [1, "1 fait récent attend d'être enchaîné dans la minute."],
  [4, "4 faits récents attendent d'être enchaînés dans la minute."],
])("tells of %i facts that wait", async (waiting, words) => {
  show("/administration/journal", <Verification day="" />, () => ({ day: "2026-11-23", chains: [], waiting, next: null }));
  (await button("Vérifier la chaîne")).click();
  await vi.waitFor(() => expect(document.querySelector(".fr-hint-text")?.textContent).toBe(words));
});
