"""Preparations, their queue and their links in memory."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.preparations import Preparation
from chalicelib.use_cases.people_ports import PreparationQueue, Preparations
from chalicelib.use_cases.ports import SignedLinks
from tests.fakes.rows import MemoryRows
from tests.fakes.uploads import PlainUploadLinks


class MemoryPreparations(Preparations):
    """Keeps the promises of the ``Preparations`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def preparation(self, preparation_id: str) -> Preparation | None:
        found: Preparation | None = self._rows.get("preparation", preparation_id)
        return found


class MemoryPreparationQueue(PreparationQueue):
    """Keeps the promises of the ``PreparationQueue`` port; ``announced`` is what it was told of."""

    def __init__(self) -> None:
        self.announced: list[str] = []

    def announce(self, preparation_ids: Sequence[str], correlation_id: str | None = None) -> None:  # noqa: ARG002
        self.announced += preparation_ids


class PlainLinks(PlainUploadLinks, SignedLinks):
    """Links that say what they are to."""

    def link(self, key: str, version: str, *, file_name: str, now: datetime, until: datetime, mime_type: str = "") -> str:  # noqa: ARG002
        return f"memory://{key}?version={version}&name={file_name}&until={until.isoformat()}"
