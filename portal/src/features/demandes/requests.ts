/** What is asked for in a subscription request, step by step, and what is said of it afterwards. */
import type { Schemas } from "../../api/client";

export type RequestStatus = "TO_CONFIRM" | "WAITING" | "ACCEPTED" | "REFUSED";
export type OpenProcess = Schemas["OpenProcessJson"];

/** The form as it is filled in; the names are those of the hub, which tells each fault by them. */
export interface Draft {
  companyRegister: string;
  branchCode: string;
  organisationName: string;
  postalCode: string;
  territory: string;
  localAdministrator: { email: string; firstName: string; lastName: string; function: string; phoneNumber: string };
  requesterEmail: string;
  delegateEmail: string;
  processCodes: string[];
}

export const EMPTY: Draft = {
  companyRegister: "",
  branchCode: "",
  organisationName: "",
  postalCode: "",
  territory: "",
  localAdministrator: { email: "", firstName: "", lastName: "", function: "", phoneNumber: "" },
  requesterEmail: "",
  delegateEmail: "",
  processCodes: [],
};

/** The steps, and the fields of each. */
export const STEPS: { title: string; fields: (keyof Draft)[] }[] = [
  { title: "Organisation", fields: ["companyRegister", "branchCode", "organisationName", "postalCode", "territory"] },
  { title: "Administrateur local", fields: ["localAdministrator", "requesterEmail"] },
  { title: "Délégué technique", fields: ["delegateEmail"] },
  { title: "Démarches", fields: ["processCodes"] },
  { title: "Récapitulatif", fields: [] },
];
export const SUMMARY = STEPS.length;

export type Faults = Record<string, string>;

/** The step, from 1, that a field is of; null for one that no step shows. */
export function stepOf(field: string): number | null {
  const name = field.split(".")[0];
  const index = STEPS.findIndex(({ fields }) => fields.some((each) => each === name));
  return index < 0 ? null : index + 1;
}

/** The first step that has a fault. */
export function firstFaulty(faults: Faults): number | null {
  const steps = Object.keys(faults).flatMap((field) => stepOf(field) ?? []);
  return steps.length === 0 ? null : Math.min(...steps);
}

export function faultsOfStep(faults: Faults, step: number): Faults {
  return Object.fromEntries(Object.entries(faults).filter(([field]) => stepOf(field) === step));
}

export function withoutStep(faults: Faults, step: number): Faults {
  return Object.fromEntries(Object.entries(faults).filter(([field]) => stepOf(field) !== step));
}

/** What is sent: nothing for what was left empty, a SIRET without its spaces. */
export function bodyOf(draft: Draft): Schemas["RequestBody"] {
  const { email, firstName, lastName, ...person } = draft.localAdministrator;
  return {
    companyRegister: digitsOf(draft.companyRegister),
    branchCode: draft.branchCode.trim(),
    organisationName: draft.organisationName.trim(),
    postalCode: draft.postalCode.trim(),
    territory: draft.territory.trim(),
    requesterEmail: valueOf(draft.requesterEmail),
    localAdministrator: {
      email: email.trim(),
      firstName: firstName.trim(),
      lastName: lastName.trim(),
      function: valueOf(person.function),
      phoneNumber: valueOf(person.phoneNumber),
    },
    delegateEmail: valueOf(draft.delegateEmail),
    processCodes: draft.processCodes,
  };
}

function valueOf(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}

export function digitsOf(text: string): string {
  return text.replace(/[\s.-]/g, "");
}

export const SIRET = {
  validate: {
    siret: (value: unknown) => /^\d{14}$/.test(digitsOf(String(value))) || "Ce numéro SIRET n'est pas valide : vérifiez ses 14 chiffres.",
  },
};

/** Processes by their operator, each in the order of its name. */
export function byOperator(processes: OpenProcess[]): { operator: string; processes: OpenProcess[] }[] {
  const operators = [...new Set(processes.map((each) => each.operator))].sort((one, other) => one.localeCompare(other, "fr"));
  return operators.map((operator) => ({
    operator,
    processes: processes.filter((each) => each.operator === operator).sort((one, other) => one.name.localeCompare(other.name, "fr") || one.code.localeCompare(other.code)),
  }));
}

/** « Flux RSA MSA (MSABEI) » where several share a name. */
export function nameOf(process: OpenProcess, among: OpenProcess[]): string {
  return among.some((each) => each.name === process.name && each.code !== process.code) ? `${process.name} (${process.code})` : process.name;
}

/** The name of a process by its code; the code where it is not open any more. */
export function namesOf(processes: OpenProcess[]): (code: string) => string {
  return (code) => {
    const found = processes.find((each) => each.code === code);
    return found === undefined ? code : nameOf(found, processes);
  };
}

export const KIND_BY_STATUS: Record<string, string> = { TO_CONFIRM: "waiting", WAITING: "active", ACCEPTED: "done", REFUSED: "refused" };
