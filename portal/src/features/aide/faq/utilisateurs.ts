import { ASK_ADMINISTRATOR, SUPPORT_LINK, type Section } from "./types";

const HOLD = "Je dois disposer du rôle « Gestion des utilisateurs »,";
const OPEN_LIST = "Dans la page d'accueil du Portail HubEE, je clique sur le menu [« Gestion des comptes »](/comptes) (dans la partie gauche) pour afficher la liste des utilisateurs.";

export const utilisateurs: Section = {
  id: "gestion-des-utilisateurs",
  title: "Gestion des utilisateurs",
  questions: [
    {
      id: "administrateur-local",
      question: "C'est quoi un.e administrateur.trice local.e dans le portail HubEE ?",
      answer: [
        "Un.e administrateur.trice local.e dans HubEE correspond à un « type d'acteur ». Dans une commune il peut y avoir 2 types d'acteurs :",
        ["Les agents", "Les administrateurs.trices locaux"],
        "Ces acteurs ont des rôles par défaut attribués lors de la création du compte.",
        "Les administrateurs.trices locaux ont des rôles étendus car ils sont en charge de la gestion des comptes utilisateurs et des abonnements. Ils doivent donc être réservés à quelques personnes seulement au sein de la commune (au minimum 2).",
      ],
    },
    {
      id: "role",
      question: "C'est quoi un rôle dans le Portail HubEE ?",
      answer: [
        "Les rôles permettent de définir pour un utilisateur ses droits d'accès aux fonctionnalités du Portail HubEE. Un utilisateur peut disposer d'un ou plusieurs rôles. Ces rôles sont :",
        [
          "Consultation des télédossiers",
          "Gestion des télédossiers",
          "Consultation des utilisateurs",
          "Gestion des utilisateurs",
          "Consultation des abonnements",
          "Gestion des abonnements",
          "Statistiques et supervision",
        ],
        "Ces rôles peuvent être attribués à tous les types d'acteurs. Cette attribution est de la responsabilité de la personne qui gère les comptes utilisateurs au sein de ma commune.",
      ],
    },
    {
      id: "habilitation",
      question: "C'est quoi une habilitation dans le Portail HubEE ?",
      answer: [
        "Une habilitation permet de définir la ou les démarches pour lesquelles un utilisateur pourra accéder aux télédossiers s'il dispose des rôles « Consultation des télédossiers » ou « Gestion des télédossiers ».",
        "Ces habilitations sont fonction des abonnements auxquels ma commune est abonnée. Je ne pourrai donc pas accéder aux télédossiers relatifs à la démarche « Demande d'acte d'état civil » si ma commune n'y est pas abonnée.",
        "Si ma commune est abonnée à plusieurs démarches, je dois disposer des habilitations à toutes les démarches* que ma commune m'autorise à traiter.",
        ASK_ADMINISTRATOR,
      ],
    },
    {
      id: "delegue-technique",
      question: "C'est quoi un « délégué technique » ?",
      answer: [
        "Le délégué technique est obligatoirement une personne extérieure à ma commune à qui l'on a souhaité déléguer la gestion de nos logiciels métiers.",
        "Ce peut être un personnel de notre éditeur de logiciel métier ou d'un syndicat qui fait la gestion informatique pour le compte de ma commune.",
        "Ce rôle n'est à définir que si ma commune souhaite pouvoir intégrer directement les données au sein de nos logiciels métiers. Ce choix impose donc de disposer de logiciels métiers adaptés.",
        "Avant de faire ce choix, je dois prendre contact avec le ou les éditeurs pour m'assurer que l'intégration des données des télédossiers est opérationnelle pour la version du logiciel en place dans ma commune et bien entendu de la personne que vous vous apprêtez à désigner pour ce rôle.",
        "Le délégué technique disposera des droits d'accès à la gestion des abonnements au sein de HubEE pour ma commune mais aussi pour d'autres communes si celles-ci lui ont également délégué leur gestion. Il pourra également être contacté en cas de problème technique. Pour le créer :",
        [HOLD, OPEN_LIST],
      ],
    },
    {
      id: "creer-un-utilisateur",
      question: "Comment créer un utilisateur ?",
      answer: [
        [
          HOLD,
          OPEN_LIST,
          "Je clique sur le bouton [« Ajouter un utilisateur »](/comptes/nouveau) situé en haut à droite de la liste.",
          "Je renseigne a minima toutes les informations obligatoires (signalées par une *) pour pouvoir finaliser la création du compte utilisateur.",
        ],
      ],
    },
    {
      id: "supprimer-un-utilisateur",
      question: "Comment supprimer un utilisateur ?",
      answer: [
        "Il n'est pas possible de supprimer un utilisateur. Seule l'inactivation d'un utilisateur est possible.",
        [
          HOLD,
          OPEN_LIST,
          "Je clique sur le crayon à droite de la ligne du compte à désactiver.",
          "Dans l'écran de modification d'un compte utilisateur, je clique sur le bouton « Inactiver le compte ».",
          "Je valide ma modification.",
        ],
      ],
    },
    {
      id: "erreur-d-adresse",
      question: "J'ai commis une erreur dans l'adresse mail d'un agent en créant son compte utilisateur dans le Portail HubEE, que faire pour la corriger ?",
      answer: [
        "Il n'est pas possible de modifier une adresse mail en erreur dans un compte utilisateur car cette adresse sert d'identifiant pour la connexion. Je dois désactiver le compte en erreur et créer un nouveau compte avec la bonne adresse mail.",
      ],
    },
    {
      id: "service-informatique",
      question: "Je souhaite créer un compte utilisateur dans le Portail HubEE à une personne de notre service informatique, quel type de compte puis-je lui créer ?",
      answer: ["Je dois lui créer un compte en tant qu'administrateur.trice local.e et lui attribuer uniquement les rôles de « Gestion des abonnements » et « Gestion des utilisateurs » (chacun avec sa « Consultation »)."],
    },
    {
      id: "delegue-par-inadvertance",
      question:
        "J'ai créé un compte utilisateur de type « Délégué technique » par inadvertance, je souhaite modifier le type de compte de l'utilisateur mais cela ne fonctionne pas, comment faire ?",
      answer: [
        `Il n'est pas possible de désactiver un compte utilisateur de type « délégué technique ». Si c'est une erreur je dois prendre contact avec le support HubEE à l'adresse suivante : ${SUPPORT_LINK}.`,
      ],
    },
    {
      id: "mes-informations",
      question: "Je suis un agent et je constate qu'il y a une erreur dans mes informations personnelles dans mon espace utilisateur, que faire pour que cela soit corrigé ?",
      answer: [
        "Je dois aller dans [mon compte](/mon-compte) en cliquant sur le lien tout en haut à droite de la page, qui porte mon nom.",
        "Je peux changer les informations suivantes : civilité, fonction et téléphone.",
        "Si une modification est nécessaire dans les autres champs, je dois contacter l'administrateur.trice local.e de ma commune.",
        "Nous vous rappelons qu'il n'est pas possible de modifier son adresse mail, car elle est utilisée comme identifiant de connexion.",
      ],
    },
    {
      id: "ajouter-grise",
      question: "Je souhaite créer un compte utilisateur, cependant après avoir rempli les informations demandées, le bouton « Ajouter l'utilisateur » reste grisé ?",
      answer: [
        "Afin d'enregistrer les données personnelles d'un compte utilisateur, il faut impérativement que tous les champs obligatoires (identifiés par un astérisque *) soient saisis dans le bon format. Dans ce cas, le bouton « Ajouter l'utilisateur » n'est plus grisé et je peux valider la création.",
      ],
    },
    {
      id: "enregistrer-grise",
      question: "Je souhaite enregistrer des modifications faites dans un compte utilisateur, cependant après avoir rempli les informations, le bouton « Enregistrer » reste grisé ?",
      answer: [
        "Afin d'enregistrer les données personnelles d'un compte utilisateur, il faut impérativement que tous les champs obligatoires (identifiés par un astérisque *) soient saisis dans le bon format. Dans ce cas le bouton « Enregistrer les modifications » n'est plus grisé et je peux valider la modification.",
      ],
    },
    {
      id: "compte-d-un-collegue",
      question: "Je souhaite créer un compte utilisateur pour mon collègue, comment faire ?",
      answer: ["Je dois disposer du rôle : « Gestion des utilisateurs »*, puis [ajouter un utilisateur](/comptes/nouveau).", ASK_ADMINISTRATOR],
    },
    {
      id: "plusieurs-communes",
      question: "Je travaille dans plusieurs communes, est-ce que je peux utiliser le même compte utilisateur dans toutes les communes ?",
      answer: [
        "Non, ce n'est pas possible car un compte utilisateur est spécifique à une et une seule commune.",
        "Si je travaille dans plusieurs communes, je dois donc avoir autant de comptes utilisateurs que de communes dans lesquelles j'exerce.",
      ],
    },
    {
      id: "pas-d-administrateur-local",
      question: "J'ai besoin que l'on me crée un compte d'administrateur.trice local.e cependant il n'y a pas d'administrateur.trice local.e dans mon organisation pour le faire, comment procéder ?",
      answer: [`Je dois prendre contact avec le support HubEE par mail à l'adresse suivante : ${SUPPORT_LINK}.`],
    },
    {
      id: "changer-de-type",
      question: "Comment faire pour modifier le type d'acteur de mon compte pour passer de agent à administrateur local ?",
      answer: ["Je dois prendre contact avec l'administrateur.trice local.e de ma commune afin qu'il procède à la modification de mon type de compte."],
    },
    {
      id: "menu-utilisateurs-absent",
      question:
        "J'ai un compte d'administrateur local, cependant je n'ai pas le menu correspondant à la « Gestion des utilisateurs » alors que cette habilitation a bien été ajoutée dans mon compte, que faire ?",
      answer: [
        [
          "Je dois me rapprocher de l'administrateur.trice local.e HubEE de ma commune afin qu'il ajoute l'habilitation « Consultation des utilisateurs » à mon compte.",
          `Si le problème persiste, je dois prendre contact avec le support HubEE par mail à l'adresse suivante : ${SUPPORT_LINK}.`,
        ],
      ],
    },
  ],
};
