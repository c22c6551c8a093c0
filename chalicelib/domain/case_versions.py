"""Two people on one télédossier: what somebody saw of it, whether it changed since, and by whom (POR-05, POR-13).

A version tells the status a person saw and how many events; what changes nothing for him (statistics, acknowledgements,
a file that is not confirmed yet) leaves it as it is.
"""

from chalicelib.domain.calendar import in_words
from chalicelib.domain.callers import Side
from chalicelib.domain.case_events import ActionType, CaseEvent, Dossier, EventStatus
from chalicelib.domain.case_status import PORTAL_LABELS, CaseStatus, told_as
from chalicelib.domain.errors import Changed

_DEEDS = {
    ActionType.STATUS_UPDATE: "a changé le statut",
    ActionType.ATTACH_DEPOSIT: "a transmis des pièces jointes",
    ActionType.ATTACH_DL: "a téléchargé une pièce jointe",
    ActionType.ATTACH_DL_ALL: "a téléchargé les pièces jointes",
    ActionType.COM_ADD: "a ajouté un commentaire",
    ActionType.SENDING_MESSAGE: "a envoyé un message",
}
_TOLD = 5


def version_of(dossier: Dossier) -> str:
    """What a person who reads the dossier now has seen of it."""
    return f"{dossier.case.status}-{len(_sent(dossier))}"


def must_be_as_seen(dossier: Dossier, version: str | None, *, operator: str) -> None:
    """Raises: Changed, telling what changed since ``version`` and by whom; never when no version is given."""
    if version is None or version == version_of(dossier):
        return
    status, _, number = version.rpartition("-")
    events = _sent(dossier)
    seen = int(number) if number.isascii() and number.isdigit() else len(events)
    newest = [_told(each, operator=operator) for each in events[seen:][-_TOLD:]]
    if not newest and status in CaseStatus.__members__:
        newest = [f"Son statut est passé de « {PORTAL_LABELS[CaseStatus(status)]} » à « {PORTAL_LABELS[dossier.case.status]} »."]
    raise Changed("Ce télédossier a changé depuis que vous l'avez ouvert ; votre action n'a pas été faite.", *newest)


def _sent(dossier: Dossier) -> list[CaseEvent]:
    """The events that were sent, as they were: a file's when it was confirmed, unless it has been acknowledged since."""
    sent = (each for each in dossier.events if each.status is not EventStatus.IN_PROGRESS)
    return sorted(sent, key=lambda each: (each.updated_at if each.action_type is ActionType.ATTACH_DEPOSIT else each.created_at, each.sequence))


def _told(event: CaseEvent, *, operator: str) -> str:
    who = event.author or (operator if event.side is Side.OSL else "Un logiciel de votre organisation")
    text = f"{who} {_DEEDS[event.action_type]}"
    if event.new_status and event.new_status in CaseStatus.__members__ and event.new_status != event.current_status:
        text += f" (« {told_as(CaseStatus(event.new_status))} »)"
    return f"{text} le {in_words(event.created_at)}."
