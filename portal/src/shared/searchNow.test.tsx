import { expect, it } from "vitest";
import { Component as SubscriptionsPage } from "../features/abonnements/SubscriptionsPage";
import { Component as OrganisationsPage } from "../features/administration/OrganisationsPage";
import { Component as ProcessesPage } from "../features/administration/ProcessesPage";
import { Component as AccountsPage } from "../features/comptes/AccountsPage";
import { Component as StatisticsPage } from "../features/statistiques/StatisticsPage";
import { Component as CasesPage } from "../features/teledossiers/CasesPage";
import { button, field, fill, show } from "../vitest.page";

const SIRET = "21380544300016";
const HUB: Record<string, unknown> = {
  "/portal/v1/processes": [{ code: "EtatCivil", name: "État civil" }],
  "/portal/v1/accounts/options": { actorTypes: [{ value: "AGENT", label: "Agent" }], roles: [] },
  "/portal/v1/administration/organisations": [{ type: "SI", companyRegister: SIRET, branchCode: "1", name: "Quimper", postalCode: "29000", territory: "Quimper", status: "Actif" }],
  "/portal/v1/cases": { rows: [{ id: "1", number: "N1", label: "Clos", processName: "État civil", receivedAt: "2026-11-01T10:00:00Z", download: { reason: null } }], next: null, reasons: [], refreshedAt: "2026-11-01T10:00:00Z" },
};
const hub = (path: string) => HUB[path];
/** By then React has drawn what an event changed at once, and not yet what the router changed. */
const soon = () => Promise.resolve();

it("two filters of accounts are kept", async () => {
  show("/comptes?page=abc", <AccountsPage />, hub);
  const [type, state] = [await field("Type", "AGENT"), await field("État")];
  fill(type, "AGENT");
  await soon();
  fill(state, "non");
  expect(window.location.search).toBe("?type=AGENT&actif=non");
});

it("accounts are searched in the organisation just chosen", async () => {
  show("/comptes?organisation=SI-1-2", <AccountsPage />, hub);
  const [back, search] = [await button("Revenir à :"), await button("Rechercher")];
  fill(await field("Nom ou adresse"), "lou");
  await soon();
  back.click();
  await soon();
  search.click();
  expect(window.location.search).toBe("?recherche=lou");
});

it("a period and a process of statistics are kept", async () => {
  show("/statistiques", <StatisticsPage />, hub);
  const [period, process] = [await field("Période"), await field("Démarche", "EtatCivil")];
  fill(period, "90");
  await soon();
  fill(process, "EtatCivil");
  expect(window.location.search).toBe("?periode=90&demarche=EtatCivil");
});

it("two filters of subscriptions are kept, and a SIRET cleared at once is", async () => {
  show("/abonnements?page=2", <SubscriptionsPage />, hub);
  const [process, status, register] = [await field("Démarche", "EtatCivil"), await field("Statut"), await field("SIRET de l'organisation")];
  fill(process, "EtatCivil");
  await soon();
  fill(status, "Actif");
  await soon();
  fill(register, SIRET);
  await soon();
  fill(register, "");
  expect(window.location.search).toBe("?demarche=EtatCivil&statut=Actif");
});

it("organisations are ordered as they were just narrowed", async () => {
  show("/administration/organisations", <OrganisationsPage />, hub);
  const [type, filter, order] = [await field("Type"), await button("Filtrer"), await button("SIRET")];
  fill(type, "SI");
  await soon();
  filter.click();
  await soon();
  order.click();
  expect(window.location.search).toBe("?type=SI&tri=asc%28company_register%29");
});

it("a text and a state of processes are kept", async () => {
  show("/administration/demarches", <ProcessesPage />, hub);
  const [text, state] = [await field("Rechercher"), await field("État")];
  fill(text, "civil");
  await soon();
  fill(state, "actives");
  expect(window.location.search).toBe("?texte=civil&etat=actives");
});

it("télédossiers are ordered as they were just narrowed", async () => {
  show("/?process=EtatCivil", <CasesPage />, hub);
  const [order, closed] = [await button("Démarche"), await field("Clos")];
  closed.click();
  await soon();
  order.click();
  expect(window.location.search).toBe("?label=Clos&process=EtatCivil&order=process&direction=asc");
});
