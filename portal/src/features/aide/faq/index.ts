import { abonnements } from "./abonnements";
import { authentification } from "./authentification";
import { demarches } from "./demarches";
import { informations } from "./informations";
import { logiciels } from "./logiciels";
import { teledossiers } from "./teledossiers";
import type { Section } from "./types";
import { utilisateurs } from "./utilisateurs";

export type { Block, Question, Section } from "./types";

/** The FAQ, under its own headings. */
export const FAQ: readonly Section[] = [informations, authentification, abonnements, teledossiers, utilisateurs, demarches, logiciels];
