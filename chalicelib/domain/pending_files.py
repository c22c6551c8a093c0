"""The files an organisation prepares for the person concerned: theirs alone, and removable, until they are confirmed.

They lie in the one ATTACH_DEPOSIT of the case that is not sent yet; every change of them is a change of that event, so that
nobody confirms what he has not seen.

**Source:** POR-07, CAS-05, CAS-06.
"""

from collections.abc import Collection, Iterator, Sequence

from chalicelib.domain.attachments import Attachment, AttachmentStatus, media_type
from chalicelib.domain.callers import Caller
from chalicelib.domain.case_actions import format_labels
from chalicelib.domain.case_events import ActionType, CaseEvent, Dossier, EventStatus
from chalicelib.domain.errors import Changed, FaultyForm, Forbidden, Invalid, NotFound
from chalicelib.domain.folders import AttachmentDraft, announce
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.processes import Process
from chalicelib.domain.values import replace

NOT_FOUND = "Cette pièce jointe n'existe pas ou n'existe plus."
_FROM_PERSON = (
    "Cette pièce jointe a été transmise par la personne concernée : elle ne peut pas être supprimée. Vous pouvez demander un complément, "
    "ou passer le télédossier au statut « Refusé » en précisant le motif."
)
_SENT = "Cette pièce jointe a déjà été transmise : elle ne peut plus être supprimée. Contactez la personne concernée à l'adresse du télédossier."
_UNCHECKED = "est en cours de vérification : confirmez dans quelques instants"
_FAULTS = {
    AttachmentStatus.PENDING: "n'a pas encore été reçue",
    AttachmentStatus.CORRUPTED: "a été écartée par l'antivirus : retirez-la",
    AttachmentStatus.REJECTED: "n'est pas celle qui était annoncée : envoyez-la de nouveau ou retirez-la",
    AttachmentStatus.DELETED: "n'existe plus : retirez-la",
}


def pending_of(dossier: Dossier, caller: Caller) -> tuple[CaseEvent, tuple[Attachment, ...]] | None:
    """What the caller's organisation prepares on a case, with its files; None when there is nothing."""
    for event in reversed(dossier.events):
        if event.status is EventStatus.IN_PROGRESS and event.action_type is ActionType.ATTACH_DEPOSIT and event.is_sent_by(caller):
            return event, dossier.files.get(event.id, ())
    return None


def must_be_accepted(drafts: Sequence[AttachmentDraft], process: Process, *, already: int) -> None:
    """Raises: FaultyForm, one sentence per file that the process does not take."""
    faults = {f"attachments.{index}": text for index, draft in enumerate(drafts) for text in _refusals(draft, process)}
    if already + len(drafts) > LIMITS.attachments_per_event:
        faults["attachments"] = f"{LIMITS.attachments_per_event} pièces jointes au plus peuvent être transmises en une fois."
    if faults:
        raise FaultyForm(faults)


def _refusals(draft: AttachmentDraft, process: Process) -> Iterator[str]:
    if media_type(draft.mime_type) not in {media_type(each) for each in process.si_formats}:
        labels = ", ".join(format_labels(process))
        yield f"Le fichier « {draft.file_name} » n'est pas dans un format accepté pour cette démarche. Formats acceptés : {labels}."
    elif draft.size_bytes > process.max_attachment_bytes:
        yield f"Le fichier « {draft.file_name} » est trop volumineux : {_size(process.max_attachment_bytes)} au plus."


def _size(size_bytes: int) -> str:
    """A limit, in the largest unit that writes it exactly: the administration's Mo is 1,024 Ko."""
    for unit, unit_bytes in (("Go", 1024**3), ("Mo", 1024**2), ("Ko", 1024)):
        if size_bytes >= unit_bytes and size_bytes * 100 % unit_bytes == 0:
            return f"{size_bytes / unit_bytes:g} {unit}".replace(".", ",")
    return f"{size_bytes:,} octets".replace(",", "\u202f")


def added(
    drafts: Sequence[AttachmentDraft], event_id: str, case_id: str, *, present: Sequence[Attachment], ids: Iterator[str]
) -> tuple[Attachment, ...]:
    """New files of a preparation, after those that are there."""
    first = max((each.position for each in present), default=-1) + 1
    made = announce(tuple(drafts), container=f"cases/{case_id}/events/{event_id}", ids=ids)
    return tuple(replace(each, position=first + each.position) for each in made)


def file_to_change(dossier: Dossier, attachment_id: str, caller: Caller) -> tuple[CaseEvent, tuple[Attachment, ...], Attachment]:
    """A file that is being prepared, with its event and all of its files. Raises: NotFound, Forbidden, Invalid for any other."""
    pending = pending_of(dossier, caller)
    for each in pending[1] if pending else ():
        if pending and each.id == attachment_id:
            return *pending, each
    if any(each.id == attachment_id for each in dossier.case.attachments):
        raise Forbidden(_FROM_PERSON)
    for event in dossier.events:
        if event.is_seen_by(caller) and any(each.id == attachment_id for each in dossier.files.get(event.id, ())):
            raise Invalid(_SENT) if event.is_sent_by(caller) else Forbidden(_FROM_PERSON)
    raise NotFound(NOT_FOUND)


def must_be_those(files: Sequence[Attachment], expected: Collection[str]) -> None:
    """Raises: Changed when they are not exactly the files a person saw; Invalid, naming each that did not come as it should."""
    if {each.id for each in files} != set(expected):
        raise Changed("Les pièces jointes à transmettre ont changé depuis que vous les avez vues : vérifiez-les avant de confirmer.")
    faulty = [each for each in files if each.status is not AttachmentStatus.RECEIVED]
    if faulty:
        raise Invalid(*(f"La pièce jointe « {each.file_name} » {_UNCHECKED if each.is_unchecked else _FAULTS[each.status]}." for each in faulty))


def were_sent(dossier: Dossier, expected: Collection[str], caller: Caller) -> bool:
    """Whether exactly these files were confirmed already."""
    sent = (event for event in dossier.events if event.status is not EventStatus.IN_PROGRESS and event.is_sent_by(caller))
    return any({each.id for each in dossier.files.get(event.id, ())} == set(expected) for event in sent if event.id in dossier.files)
