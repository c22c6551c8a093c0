import { expect, it, vi } from "vitest";
import { button, show } from "../../vitest.page";
import { useMessages } from "../../app/messages";
import { Credentials } from "./Credentials";
import type { Subscription } from "./subscriptions";

const subscription = { id: "1", actions: [{ key: "CREDENTIALS", isAllowed: true, reason: null }] } as unknown as Subscription;

const Told = () => <p id="told">{useMessages().flatMap((each) => each.details)}</p>;

it("says that the old key may be dead already where no answer came", async () => {
  const page = (
    <>
      <Credentials subscription={subscription} />
      <Told />
    </>
  );
  show("/abonnements/1", page, (path) => {
    if (path.endsWith("/regenerate")) throw new TypeError("Failed to fetch");
    return { hasSecret: true, issuedAt: "2026-11-23T13:05:00Z" };
  });
  (await button("Régénérer la clé secrète")).click();
  (await button("Régénérer et copier la clé")).click();
  await vi.waitFor(() => expect(document.getElementById("told")?.textContent).toContain("L'ancienne clé a pu cesser de fonctionner"));
});
