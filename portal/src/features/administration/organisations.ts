/** Organisations as the administration's screens name, read and write them. */
import { useQuery } from "@tanstack/react-query";
import { api, type Schemas } from "../../api/client";
import { askPage } from "../../api/pages";
import { changesIn, wordsIn } from "../../shared/form/changes";

export type Organisation = Schemas["OrganisationAnswer"];
export type Identity = Schemas["OrganisationIdJson"];

export const TYPES = [
  { value: "SI", label: "Service instructeur (SI)" },
  { value: "OSL", label: "Opérateur de services en ligne (OSL)" },
  { value: "Admin", label: "Administration nationale (Admin)" },
  { value: "EDT", label: "Éditeur de logiciels (EDT)" },
] as const;

/** The id that the API and the mails write: TYPE-SIRET-BRANCH. */
export function idOf({ type, companyRegister, branchCode }: Identity): string {
  return `${type}-${companyRegister}-${branchCode}`;
}

/** The parts of an id, or null where it is none. */
export function identityOf(id: string): Identity | null {
  const [, type, companyRegister, branchCode] = /^(\w{1,20})-([0-9]{14})-(\w{1,10})$/.exec(id) ?? [];
  return type === undefined || companyRegister === undefined || branchCode === undefined ? null : { type, companyRegister, branchCode };
}

/** A SIRET as it is read more easily: « 213 805 443 00016 ». */
export function siretInWords(siret: string): string {
  return siret.replace(/^(\d{3})(\d{3})(\d{3})(\d{5})$/, "$1 $2 $3 $4");
}

/** What was typed or pasted, without the blanks that make a SIRET readable. */
export function siretOf(typed: string): string {
  return typed.replace(/[\s.]/g, "");
}

/** An organisation is « Active »; the hub writes « Actif ». */
export function stateInWords(status: string): string {
  return status === "Actif" ? "Active" : status === "Inactif" ? "Inactive" : status;
}

export const SIRET_RULE = (typed: string): true | string => /^\d{14}$/.test(siretOf(typed)) || "Le SIRET compte 14 chiffres. Exemple : 213 805 443 00016";
export const BRANCH_RULE = (typed: string): true | string => /^\w{1,10}$/.test(typed.trim()) || "10 caractères au plus : lettres non accentuées et chiffres, sans espace. Exemple : 38544";

export interface Values {
  type: string;
  companyRegister: string;
  branchCode: string;
  name: string;
  code: string;
  postalCode: string;
  territory: string;
  country: string;
  email: string;
  phoneNumber: string;
  status: string;
}

export const NEW: Values = {
  type: "SI",
  companyRegister: "",
  branchCode: "",
  name: "",
  code: "",
  postalCode: "",
  territory: "",
  country: "",
  email: "",
  phoneNumber: "",
  status: "Actif",
};

export function valuesOf(organisation: Organisation): Values {
  return {
    type: organisation.type,
    companyRegister: organisation.companyRegister,
    branchCode: organisation.branchCode,
    name: organisation.name,
    code: organisation.code ?? "",
    postalCode: organisation.postalCode,
    territory: organisation.territory,
    country: organisation.country ?? "",
    email: organisation.email ?? "",
    phoneNumber: organisation.phoneNumber ?? "",
    status: organisation.status,
  };
}

/** What is sent: what is left empty is nothing, not an empty text. */
export function bodyOf(values: Values): Schemas["OrganisationBody"] {
  const orNull = (typed: string) => typed.trim() || null;
  return {
    type: values.type,
    companyRegister: siretOf(values.companyRegister),
    branchCode: values.branchCode.trim(),
    name: values.name.trim(),
    code: orNull(values.code),
    postalCode: values.postalCode.trim(),
    territory: values.territory.trim(),
    country: orNull(values.country),
    email: orNull(values.email),
    phoneNumber: orNull(values.phoneNumber),
    status: values.status,
  };
}

const LABELS: Record<keyof Omit<Values, keyof Identity>, string> = {
  name: "Nom",
  code: "Code",
  postalCode: "Code postal",
  territory: "Territoire",
  country: "Pays",
  email: "Adresse électronique",
  phoneNumber: "Téléphone",
  status: "État",
};

/** What somebody else has changed in the meantime, as the form names it. */
export function changesBetween(before: Values, after: Values): string[] {
  return changesIn<Values>(LABELS, before, after, (values, field) => (field === "status" ? stateInWords(values.status) : wordsIn(values, field)));
}

/** The operators, by name: few of them own all the processes. */
export function useOperators() {
  return useQuery({
    queryKey: ["administration", "organisations", "operators"],
    queryFn: async () => {
      const { rows } = await askPage(api.GET("/portal/v1/administration/organisations", { params: { query: { type: "OSL", maxResult: 1000 } } }));
      return rows.sort((one, other) => one.name.localeCompare(other.name, "fr"));
    },
  });
}
