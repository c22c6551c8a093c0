/** What the pages say of a subscription, and whom they offer what. */
import type { Schemas } from "../../api/client";
import { holds, type Me } from "../../app/me";
import { dayInWords } from "../../shared/words";

export type Subscription = Schemas["PortalSubscriptionJson"];
export type Settings = Pick<Subscription, "accessMode" | "notificationFrequency" | "email" | "activationDate" | "delegateEmail">;

export const STATUSES = ["Actif", "Inactif", "Suspendu", "Refusé"] as const;
export const MODE_LABELS: Record<string, string> = { PORTAIL: "Portail", API: "API" };

/** What each access mode means, in the words of the FAQ. */
export const MODES = [
  { value: "PORTAIL", label: "Portail", hint: "Les télédossiers se consultent et se téléchargent via le Portail HubEE." },
  { value: "API", label: "API", hint: "Les télédossiers sont disponibles via le logiciel installé dans votre organisation, qui s'y connecte avec des identifiants." },
];

export const NO_MAIL = "Aucune";
/** What each frequency means. */
export const FREQUENCIES = [
  { value: NO_MAIL, label: "Aucune", hint: "Pour ne pas recevoir de notification par mail." },
  { value: "Unitaire", label: "Unitaire", hint: "Pour recevoir une notification à chaque télédossier créé ou modifié." },
  { value: "Biquotidienne", label: "Biquotidienne", hint: "Un récapitulatif à 08:00 et à 14:00 de ce qui est arrivé depuis le précédent. Aucun mail s'il n'est rien arrivé." },
  { value: "Quotidienne", label: "Quotidienne", hint: "Un récapitulatif chaque jour à 08:00. Aucun mail s'il n'est rien arrivé depuis le précédent." },
];

/** From when it is what it is, and when that changes. */
export function datesOf({ status, since, until }: Pick<Subscription, "status" | "since" | "until">): string[] {
  const lines: string[] = [];
  if (since !== null) lines.push(status === "Inactif" ? `Créé le ${dayInWords(since)}` : `Depuis le ${dayInWords(since)}`);
  if (until !== null) lines.push(`${status === "Actif" ? "Suspendu" : "Actif"} à partir du ${dayInWords(until)} à 00:00`);
  else if (status === "Inactif") lines.push("Date d'activation à choisir");
  return lines;
}

/** Why a deed may not be done with a subscription, in the hub's words; null where it may. */
export function reasonAgainst(subscription: Subscription, deed: string): string | null {
  const found = subscription.actions.find((each) => each.key === deed);
  if (found === undefined) return "Cette action n'est pas proposée.";
  return found.isAllowed ? null : (found.reason ?? "Cette action n'est pas possible.");
}

/** Whether a person sees the subscriptions of several organisations: an operator's, or the national administration. */
export function seesSeveral(me: Me): boolean {
  return me.actorType === "ADMINISTRATEUR_METIER" || me.actorType === "ADMINISTRATEUR_NATIONAL";
}

/** The operator's business administrator decides the requests, else the national one. */
export function decidesRequests(me: Me): boolean {
  return seesSeveral(me) && holds(me, "GESTION_ABONNEMENTS");
}

/** Only the local administrator of an organisation asks for it once signed in. */
export function mayAskForOwn(me: Me): boolean {
  return me.actorType === "ADMINISTRATEUR_LOCAL" && holds(me, "GESTION_ABONNEMENTS");
}

const FIELD_LABELS: Record<keyof Settings, string> = {
  accessMode: "Modalité d'accès",
  notificationFrequency: "Fréquence de notification",
  email: "Adresse à notifier",
  activationDate: "Date d'activation",
  delegateEmail: "Délégué technique",
};

/** What somebody else has changed in the meantime: « Fréquence de notification : Aucune → Unitaire ». */
export function changesBetween(before: Subscription, after: Subscription): string[] {
  const fields = Object.keys(FIELD_LABELS) as (keyof Settings)[];
  const changed = fields.filter((each) => before[each] !== after[each]).map((each) => `${FIELD_LABELS[each]} : ${valueOf(before, each)} → ${valueOf(after, each)}`);
  const [were, are] = [datesOf(before).join(", "), datesOf(after).join(", ")];
  return before.status === after.status && were === are ? changed : [...changed, `Statut : ${before.status} → ${after.status} (${are})`];
}

function valueOf(subscription: Subscription, field: keyof Settings): string {
  const value = subscription[field];
  if (value === null || value === "") return "non renseigné";
  if (field === "activationDate") return dayInWords(value);
  return field === "accessMode" ? (MODE_LABELS[value] ?? value) : value;
}
