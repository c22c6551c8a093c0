import { expect, it, vi } from "vitest";
import { button, field, fill, show } from "../../../vitest.page";
import type { CaseDetail, Line } from "./case";
import { EditComment } from "./EditComment";

const aLine = (id: string, fields: object) => ({ id, author: "Sacha LEROY", at: "2026-11-23T13:05:00Z", organisation: { id: "SI", name: "Vienne" }, ...fields }) as Line;

it("shows what somebody else made of a comment, keeps what was typed, and is saved on that once it was seen", async () => {
  const sent: object[] = [];
  const onClose = vi.fn<() => void>();
  const [before, after] = [aLine("c", { comment: "À revoir" }), aLine("c", { comment: "RIB reçu" })];
  const detail = { id: "1", history: [after, aLine("e", { kind: "COMMENT_EDITED", detail: "c" })] } as unknown as CaseDetail;
  show("/", <EditComment detail={detail} line={before} reload={async () => detail} onClose={onClose} />, async (_, request) => {
    sent.push(await request.json());
    return sent.length > 1 ? {} : Response.json({ errors: [{ message: "Ce commentaire a été modifié." }], reason: "CHANGED" }, { status: 409 });
  });
  fill(await field("Commentaire *"), "À revoir lundi");
  (await button("Enregistrer")).click();
  await vi.waitFor(() => expect(document.querySelector("[role=alert] .fr-alert")?.textContent).toContain("Par Sacha LEROY, le 23 novembre 2026 à 14:05. Il est maintenant :RIB reçu"));
  const typed = await field("Commentaire *");
  expect(typed.value).toBe("À revoir lundi");
  await vi.waitFor(async () => expect((await button("Enregistrer")).disabled).toBe(false));
  (await button("Enregistrer")).click();
  await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(sent).toEqual([
    { comment: "À revoir lundi", before: "À revoir" },
    { comment: "À revoir lundi", before: "RIB reçu" },
  ]);
});
