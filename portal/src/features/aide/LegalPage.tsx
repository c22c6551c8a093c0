import { SUPPORT } from "../../app/layout/Frame";
import { paths } from "../../app/paths";
import { DataTable } from "../../shared/DataTable";
import { Page } from "../../shared/Page";
import { RouterLink } from "../../shared/RouterLink";
import "./help.css";

interface Kept {
  what: string;
  why: string;
  howLong: string;
}

/** What the hub keeps of people, and how long: the hub's own limits and the rules of each process. */
const KEPT: Kept[] = [
  {
    what: "Comptes du portail : adresse électronique, civilité, nom, prénom, fonction, téléphone, rôles et habilitations",
    why: "Ouvrir l'accès au portail et savoir qui a fait quoi",
    howLong: "Tant que l'organisation emploie HubEE. Un compte inutilisé est désactivé après 120 jours ; il n'est pas supprimé.",
  },
  {
    what: "Mot de passe, second facteur, codes de secours, liens reçus par mail",
    why: "Vérifier l'identité de la personne qui se connecte",
    howLong: "Le mot de passe et les codes sont gardés sous forme d'empreintes. Un lien vaut 1 heure (mot de passe oublié) ou 7 jours (activation), un code 10 minutes.",
  },
  {
    what: "Télédossiers : nom, prénom et adresse électronique de la personne concernée, messages, commentaires, historique",
    why: "Transmettre la demande au service qui l'instruit, et informer la personne",
    howLong: "Jusqu'à la suppression définitive : le délai d'archivage après « Clos », puis le délai de suppression, fixés démarche par démarche.",
  },
  {
    what: "Pièces jointes des télédossiers",
    why: "Les remettre à leur destinataire, sans les lire",
    howLong: "Jusqu'à la purge : le délai fixé par la démarche, plus un jour, après le statut de purge ; au plus tard à l'archivage. Un dépôt jamais terminé est supprimé après 30 jours.",
  },
  {
    what: "Journal d'audit : identifiant du compte, acte, date ; ni nom, ni adresse, ni texte",
    why: "Sécurité et traçabilité",
    howLong: "3 ans",
  },
  {
    what: "Essais de connexion infructueux : une empreinte de l'adresse saisie",
    why: "Bloquer les essais répétés",
    howLong: "90 jours",
  },
  {
    what: "Demandes d'abonnement : organisation, noms et adresses du demandeur, de l'administrateur local et du délégué technique",
    why: "Décider de la demande, puis savoir ce qui a été décidé",
    howLong: "30 jours si l'adresse du demandeur n'est jamais confirmée ; sinon, tant que l'organisation emploie HubEE",
  },
  {
    what: "Mails qui n'ont pas pu partir : l'adresse du destinataire",
    why: "Les renvoyer",
    howLong: "90 jours",
  },
  {
    what: "Sessions : appareil et dates",
    why: "Vous montrer vos sessions ouvertes et vous permettre de les fermer",
    howLong: "60 minutes sans action, 12 heures au plus",
  },
  {
    what: "Statistiques : des nombres, sans donnée personnelle",
    why: "Suivre les délais et l'activité",
    howLong: "Sans limite",
  },
];

const columns = [
  { key: "what", header: "Ce qui est gardé", isRowHeader: true, cell: (each: Kept) => each.what },
  { key: "why", header: "Pourquoi", cell: (each: Kept) => each.why },
  { key: "long", header: "Combien de temps", cell: (each: Kept) => each.howLong },
];

export function Component() {
  return (
    <Page title="Mentions légales">
      <div className="text-page">
        <h2>Éditeur</h2>
        <p>
          HubEE (Hub d'Échange de l'État) est un service de la Direction interministérielle du numérique (DINUM). L'adresse postale de l'éditeur et le nom du directeur ou de la directrice
          de la publication sont à compléter par l'administration qui met ce portail en service.
        </p>
        <h2>Hébergement</h2>
        <p>Le nom et l'adresse de l'hébergeur sont à compléter par l'administration qui met ce portail en service.</p>
        <h2>Données personnelles</h2>
        <p>
          HubEE transporte les télédossiers entre les opérateurs de services en ligne et les administrations qui les instruisent, chacun restant responsable des traitements qu'il fait de
          son côté. Voici ce que le hub garde lui-même.
        </p>
        <DataTable caption="Données gardées par le hub" columns={columns} rows={KEPT} rowKey={(each) => each.what} />
        <p className="fr-mt-3w">
          Pour exercer vos droits d'accès et de rectification, agents et administrateurs peuvent corriger certaines informations dans <RouterLink href={paths.myAccount}>Mon compte</RouterLink>,
          s'adresser à l'administrateur.trice local.e de leur organisation, ou écrire au support : <a href={`mailto:${SUPPORT}`}>{SUPPORT}</a>. Les usagers s'adressent au service qui instruit
          leur demande. Les coordonnées du délégué à la protection des données et la base légale des traitements sont à compléter par l'administration qui met ce portail en service. Vous
          pouvez aussi adresser une réclamation à la CNIL.
        </p>
        <h2>Cookies</h2>
        <p>
          Le portail ne dépose qu'un cookie, celui de votre session, indispensable à la connexion. Il n'y a ni mesure d'audience, ni traceur, ni contenu d'un autre site : aucun consentement
          n'est donc demandé. Votre navigateur retient de plus, pour ce site seul, qu'une session y a été ouverte et votre choix d'affichage clair ou sombre.
        </p>
        <h2>Sécurité</h2>
        <p>
          Vous pensez avoir trouvé une faille ? Écrivez au support, <a href={`mailto:${SUPPORT}`}>{SUPPORT}</a>, en décrivant ce que vous avez observé, sans joindre de donnée personnelle et
          sans l'exploiter.
        </p>
        <h2>Accessibilité</h2>
        <p>
          Voir la <RouterLink href={paths.accessibility}>déclaration d'accessibilité</RouterLink>.
        </p>
        <h2>Licences</h2>
        <ul>
          <li>Le Système de design de l'État et la police Marianne sont réservés aux sites de l'État : leur emploi est soumis aux conditions d'utilisation du système de design.</li>
          <li>Les composants du portail (React, React Router, TanStack Query, React Hook Form, openapi-fetch, react-dsfr) sont des logiciels libres, sous licence MIT.</li>
          <li>La licence du hub lui-même est celle que choisit l'administration qui le publie.</li>
        </ul>
      </div>
    </Page>
  );
}
