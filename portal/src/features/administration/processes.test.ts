import { describe, expect, it } from "vitest";
import { bodyOf, NEW, retentionInWords, valuesOf, type Process } from "./processes";

const PROCESS: Process = {
  code: "CERTDC",
  name: "Certificat de décès électronique (CertDc)",
  description: null,
  isActivated: false,
  osl: { type: "OSL", companyRegister: "12000101100010", branchCode: "75107" },
  attachmentFormatsEnabled: ["application/pdf", "application/x-propre"],
  siAttachmentFormatsEnabled: [],
  attachmentTypesEnabled: ["DD_Certificatdedeces"],
  attachmentMaxSizeEnabled: 104_857_600,
  statusBeforeFileDeletion: "IN_PROGRESS",
  timeBeforeFileDeletion: 30,
  timeBeforeArchiving: 60,
  timeBeforeFolderDeletion: 365,
  messageToTransmitter: false,
  subscriptionValidation: "Manual",
  creationDateTime: "2026-01-01T00:00:00Z",
  updateDateTime: null,
  legalJustification: "Décret",
  authorizedAwaiting: false,
  messageWithStatus: true,
  personLabel: "Personne décédée",
};

describe("the form of a process", () => {
  it("sends back what it was given, field by field", () => {
    const { creationDateTime: _made, updateDateTime: _changed, ...sent } = PROCESS;
    expect(bodyOf(valuesOf(PROCESS))).toEqual(sent);
  });
  it("sends nothing for what is left empty, and needs an operator", () => {
    const body = bodyOf({ ...NEW, code: " X ", name: "Nom", osl: "OSL-12000101100010-75107", description: "  " });
    expect([body.code, body.description, body.legalJustification]).toEqual(["X", null, null]);
    expect(() => bodyOf(NEW)).toThrow("operator");
  });
});

describe("what the delays come to", () => {
  it("is said in days, the purge a day later than its delay", () => {
    const [purge, archive, deletion] = retentionInWords(valuesOf(PROCESS));
    expect(purge).toContain("31 jours après que le télédossier a atteint le statut « En cours »");
    expect(archive).toContain("60 jours après « Clos »");
    expect(deletion).toContain("365 jours après son archivage");
  });
  it("passes over what is no number yet", () => {
    expect(retentionInWords({ ...NEW, timeBeforeFileDeletion: "", timeBeforeArchiving: "x", timeBeforeFolderDeletion: "0" })).toHaveLength(1);
    expect(retentionInWords({ ...NEW, timeBeforeFileDeletion: "0" })[0]).toContain("supprimées 1 jour après");
  });
});
