/** Which files may go to the person concerned: told and checked before anything is sent; the hub checks again. */
import { sizeInWords } from "../../../shared/sizes";
import type { CaseDetail } from "./case";

type Rules = CaseDetail["actions"]["attach"];

/** Where the system does not know a type, or calls it otherwise, the ending tells it. */
const TYPES_BY_ENDING: Record<string, string[]> = {
  pdf: ["application/pdf"],
  xml: ["application/xml", "text/xml"],
  json: ["application/json"],
  zip: ["application/zip", "application/x-zip-compressed"],
  txt: ["text/plain"],
  jpg: ["image/jpeg"],
  jpeg: ["image/jpeg"],
  png: ["image/png"],
  odt: ["application/vnd.oasis.opendocument.text"],
  docx: ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
};

/** A file's type among those accepted; null where it has none of them. */
export function acceptedType(file: File, formats: readonly string[]): string | null {
  const ending = file.name.split(".").pop()?.toLowerCase() ?? "";
  return [file.type, ...(TYPES_BY_ENDING[ending] ?? [])].find((each) => formats.includes(each)) ?? null;
}

/** What the browser's own choice of files offers first. */
export function acceptOf(formats: readonly string[]): string {
  const endings = Object.entries(TYPES_BY_ENDING).flatMap(([ending, types]) => (types.some((each) => formats.includes(each)) ? [`.${ending}`] : []));
  return [...formats, ...endings].join(",");
}

/** What is accepted, in words. */
export function acceptedInWords({ formatLabels, maxBytes, maxFiles }: Rules): string {
  return `Formats acceptés : ${formatLabels.join(", ")}. Taille maximale : ${sizeInWords(maxBytes)} par fichier. ${maxFiles} pièces jointes au plus en une fois.`;
}

/** Sort chosen files into those that may be sent and what is wrong with the others, in the hub's words. */
export function sortFiles(files: readonly File[], rules: Rules, already: number): { accepted: { file: File; mimeType: string }[]; faults: string[] } {
  const faults: string[] = [];
  const accepted: { file: File; mimeType: string }[] = [];
  for (const file of files) {
    const mimeType = acceptedType(file, rules.formats);
    if (mimeType === null) {
      faults.push(`Le fichier « ${file.name} » n'est pas dans un format accepté pour cette démarche. Formats acceptés : ${rules.formatLabels.join(", ")}.`);
    } else if (file.size > rules.maxBytes) {
      faults.push(`Le fichier « ${file.name} » est trop volumineux : ${sizeInWords(rules.maxBytes)} au plus.`);
    } else if (file.size === 0) {
      faults.push(`Le fichier « ${file.name} » est vide.`);
    } else {
      accepted.push({ file, mimeType });
    }
  }
  if (already + accepted.length > rules.maxFiles) {
    return { accepted: [], faults: [...faults, `${rules.maxFiles} pièces jointes au plus peuvent être transmises en une fois.`] };
  }
  return { accepted, faults };
}
