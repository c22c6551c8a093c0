import { PARTNERS_LINK, SUPPORT_LINK, type Section } from "./types";

export const informations: Section = {
  id: "informations-generales",
  title: "Informations générales",
  questions: [
    {
      id: "hubee",
      question: "Qu'est-ce qu'HubEE ?",
      answer: [
        "Le Hub d'Échange de l'État (HubEE) est une plateforme pour l'échange et le partage des documents administratifs inter-administration ou entre les Usagers et l'Administration. HubEE est au cœur des flux d'échanges entre :",
        [
          "D'une part, les Opérateurs de Service en Ligne (OSL) chargés de mettre en ligne les téléservices tels que la DILA, la DGS et la CNAF ;",
          "Et d'autre part, les Services Instructeurs (SI) qui sont des administrations publiques : mairies ; conseils départementaux ; ministères ; opérateurs de la protection sociale etc.",
        ],
        "Il permet aux communes de s'abonner aux démarches en ligne proposées par Service-Public.fr ainsi qu'à la démarche CertDc (certificats de décès).",
        "HubEE dispose d'un Portail web qui permet également d'accéder aux télédossiers issus des démarches en ligne pour toutes les communes ne pouvant ou ne souhaitant pas intégrer les données directement dans leur logiciel métier.",
      ],
    },
    {
      id: "demarche-en-ligne",
      question: "Qu'est-ce qu'une démarche en ligne ?",
      answer: [
        "Une démarche en ligne (ou téléservice) permet la dématérialisation d'une procédure administrative : demande d'un acte de naissance à la mairie, dépôt d'un dossier d'urbanisme, demande de RSA, demande de correction d'état civil auprès de l'INSEE, pré-demande de PACS, transmission du volet administratif du certificat de décès...",
        "Ces démarches en ligne visent donc à transmettre une demande auprès d'un Service Instructeur (SI) chargé du traitement de la demande, ou à l'ensemble des services instructeurs (SI) dans le cas où la démarche est traitée par plus d'un service instructeur (SI), par exemple : « je change de coordonnées » ou « transmission du volet administratif du certificat de décès (CertDc) ».",
      ],
    },
    {
      id: "obligatoire",
      question: "L'utilisation du Portail HubEE et l'abonnement aux démarches sont-ils obligatoires ?",
      answer: [
        "Non. Il s'agit d'une opportunité d'offrir des services dématérialisés à vos concitoyens, de raccourcir les temps de traitement des demandes et pouvoir les traiter quel que soit mon lieu de travail.",
      ],
    },
    {
      id: "gratuit",
      question: "L'abonnement aux démarches sur HubEE est-il payant ?",
      answer: [
        [
          "L'abonnement aux démarches sur HubEE n'est pas payant pour les communes.",
          "Un abonnement est nécessaire pour chacune des démarches pour lesquelles vous souhaitez recevoir les télédossiers via HubEE.",
        ],
      ],
    },
    {
      id: "modalites-d-acces",
      question: "Quelles sont les modalités d'accès aux télédossiers et comment les choisir ?",
      answer: [
        "Un Service instructeur peut accéder aux télédossiers via deux modalités distinctes : API ou Portail.",
        [
          "La modalité d'accès « API » signifie que les télédossiers seront disponibles via le logiciel installé dans la commune (cf. rubrique [Intégration des données dans un logiciel métier](/aide#api)).",
          "La modalité d'accès « Portail » permet de télécharger les télédossiers via le Portail HubEE.",
        ],
        "Une seule modalité d'accès est possible pour un abonnement à une démarche, mais elles peuvent être différentes d'une démarche à l'autre : AEC en mode API et RCO en mode Portail par exemple.",
        "Ce choix peut être effectué si l'utilisateur dispose du rôle « Gestion des abonnements » sur le Portail HubEE, dans le menu [Gestion des abonnements](/abonnements).",
      ],
    },
    {
      id: "changer-de-modalite",
      question: "Puis-je passer d'une modalité d'accès à l'autre ?",
      answer: [
        "Il est tout à fait possible de passer d'une modalité d'accès à l'autre. Néanmoins les anciens télédossiers ne pourront plus être modifiés, ils devront donc tous être traités avant cette bascule. Le Portail indique combien sont encore ouverts et demande une confirmation.",
        "Les télédossiers qui n'ont pas encore été récupérés passent, eux, à la nouvelle modalité.",
      ],
    },
    {
      id: "traiter-ou-recuperer",
      question: "Devrons-nous traiter les télédossiers des usagers directement dans le Portail HubEE ou est-ce qu'il permet uniquement de récupérer les télédossiers ?",
      answer: [
        "Le Portail HubEE vous permet de récupérer les télédossiers des usagers pour les démarches auxquelles ma commune est abonnée.",
        "Pour certaines d'entre elles, vous aurez la possibilité d'échanger avec l'utilisateur pour lui demander des compléments (fonction message) ou lui transmettre des documents. La mise à jour des télédossiers sur le Portail HubEE permet d'informer l'utilisateur de la prise en charge de sa demande et de suivre l'avancée de son traitement. Cela évite de nombreux coups de fil à ma commune.",
      ],
    },
    {
      id: "mobilite",
      question: "Puis-je utiliser le Portail HubEE en mobilité ?",
      answer: [
        "Oui. Le Portail HubEE a une interface modernisée et peut être utilisé en mobilité (tablette, smartphone). Il est également destiné aux utilisateurs en situation de handicap : la [déclaration d'accessibilité](/accessibilite) dit ce qui a été vérifié.",
        "Il ne modifie pas le contenu des données échangées avec les usagers.",
      ],
    },
    {
      id: "demarches-proposees",
      question: "Quelles sont les démarches en ligne qui transitent par HubEE ?",
      answer: [
        "La démarche CertDc (certificats de décès), et les démarches AEC, DDPACS, RCO, DHTOUR et JCC du site « service-public.fr » ([elles sont décrites plus bas](/aide#demarches-service-public)). La [demande d'abonnement](/demande) montre toutes celles qui sont ouvertes.",
      ],
    },
    {
      id: "documentation",
      question: "Où puis-je retrouver de la documentation sur le Portail HubEE ?",
      answer: [
        `Cette aide répond aux questions les plus fréquentes. Le guide d'utilisation détaillé du Portail HubEE est disponible sur le site ${PARTNERS_LINK} dans l'espace « Actu bouquet de service mairies ».`,
      ],
    },
    {
      id: "support",
      question: "J'ai un problème avec le Portail HubEE, que dois-je faire ?",
      answer: [`Merci de prendre contact avec le support HubEE par mail à l'adresse suivante : ${SUPPORT_LINK}.`],
    },
    {
      id: "fournisseur-de-logiciel",
      question: "Ma commune travaille avec un fournisseur de logiciel d'État civil, devons-nous le contacter afin d'accéder au Portail ?",
      answer: [
        "Ce n'est pas une obligation car vous pouvez également accéder aux télédossiers via le Portail HubEE.",
        "Mais le mode « API » permet d'intégrer directement les données au sein des logiciels. Cela vous fait donc gagner du temps car vous n'avez pas de ressaisie à faire. Cela améliore également la qualité des données car une erreur de saisie est vite arrivée.",
      ],
    },
  ],
};
