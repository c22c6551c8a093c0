import { describe, expect, it } from "vitest";
import { changesIn, merged } from "./changes";

const before = { name: "Vienne", phone: "", roles: ["A", "B"] };

describe("what somebody else changed", () => {
  it("is told field by field", () => {
    const after = { name: "Vienne (Isère)", phone: "04 99 00 12 34", roles: [] };
    expect(changesIn({ name: "Nom", phone: "Téléphone", roles: "Rôles" }, before, after)).toEqual([
      "Nom : Vienne → Vienne (Isère)",
      "Téléphone : non renseigné → 04 99 00 12 34",
      "Rôles : A, B → aucun",
    ]);
    expect(changesIn({ name: "Nom", phone: "Téléphone", roles: "Rôles" }, before, { ...before })).toEqual([]);
  });
  it("takes the place of what was not touched, and of nothing else", () => {
    const after = { name: "Vienne (Isère)", phone: "1", roles: ["B"] };
    expect(merged(before, { ...before, roles: ["A"] }, after)).toEqual({ name: "Vienne (Isère)", phone: "1", roles: ["A"] });
  });
});
