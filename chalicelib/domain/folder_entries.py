"""What the agenda keeps of a folder: the ids of all its children, which a job needs once the folder itself is gone.

**Source:** DEP-07, DEP-11, DEP-13.
"""

from datetime import datetime

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.folders import Folder

_CASE, _ATTACHMENT = "case", "attachment"


def folder_entry(topic: Topic, folder: Folder, *, at: datetime) -> AgendaEntry:
    """The entry that brings a folder back."""
    cases = (f"{_CASE}/{each}" for each in folder.case_ids)
    attachments = (f"{_ATTACHMENT}/{each}" for each in folder.attachment_ids)
    return AgendaEntry(topic=topic, due_at=at, subject=folder.id, details=(*cases, *attachments))


def children_in(entry: AgendaEntry) -> tuple[list[str], list[str]]:
    """The ids of the cases and of the attachments of an entry's folder."""
    named = [detail.partition("/") for detail in entry.details]
    return [name for kind, _, name in named if kind == _CASE], [name for kind, _, name in named if kind == _ATTACHMENT]
