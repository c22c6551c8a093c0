import { describe, expect, it } from "vitest";
import { actorInWords, chainInWords, detailsInWords, factsOf, FACTS, summaryOf, type AuditRecord } from "./audit";

const RECORD: AuditRecord = {
  chain: "Admin-13002526500013-75107",
  day: "2026-11-23",
  sequence: 3,
  at: "2026-11-23T13:05:00Z",
  fact: "STATUS_FORCED",
  label: "Statut forcé",
  actor: "0123456789abcdef",
  actorName: null,
  subject: "x",
  details: {},
  digest: "0",
};

describe("the audit trail in words", () => {
  it("names each fact once", () => {
    const all = FACTS.flatMap((group) => Object.keys(group.facts));
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(20);
  });
  it("takes from the address only facts that are", () => {
    expect(factsOf("JOB_RUN,rien,SIGNED_IN")).toEqual(["SIGNED_IN", "JOB_RUN"]);
    expect(factsOf("")).toEqual([]);
  });
  it("says the hub's own words in French, and leaves what it does not know", () => {
    expect(summaryOf({ ...RECORD, details: { deed: "organisation created" } })).toBe("Acte : organisation créée");
    expect(summaryOf({ ...RECORD, details: { from: "DONE", to: "IN_PROGRESS" } })).toBe("Statut avant : Traité ou Refusé ; Statut après : En cours");
    expect(detailsInWords({ ...RECORD, details: { asOf: "2026-11-23T13:05:00+00:00", roles: "A > A B", habilitations: "", nouveau: "x" } })).toEqual([
      ["À la date du", "23/11/2026 à 14:05"],
      ["Rôles", "A → A B"],
      ["nouveau", "x"],
    ]);
  });
  it("says who, and whose chain", () => {
    expect(actorInWords({ ...RECORD, actorName: "Axelle MERCIER" })).toBe("Axelle MERCIER");
    expect(actorInWords(RECORD)).toBe("01234567…");
    expect(actorInWords({ ...RECORD, chain: "inconnus-a" })).toBe("Adresse inconnue (01234567…)");
    expect([chainInWords("delegues"), chainInWords("inconnus-a"), chainInWords("SI-1")]).toEqual(["Délégués techniques", "Adresses sans compte (a)", "SI-1"]);
  });
});
