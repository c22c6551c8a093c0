import { expect, it } from "vitest";
import { whyNoExport } from "./CasesList";

it("says why there is nothing to export", () => {
  expect([whyNoExport(true, 3, false), whyNoExport(true, 0, false), whyNoExport(true, undefined, false), whyNoExport(true, undefined, true), whyNoExport(false, undefined, false)]).toEqual([
    null,
    "Il n'y a rien à exporter.",
    "La liste est en cours de chargement.",
    "La liste n'a pas pu être affichée.",
    "Précisez d'abord une organisation ou une démarche.",
  ]);
});
