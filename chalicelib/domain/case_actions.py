"""What a person is offered on a télédossier, each with the reason why it is not allowed, and the judging of what he chose.

Who he is was asked first (``case_access``); here the table of moves, narrowed by the process, and the process's own rules.

**Source:** POR-05, POR-06, POR-07.
"""

from collections.abc import Mapping

from msgspec import Struct

from chalicelib.domain.callers import Side
from chalicelib.domain.case_access import CaseAccess
from chalicelib.domain.case_status import BY_CHOICE, NEW, PASSED_ON, PORTAL_LABELS, CaseStatus, has_move
from chalicelib.domain.cases import Case
from chalicelib.domain.downloads import NO_FILE
from chalicelib.domain.errors import FaultyForm, Forbidden, Invalid
from chalicelib.domain.portal_users import SUPPORT_ADDRESS
from chalicelib.domain.processes import Process

MEANINGS: Mapping[CaseStatus, str] = {
    CaseStatus.ADD_AWAITING: "Un complément est attendu : votre message est transmis à la personne concernée par l'opérateur de la démarche.",
    CaseStatus.REFUSED: "La demande est refusée : le motif est transmis. Les pièces jointes ne pourront plus être téléchargées.",
    CaseStatus.DONE: "Le télédossier est finalisé : l'opérateur de la démarche et la personne concernée en sont informés.",
}
FORCED_MEANINGS: Mapping[CaseStatus, str] = {
    CaseStatus.HUBEE_NOTIFIED: "Le télédossier redevient « Nouveau » pour l'organisation destinataire, qui le traite depuis le début.",
    CaseStatus.SI_RECEIVED: "Le télédossier est consulté : l'organisation destinataire peut le traiter.",
    CaseStatus.IN_PROGRESS: "Le traitement reprend : l'organisation destinataire peut télécharger les pièces jointes et changer le statut.",
    CaseStatus.ADD_AWAITING: "Un complément est attendu de la personne concernée.",
    CaseStatus.REFUSED: "La demande est refusée : les pièces jointes ne peuvent plus être téléchargées.",
    CaseStatus.DONE: "Le télédossier est finalisé.",
    CaseStatus.SI_INTG_ERROR: "Le logiciel de l'organisation destinataire n'a pas pu intégrer le télédossier.",
    CaseStatus.CLOSED: "Le télédossier ne peut plus être modifié par l'organisation destinataire.",
}
"""What the support is offered: each place of a case's life once, under its label."""
_LEFT_BEHIND = (
    "L'organisation destinataire a reçu le télédossier avant de changer de modalité d'accès : "
    "elle ne pourra pas en changer le statut. Seul « Nouveau » le lui remet à traiter."
)
_LEFT_BEHIND_MEANINGS: Mapping[CaseStatus, str] = {
    CaseStatus.SI_RECEIVED: f"Le télédossier est consulté. {_LEFT_BEHIND}",
    CaseStatus.IN_PROGRESS: f"Les pièces jointes peuvent être téléchargées. {_LEFT_BEHIND}",
    CaseStatus.ADD_AWAITING: f"{FORCED_MEANINGS[CaseStatus.ADD_AWAITING]} {_LEFT_BEHIND}",
}
"""What those mean where the recipient may only read (SUB-08)."""

_NEEDS = {CaseStatus.ADD_AWAITING: "message", CaseStatus.REFUSED: "reason"}
_NOT_ADMINISTRATION = (
    "Le profil administrateur national ne traite pas les télédossiers à la place d'une organisation : il peut seulement en forcer le statut."
)
_FORMATS = {
    "application/pdf": "PDF",
    "application/xml": "XML",
    "text/xml": "XML",
    "application/json": "JSON",
    "application/zip": "ZIP",
    "text/plain": "TXT",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
}


class Target(Struct, frozen=True, kw_only=True):
    """A status that may be chosen; ``needs`` names the field that must go with it. None of them can be undone."""

    status: CaseStatus
    label: str
    meaning: str
    needs: str | None


class CaseActions(Struct, frozen=True, kw_only=True):
    """What is offered: a refusal is a sentence for the person, None where the action is allowed.

    ``forced`` are the statuses that the support may set; None for anybody else.
    """

    targets: tuple[Target, ...]
    forced: tuple[Target, ...] | None
    status_refusal: str | None
    message_refusal: str | None
    comment_refusal: str | None
    attach_refusal: str | None
    download_refusal: str | None
    formats: tuple[str, ...]
    format_labels: tuple[str, ...]
    max_bytes: int


def treating_refusal(access: CaseAccess) -> str | None:
    """Why somebody does not treat a case: only the recipient's own people do."""
    return _NOT_ADMINISTRATION if access.side is Side.ADMIN else access.manage_refusal


def must_treat(access: CaseAccess) -> None:
    """Raises: Forbidden."""
    if (refusal := treating_refusal(access)) is not None:
        raise Forbidden(refusal)


def actions_on(case: Case, process: Process, access: CaseAccess, *, has_files: bool, is_support: bool) -> CaseActions:
    """Say what a person may do on a case, and why not the rest. ``has_files``: whether any could be downloaded."""
    refusal, targets = treating_refusal(access), targets_on(case, process, access)
    return CaseActions(
        targets=targets,
        forced=_forced(case, process, access) if is_support else None,
        status_refusal=refusal or (None if targets else _no_target(case)),
        message_refusal=refusal or message_refusal(process),
        comment_refusal=refusal,
        attach_refusal=refusal or attach_refusal(process),
        download_refusal=access.download_refusal or (None if has_files else NO_FILE),
        formats=process.si_formats,
        format_labels=format_labels(process),
        max_bytes=process.max_attachment_bytes,
    )


def targets_on(case: Case, process: Process, access: CaseAccess) -> tuple[Target, ...]:
    """The statuses that a person may give a case."""
    is_refused = treating_refusal(access) is not None
    return () if is_refused else tuple(_target(each, process) for each in BY_CHOICE if _is_offered(case, each, process))


def _is_offered(case: Case, wanted: CaseStatus, process: Process) -> bool:
    """Whether a person may choose it; not before he has opened what is « Nouveau »: it holds something nobody has read."""
    return case.unread_from is None and has_move(case.status, wanted, side=Side.SI, forbidden=process.forbidden_statuses, is_portal=True)


def _target(status: CaseStatus, process: Process) -> Target:
    return Target(status=status, label=PORTAL_LABELS[status], meaning=MEANINGS[status], needs=_needed_with(status, process))


def _forced(case: Case, process: Process, access: CaseAccess) -> tuple[Target, ...]:
    meanings = {**FORCED_MEANINGS, **_LEFT_BEHIND_MEANINGS} if access.is_left_behind else FORCED_MEANINGS
    return tuple(
        Target(status=status, label=PORTAL_LABELS[status], meaning=meaning, needs="reason")
        for status, meaning in meanings.items()
        if PORTAL_LABELS[status] != PORTAL_LABELS[case.status] and _may_be_forced(case, status, process)
    )


def _may_be_forced(case: Case, wanted: CaseStatus, process: Process) -> bool:
    """Whether the support may set it; a complement is the operator's to bring."""
    return wanted not in PASSED_ON and has_move(case.status, wanted, side=Side.ADMIN, forbidden=process.forbidden_statuses)


def _needed_with(status: CaseStatus, process: Process) -> str | None:
    """The field that must go with a status: a reason, a message, or none."""
    return _NEEDS.get(status) or ("message" if process.message_with_status else None)


def _no_target(case: Case) -> str:
    label = case.label
    if label == NEW:
        return f"Le statut « {label} » change dès que le télédossier est ouvert ou que ses pièces jointes sont téléchargées."
    return (
        f"Le statut « {label} » ne peut plus être changé : il n'est pas possible de revenir en arrière. "
        f"En cas d'erreur, contactez le support HubEE : {SUPPORT_ADDRESS}."
    )


def message_refusal(process: Process) -> str | None:
    """Why no message goes to the person concerned."""
    return None if process.allows_messages else f"La démarche {process.in_words} ne permet pas d'envoyer un message à la personne concernée."


def attach_refusal(process: Process) -> str | None:
    """Why no file goes to the person concerned."""
    return None if process.si_formats else f"La démarche {process.in_words} ne permet pas de transmettre une pièce jointe à la personne concernée."


def format_labels(process: Process) -> tuple[str, ...]:
    """The formats a recipient may send, as people name them."""
    return tuple(dict.fromkeys(_FORMATS.get(each, each) for each in process.si_formats))


def chosen_status(case: Case, wanted: str, process: Process) -> CaseStatus:
    """Read and judge the status a person chose. Raises: Invalid, naming both labels."""
    status = _read(wanted)
    _must_differ(case, status)
    refused = f"Le statut ne peut pas passer de « {case.label} » à « {PORTAL_LABELS[status]} »"
    if status in process.forbidden_statuses:
        raise Invalid(f"{refused} : la démarche {process.in_words} n'autorise pas la demande de compléments.")
    if status not in BY_CHOICE or not _is_offered(case, status, process):
        raise Invalid(f"{refused} : ouvrez d'abord le télédossier." if case.label == NEW else f"{refused}.")
    return status


def must_be_chosen_among(wanted: str, *, reason: str | None, message: str | None) -> CaseStatus:
    """Read a status chosen for several cases, before any is judged. Raises: FaultyForm for what none of them could do."""
    status = _read(wanted)
    if status not in BY_CHOICE:
        raise FaultyForm({"status": f"Le statut « {PORTAL_LABELS[status]} » ne peut pas être choisi."})
    _must_say(status, _NEEDS.get(status), reason=reason, message=message)
    return status


def forced_status(case: Case, wanted: str, process: Process) -> CaseStatus:
    """Read and judge the status the national administration sets: any but « Archivé », from any but it. Raises: Invalid."""
    status = _read(wanted)
    _must_differ(case, status)
    if not _may_be_forced(case, status, process):
        raise Invalid(f"Le statut ne peut pas passer de « {PORTAL_LABELS[case.status]} » à « {PORTAL_LABELS[status]} ».")
    return status


def _read(wanted: str) -> CaseStatus:
    if wanted not in CaseStatus.__members__:
        raise FaultyForm({"status": "Ce statut n'existe pas."})
    return CaseStatus(wanted)


def _must_differ(case: Case, wanted: CaseStatus) -> None:
    if wanted is case.status:
        raise Invalid(f"Le télédossier est déjà au statut « {PORTAL_LABELS[wanted]} ».")


def text_with(status: CaseStatus, process: Process, *, reason: str | None, message: str | None) -> str | None:
    """The text that goes with a chosen status: the one it needs, and no other. Raises: FaultyForm when that is not there.

    A message written for the télédossiers of one process must not reach those of another, which may allow none (POR-06).
    """
    needed = _needed_with(status, process)
    _must_say(status, needed, reason=reason, message=message)
    text = {"reason": reason, "message": message}.get(needed or "")
    return (text or "").strip() or None


def _must_say(status: CaseStatus, needed: str | None, *, reason: str | None, message: str | None) -> None:
    text = reason if needed == "reason" else message
    if needed and not (text or "").strip():
        word = "motif" if needed == "reason" else "message"
        raise FaultyForm({needed: f"Le statut « {PORTAL_LABELS[status]} » demande un {word}."})
