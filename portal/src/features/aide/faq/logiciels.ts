import { CONTACT_LINK, PARTNERS_LINK, SUPPORT_LINK, type Section } from "./types";

export const logiciels: Section = {
  id: "logiciel-metier",
  title: "Intégration des données dans un logiciel métier",
  questions: [
    {
      id: "api",
      question: "À quoi correspond le mode d'accès API proposé dans la gestion de l'abonnement ?",
      answer: ["Ce mode d'accès permet de récupérer les données des télédossiers issus des démarches et de les intégrer directement dans le logiciel métier utilisé dans la commune."],
    },
    {
      id: "logiciel-compatible",
      question: "Est-ce que mon logiciel est compatible avec les API du Hub ?",
      answer: ["Je dois contacter l'éditeur du logiciel ou le syndicat qui s'occupe de l'informatique de ma commune pour savoir si le logiciel est déjà compatible avec les API du Hub."],
    },
    {
      id: "integrer-les-donnees",
      question: "Comment intégrer les données des télédossiers dans mon logiciel ?",
      answer: [
        [
          "Je dois vérifier si la version du logiciel métier permet d'intégrer les données des télédossiers transmis via HubEE et je prends contact avec l'éditeur pour le vérifier.",
          `Si ma version logiciel est compatible, je dois [abonner ma commune à la démarche](/demande) (cf. documentation sur le site ${PARTNERS_LINK} dans l'espace « Actu bouquet de service mairies »).`,
          "Je dois ensuite mettre à jour [l'abonnement à la démarche](/abonnements) pour choisir le mode d'accès « API ». Pour ce faire, je dois disposer du rôle « Gestion des abonnements »*.",
          "Après avoir validé mon choix du mode « API », le portail HubEE affiche des identifiants et mots de passe secrets que je vais devoir copier et coller dans mon logiciel. Ces identifiants ne sont jamais affichés en clair et je dois cliquer sur le bouton « Copier » pour pouvoir les coller dans mon logiciel.",
          "Auparavant, je m'assure que l'abonnement est bien activé et que la date d'activation est conforme à mes souhaits.",
          "Tant que je suis dans l'écran de gestion de l'abonnement, je pense à choisir si je souhaite recevoir des notifications par mail quand un télédossier est envoyé. Cela peut me permettre de vérifier si tous les télédossiers transmis sont bien intégrés dans mon logiciel.",
        ],
        "* Si ce n'est pas le cas, je dois voir avec l'administrateur.trice local.e de ma commune ou avec le délégué technique le cas échéant.",
      ],
    },
    {
      id: "a-quoi-servent-les-api",
      question: "À quoi servent les API ?",
      answer: [
        "Les API sont des protocoles informatiques qui permettent d'échanger des données entre 2 systèmes informatiques. Dans le cas d'HubEE, elles sont utilisées pour que les données transmises dans les télédossiers d'une démarche soient intégrées directement dans les logiciels métiers.",
        "Ce sont les éditeurs des logiciels métiers utilisés par les communes qui développent ces API. C'est pour cela que le logiciel de ma commune doit disposer d'une version dans laquelle l'API vers HubEE a été mise en œuvre.",
        `Si ce n'est pas le cas, mon éditeur doit prendre contact avec l'équipe HubEE pour avoir toutes les informations techniques en envoyant un mail à l'adresse suivante : ${CONTACT_LINK}.`,
      ],
    },
    {
      id: "api-disponibles",
      question: "Quelles sont les API mises à disposition pour HubEE ?",
      answer: [
        "HubEE met à disposition 4 API :",
        [
          "API Folder : pour toutes les transactions concernant un télédossier : création, notification, modifications...",
          "API Subscription : pour la création et la modification des abonnements d'une organisation aux démarches",
          "API Process : pour créer ou modifier une démarche",
          "API Organization : pour créer ou modifier une organisation",
        ],
      ],
    },
    {
      id: "authentifier-mon-logiciel",
      question: "Comment authentifier mon logiciel ?",
      answer: [
        "Le standard d'authentification aux API d'HubEE est OAuth2, avec l'utilisation d'un identifiant client (Client ID) et d'une clé secrète (Client secret). C'est cette clé qui est unique pour un abonnement et une commune que je dois copier dans mon logiciel.",
      ],
    },
    {
      id: "tester-l-integration",
      question: "Comment tester l'intégration des données dans mon logiciel ?",
      answer: [
        [
          "Je dois m'assurer de la compatibilité de ma version logiciel auprès de mon éditeur.",
          `Si c'est OK, je dois prendre contact avec l'équipe HubEE en adressant un mail à l'adresse suivante : ${CONTACT_LINK} pour demander un identifiant client et une clé secrète de test. En fonction de mon besoin, l'équipe HubEE me donnera également le lien vers l'environnement de test le plus adapté.`,
        ],
      ],
    },
    {
      id: "jeu-de-donnees",
      question: "Où trouver un jeu de données me permettant de faire les tests nécessaires avec notre logiciel ?",
      answer: ["Au moment où je contacte l'équipe HubEE pour tester l'intégration des données, celle-ci me communiquera les documentations et outils associés pour réaliser mes tests."],
    },
    {
      id: "donnees-inchangees",
      question: "Je suis éditeur, HubEE modifie-t-il les données des télédossiers qu'il transporte ?",
      answer: ["Non. HubEE assure seulement le transport : les données « métiers » contenues dans le fichier XML de l'opérateur sont transmises sans aucune modification, sous forme de pièce jointe."],
    },
    {
      id: "environnements",
      question: "Je suis développeur et je souhaite démarrer mes tests et développements, dans quel environnement pourront-ils être effectués ?",
      answer: [
        "2 environnements sont mis à disposition des éditeurs de logiciels métier :",
        ["Un Bac à Sable avec une version de HubEE iso-recette", "Un Bac à Sable avec une version de HubEE iso-prod"],
        `Pour obtenir les documentations techniques et accès aux environnements, je dois envoyer un email à l'adresse suivante : ${CONTACT_LINK} en précisant les éléments suivants :`,
        [
          "Vos coordonnées (nom de l'éditeur, du syndicat ou de la commune) avec le nom du logiciel concerné et la version d'intégration des développements",
          "Le calendrier prévisionnel de vos développements",
        ],
        "Une personne de l'équipe HubEE créera un compte d'accès au sein de l'espace d'information HubEE (via osmose) dans lequel vous pourrez retrouver toutes les informations nécessaires à vos développements et à vos tests (adresse de connexion, swagger, SFD, outils de tests, jeux de données et même le code source de l'API utilisée pour l'alimentation du portail HubEE). Seuls les identifiants et mot de passe vous seront communiqués par mail.",
      ],
    },
    {
      id: "swagger",
      question: "Je suis développeur, où trouver les swagger ?",
      answer: [
        "Toutes les documentations techniques sont accessibles au sein de l'espace d'information HubEE. Le hub décrit aussi lui-même toute son interface au format OpenAPI : [openapi.json](/openapi.json).",
        `Si je ne dispose pas d'un compte Osmose pour accéder à l'espace d'information HubEE, j'en fais la demande à l'adresse suivante : ${CONTACT_LINK}.`,
      ],
    },
    {
      id: "erreur-dans-les-swagger",
      question: "Je suis développeur et je souhaite signaler une erreur dans les swaggers, à qui je dois m'adresser ?",
      answer: [
        `Je décris le plus précisément possible l'anomalie rencontrée et j'envoie un email à l'adresse suivante : ${SUPPORT_LINK}.`,
        "Je n'oublie pas de préciser qui je suis, le nom de mon logiciel, l'environnement sur lequel je rencontre le problème, etc.",
      ],
    },
    {
      id: "evolution-des-swagger",
      question: "Je souhaite suggérer des évolutions dans les swaggers, comment faire ?",
      answer: [`Rapprochez-vous du support HubEE afin de soumettre votre demande à l'adresse suivante : ${SUPPORT_LINK}.`],
    },
    {
      id: "nouvelle-demarche",
      question: "Je suis éditeur et je souhaite mettre en œuvre une nouvelle démarche sur mon logiciel, comment faire ?",
      answer: [
        "Rien de plus simple, l'API HubEE est générique et ne change pas quel que soit le contenu des données qui transitent. Je peux donc réutiliser la même couche transport.",
        "Je dois par contre me rapprocher de l'opérateur en charge de la démarche pour connaître le schéma des données transportées.",
      ],
    },
    {
      id: "premiere-integration",
      question: "Je suis éditeur et je souhaite intégrer les données d'une démarche pour la première fois, comment faire ?",
      answer: [
        "Je dois me rapprocher de l'opérateur en charge de la démarche pour connaître le schéma des données transportées. HubEE ne gère pas les données métier. Il en assure juste le transport. Je contacte :",
        [
          "Pour la démarche CertDc : la direction générale de la santé ([dgs-certdc@sante.gouv.fr](mailto:dgs-certdc@sante.gouv.fr)) ou l'Inserm ([certdc.cepidc@inserm.fr](mailto:certdc.cepidc@inserm.fr)).",
          "Pour les démarches AEC, DDPACS, RCO, DHTOUR, JCC : le support de la direction de l'information légale et administrative.",
        ],
      ],
    },
  ],
};
