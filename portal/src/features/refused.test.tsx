import type { ComponentType } from "react";
import { expect, it, vi } from "vitest";
import { show } from "../vitest.page";
import { Component as SubscriptionsPage } from "./abonnements/SubscriptionsPage";
import { Component as AccountsPage } from "./comptes/AccountsPage";
import { Component as StatisticsPage } from "./statistiques/StatisticsPage";

it.each<[string, ComponentType]>([
  ["/abonnements", SubscriptionsPage],
  ["/comptes", AccountsPage],
  ["/statistiques", StatisticsPage],
])("narrows nothing and offers no second try where a page is refused: %s", async (path, Page) => {
  show(path, <Page />, () => Response.json({ errors: [{ message: "Vous ne disposez pas du rôle." }] }, { status: 403 }));
  await vi.waitFor(() => expect(document.querySelector(".fr-alert")?.textContent).toBe("Accès refuséVous ne disposez pas du rôle."), { timeout: 4000 });
  expect(document.querySelector("input, select")).toBeNull();
  expect([...document.querySelectorAll("button")].map((each) => each.textContent)).not.toContain("Réessayer");
});
