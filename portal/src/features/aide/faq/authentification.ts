import { SUPPORT_LINK, type Section } from "./types";

export const authentification: Section = {
  id: "authentification",
  title: "Authentification",
  questions: [
    {
      id: "acceder-au-portail",
      question: "Comment accéder au Portail HubEE ?",
      answer: ["Utilisez un des navigateurs standard du marché (Google Chrome, Firefox ou Edge) et ouvrez [la page de connexion](/connexion). Elle peut être gardée dans vos favoris."],
    },
    {
      id: "creer-mon-compte",
      question: "Comment puis-je créer un compte ?",
      answer: [
        "Seuls les utilisateurs disposant du rôle « Gestion des utilisateurs » sont en capacité de créer des comptes. Si vous souhaitez avoir ce rôle, vous devez vous rapprocher de l'administrateur local HubEE de la commune. Il y en a forcément un.",
      ],
    },
    {
      id: "compte-obligatoire",
      question: "La création d'un compte est-elle obligatoire ?",
      answer: [
        ["Non, si vous accédez aux télédossiers via le logiciel de votre commune.", "Oui, si vous accédez aux télédossiers via le Portail HubEE."],
        "Dans les 2 cas, il est par contre impératif qu'au minimum 2 personnes disposent d'un compte d'administrateur local HubEE pour la gestion des abonnements et suivant le cas, également pour la gestion des comptes utilisateurs.",
      ],
    },
    {
      id: "me-connecter",
      question: "Comment puis-je me connecter ?",
      answer: [
        [
          "Pour se connecter, une fois votre compte créé par l'administrateur local HubEE de ma commune, je dois disposer d'un identifiant et d'un mot de passe.",
          "Si je n'ai pas d'identifiant de connexion, je dois me rapprocher de l'administrateur local HubEE de ma commune.",
        ],
      ],
    },
    {
      id: "identifiant",
      question: "Comment trouver mon identifiant ?",
      answer: [
        "L'identifiant d'un utilisateur correspond à son adresse email personnelle au sein de la commune. Seules les adresses email personnelles sont autorisées pour l'accès au Portail HubEE. C'est une obligation réglementaire.",
        "Il est donc quasi impossible de perdre son identifiant HubEE.",
        "Si toutefois je devais changer d'adresse mail, l'administrateur local de ma commune devra inactiver mon compte et en créer un nouveau avec ma nouvelle adresse mail.",
      ],
    },
    {
      id: "mot-de-passe-refuse",
      question:
        "Il m'est impossible de créer mon mot de passe, j'ai le message d'erreur suivant : « Le mot de passe saisi ne respecte pas les conditions de sécurité exigées : 8 caractères avec au moins un chiffre, une majuscule et un caractère spécial. ».",
      answer: [
        "Je vérifie que j'ai bien respecté la règle et que :",
        ["Le ou les caractères spéciaux choisis figurent parmi les suivants : ! @ # $ % & * ( )"],
        "La page coche chaque condition au fur et à mesure de la saisie.",
      ],
    },
    {
      id: "mot-de-passe-cree-sans-connexion",
      question: "J'ai réussi à réinitialiser / créer mon mot de passe cependant je n'arrive pas à me connecter au Portail, que faire ?",
      answer: ["Avez-vous pensé à vérifier l'adresse utilisée ? La bonne adresse est celle de [la page de connexion](/connexion) du Portail HubEE, et l'identifiant est mon adresse email personnelle."],
    },
    {
      id: "mot-de-passe-oublie",
      question: "Comment retrouver mon mot de passe ?",
      answer: [
        "Vous avez oublié le mot de passe que vous avez saisi lors de la création de votre compte ? Rien de plus facile :",
        [
          "J'ouvre [la page de connexion](/connexion) du Portail HubEE et je clique sur [« mot de passe oublié »](/mot-de-passe-oublie).",
          "Je reçois un mail avec un lien me permettant de saisir un nouveau mot de passe. Il sert une fois, dans l'heure.",
          "Je clique sur le lien présent dans l'email pour saisir mon nouveau mot de passe.",
          "J'accède au Portail HubEE avec mon nouveau mot de passe.",
        ],
      ],
    },
    {
      id: "mot-de-passe-6-mois",
      question: "Pourquoi le Portail HubEE me demande de changer mon mot de passe ?",
      answer: [
        "Mon mot de passe doit être changé tous les 6 mois pour des questions de sécurité et conformité à la réglementation.",
        "Passé ce délai, le portail HubEE me demande donc de modifier mon mot de passe à ma première connexion. Ce nouveau mot de passe est à nouveau valide pendant 6 mois.",
      ],
    },
    {
      id: "adresse-incorrecte",
      question: "Je n'arrive pas à me connecter au Portail HubEE car l'adresse mail communiquée n'est pas correcte, que faire ?",
      answer: [
        "Il n'est pas possible de modifier mon adresse mail car elle sert d'identifiant pour la connexion. Je dois me rapprocher de mon administrateur.trice local.e de ma commune afin de désactiver le compte en erreur et de me créer un nouveau compte avec la bonne adresse mail.",
      ],
    },
    {
      id: "erreur-de-connexion",
      question: "Je n'arrive pas à me connecter à mon compte HubEE, j'ai un message d'erreur (dans un encadré rouge), que faire ?",
      answer: [
        "Le message dit ce qui ne va pas : je fais d'abord ce qu'il indique. S'il ne m'aide pas :",
        [
          "Je dois vider le cache de mon navigateur ou ouvrir une fenêtre en navigation privée et procéder à la connexion depuis [la page de connexion](/connexion) ;",
          "Sinon, je dois utiliser la fonctionnalité [mot de passe oublié](/mot-de-passe-oublie) afin de régénérer un nouveau mot de passe et me connecter ;",
          `Si le problème persiste, je prends contact avec le support HubEE : ${SUPPORT_LINK}.`,
        ],
      ],
    },
    {
      id: "otp",
      question: "Pourquoi est-ce que l'on me demande une « Vérification de l'OTP » ?",
      answer: [
        "Cela signifie que je suis un acteur de type « administrateur local » ou « délégué technique » au sein du Portail HubEE et que je dispose de droits étendus.",
        "C'est pour cette raison que la sécurité est renforcée et que je suis systématiquement soumis à une double authentification afin d'accéder au Portail HubEE.",
        "Le code est envoyé par mail. Dans [Mon compte](/mon-compte), je peux choisir à la place une application d'authentification, avec des codes de secours.",
      ],
    },
    {
      id: "compte-desactive",
      question: "En me connectant au Portail HubEE, je constate que mon compte utilisateur est désactivé, comment faire pour y accéder ?",
      answer: [
        "J'ai reçu plusieurs relances m'invitant à me connecter au Portail HubEE afin d'éviter la désactivation de mon compte. Ces relances sont réalisées au bout de 60 jours d'inactivité, puis 90 jours et mon compte est désactivé au bout du 120e jour d'inactivité.",
        "Si malgré ces relances, je ne me suis pas connecté.e à temps, je dois me rapprocher de mon administrateur.trice local.e afin qu'il réactive mon compte.",
      ],
    },
    {
      id: "compte-bloque",
      question: "HubEE me signale que mon compte est bloqué, que faire ?",
      answer: [
        "Au bout de 5 tentatives d'authentification infructueuses (mot de passe erroné), HubEE bloque votre compte pendant 15 min la première fois, puis ce temps double à chaque fois que vous rebloquez votre compte.",
        "Le message donne l'heure à laquelle je peux réessayer. Choisir un nouveau mot de passe par [« mot de passe oublié »](/mot-de-passe-oublie) débloque aussi le compte.",
      ],
    },
    {
      id: "deconnexion-automatique",
      question: "Je suis déconnecté automatiquement du Portail HubEE alors que je n'ai pas cliqué sur le bouton « Se déconnecter », que faire ?",
      answer: [
        "Il est possible que j'aie laissé la page du Portail HubEE ouverte sans faire d'action depuis trop longtemps. En effet, je suis déconnecté automatiquement du Portail HubEE au bout de 60 minutes d'inactivité. Le Portail m'en avertit 5 minutes avant.",
        "Pas de souci, il suffit de me reconnecter au portail : il me ramène à la page où j'étais.",
      ],
    },
    {
      id: "enregistrer-dans-le-navigateur",
      question: "J'aimerais enregistrer mon identifiant et mot de passe dans mon navigateur, est-ce possible ?",
      answer: [
        "Certains navigateurs proposent d'enregistrer les identifiants et mots de passe. Nous vous le déconseillons, car si une personne malveillante venait à utiliser mon poste, elle pourrait faire des opérations en mon nom.",
        "Si j'ai peur d'oublier les informations, je contacte mon service informatique pour lui demander de m'installer un coffre-fort électronique sur mon poste. Je pourrais ainsi y stocker tous mes codes de manière sécurisée.",
      ],
    },
  ],
};
