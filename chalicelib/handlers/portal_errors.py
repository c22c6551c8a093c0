"""Refusals as the portal reads them: the contract's shape, in French, with the field and the reason where there is one."""

from typing import Any

from chalicelib.domain import errors
from chalicelib.domain.portal_users import SUPPORT_ADDRESS
from chalicelib.handlers.errors import Refusal, status_of
from chalicelib.handlers.portal_words import in_french

UNAVAILABLE = "Le service est momentanément indisponible. Réessayez dans quelques instants."
_FAILED = f"Une erreur inattendue s'est produite. Réessayez ; si elle persiste, contactez le support HubEE : {SUPPORT_ADDRESS}."


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
        case errors.Changed():
            return _refusal(status, _entries(status, error.messages), reason="CHANGED")
        case errors.HubError():
            return _refusal(status, _entries(status, error.messages))
    return _refusal(500, [{"code": 500, "message": _FAILED}])


def _entries(status: int, messages: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"code": status, "message": in_french(each)} for each in messages]


def _refusal(status: int, entries: list[dict[str, Any]], *, reason: str | None = None, headers: dict[str, str] | None = None) -> Refusal:
    body: dict[str, Any] = {"errors": entries}
    if reason is not None:
        body["reason"] = reason
    return Refusal(status=status, body=body, headers=headers or {})
