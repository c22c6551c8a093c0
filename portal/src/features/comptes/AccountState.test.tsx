import { useQuery } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import { button, show } from "../../vitest.page";
import { AccountState } from "./AccountState";
import { accountQuery, accountsQuery } from "./accounts";
import { criteriaOf } from "./criteria";

const accountOf = (isActive: boolean) => ({
  id: "7",
  isActive,
  state: isActive ? "Actif" : "Inactif",
  createdAt: "2026-11-01T10:00:00Z",
  signedInAt: null,
  deactivatedAt: null,
  actions: [isActive ? { key: "DEACTIVATE", label: "Inactiver le compte", reason: null } : { key: "REACTIVATE", label: "Réactiver", reason: null }],
});

function Probe() {
  const list = useQuery(accountsQuery(criteriaOf(new URLSearchParams())));
  const { data } = useQuery(accountQuery("7"));
  return data !== undefined && list.isSuccess && <AccountState account={data} />;
}

it("greys « Réactiver » until the list is read again", async () => {
  const list = { accounts: [], next: null };
  let answerAgain: (answer: object) => void = () => {};
  const lists = [list, new Promise<object>((answer) => (answerAgain = answer))];
  show("/comptes/7", <Probe />, (path, { method }) => (path === "/portal/v1/accounts" ? lists.shift() : accountOf(method === "GET")));
  (await button("Inactiver le compte")).click();
  await vi.waitFor(() => document.querySelector<HTMLElement>(".dialog-actions button")!.click());
  const reactivate = await button("Réactiver");
  expect(reactivate.getAttribute("aria-disabled")).toBe("true");
  answerAgain(list);
  await vi.waitFor(() => expect(reactivate.getAttribute("aria-disabled")).toBe("false"));
});
