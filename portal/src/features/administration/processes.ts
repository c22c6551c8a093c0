/** Processes (démarches) as the administration's form shows them, and as the hub takes them. */
import type { Schemas } from "../../api/client";
import { changesIn, wordsIn } from "../../shared/form/changes";
import { identityOf, idOf } from "./organisations";
import { bytesOf, sizeFrom } from "../../shared/sizes";

export type Process = Schemas["ProcessAnswer"];

/** The formats that télédossiers carry, by their French names. Any other may be added by its MIME type. */
export const FORMAT_NAMES: Record<string, string> = {
  "application/pdf": "PDF",
  "application/xml": "XML",
  "application/json": "JSON",
  "text/plain": "Texte brut (TXT)",
  "application/zip": "Archive ZIP",
  "application/vnd.oasis.opendocument.text": "Texte OpenDocument (ODT)",
  "application/vnd.oasis.opendocument.spreadsheet": "Tableur OpenDocument (ODS)",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Document Word (DOCX)",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Classeur Excel (XLSX)",
  "image/jpeg": "Image JPEG",
  "image/png": "Image PNG",
  "image/tiff": "Image TIFF",
  "text/csv": "Tableau CSV",
};

export const formatName = (mime: string): string => FORMAT_NAMES[mime] ?? mime;

/** From which status on files may be purged; the statuses follow one another in this order. */
export const PURGE_STATUSES = [
  { value: "SI_RECEIVED", label: "Reçu" },
  { value: "IN_PROGRESS", label: "En cours" },
  { value: "ADD_AWAITING", label: "En attente de complément" },
  { value: "DONE", label: "Traité ou Refusé" },
  { value: "CLOSED", label: "Clos" },
] as const;

const OTHER_STATUSES: Record<string, string> = {
  HUBEE_RECEIVED: "Déposé",
  HUBEE_COMPLETED: "Dépôt terminé",
  HUBEE_NOTIFIED: "Nouveau",
  SENT: "Nouveau (entré dans le portail)",
  REFUSED: "Refusé",
  SI_INTG_ERROR: "Erreur d'intégration",
  ARCHIVED: "Archivé",
};

export function statusName(status: string): string {
  return PURGE_STATUSES.find((each) => each.value === status)?.label ?? OTHER_STATUSES[status] ?? status;
}

export interface Values {
  code: string;
  name: string;
  description: string;
  osl: string;
  isActivated: string;
  personLabel: string;
  attachmentFormatsEnabled: string[];
  siAttachmentFormatsEnabled: string[];
  attachmentTypesEnabled: string[];
  amount: string;
  unit: string;
  statusBeforeFileDeletion: string;
  timeBeforeFileDeletion: string;
  timeBeforeArchiving: string;
  timeBeforeFolderDeletion: string;
  messageToTransmitter: string;
  messageWithStatus: string;
  authorizedAwaiting: string;
  subscriptionValidation: string;
  legalJustification: string;
}

export const NEW: Values = {
  code: "",
  name: "",
  description: "",
  osl: "",
  isActivated: "oui",
  personLabel: "Personne concernée",
  attachmentFormatsEnabled: ["application/pdf", "application/xml"],
  siAttachmentFormatsEnabled: [],
  attachmentTypesEnabled: [],
  amount: "100",
  unit: "Mo",
  statusBeforeFileDeletion: "CLOSED",
  timeBeforeFileDeletion: "30",
  timeBeforeArchiving: "60",
  timeBeforeFolderDeletion: "365",
  messageToTransmitter: "non",
  messageWithStatus: "non",
  authorizedAwaiting: "non",
  subscriptionValidation: "Manual",
  legalJustification: "",
};

const yesNo = (is: boolean) => (is ? "oui" : "non");

export function valuesOf(process: Process): Values {
  return {
    code: process.code,
    name: process.name,
    description: process.description ?? "",
    osl: idOf(process.osl),
    isActivated: yesNo(process.isActivated),
    personLabel: process.personLabel,
    attachmentFormatsEnabled: process.attachmentFormatsEnabled,
    siAttachmentFormatsEnabled: process.siAttachmentFormatsEnabled,
    attachmentTypesEnabled: process.attachmentTypesEnabled,
    ...sizeFrom(process.attachmentMaxSizeEnabled),
    statusBeforeFileDeletion: process.statusBeforeFileDeletion,
    timeBeforeFileDeletion: String(process.timeBeforeFileDeletion),
    timeBeforeArchiving: String(process.timeBeforeArchiving),
    timeBeforeFolderDeletion: String(process.timeBeforeFolderDeletion),
    messageToTransmitter: yesNo(process.messageToTransmitter),
    messageWithStatus: yesNo(process.messageWithStatus),
    authorizedAwaiting: yesNo(process.authorizedAwaiting),
    subscriptionValidation: process.subscriptionValidation,
    legalJustification: process.legalJustification ?? "",
  };
}

/** What is sent, of a form whose fields are valid. */
export function bodyOf(values: Values): Schemas["ProcessBody"] {
  const osl = identityOf(values.osl);
  if (osl === null) throw new Error("a process has an operator");
  return {
    code: values.code.trim(),
    name: values.name.trim(),
    description: values.description.trim() || null,
    osl,
    isActivated: values.isActivated === "oui",
    personLabel: values.personLabel.trim(),
    attachmentFormatsEnabled: values.attachmentFormatsEnabled,
    siAttachmentFormatsEnabled: values.siAttachmentFormatsEnabled,
    attachmentTypesEnabled: values.attachmentTypesEnabled,
    attachmentMaxSizeEnabled: bytesOf(values) ?? 0,
    statusBeforeFileDeletion: values.statusBeforeFileDeletion,
    timeBeforeFileDeletion: Number(values.timeBeforeFileDeletion),
    timeBeforeArchiving: Number(values.timeBeforeArchiving),
    timeBeforeFolderDeletion: Number(values.timeBeforeFolderDeletion),
    messageToTransmitter: values.messageToTransmitter === "oui",
    messageWithStatus: values.messageWithStatus === "oui",
    authorizedAwaiting: values.authorizedAwaiting === "oui",
    subscriptionValidation: values.subscriptionValidation,
    legalJustification: values.legalJustification.trim() || null,
  };
}

const LABELS: Record<keyof Omit<Values, "code" | "unit">, string> = {
  name: "Nom",
  description: "Description",
  osl: "Opérateur",
  isActivated: "Démarche active",
  personLabel: "Libellé de la personne",
  attachmentFormatsEnabled: "Formats que l'opérateur peut déposer",
  siAttachmentFormatsEnabled: "Formats que le service instructeur peut envoyer",
  attachmentTypesEnabled: "Types de pièce jointe",
  amount: "Taille maximale",
  statusBeforeFileDeletion: "Statut de purge",
  timeBeforeFileDeletion: "Délai de purge",
  timeBeforeArchiving: "Délai d'archivage",
  timeBeforeFolderDeletion: "Délai de suppression",
  messageToTransmitter: "Messages autorisés",
  messageWithStatus: "Message avec le changement de statut",
  authorizedAwaiting: "Demande de complément",
  subscriptionValidation: "Validation des demandes",
  legalJustification: "Justification légale",
};

/** What somebody else has changed in the meantime, as the form names it. */
export function changesBetween(before: Values, after: Values): string[] {
  return changesIn<Values>(LABELS, before, after, (values, field) => {
    switch (field) {
      case "amount":
        return `${values.amount} ${values.unit}`;
      case "attachmentFormatsEnabled":
      case "siAttachmentFormatsEnabled":
        return wordsIn({ formats: values[field].map(formatName) }, "formats");
      case "statusBeforeFileDeletion":
        return statusName(values[field]);
      case "subscriptionValidation":
        return values[field] === "Auto" ? "Automatique" : "Manuelle";
      default:
        return wordsIn(values, field);
    }
  });
}

/** What the delays of a form come to, in sentences; what is not filled in yet is passed over. */
export function retentionInWords(values: Pick<Values, "statusBeforeFileDeletion" | "timeBeforeFileDeletion" | "timeBeforeArchiving" | "timeBeforeFolderDeletion">): string[] {
  const days = (written: string, more = 0) => (/^\d+$/.test(written) ? inDays(Number(written) + more) : null);
  const purge = days(values.timeBeforeFileDeletion, 1);
  const archive = days(values.timeBeforeArchiving);
  const deletion = days(values.timeBeforeFolderDeletion);
  return [
    ...(purge === null ? [] : [`Les pièces jointes sont supprimées ${purge} après que le télédossier a atteint le statut « ${statusName(values.statusBeforeFileDeletion)} » (le délai, plus un jour).`]),
    ...(archive === null ? [] : [`Le télédossier est archivé ${archive} après « Clos » : il n'est plus modifiable et ses dernières pièces jointes sont supprimées.`]),
    ...(deletion === null ? [] : [`Il est supprimé définitivement ${deletion} après son archivage ; seuls les nombres des statistiques demeurent.`]),
  ];
}

function inDays(days: number): string {
  return days < 2 ? `${days} jour` : `${days} jours`;
}
