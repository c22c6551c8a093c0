/** Mails that did not leave, in words. */
import type { Schemas } from "../../api/client";
import { plural } from "../../shared/words";

export type UnsentMail = Schemas["MailJson"];

/** What each mail is about, by the name of its template. */
const SUBJECTS: Record<string, string> = {
  abonnement_accepte: "Abonnement accepté",
  abonnement_actif: "Abonnement actif",
  abonnement_refuse: "Demande d'abonnement refusée",
  abonnement_suspendu: "Abonnement suspendu",
  activation: "Activation d'un compte",
  authentificateur_active: "Application d'authentification activée",
  authentificateur_retire: "Application d'authentification retirée",
  code_connexion: "Code de connexion",
  compte_bloque: "Compte bloqué temporairement",
  compte_desactive: "Compte désactivé",
  delegue_designe: "Désignation d'un délégué technique",
  demande_a_valider: "Demande d'abonnement à valider",
  demande_acceptee: "Demande d'abonnement acceptée",
  demande_administrateur: "Administrateur local proposé",
  demande_confirmer: "Confirmation d'une demande d'abonnement",
  demande_recue: "Demande d'abonnement reçue",
  demande_refusee: "Demande d'abonnement refusée",
  dernier_administrateur: "Dernier administrateur inactif (support)",
  digest: "Récapitulatif des télédossiers",
  identifiants_renouveles: "Identifiants d'API renouvelés",
  mot_de_passe_change: "Mot de passe changé",
  mot_de_passe_oublie: "Mot de passe oublié",
  rappel_inactivite: "Rappel d'inactivité",
  dernier_rappel_inactivite: "Dernier rappel d'inactivité",
  support_compte: "Compte à examiner (support)",
  teledossier_modifie: "Télédossier modifié",
  teledossier_nouveau: "Nouveau télédossier",
};

export const subjectOf = (mail: UnsentMail): string => SUBJECTS[mail.template] ?? mail.template;

export function stateInWords(mail: UnsentMail): { label: string; kind: string; more: string } {
  if (mail.state === "DEAD") return { label: "Abandonné", kind: "refused", more: `Refusé par le service d'envoi, ${plural(mail.attempts, "essai")}.` };
  return { label: "Interrompu", kind: "waiting", more: "L'envoi a été coupé : le mail est peut-être parti." };
}

/** « 5 minutes », « 3 heures », « 2 jours » */
export function ageInWords(minutes: number): string {
  if (minutes < 60) return plural(minutes, "minute");
  return minutes < 1440 ? plural(Math.floor(minutes / 60), "heure") : plural(Math.floor(minutes / 1440), "jour");
}
