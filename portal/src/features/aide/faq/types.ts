/** The questions and answers of the help, as data. */

/** A paragraph, or a list. « [words](address) » is a link. */
export type Block = string | readonly string[];

export interface Question {
  /** The anchor of its address: it stays, whatever becomes of its words. */
  id: string;
  question: string;
  answer: readonly Block[];
}

export interface Section {
  id: string;
  title: string;
  questions: readonly Question[];
}

/** What the FAQ says below many answers, of a role that may be missing. */
export const ASK_ADMINISTRATOR = "* Si ce n'est pas le cas, je dois voir avec l'administrateur.trice local.e de ma commune.";
export const SUPPORT_LINK = "[support@hubee.numerique.gouv.fr](mailto:support@hubee.numerique.gouv.fr)";
export const CONTACT_LINK = "[contact@hubee.numerique.gouv.fr](mailto:contact@hubee.numerique.gouv.fr)";
export const PARTNERS_LINK = "[https://partenaires.service-public.fr](https://partenaires.service-public.fr)";
