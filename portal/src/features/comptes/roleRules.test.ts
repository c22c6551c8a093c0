import { describe, expect, it } from "vitest";
import { afterToggle, inBrief } from "./roleRules";

const READ = "CONSULTATION_UTILISATEURS";
const MANAGE = "GESTION_UTILISATEURS";
const STATISTICS = "STATISTIQUES";
const options = [
  { value: READ, label: "Consultation des utilisateurs", needs: null },
  { value: MANAGE, label: "Gestion des utilisateurs", needs: READ },
  { value: STATISTICS, label: "Statistiques et supervision", needs: null },
];

describe("roles that go together", () => {
  it("« Gestion » brings its « Consultation »", () => {
    expect(afterToggle(options, [], MANAGE, true)).toEqual([READ, MANAGE]);
  });
  it("« Consultation » takes its « Gestion » away, and nothing else", () => {
    expect(afterToggle(options, [READ, MANAGE, STATISTICS], READ, false)).toEqual([STATISTICS]);
  });
  it("« Gestion » goes alone, and « Consultation » comes alone", () => {
    expect(afterToggle(options, [READ, MANAGE], MANAGE, false)).toEqual([READ]);
    expect(afterToggle(options, [], READ, true)).toEqual([READ]);
  });
  it("are told in the order of the options whatever the order of the clicks", () => {
    expect(afterToggle(options, [STATISTICS], MANAGE, true)).toEqual([READ, MANAGE, STATISTICS]);
  });
});

describe("roles in brief", () => {
  it("leave out a « Consultation » whose « Gestion » is held", () => {
    expect(inBrief(options, [STATISTICS, READ, MANAGE])).toEqual(["Gestion des utilisateurs", "Statistiques et supervision"]);
    expect(inBrief(options, [READ])).toEqual(["Consultation des utilisateurs"]);
    expect(inBrief(options, [])).toEqual([]);
  });
});
