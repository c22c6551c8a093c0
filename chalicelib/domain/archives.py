"""What goes into an archive of télédossiers: which files, under which names, and how heavy they will be.

**Source:** POR-04.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.attachments import Attachment, AttachmentStatus
from chalicelib.domain.callers import Side
from chalicelib.domain.case_events import Dossier, EventStatus
from chalicelib.domain.file_names import safe_name, unique_name

_SENT = "Envoyées"
"""The folder of what the organisation sent itself: the person's files stand by themselves."""


class ArchiveMember(Struct, frozen=True, kw_only=True):
    """One file of an archive: its path in it, and its bytes, which are read when it is packed."""

    path: str
    at: datetime
    size_bytes: int
    read: Callable[[], Iterator[bytes]]


def files_of(dossier: Dossier) -> list[tuple[str, Attachment]]:
    """The paths and files of a télédossier that can be handed out: what came, in order, then what its recipient sent.

    Paths are made safe and unique; files that are not there (refused, purged, infected) are left out, and so are those of an
    event that was not sent: whoever prepares them may still remove them.
    """
    taken: set[str] = {_SENT.casefold()}
    taken_sent: set[str] = set()
    found = [(unique_name(safe_name(each.file_name), taken), each) for each in dossier.case.attachments if _is_there(each)]
    for event in (each for each in dossier.events if each.status is not EventStatus.IN_PROGRESS):
        for each in filter(_is_there, dossier.files.get(event.id, ())):
            if event.side is Side.SI:
                found.append((f"{_SENT}/{unique_name(safe_name(each.file_name), taken_sent)}", each))
            else:
                found.append((unique_name(safe_name(each.file_name), taken), each))
    return found


def weight_of(files: list[tuple[str, Attachment]]) -> int:
    """An upper bound of the bytes of an archive: what compression may add, names twice, headers."""
    return 1_024 + sum(each.size_bytes + each.size_bytes // 1_000 + 2 * len(path.encode()) + 256 for path, each in files)


def _is_there(attachment: Attachment) -> bool:
    return attachment.status is AttachmentStatus.RECEIVED and attachment.object_version is not None
