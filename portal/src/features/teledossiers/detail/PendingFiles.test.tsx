import { expect, it } from "vitest";
import { button, show } from "../../../vitest.page";
import type { CaseDetail } from "./case";
import { PendingFiles } from "./PendingFiles";

const file = { id: "p", fileName: "acte.pdf", size: 96_000, status: "RECEIVED", state: "Disponible", isRemovable: true };
const closed = "Ce télédossier est « Clos ».";

function detailOf(status: string, label: string, reason: string | null, files: object[] = [file]): CaseDetail {
  const attach = { isAllowed: reason === null, reason, formats: [], formatLabels: [], maxBytes: 1, maxFiles: 80 };
  return { id: "1", status, label, operator: { name: "DGS" }, actions: { attach }, pendingAttachments: files } as unknown as CaseDetail;
}

it.each([
  ["CLOSED", "Clos", closed, ["Pièces jointes non transmises", "Non transmise", "Non transmise : le télédossier est « Clos ».", []]],
  ["IN_PROGRESS", "En cours", null, ["Ajouter une pièce jointe", "Prête à être validée", undefined, ["Retirer", "Valider l'ajout"]]],
])("tells of a file that was prepared on one that is %s whether it may still be sent", async (status, label, reason, told) => {
  show("/", <PendingFiles detail={detailOf(status, label, reason)} reload={async () => null} asked={1} onClose={() => {}} />, () => undefined);
  const text = (selector: string) => document.querySelector(selector)?.textContent;
  await expect.poll(() => text("h2")).toBe(told[0]);
  const buttons = [...document.querySelectorAll("button")].map((each) => each.textContent);
  expect([text("h2"), text(".pending-state"), text(".pending-fault"), buttons]).toEqual(told);
});

it("tells what can be done with files that cannot be sent as they are: these are not on this page any more", async () => {
  const files = [{ ...file, status: "REJECTED" }, { ...file, id: "q", fileName: "piege.pdf", status: "CORRUPTED" }, { ...file, id: "r" }];
  show("/", <PendingFiles detail={detailOf("IN_PROGRESS", "En cours", null, files)} reload={async () => null} asked={1} onClose={() => {}} />, () => undefined);
  const reason = (await button("Valider l'ajout")).getAttribute("aria-describedby")!;
  expect(document.getElementById(reason)?.textContent).toBe("Retirez d'abord « acte.pdf », « piege.pdf ».");
  expect([...document.querySelectorAll("li button")].map((each) => each.textContent)).toEqual(["Retirer", "Retirer", "Retirer"]);
});
