import { describe, expect, it } from "vitest";
import { blankValues, bodyOf, changeOf, rolesOf, typeOf, valuesOf } from "./accountForm";
import type { Account, Options } from "./accounts";

const READ = "CONSULTATION_TELEDOSSIERS";
const USERS = "CONSULTATION_UTILISATEURS";
const options: Options = {
  organisation: "SI-21380544300016-38544",
  actorTypes: [
    { value: "AGENT", label: "Agent", defaultRoles: [READ], possibleRoles: [READ, USERS], hasHabilitations: true },
    { value: "DELEGUE_TECHNIQUE", label: "Délégué technique", defaultRoles: [], possibleRoles: [], hasHabilitations: false },
  ],
  roles: [
    { value: READ, label: "Consultation des télédossiers", needs: null },
    { value: USERS, label: "Consultation des utilisateurs", needs: null },
  ],
  processes: [{ code: "EtatCivil", name: "Acte d'état civil" }],
  civilities: ["Madame", "Monsieur"],
};
const typed = { ...blankValues(options), email: " a.b@mairie.test ", firstName: " Lou ", lastName: "MOREAU", function: " " };

describe("a new account", () => {
  it("begins with the first type and its default roles", () => {
    expect(blankValues(options)).toMatchObject({ actorType: "AGENT", roles: [READ], habilitations: [] });
  });
  it("is asked for without blanks, and without an organisation where it is one's own", () => {
    expect(bodyOf(typed, options, "")).toEqual({
      email: "a.b@mairie.test",
      actorType: "AGENT",
      civility: null,
      firstName: "Lou",
      lastName: "MOREAU",
      function: null,
      phoneNumber: null,
      roles: [READ],
      habilitations: [],
      organisation: null,
    });
    expect(bodyOf(typed, options, "SI-1-2").organisation).toBe("SI-1-2");
  });
  it("has habilitations only where its type has", () => {
    expect(bodyOf({ ...typed, actorType: "DELEGUE_TECHNIQUE", habilitations: ["EtatCivil"] }, options, "").habilitations).toEqual([]);
  });
  it("may have the roles of its type", () => {
    expect(rolesOf(options, typeOf(options, "AGENT")).map((each) => each.value)).toEqual([READ, USERS]);
    expect(rolesOf(options, undefined)).toEqual([]);
  });
});

describe("an account", () => {
  it("is shown in the order of what is offered, what the organisation has left at the end", () => {
    const account = { roles: [USERS, READ], habilitations: ["RCO", "EtatCivil"], civility: null, function: null, phoneNumber: null } as unknown as Account;
    expect(valuesOf(account, options)).toMatchObject({ roles: [READ, USERS], habilitations: ["EtatCivil", "RCO"], civility: "", function: "", phoneNumber: "" });
  });
});

describe("a change", () => {
  const before = { ...typed, email: "a.b@mairie.test", firstName: "Lou", function: "", habilitations: ["EtatCivil", "RCO"] };
  it("asks for what is different, whatever the order of what was ticked", () => {
    expect(changeOf(before, { ...before, habilitations: ["RCO", "EtatCivil"] }, options)).toEqual({});
    expect(changeOf(before, { ...before, function: "Maire" }, options)).toEqual({ function: "Maire" });
    expect(changeOf({ ...before, function: "Maire" }, before, options)).toEqual({ function: null });
  });
  it("tells the roles with another type, whether they differ or not", () => {
    expect(changeOf(before, { ...before, actorType: "DELEGUE_TECHNIQUE", habilitations: [] }, options)).toEqual({ actorType: "DELEGUE_TECHNIQUE", roles: [READ] });
  });
});
