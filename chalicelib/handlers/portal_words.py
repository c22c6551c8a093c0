"""What the exchange's and the referential's rules tell partners, in the words people read: data, one line a sentence."""

import re

EXACT = {
    "Unauthorized user": "Vous n'avez pas accès à cet élément.",
    "Case is not found": "Ce télédossier n'existe pas ou n'existe plus.",
    "Event is not found": "Cet élément de l'historique n'existe pas ou n'existe plus.",
    "File is not found": "Cette pièce jointe n'est pas disponible.",
    "Binary meta-data is not found": "Cette pièce jointe n'existe pas ou n'existe plus.",
    "Process is not found": "Cette démarche n'existe pas.",
    "Organization is not found": "Cette organisation n'existe pas.",
    "Subscription is not found": "Cet abonnement n'existe pas.",
    "Client is not found": "Ce client d'API n'existe pas.",
    "Case is archived": "Ce télédossier est archivé : il ne peut plus être modifié.",
    "Case is closed": "Ce télédossier est « Clos » : il ne peut plus être modifié.",
    "Case is read-only since the subscription's access mode was changed": (
        "Ce télédossier n'est plus modifiable : la modalité d'accès de l'abonnement a changé depuis sa réception."
    ),
    "Request body is too large": "Le fichier ou la demande dépasse la taille permise.",
    "Request body is too large compressed: send a file without Content-Encoding": "Le fichier ou la demande dépasse la taille permise.",
    "An OSL client needs an organization": "Un client OSL a besoin d'une organisation.",
    "An SI client needs a subscriptionId": "Un client SI a besoin d'un abonnement.",
}
PATTERNS = tuple(
    (re.compile(pattern), words)
    for pattern, words in {
        r"Organization (\S+) already exists": r"L'organisation \1 existe déjà.",
        r"Process (\S+) already exists": r"La démarche \1 existe déjà.",
        r"Process (\S+) does not exist": r"La démarche \1 n'existe pas.",
        r"Process (\S+) is not activated": r"La démarche \1 n'est pas active.",
        r"Organization (\S+) does not exist": r"L'organisation \1 n'existe pas.",
        r"Organization (\S+) does not exist as an OSL": r"L'organisation \1 n'existe pas, ou n'est pas un opérateur (OSL).",
        r"Organization type (\S+) is not one of (.*)": r"Le type d'organisation \1 n'existe pas. Types possibles : \2.",
        r"Process statusBeforeFileDeletion (\S*) is not a case status": r"Le statut de purge \1 n'est pas un statut de télédossier.",
        r"Process subscriptionValidation (\S*) is not one of (.*)": r"La validation des abonnements \1 n'existe pas. Valeurs possibles : \2.",
        r"Process code (.*) must not hold .*": r"Le code de démarche \1 ne doit contenir ni barre, ni virgule.",
        r"Process (\S+) is not owned by (\S+)": r"La démarche \1 n'appartient pas à l'organisation \2.",
        r"Attachment (\S+) can not be changed any more": "Cette pièce jointe n'est plus attendue : retirez-la et ajoutez-la de nouveau.",
        r"Client scope (\S*) is not one of (.*)": r"La portée \1 n'existe pas. Portées possibles : \2.",
        r"Subscription (\S+) does not exist or is Refusé": r"L'abonnement \1 n'existe pas ou est « Refusé ».",
        r"Subscription of (\S+) to (\S+) already exists": r"L'organisation \1 est déjà abonnée à la démarche \2.",
        r"orderBy: the list has (\d+) rows, at most (\d+) can be sorted.*": (
            r"La liste compte \1 lignes et ne peut être triée que jusqu'à \2 : réduisez-la par un filtre."
        ),
        r"(\S+) is not an organization id \(TYPE-SIRET-BRANCH\)": r"\1 n'est pas un identifiant d'organisation (TYPE-SIRET-CODE).",
    }.items()
)


def in_french(message: str) -> str:
    """A message as a person reads it; what is in French already stays."""
    if message in EXACT:
        return EXACT[message]
    for pattern, words in PATTERNS:
        if match := pattern.fullmatch(message):
            return match.expand(words)
    return message
