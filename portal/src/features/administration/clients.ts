/** API clients: what each scope opens, in words. */
import type { Schemas } from "../../api/client";

export type Client = Schemas["ClientJson"];
export type ClientSecret = Schemas["ClientSecretJson"];

export const SCOPES = [
  { value: "OSL", label: "OSL – opérateur", hint: "Dépose les télédossiers de ses démarches et les suit." },
  { value: "SI", label: "SI – logiciel métier", hint: "Reçoit les télédossiers d'un seul abonnement : une organisation, une démarche." },
  { value: "DATAPASS", label: "DATAPASS – demandes d'abonnement", hint: "Crée les organisations et les abonnements." },
  { value: "ADMIN", label: "ADMIN – administration nationale", hint: "Peut tout, au nom de l'administration : à ne donner qu'avec précaution." },
] as const;

export interface Values {
  scope: string;
  organisation: string;
  processCodes: string[];
  subscriptionId: string;
}

export const NEW: Values = { scope: "OSL", organisation: "", processCodes: [], subscriptionId: "" };
