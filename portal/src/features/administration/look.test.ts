import { describe, expect, it } from "vitest";
import { totalOf } from "../../api/pages";
import { isTroubled, periodInWords, runInWords, type Job, type JobRun } from "./jobs";
import { ageInWords, stateInWords, type UnsentMail } from "./mails";
import { BRANCH_RULE, identityOf, idOf, SIRET_RULE, siretInWords, siretOf } from "./organisations";

const RUN: JobRun = { startedAt: "2026-11-23T13:05:00Z", endedAt: "2026-11-23T13:05:01Z", asOf: "2026-11-23T13:05:00Z", lookedAt: 0, isFinished: true, failure: null };

describe("jobs and mails in words", () => {
  it("say how often, how it went, how old", () => {
    expect([1, 5, 60, 120, 1440, 2880].map(periodInWords)).toEqual(["chaque minute", "toutes les 5 minutes", "chaque heure", "toutes les 2 heures", "chaque jour", "tous les 2 jours"]);
    expect(runInWords(RUN)).toBe("Terminée : rien à traiter");
    expect(runInWords({ ...RUN, lookedAt: 2, isFinished: false })).toBe("Interrompue faute de temps : 2 éléments examinés, il en reste");
    expect(runInWords({ ...RUN, failure: "Unavailable", lookedAt: 2 })).toBe("Échec (Unavailable)");
    expect([0, 1, 61, 3000].map(ageInWords)).toEqual(["0 minute", "1 minute", "1 heure", "2 jours"]);
  });
  it("tell what is in trouble from what is well", () => {
    const states = ["WELL", "FAILED", "LATE", "NEVER_RUN"].map((state) => isTroubled({ state } as Job));
    expect(states).toEqual([false, true, true, false]);
    expect(stateInWords({ state: "DEAD", attempts: 5 } as UnsentMail).label).toBe("Abandonné");
    expect(stateInWords({ state: "CLAIMED", attempts: 0 } as UnsentMail).label).toBe("Interrompu");
  });
});

describe("organisations", () => {
  it("are written by their id, and read back", () => {
    const identity = { type: "SI", companyRegister: "21380544300016", branchCode: "38544" };
    expect(identityOf(idOf(identity))).toEqual(identity);
    expect([identityOf("SI-1-2"), identityOf("")]).toEqual([null, null]);
    expect(siretInWords("21380544300016")).toBe("213 805 443 00016");
  });
  it("take a SIRET as it is pasted, and no other number", () => {
    expect(siretOf(" 213 805 443 00016 ")).toBe("21380544300016");
    expect(SIRET_RULE("213 805 443 00016")).toBe(true);
    expect(SIRET_RULE("213 805 443")).toContain("14 chiffres");
    expect(BRANCH_RULE("38544")).toBe(true);
    expect(BRANCH_RULE("38-544")).not.toBe(true);
  });
});

describe("a list's total", () => {
  it("is what its Content-Range tells", () => {
    expect([totalOf("Organizations 0-24/100"), totalOf("Organizations 0-0/0"), totalOf(null), totalOf("x")]).toEqual([100, 0, null, null]);
  });
});
