import { ASK_ADMINISTRATOR, SUPPORT_LINK, type Section } from "./types";

export const teledossiers: Section = {
  id: "gestion-des-teledossiers",
  title: "Gestion des télédossiers",
  questions: [
    {
      id: "recuperer-les-teledossiers",
      question: "Comment récupérer les télédossiers à traiter ?",
      answer: [
        "Si j'utilise le Portail HubEE, les télédossiers sont automatiquement chargés toutes les cinq minutes :",
        [
          "Si je dispose du rôle « Consultation des télédossiers » ou « Gestion des télédossiers » je verrai les télédossiers affichés dans [la page d'accueil](/).",
          "Les télédossiers y sont affichés au statut « Nouveau » tant qu'aucune action n'est effectuée (consultation, téléchargement).",
        ],
        "Si j'utilise un logiciel installé dans ma commune et que celui-ci a été paramétré pour intégrer les données des télédossiers transmis par HubEE, je dois me connecter à mon logiciel pour y retrouver les télédossiers. Je dois consulter la documentation de mon logiciel, si je ne sais pas comment faire.",
      ],
    },
    {
      id: "personne-concernee",
      question: "C'est qui la « personne concernée » ?",
      answer: [
        [
          "Pour les démarches réalisées depuis le site « service-public.fr » ce sont les usagers, en général les citoyens de ma commune.",
          "Pour la démarche CertDc (certificats de décès) c'est la personne décédée.",
        ],
      ],
    },
    {
      id: "consulter-un-teledossier",
      question: "Comment consulter le détail d'un télédossier et son historique ?",
      answer: [
        [
          "Je dois disposer du rôle « Consultation des télédossiers » ou « Gestion des télédossiers »*.",
          "Dans [la page d'accueil](/), je cherche le télédossier que je veux consulter et je clique sur le bouton « consulter » pour accéder au détail d'un télédossier.",
          "L'historique du télédossier est affiché en bas de l'écran. Je dois faire défiler la page s'il n'apparaît pas tout de suite.",
        ],
        ASK_ADMINISTRATOR,
      ],
    },
    {
      id: "historique",
      question: "Comment je peux savoir qui a fait des actions sur un télédossier ?",
      answer: [
        "Toutes les actions réalisées sur un télédossier sont tracées.",
        "Lorsque je consulte l'historique d'un télédossier je peux connaître :",
        [
          "La date et l'heure de transmission du télédossier",
          "Qui a consulté le télédossier (avec la date et l'heure)",
          "Qui a téléchargé le télédossier (avec la date et l'heure)",
          "Qui a modifié les statuts du télédossier (avec la date et l'heure)",
          "La date et heure de la mise au statut « Clos » par l'opérateur.",
        ],
      ],
    },
    {
      id: "telecharger-les-pieces-jointes",
      question: "Comment télécharger les Pièces Jointes (PJ) ?",
      answer: [
        "Je dois disposer du rôle « Gestion des télédossiers »* pour télécharger les pièces jointes. Je peux le faire :",
        [
          "depuis la liste des télédossiers affichée dans [la page d'accueil](/) en cliquant sur le bouton « télécharger »",
          "depuis la page de consultation d'un télédossier en cliquant sur le bouton « télécharger »",
          "ou si j'ai sélectionné plusieurs télédossiers en cliquant sur le bouton télécharger de la barre bleue située en bas de la page",
        ],
        "ATTENTION, si le télédossier est au statut « Clos » ou « Refusé » je ne peux plus télécharger les pièces jointes.",
        ASK_ADMINISTRATOR,
      ],
    },
    {
      id: "message-ou-piece-jointe",
      question: "Ai-je le droit de demander un complément (message) ou de transmettre une PJ pour l'utilisateur ?",
      answer: [
        "Ces fonctionnalités dépendent de chacune des démarches en ligne.",
        "C'est par exemple le cas pour la démarche relative aux certificats de décès qui n'autorise aucune de ces 2 fonctionnalités et pour laquelle ces boutons sont grisés.",
        "Si j'ai malgré tout besoin de prendre contact avec la personne concernée ou de lui transmettre des documents, je peux alors utiliser son adresse mail.",
      ],
    },
    {
      id: "message-et-commentaire",
      question: "Quelle est la différence entre le message et le commentaire ?",
      answer: [
        [
          "La fonctionnalité « message » est utilisée pour demander un complément d'information à la personne concernée par le télédossier.",
          "La fonctionnalité « commentaire » est utilisée pour mettre un commentaire interne au service. La personne concernée ne pourra pas prendre connaissance de ce commentaire.",
        ],
      ],
    },
    {
      id: "finaliser",
      question: "Comment finaliser un dossier ?",
      answer: [
        "Un dossier est considéré comme finalisé dès lors qu'il est au statut « Traité ». Ce statut est transmis à l'opérateur en charge de la démarche et à la personne concernée par le télédossier.",
        "L'opérateur qui reçoit le statut « Traité » peut ensuite passer le télédossier au statut « Clos », ce qui met fin à toute modification du télédossier.",
      ],
    },
    {
      id: "statuts",
      question: "À quoi correspondent les statuts ?",
      answer: [
        [
          "Le statut « Nouveau » représente un télédossier à traiter sur lequel aucune action n'a été encore réalisée (consultation ou téléchargement des PJ). Cela peut être un télédossier que je reçois pour la 1re fois, ou un télédossier modifié par la personne concernée qui a ajouté un complément au télédossier ou l'a modifié.",
          "Le statut « Reçu » signifie que le télédossier a été consulté par au moins un utilisateur au sein de ma commune.",
          "Le statut « En cours » signifie que les pièces jointes du télédossier ont été téléchargées par au moins un utilisateur au sein de ma commune.",
          "Le statut « Traité » signifie qu'un utilisateur de ma commune a passé le dossier au statut « Traité ».",
        ],
      ],
    },
    {
      id: "annuler",
      question: "Comment annuler les modifications ?",
      answer: [
        "Je ne peux pas annuler une modification (changement de statut ou message) car ces informations sont transmises dès la validation de la modification.",
        `Par contre, suivant le statut actuel du télédossier, et tant que celui-ci n'est pas passé au statut « Clos », il peut être possible de changer le statut. Je dois dans ce cas passer par la consultation du détail d'un télédossier et cliquer sur le bouton « changer de statut ». Si je n'y arrive pas je dois me rapprocher du support HubEE à l'adresse suivante : ${SUPPORT_LINK}.`,
        "Le commentaire peut être modifié tant que le télédossier n'est pas au statut « Clos ».",
      ],
    },
    {
      id: "revenir-en-arriere",
      question:
        "Je ne parviens pas à repasser un TD au statut « En cours » car il a été passé au statut « En attente de complément » / « Refusé » / « Traité » par erreur, que faire ?",
      answer: [
        "Il n'est malheureusement pas possible de faire marche arrière dans l'assignation des statuts des télédossiers.",
        [
          "Si le TD a été passé au statut « En attente de complément » par erreur, nous vous invitons à le passer au statut « Traité » dès que vous aurez terminé son traitement ;",
          `Si le TD a été passé au statut Refusé ou Traité ou Clos, veuillez prendre contact avec le Support du Portail HubEE à l'adresse suivante : ${SUPPORT_LINK}.`,
        ],
      ],
    },
    {
      id: "supprimer-une-piece-jointe",
      question: "Comment supprimer une pièce jointe (PJ) ?",
      answer: [
        "Si la pièce jointe a été transmise par la personne concernée, je ne peux pas la supprimer. Si une des pièces jointes n'est pas conforme, je peux :",
        [
          "Faire une demande de complément (fonction « message »)",
          "M'adresser directement à la personne concernée : l'utilisateur grâce à son adresse mail pour les démarches réalisées sur le site « service-public.fr » ou le médecin qui a rédigé le certificat de décès (son nom est sur le certificat de décès)",
          "Passer le télédossier au statut « Refusé » et préciser le motif du refus pour que la personne concernée fasse une nouvelle demande.",
        ],
        "Si la démarche permet de transmettre des pièces jointes à la personne concernée, je peux supprimer la pièce jointe que je viens de téléverser tant que je n'ai pas validé l'ajout de la pièce jointe. Si je ne m'aperçois que plus tard de l'erreur dans la pièce jointe transmise, le mieux est que je contacte la personne via son adresse email présente dans le télédossier.",
      ],
    },
    {
      id: "teledossiers-invisibles",
      question: "Pourquoi je ne peux pas voir les télédossiers ?",
      answer: [
        "Si je ne vois pas les télédossiers dans la page d'accueil, il est possible :",
        [
          "que ma commune ne soit pas abonnée à la démarche",
          "que je ne sois pas habilité.e pour consulter les télédossiers de cette démarche",
          "que je ne dispose pas du rôle de « Consultation des télédossiers » ou « Gestion des télédossiers ».",
        ],
        "La page d'accueil dit laquelle de ces raisons s'applique. Dans tous les cas je dois prendre contact avec l'administrateur.trice local.e de ma commune.",
      ],
    },
    {
      id: "telechargement-grise",
      question: "Je n'arrive pas à télécharger les pièces jointes de mon télédossier, le bouton est grisé, que faire ?",
      answer: [
        "Je dois regarder le statut du télédossier, et la raison que donne le bouton. Si celui-ci est « Clos » c'est normal et cela veut dire qu'une personne de ma commune a déjà téléchargé les pièces jointes. Je peux savoir qui en consultant l'historique du télédossier. Il en va de même au statut « Refusé ».",
        `Pour tous les autres statuts, je devrais pouvoir télécharger les pièces jointes. Si ce n'est pas le cas, je prends contact avec le support HubEE par mail à l'adresse suivante : ${SUPPORT_LINK}.`,
      ],
    },
    {
      id: "classement",
      question: "Est-il possible de changer le classement des télédossiers (passer du plus récent au plus ancien ou inversement) ?",
      answer: [
        "Oui. Dans [la page d'accueil](/), je clique sur l'en-tête d'une colonne pour classer la liste, une seconde fois pour inverser l'ordre. Je peux aussi la filtrer par statut, démarche et date, y chercher un télédossier, et l'exporter (CSV).",
      ],
    },
    {
      id: "arrivee-au-fil-de-l-eau",
      question: "Je ne vois pas les télédossiers arriver au fil de l'eau sur le Portail HubEE, est-ce normal ?",
      answer: [
        "Les nouveaux télédossiers sont mis à disposition dans le Portail HubEE toutes les 5 minutes. La liste s'actualise d'elle-même et affiche l'heure de la dernière actualisation ; je peux aussi l'actualiser, ou mettre l'actualisation en pause.",
        "Il est important de noter qu'au bout de 60 minutes d'inactivité, je suis automatiquement déconnecté du Portail HubEE. Je dois donc me reconnecter afin de visualiser les nouveaux télédossiers.",
        `Si ce n'est pas le cas, je prends contact avec le support HubEE par mail à l'adresse suivante : ${SUPPORT_LINK}.`,
      ],
    },
    {
      id: "telecharger-une-seconde-fois",
      question: "Je souhaite télécharger une seconde fois les pièces jointes de mon télédossier, cependant cela est impossible, comment faire ?",
      answer: [
        "Il est encore possible de télécharger les pièces jointes d'un télédossier tant que celui-ci n'est pas au statut « Clos » ou « Refusé ».",
        "Dans ce cas, je dois consulter le détail du télédossier et son historique pour voir qui a déjà téléchargé les pièces jointes dans ma commune. Si les pièces jointes ne sont plus disponibles dans la commune, seule la personne concernée pourra me les transmettre à nouveau et je dois la contacter par mail.",
      ],
    },
  ],
};
