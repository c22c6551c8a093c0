"""Refusals as the portal reads them: the contract's shape, in French, with the field and the reason where there is one."""

from typing import Any

from chalicelib.domain import errors
from chalicelib.handlers.errors import Refusal, status_of

UNAVAILABLE = "Le service est momentanément indisponible. Réessayez dans quelques instants."
_FAILED = "Une erreur inattendue s'est produite. Réessayez ; si elle persiste, contactez le support HubEE : support@hubee.numerique.gouv.fr."
_IN_FRENCH = {
    # What the exchange tells partners, where a person meets it.
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
}


def portal_refusal_of(error: Exception) -> Refusal:
    """The answer to a refusal, or to a failure of the hub."""
    status = status_of(error)
    match error:
        case errors.StaleWrite() | errors.Unavailable():
            return _refusal(503, [{"code": 503, "message": UNAVAILABLE}], headers={"Retry-After": "1"})
        case errors.FaultyForm():
            return _refusal(status, [{"code": status, "message": text, "field": field} for field, text in error.message_by_field.items()])
        case errors.SignedOut():
            return _refusal(status, _entries(status, error.messages), reason=error.reason)
        case errors.ConfirmationNeeded():
            return _refusal(status, _entries(status, error.messages), reason="CONFIRMATION")
        case errors.HubError():
            return _refusal(status, _entries(status, error.messages))
    return _refusal(500, [{"code": 500, "message": _FAILED}])


def _entries(status: int, messages: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"code": status, "message": _IN_FRENCH.get(each, each)} for each in messages]


def _refusal(status: int, entries: list[dict[str, Any]], *, reason: str | None = None, headers: dict[str, str] | None = None) -> Refusal:
    body: dict[str, Any] = {"errors": entries}
    if reason is not None:
        body["reason"] = reason
    return Refusal(status=status, body=body, headers=headers or {})
