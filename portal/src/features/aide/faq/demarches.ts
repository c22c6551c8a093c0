import type { Section } from "./types";

export const demarches: Section = {
  id: "generalites-sur-les-demarches",
  title: "Généralités sur les démarches",
  questions: [
    {
      id: "certdc",
      question: "À quoi correspond la démarche CertDc ?",
      answer: [
        "Cette démarche permet de recevoir le volet administratif du certificat de décès au format électronique dès que le médecin qui rédige le certificat depuis l'application « CertDc » valide le certificat.",
        "Dans ce cas, ma commune ne reçoit donc plus que le volet administratif et n'a plus à s'occuper de l'établissement du bulletin 7bis et de sa transmission avec le volet médical à l'agence régionale de santé.",
      ],
    },
    {
      id: "certdc-abonnement",
      question: "Je souhaite m'abonner à la démarche CertDc, comment faire ?",
      answer: ["L'abonnement à la démarche CertDc est possible depuis le Portail HubEE, par [la demande d'abonnement](/demande)."],
    },
    {
      id: "certdc-complement",
      question: "Pourquoi je ne peux pas passer mon télédossier de la démarche CertDc au statut « En attente de complément » ?",
      answer: [
        "La démarche CertDc n'autorise pas la demande de compléments. Ainsi, le statut « En attente de complément » n'est pas valide.",
        "Si je constate un problème sur le certificat de décès, je peux prendre contact avec le médecin ayant émis le certificat de décès.",
      ],
    },
    {
      id: "certdc-erreur",
      question: "Je constate une erreur dans le certificat de décès émis, je souhaite demander des précisions au médecin, comment faire ?",
      answer: [
        "Nous vous invitons à prendre contact avec le médecin ayant émis le certificat de décès. Il dispose de 96h00 pour le modifier dans l'application CertDc à partir de sa date de validation initiale.",
        "Nous rappelons que la modification du volet administratif du certificat de décès est une pratique répandue, néanmoins, celle-ci n'est pas autorisée par le décret n° 2017-602 du 21 avril 2017, qui précise que seul le volet médical peut être modifié.",
      ],
    },
    {
      id: "demarches-service-public",
      question: "Je souhaite connaître les démarches proposées dans le site « service-public.fr » auxquelles ma commune peut s'abonner ?",
      answer: [
        "Les démarches proposées aux usagers au travers du site « service-public.fr » et auxquelles votre commune peut s'abonner pour proposer un service dématérialisé sont :",
        [
          "Demande d'actes d'État civil (AEC). Ce service donne la possibilité aux usagers d'effectuer sur internet leurs demandes d'actes de naissance, de mariage, de décès.",
          "Démarche en ligne de préparation à la conclusion d'un Pacs (DDPACS). Avec cette démarche, les usagers souhaitant se pacser pourront compléter en ligne les informations nécessaires à cette union (actuellement contenues dans les Cerfa) et télécharger leurs pièces justificatives (actes de naissance, convention spécifique de PACS le cas échéant). L'ensemble sera envoyé à la commune chargée de conclure le PACS (à savoir la mairie de résidence commune des partenaires).",
          "Recensement citoyen obligatoire (RCO). Première démarche civique des jeunes français. En quelques clics seulement, les jeunes transmettent leur dossier en ligne à la mairie, sans déplacement et à tout moment de la journée. La commune peut en retour envoyer l'attestation de recensement vers le porte-documents sécurisé sur le compte personnel de l'utilisateur.",
          "Déclaration de changement de coordonnées (JCC). Pour déclarer rapidement et facilement un changement d'adresse postale lors d'un déménagement ou d'une modification administrative. Via ce service, les usagers peuvent également procéder à la mise à jour de leur adresse électronique, leurs numéros de téléphone fixe et de portable. Ils peuvent ainsi signaler à leur commune leur changement de coordonnées et les nouveaux arrivants ont par ailleurs la possibilité de préciser la composition de leur foyer (nombre d'adultes et d'enfants, âge des enfants). Tout opérateur de service, public ou privé (téléphonie, énergie, etc.), peut faire une demande d'abonnement auprès de la direction de l'information légale et administrative (DILA) qui en étudiera la faisabilité juridique (demande réalisée via le portail du Hub d'Échange de l'État).",
          "Déclaration d'un hébergement de tourisme (DHTour). Ce service peut être proposé par les municipalités qui collectent la taxe de séjour uniquement (métropoles de droit commun). Il permet aux particuliers et professionnels de déclarer en ligne un meublé de tourisme ou une chambre d'hôtes.",
        ],
      ],
    },
    {
      id: "service-public-abonnement",
      question: "Je souhaite m'abonner aux démarches proposées sur le site « service-public.fr », comment faire ?",
      answer: ["L'abonnement se demande sur le Portail HubEE, par [la demande d'abonnement](/demande)."],
    },
    {
      id: "un-abonnement-par-demarche",
      question: "Est-ce que l'abonnement est valable pour plusieurs démarches ?",
      answer: [
        "Non, je dois disposer d'un abonnement pour chacune des démarches que je souhaite mettre en place au sein de ma commune. Une même demande peut porter sur plusieurs démarches.",
      ],
    },
  ],
};
