import { describe, expect, it } from "vitest";
import type { Me } from "../../app/me";
import { pageOf, placeFor, signInFor } from "./back";

const entry = (key: string, isAllowed: boolean) => ({ key, label: key, isAllowed, reason: isAllowed ? null : "Non." });
const administrator = { menu: [entry("CASES", false), entry("SUBSCRIPTIONS", true), entry("ACCOUNTS", true)] } as Me;
const agent = { menu: [entry("CASES", true), entry("SUBSCRIPTIONS", false)] } as Me;

describe("after signing in one goes on where one was going", () => {
  it.each(["/mon-compte", "/teledossiers/1?statut=NEW", "/"])("%s is a page of the portal", (address) => expect(pageOf(address)).toBe(address));
  it.each(["https://evil.test/", "//evil.test/a", "/\\evil.test", "/\t/evil.test", "/./\\/evil.test", "javascript:alert(1)", "/connexion", "/connexion/verification", "", null])(
    "%s is not",
    (address) => expect(pageOf(address)).toBeNull(),
  );
  it("without a page, an agent begins at the télédossiers, an administrator with what is open to him", () => {
    expect([placeFor(agent, null), placeFor(administrator, null), placeFor(administrator, "/")]).toEqual(["/", "/abonnements", "/abonnements"]);
    expect(placeFor(administrator, "/comptes")).toBe("/comptes");
  });
  it("keeps the page in the address of the sign-in page", () => {
    expect([signInFor(null), signInFor("/"), signInFor("/comptes?page=2")]).toEqual(["/connexion", "/connexion", "/connexion?retour=%2Fcomptes%3Fpage%3D2"]);
  });
});
