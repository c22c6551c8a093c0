/** The audit trail in words: its facts, whose chain it is, and the details that the hub writes with each. */
import type { paths } from "../../api/schema";
import type { Schemas } from "../../api/client";
import { inShort } from "../../shared/words";
import { statusName } from "./processes";

export type AuditRecord = Schemas["AuditRecordJson"];
export type ChainReport = Schemas["ChainReportJson"];
type Query = NonNullable<paths["/portal/v1/administration/audit"]["get"]["parameters"]["query"]>;
export type Fact = NonNullable<Query["fact"]>[number];

/** The facts, as the filter groups them: every one is in one group. */
export const FACTS: { label: string; facts: Partial<Record<Fact, string>> }[] = [
  {
    label: "Connexions et mots de passe",
    facts: {
      SIGNED_IN: "Connexion",
      SIGN_IN_FAILED: "Échec de connexion",
      BLOCKED: "Blocage",
      SIGNED_OUT: "Déconnexion",
      SESSION_CLOSED: "Session fermée",
      PASSWORD_SET: "Mot de passe défini",
      SECOND_FACTOR_CHANGED: "Second facteur modifié",
    },
  },
  {
    label: "Comptes et droits",
    facts: {
      ACCOUNT_CREATED: "Compte créé",
      ACCOUNT_CHANGED: "Compte modifié",
      RIGHTS_CHANGED: "Droits modifiés",
      ACCOUNT_DEACTIVATED: "Compte désactivé",
      ACCOUNT_REACTIVATED: "Compte réactivé",
    },
  },
  {
    label: "Abonnements et identifiants",
    facts: { SUBSCRIPTION_CHANGED: "Abonnement modifié", REQUEST_DECIDED: "Demande d'abonnement traitée", CREDENTIALS_ISSUED: "Identifiants d'API émis" },
  },
  { label: "Télédossiers", facts: { DOWNLOADED: "Téléchargement", EXPORTED: "Export", STATUS_FORCED: "Statut forcé" } },
  { label: "Administration", facts: { ADMINISTERED: "Acte d'administration", JOB_RUN: "Tâche lancée à la main" } },
];

/** The facts of the address; what is none is passed over. */
export function factsOf(written: string): Fact[] {
  const known = FACTS.flatMap((group) => Object.keys(group.facts)) as Fact[];
  const asked = written.split(",");
  return known.filter((each) => asked.includes(each));
}

const DETAILS: Record<string, string> = {
  deed: "Acte",
  cause: "Cause",
  reason: "Motif",
  way: "Moyen",
  which: "Sessions",
  change: "Changement",
  fields: "Champs",
  type: "Type d'acteur",
  roles: "Rôles",
  habilitations: "Habilitations",
  organisations: "Organisations",
  organisation: "Organisation",
  gained: "Organisation ajoutée",
  lost: "Organisation retirée",
  process: "Démarche",
  decision: "Décision",
  subscription: "Abonnement",
  accessMode: "Modalité d'accès",
  frequency: "Notifications",
  activateAt: "Activation",
  endAt: "Suspension",
  email: "Adresse à notifier",
  delegate: "Délégué technique",
  export: "Export",
  rows: "Lignes",
  attachment: "Pièce jointe",
  from: "Statut avant",
  to: "Statut après",
  asOf: "À la date du",
};

const VALUES: Record<string, string> = {
  "organisation created": "organisation créée",
  "organisation changed": "organisation modifiée",
  "process created": "démarche créée",
  "process changed": "démarche modifiée",
  "client created": "client API créé",
  "client revoked": "client API révoqué",
  "secret rotated": "secret renouvelé",
  "mail retried": "mail renvoyé",
  "activation mailed": "lien d'activation renvoyé",
  "reset by support": "réinitialisé par le support",
  copied: "secret copié",
  regenerated: "secret régénéré",
  accepted: "acceptée",
  refused: "refusée",
  "accepted at once": "acceptée aussitôt",
  changed: "modifiée",
  DEACTIVATED: "compte désactivé",
  LINK: "par un lien reçu par mail",
  EXPIRED: "à la connexion, l'ancien ayant expiré",
  WISH: "à la demande de la personne",
  OTHERS: "toutes les autres",
  IN_SERVICE: "application d'authentification activée",
  TAKEN_AWAY: "application d'authentification retirée",
  RECOVERY_CODES: "codes de secours renouvelés",
  teledossiers: "liste des télédossiers",
  statistics: "statistiques",
  all: "toutes",
  None: "aucune",
  PORTAIL: "Portail",
};

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** Each detail of a record as [name, value]; what has no words yet stays as the hub writes it. */
export function detailsInWords(record: AuditRecord): [string, string][] {
  return Object.entries(record.details)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => [DETAILS[name] ?? name, valueInWords(name, value)]);
}

function valueInWords(name: string, value: string): string {
  if (name === "from" || name === "to") return statusName(value);
  if (INSTANT.test(value)) return inShort(value);
  return VALUES[value] ?? value.replace(" > ", " → ");
}

/** « Acte : organisation créée ; Démarche : CERTDC » */
export function summaryOf(record: AuditRecord): string {
  return detailsInWords(record)
    .map(([name, value]) => `${name} : ${value}`)
    .join(" ; ");
}

/** Whose chain it is: an organisation's, or one of those that stand for none. */
export function chainInWords(chain: string): string {
  if (chain === "delegues") return "Délégués techniques";
  return chain.startsWith("inconnus-") ? `Adresses sans compte (${chain.slice("inconnus-".length)})` : chain;
}

/** Who did it: his name, or that there is no account. Ids of accounts are long: their beginning tells them apart. */
export function actorInWords(record: AuditRecord): string {
  if (record.actorName !== null) return record.actorName;
  return record.chain.startsWith("inconnus-") ? `Adresse inconnue (${record.actor.slice(0, 8)}…)` : `${record.actor.slice(0, 8)}…`;
}
