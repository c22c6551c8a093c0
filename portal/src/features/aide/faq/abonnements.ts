import { ASK_ADMINISTRATOR, PARTNERS_LINK, type Section } from "./types";

export const abonnements: Section = {
  id: "gestion-des-abonnements",
  title: "Gestion des abonnements",
  questions: [
    {
      id: "s-abonner",
      question: "Comment s'abonner à une démarche en ligne dans HubEE ?",
      answer: [
        [
          "Pour pouvoir recevoir les télédossiers pour une ou plusieurs démarches en ligne, il est nécessaire que ma commune s'abonne à cette ou ces démarches en ligne.",
          "Pour cela, il est nécessaire que ma commune désigne une personne qui sera responsable de ce ou ces abonnements et deviendra l'administrateur.trice local.e de ma commune.",
          "La personne doit ouvrir [la page de connexion](/connexion) du Portail HubEE et cliquer sur le bouton « Datapass », qui mène à [la demande d'abonnement](/demande).",
          "Elle doit ensuite suivre les différentes étapes de la procédure et attendre la validation de l'opérateur en charge de la démarche (DGS ou DILA pour les démarches proposées aux communes). Elle est informée par mail de chaque étape.",
        ],
        `En cas de difficulté ou de questions la documentation relative à l'abonnement est mise à disposition sur le site ${PARTNERS_LINK}, dans l'espace « Actualité du bouquet de service mairies de service-public.fr ».`,
      ],
    },
    {
      id: "suspendre-un-abonnement",
      question: "Comment suspendre mon abonnement à une démarche en ligne ?",
      answer: [
        [
          "Si je dispose du rôle « Gestion des abonnements »*, je dois me connecter au Portail HubEE, puis cliquer dans le menu [« Gestion des abonnements »](/abonnements) (dans la partie gauche de l'écran).",
          "La liste des abonnements de la commune est alors affichée et je dois cliquer sur le crayon à droite de la ligne de l'abonnement à suspendre pour accéder à l'écran de modification.",
          "Je dois ensuite cliquer sur le bouton « Suspendre l'abonnement » et valider ma modification.",
        ],
        "Dès le lendemain, je ne recevrai plus de nouveaux télédossiers, mais ceux déjà créés avant pourront être finalisés. Un abonnement suspendu peut être réactivé.",
        ASK_ADMINISTRATOR,
      ],
    },
    {
      id: "notifications-par-mail",
      question: "Comment j'active ou désactive les notifications par mail pour une démarche ?",
      answer: [
        "Si je dispose du rôle « Gestion des abonnements »*, je peux choisir la fréquence de notification :",
        [
          "« Aucune » pour ne pas recevoir de notification par mail.",
          "« Unitaire » pour recevoir une notification à chaque télédossier créé ou modifié. Cette fréquence nécessite de renseigner une adresse email à notifier.",
          "« Biquotidienne » pour recevoir un récapitulatif à 8 heures et à 14 heures.",
          "« Quotidienne » pour recevoir un récapitulatif à 8 heures.",
        ],
        "Aucun récapitulatif n'est envoyé quand rien n'est arrivé depuis le précédent.",
        ASK_ADMINISTRATOR,
      ],
    },
    {
      id: "menu-abonnements-absent",
      question:
        "J'ai un compte d'administrateur local, cependant je n'ai pas le menu correspondant à la « Gestion des abonnements » alors que cette habilitation a bien été ajoutée dans mon compte, que faire ?",
      answer: [
        [
          "S'il y a un.e autre administrateur.trice local.e dans ma commune, je lui demande de regarder mon compte pour voir si je dispose bien toujours du rôle ou qu'il l'ajoute si ce n'est pas le cas.",
          "Si je suis seul.e administrateur.trice local.e de mon organisation, je peux [créer un compte](/comptes/nouveau) d'administrateur.trice local.e pour une autre personne qui pourra m'ajouter ce rôle.",
        ],
        "Il n'est pas possible dans le Portail HubEE de modifier les droits de son propre compte pour des questions de sécurité.",
      ],
    },
    {
      id: "delegue-technique-abonnement",
      question: "Je vois dans les abonnements qu'il est possible de mettre un « délégué technique », c'est quoi ?",
      answer: [
        "Le délégué technique est obligatoirement une personne extérieure à ma commune à qui on souhaite déléguer la gestion de vos abonnements. Ce peut être un personnel chez le ou les éditeurs de logiciel métier ou d'un syndicat à qui ma commune a délégué la gestion de nos logiciels.",
        "Ce rôle n'est à définir que si ma commune souhaite intégrer directement les données au sein de nos logiciels métiers.",
        "Aucun intérêt si ma commune utilise uniquement le Portail HubEE.",
      ],
    },
  ],
};
