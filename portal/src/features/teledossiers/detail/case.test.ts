import { describe, expect, it } from "vitest";
import { changesBetween, exchangedFiles, nextStep, pathOf, reasonsOf, type CaseDetail, type CaseFile, type Line } from "./case";

const action = { isAllowed: true, reason: null };

function aFile(id: string, eventId: string | null = null): CaseFile {
  return {
    id,
    eventId,
    fileName: `${id}.pdf`,
    type: "PJ",
    size: 1,
    mimeType: "application/pdf",
    status: "RECEIVED",
    state: "Disponible",
    isDownloadable: true,
    reason: null,
    isRemovable: false,
  };
}

function aLine(id: string, fields: Partial<Line> = {}): Line {
  return {
    id,
    kind: "STATUS",
    label: "Changement de statut",
    at: "2026-11-23T13:05:00Z",
    author: "Sam RIOU",
    organisation: { id: "SI", name: "Mairie de Quimper" },
    byOperator: false,
    statusBefore: null,
    statusAfter: null,
    changes: null,
    message: null,
    messageLabel: "Message",
    comment: null,
    detail: null,
    isEditable: false,
    attachments: [],
    ...fields,
  };
}

function aCase(fields: Partial<CaseDetail> = {}): CaseDetail {
  return {
    id: "c1",
    version: "SI_RECEIVED-1",
    number: "Q1",
    folderNumber: null,
    process: { code: "RCO", name: "Recensement" },
    operator: { id: "OSL", name: "DILA" },
    organisation: { id: "SI", name: "Mairie de Quimper" },
    person: { label: "Personne concernée", firstName: "Noë", lastName: "LEFÈVRE", email: null },
    status: "SI_RECEIVED",
    label: "Reçu",
    isNew: false,
    isReadOnly: false,
    receivedAt: "2026-11-23T13:00:00Z",
    updatedAt: null,
    closedAt: null,
    attachments: [],
    pendingAttachments: [],
    history: [],
    actions: {
      status: { ...action, targets: [] },
      message: action,
      comment: action,
      attach: { ...action, formats: [], formatLabels: [], maxBytes: 1, maxFiles: 90 },
      download: action,
      forced: null,
    },
    ...fields,
  };
}

function refused(reasonByKey: Record<string, string>): CaseDetail {
  const { actions } = aCase();
  const told = Object.entries(reasonByKey).map(([key, reason]) => [key, { ...actions[key as "message"], isAllowed: false, reason }]);
  return aCase({ actions: { ...actions, ...Object.fromEntries(told) } });
}

const changes = (before: CaseDetail, after: CaseDetail) => changesBetween(before, after, "Lou LE GALL", () => "23 novembre 2026 à 14:05");

describe("files", () => {
  it("are sorted by who sent them, each with its own address", () => {
    const history = [aLine("e1", { byOperator: true, attachments: [aFile("complement", "e1")] }), aLine("e2", { attachments: [aFile("answer", "e2")] })];
    const detail = aCase({ attachments: [aFile("first")], history });
    const { received, sent } = exchangedFiles(detail);
    expect(received.map((each) => pathOf(detail, each.file))).toEqual([
      "/portal/v1/cases/c1/attachments/first",
      "/portal/v1/cases/c1/events/e1/attachments/complement",
    ]);
    expect(sent.map((each) => [each.file.id, each.by])).toEqual([["answer", "Sam RIOU"]]);
  });
});

describe("reasons", () => {
  it("are told once where most actions share them", () => {
    const { shared } = reasonsOf(refused({ status: "Clos", message: "Clos", comment: "Clos", attach: "Clos", download: "Plus de fichiers" }));
    expect(shared).toBe("Clos");
  });
  it("stay with their buttons otherwise", () => {
    const { shared, reasonByKey } = reasonsOf(refused({ message: "Pas de message", attach: "Pas de fichier" }));
    expect([shared, reasonByKey.message, reasonByKey.attach, reasonByKey.status]).toEqual([null, "Pas de message", "Pas de fichier", null]);
  });
});

describe("the next step", () => {
  it("is to download what was only opened", () => expect(nextStep(aCase()).key).toBe("download"));
  it("is a status once it was downloaded", () => expect(nextStep(aCase({ status: "IN_PROGRESS" }))).toEqual({ key: "status", hint: null }));
  it("is none where no status can be chosen", () => expect(nextStep(refused({ status: "Traité" })).key).toBeNull());
});

describe("changes", () => {
  it("tell what others did, not what oneself did nor who looked", () => {
    const lines = [
      aLine("1", { changes: "« Reçu » → « Traité »", statusAfter: "DONE" }),
      aLine("2", { author: "Lou LE GALL" }),
      aLine("3", { kind: "CONSULTATION", label: "Consultation" }),
    ];
    expect(changes(aCase(), aCase({ label: "Traité", history: lines }))).toEqual([
      "Sam RIOU – Changement de statut : « Reçu » → « Traité », le 23 novembre 2026 à 14:05.",
    ]);
  });
  it("tell a status that changed without a line", () =>
    expect(changes(aCase(), aCase({ label: "Nouveau" }))).toEqual(["Le statut est passé de « Reçu » à « Nouveau »."]));
  it("tell files that a colleague prepares", () =>
    expect(changes(aCase(), aCase({ pendingAttachments: [aFile("p")] }))).toEqual(["Les pièces jointes en préparation ont changé."]));
  it("are none where nothing changed", () => expect(changes(aCase({ history: [aLine("1")] }), aCase({ history: [aLine("1")] }))).toEqual([]));
});
