import { describe, expect, test } from "vitest";
import { criteriaIn, registerIn, searchOf } from "./criteria";
import { bodyOf, valuesOf } from "./settings";
import { changesBetween, datesOf, reasonAgainst, type Subscription } from "./subscriptions";

const subscription: Subscription = {
  id: "s",
  processCode: "EtatCivil",
  processName: "Actes",
  organisation: "SI-21380544300016-38544",
  organisationName: "Vienne",
  status: "Actif",
  since: "2026-10-26T09:00:00+00:00",
  until: null,
  accessMode: "PORTAIL",
  notificationFrequency: "Unitaire",
  email: "etat-civil@vienne.test",
  activationDate: "2026-10-26",
  localAdministratorEmail: "camille@vienne.test",
  delegateEmail: null,
  rejectionReason: null,
  version: 3,
  actions: [
    { key: "CHANGE", isAllowed: true, reason: null },
    { key: "SUSPEND", isAllowed: false, reason: "Déjà suspendu." },
  ],
};
const midnight = "2026-11-26T23:00:00+00:00"; // in Paris, of the 27th

describe("the dates of a subscription", () => {
  test.each([
    [{}, ["Depuis le 26 octobre 2026"]],
    [{ until: midnight }, ["Depuis le 26 octobre 2026", "Suspendu à partir du 27 novembre 2026 à 00:00"]],
    [{ status: "Inactif" }, ["Créé le 26 octobre 2026", "Date d'activation à choisir"]],
    [{ status: "Inactif", until: midnight }, ["Créé le 26 octobre 2026", "Actif à partir du 27 novembre 2026 à 00:00"]],
    [{ status: "Refusé" }, ["Depuis le 26 octobre 2026"]],
  ])("%o", (changes, expected) => {
    expect(datesOf({ ...subscription, ...changes })).toEqual(expected);
  });
});

test("a deed is offered as the hub says, and one that it does not know is not", () => {
  expect(reasonAgainst(subscription, "CHANGE")).toBeNull();
  expect(reasonAgainst(subscription, "SUSPEND")).toBe("Déjà suspendu.");
  expect(reasonAgainst(subscription, "REACTIVATE")).not.toBeNull();
});

test("what somebody else has changed is told, and nothing else", () => {
  expect(changesBetween(subscription, { ...subscription, version: 4 })).toEqual([]);
  const after = { ...subscription, accessMode: "API", email: null, activationDate: "2026-11-01", until: midnight };
  expect(changesBetween(subscription, after)).toEqual([
    "Modalité d'accès : Portail → API",
    "Adresse à notifier : etat-civil@vienne.test → non renseigné",
    "Date d'activation : 26 octobre 2026 → 1er novembre 2026",
    "Statut : Actif → Actif (Depuis le 26 octobre 2026, Suspendu à partir du 27 novembre 2026 à 00:00)",
  ]);
});

test("a form says what it was filled in on, and keeps no address that nothing is mailed to", () => {
  expect(bodyOf({ ...valuesOf(subscription), delegateEmail: "  " }, subscription)).toEqual({
    accessMode: "PORTAIL",
    notificationFrequency: "Unitaire",
    email: "etat-civil@vienne.test",
    activationDate: "2026-10-26",
    delegateEmail: null,
    version: 3,
    confirm: false,
  });
  expect(bodyOf({ ...valuesOf(subscription), notificationFrequency: "Aucune" }, subscription).email).toBeNull();
});

test("filters go to the address and come back; what is none of them is left out", () => {
  const criteria = { process: "EtatCivil", status: "Actif", register: "21380544300016", page: 2 };
  expect(criteriaIn(new URLSearchParams(searchOf(criteria)))).toEqual(criteria);
  expect(searchOf({ process: "", status: "", register: "", page: 1 })).toBe("");
  expect(criteriaIn(new URLSearchParams("page=-3&siret=12"))).toEqual({ process: "", status: "", register: "", page: 1 });
  expect(registerIn("213 805 443 00016")).toBe("21380544300016");
  expect(registerIn("213 805 443 0001")).toBeNull();
});
