import { describe, expect, it } from "vitest";
import { isStrong, judge } from "./passwordRules";

const met = (password: string) => judge(password).map(({ isMet }) => isMet);

describe("a password is judged rule by rule: length, digit, upper case, special character", () => {
  it.each([
    ["", [false, false, false, false]],
    ["vienne", [false, false, false, false]],
    ["Vienne2", [false, true, true, false]],
    ["vienne&2", [true, true, false, true]],
    ["Vienne&2", [true, true, true, true]],
    ["Éléonore(7", [true, true, true, true]],
    ["VIENNE?27", [true, true, true, false]], // « ? » is not one of them
    ["É\u0301\u0301\u0301&1", [false, true, true, true]],
  ])("%s", (password, expected) => expect(met(password)).toEqual(expected));
  it("counts what is typed as one character as one", () => expect(met("e\u0301e\u0301e\u0301e\u0301")[0]).toBe(false));
  it("takes all of them", () => expect(["Vienne&2026!", "Vienne2026"].map(isStrong)).toEqual([true, false]));
});
