import { useQuery } from "@tanstack/react-query";
import { expect, it, onTestFinished, vi } from "vitest";
import { api, ask } from "../../api/client";
import { LEFT, session, useSession } from "../../api/session";
import { button, show } from "../../vitest.page";
import { useSignOut } from "./useSignOut";

/** Longer than before what could not be read is asked for again. */
const LONG_MS = 1500;

function Probe() {
  const signOut = useSignOut();
  const { isOpen } = useSession();
  const { data } = useQuery({ queryKey: ["processes"], queryFn: () => ask(api.GET("/portal/v1/processes")), enabled: isOpen });
  return <button onClick={() => void signOut()}>{data?.[0]?.name ?? "Leave"}</button>;
}

/** While something is read. Answers how often the hub was asked for it. */
async function signOutWhileReading(ending: () => unknown): Promise<() => number> {
  let reads = 0;
  session.begin("token", new Date(Date.now() + 60_000));
  onTestFinished(() => session.end(LEFT));
  show("/", <Probe />, (_, { method }) => {
    if (method === "DELETE") return ending();
    reads += 1;
    return reads === 1 ? undefined : [{ code: "EtatCivil", name: "État civil" }];
  });
  const leave = await button("Leave");
  await vi.waitFor(() => expect(reads).toBe(1));
  leave.click();
  return () => reads;
}

it("asks no more for what is given up at a sign-out", async () => {
  const readsOf = await signOutWhileReading(() => new Promise((answer) => setTimeout(answer, LONG_MS, {})));
  await vi.waitFor(() => expect(session.read().isOpen).toBe(false), { timeout: 2 * LONG_MS });
  expect(readsOf()).toBe(1);
  expect(window.location.pathname).toBe("/connexion");
});

it("reads on where the sign-out fails", async () => {
  const readsOf = await signOutWhileReading(() => Promise.reject(new TypeError("no network")));
  await button("État civil");
  expect(session.read().isOpen).toBe(true);
  expect(readsOf()).toBe(2);
});
