import { expect, it, vi } from "vitest";
import { button, show } from "../../vitest.page";
import { Component as RequestConfirmationPage } from "./RequestConfirmationPage";

const words = () => [...document.querySelectorAll("form button, form a")].map((each) => each.textContent);

it.each([
  [400, "Ce lien a déjà servi.", ["Présenter une nouvelle demande"]],
  [503, "Réessayez dans un instant.", ["Confirmer ma demande", "Présenter une nouvelle demande"]],
])("offers to confirm again only where it may succeed: %i", async (status, message, offered) => {
  show("/demande/confirmation#abc", <RequestConfirmationPage />, () => Response.json({ errors: [{ message }] }, { status }));
  (await button("Confirmer ma demande")).click();
  await vi.waitFor(() => expect(document.querySelector("[role=alert]")?.textContent).toBe(message));
  await vi.waitFor(() => expect(words()).toEqual(offered));
});
