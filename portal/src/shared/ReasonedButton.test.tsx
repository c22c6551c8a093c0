import { expect, it, vi } from "vitest";
import { Messages } from "../app/layout/Messages";
import { button, show } from "../vitest.page";
import { ReasonedButton } from "./ReasonedButton";

const REASON = "Ce télédossier est « Clos » : ses pièces jointes ne peuvent plus être téléchargées.";

it("tells whoever presses it why it may not be used", async () => {
  const act = vi.fn<() => void>();
  show(
    "/",
    <>
      <Messages />
      <ReasonedButton reason={REASON} onClick={act}>
        Télécharger
      </ReasonedButton>
    </>,
    () => undefined,
  );
  (await button("Télécharger")).click();
  await vi.waitFor(() => expect(document.querySelector(".messages [role=status]")?.textContent).toContain(REASON));
  expect(act).not.toHaveBeenCalled();
});

it("tells nothing more where its reason is in sight", async () => {
  show(
    "/",
    <>
      <Messages />
      <ReasonedButton reason={REASON} showsReason onClick={() => {}}>
        Télécharger
      </ReasonedButton>
    </>,
    () => undefined,
  );
  (await button("Télécharger")).click();
  await new Promise(requestAnimationFrame);
  expect(document.querySelector(".messages")?.textContent).toBe("");
});
