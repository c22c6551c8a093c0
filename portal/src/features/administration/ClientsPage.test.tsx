import { expect, it, vi } from "vitest";
import { button, show } from "../../vitest.page";
import { Component as ClientsPage } from "./ClientsPage";

const clientOf = (clientId: string) => ({
  clientId,
  scope: "OSL",
  organization: { type: "SI", companyRegister: "21380544300016", branchCode: "1" },
  processCodes: [],
  subscriptionId: null,
  createDateTime: "2026-11-01T10:00:00Z",
  rotateDateTime: null,
});

it("offers nothing for another client while one is being revoked: what is confirmed is done", async () => {
  show("/administration/clients", <ClientsPage />, (_, { method }) => (method === "GET" ? [clientOf("one"), clientOf("two")] : undefined));
  (await button("Révoquer one")).click();
  (await button("Révoquer le client")).click();
  await vi.waitFor(() => expect(document.querySelector("table")?.ariaBusy).toBe("true"));
  const other = await button("Révoquer two");
  other.click();
  await new Promise((done) => setTimeout(done));
  expect(document.querySelector("dialog")).toBeNull();
  expect(other.getAttribute("aria-disabled")).toBe("true");
});
