"""The statuses of a case, as the interface names them."""

from hubee_client.faults import Misused

SETTABLE = ("SENT", "SI_RECEIVED", "IN_PROGRESS", "ADD_AWAITING", "REFUSED", "DONE", "SI_INTG_ERROR", "CLOSED", "HUBEE_NOTIFIED")
"""Those that a partner can set."""

_OUTCOMES = {"REFUSED", "DONE", "SI_INTG_ERROR"}
_STEPS = (
    # An instructing service goes down this list, and not up again.
    {"HUBEE_RECEIVED"},
    {"HUBEE_COMPLETED"},
    {"HUBEE_NOTIFIED"},
    {"SENT"},
    {"SI_RECEIVED"},
    {"IN_PROGRESS"},
    {"ADD_AWAITING"},
    _OUTCOMES,
    {"CLOSED"},
    {"ARCHIVED"},
)
_REPAIR = ("SI_INTG_ERROR", "IN_PROGRESS")
_OTHER_OUTCOMES = {("SI_INTG_ERROR", "DONE"), ("DONE", "SI_INTG_ERROR")}
_STEP_BY_STATUS = {status: number for number, statuses in enumerate(_STEPS) for status in statuses}


def checked_status(status: str) -> str:
    """A status that a partner can set. Raises: Misused."""
    if status.upper() not in SETTABLE:
        raise Misused(f"« {status} » n'est pas un statut : {', '.join(SETTABLE)}.")
    return status.upper()


def has_passed(now: str, wanted: str) -> bool:
    """Whether a case has left a status behind, for its instructing service; a status that is not known here is the hub's to judge."""
    if now not in _STEP_BY_STATUS or wanted not in _STEP_BY_STATUS or (now, wanted) == _REPAIR:
        return False
    return _STEP_BY_STATUS[wanted] < _STEP_BY_STATUS[now]


def is_settled(now: str, wanted: str) -> bool:
    """Whether nothing is left to do for a status, for the instructing service of a case: it has it, has passed it, or has another outcome."""
    has_another_outcome = {now, wanted} <= _OUTCOMES and (now, wanted) not in _OTHER_OUTCOMES
    return now == wanted or has_another_outcome or has_passed(now, wanted)
