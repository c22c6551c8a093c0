import { expect, it, vi } from "vitest";
import { Messages } from "../../../app/layout/Messages";
import { button, show } from "../../../vitest.page";
import { useDownload } from "./useDownload";

function Probe() {
  const { bring } = useDownload(async () => null);
  return (
    <>
      <Messages />
      <button type="button" onClick={() => void bring("/portal/v1/cases/1/archive", "plan.pdf")}>
        Télécharger
      </button>
    </>
  );
}

const PREPARED = { id: "p", status: "READY", link: "https://store.test/plan.pdf", fileName: "plan.pdf" };

it.each([
  ["that came with the answer is there", new Response("%PDF"), "Téléchargement terminé : plan.pdf."],
  ["that the browser fetches by a link is on its way", Response.json(PREPARED, { status: 202 }), "Téléchargement commencé : plan.pdf. Votre navigateur vous indiquera quand il sera terminé."],
])("tells that a file %s", async (_, answer, words) => {
  const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:1", revokeObjectURL: () => {} }));
  show("/", <Probe />, () => undefined);
  vi.stubGlobal("fetch", async () => answer);
  (await button("Télécharger")).click();
  await vi.waitFor(() => expect(document.querySelector(".messages [role=status]")?.textContent).toContain(words));
  expect(click).toHaveBeenCalledOnce();
  click.mockRestore();
});
