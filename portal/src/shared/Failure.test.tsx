import { useQueryClient } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import { Refusal } from "../api/refusal";
import { meQuery, type Me } from "../app/me";
import { show } from "../vitest.page";
import { Failure } from "./Failure";

const PATIENCE = { timeout: 4000 }; // on a machine that does other things too
const VIENNE = { id: "SI-1-38544", name: "Mairie de Vienne" };
const GRENOBLE = { id: "SI-1-38185", name: "Mairie de Grenoble" };
const REFUSED = "Vous n'avez pas accès à cet élément.";

function Probe({ status, organisations }: { status: number; organisations: unknown[] }) {
  useQueryClient().setQueryData(meQuery.queryKey, { organisation: VIENNE, organisations } as unknown as Me);
  return <Failure error={new Refusal(status, { errors: [{ message: REFUSED }] })} retry={() => {}} />;
}

it.each([
  [403, [VIENNE, GRENOBLE], `${REFUSED} Vous agissez pour Mairie de Vienne : si cet élément est celui d'une autre de vos organisations, choisissez-la d'abord.`, "/organisation"],
  [403, [VIENNE], REFUSED, undefined],
  [404, [VIENNE, GRENOBLE], REFUSED, undefined],
])("offers another organisation to whoever acts for several and is refused: %i %j", async (status, organisations, words, path) => {
  show("/abonnements/1", <Probe status={status} organisations={organisations} />, () => undefined);
  await vi.waitFor(() => expect(document.querySelector(".fr-alert p")?.textContent).toBe(words), PATIENCE);
  expect(document.querySelector("a")?.getAttribute("href")).toBe(path);
});

it.each([
  [403, "Accès refusé", []],
  [503, "Ces informations n'ont pas pu être chargées", ["Réessayer"]],
])("does not offer to try again what is refused: %i", async (status, title, buttons) => {
  show("/statistiques", <Probe status={status} organisations={[VIENNE]} />, () => undefined);
  await vi.waitFor(() => expect(document.querySelector("h2")?.textContent).toBe(title), PATIENCE);
  expect([...document.querySelectorAll("button")].map((each) => each.textContent)).toEqual(buttons);
});
