import { expect, it, vi } from "vitest";
import { button, field, fill, show } from "../../vitest.page";
import { lengthHint } from "../../shared/form/lengths";
import { RefusalDialog } from "./RefusalDialog";

const request = { id: "1", organisationName: "Vienne" } as Parameters<typeof RefusalDialog>[0]["request"];
const closed = vi.fn<() => void>();
const dialog = <RefusalDialog request={request} processName="CERTDC" onClose={closed} onDecided={async () => {}} />;

it("asks before a typed reason is lost", async () => {
  closed.mockClear();
  show("/demandes/1", dialog, () => undefined);
  fill(await field("Motif du refus *"), "Hors commune.");
  await vi.waitFor(() => expect(document.body.textContent).toContain(lengthHint("Hors commune.")));
  (await button("Annuler")).click();
  await button("Abandonner");
  expect(closed).not.toHaveBeenCalled();
  (await button("Abandonner")).click();
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
});

it("keeps a text that is too long whole, and sends nothing of it", async () => {
  show("/demandes/1", dialog, () => undefined);
  const reason = await field("Motif du refus *");
  fill(reason, "x".repeat(1018));
  reason.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  await vi.waitFor(() => expect(document.body.textContent).toContain("Ce texte est trop long"));
  expect([reason.value.length, (await button("Refuser la demande")).getAttribute("aria-disabled")]).toEqual([1018, "true"]);
});
