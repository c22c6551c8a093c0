import { useEffect } from "react";
import { expect, it, onTestFinished, vi } from "vitest";
import { LEFT, session } from "../../api/session";
import { show } from "../../vitest.page";
import { guardPage } from "../leaving";
import { identityOf, useMe } from "../me";
import { announce, forgetMessages, useMessages } from "../messages";
import { useOtherTabs } from "./useOtherTabs";

const PATIENCE = { timeout: 4000 }; // on a machine that does other things too
const VIENNE = { id: "SI-1-38544", name: "Mairie de Vienne" };
const ME = { id: "1", actorType: "DELEGUE_TECHNIQUE", firstName: "Robin", lastName: "FAURE", csrfToken: "token", sessionEndsAt: "2030-01-01T00:00:00Z" };

function Form({ isDirty }: { isDirty: boolean }) {
  useEffect(() => (isDirty ? guardPage(() => undefined) : undefined), [isDirty]);
  return null;
}

function Probe({ isDirty }: { isDirty: boolean }) {
  useOtherTabs();
  const messages = useMessages();
  return (
    <>
      <Form key={identityOf(useMe())} isDirty={isDirty} />
      <pre>{messages.map(({ severity, title, details }) => [severity, title, ...details].join(" / ")).join("\n")}</pre>
    </>
  );
}

const told = () => document.querySelector("pre")?.textContent;

/** What is told after another tab has become `after`, where something was told before. */
async function toldAfter(after: object, isDirty: boolean): Promise<void> {
  let asked = 0;
  onTestFinished(() => {
    session.end(LEFT);
    forgetMessages();
  });
  session.begin("token", new Date(Date.now() + 60_000));
  show("/abonnements", <Probe isDirty={isDirty} />, (path) => {
    asked += 1;
    return path === "/portal/v1/me" ? { ...ME, ...after } : undefined;
  });
  await vi.waitFor(() => expect(told()).toBe(""), PATIENCE);
  announce("Vous agissez maintenant pour Mairie de Grenoble.");
  await vi.waitFor(() => expect(told()).toContain("Grenoble"), PATIENCE);
  window.dispatchEvent(new StorageEvent("storage", { key: "hubee.session", newValue: String(Math.random()) }));
  await vi.waitFor(() => expect(asked).toBe(1), PATIENCE);
}

it.each([
  [{ organisation: VIENNE }, false, "info / Vous agissez maintenant pour Mairie de Vienne (choix fait dans un autre onglet)."],
  [
    { organisation: VIENNE },
    true,
    "warning / Vous agissez maintenant pour Mairie de Vienne (choix fait dans un autre onglet). / Ce qui était en cours de saisie dans cet onglet n'a pas été enregistré.",
  ],
  [{ id: "2", organisation: VIENNE }, false, "info / Le compte connecté est maintenant celui de Robin FAURE (connexion faite dans un autre onglet)."],
  [{ organisation: null }, false, "success / Vous agissez maintenant pour Mairie de Grenoble."], // nothing has changed
])("tells for whom one acts once another tab has chosen, and nothing of before: %j", async (after, isDirty, words) => {
  await toldAfter(after, isDirty);
  await vi.waitFor(() => expect(told()).toBe(words), PATIENCE);
});
