"""Organisations and processes as the portal's forms change them: what partners send, and what the person had read.

``version`` is the ``updateDateTime`` of what was read: null for what had never been changed.
"""

from chalicelib.domain.seen import Seen
from chalicelib.handlers.referential_json import OrganisationBody, ProcessBody
from chalicelib.handlers.wire import Instant, in_utc_or_none


class OrganisationChangeBody(OrganisationBody, kw_only=True):
    """An organisation as it is to be, and the version it was read at."""

    version: Instant | None

    def __post_init__(self) -> None:
        self.version = in_utc_or_none(self.version)

    @property
    def seen(self) -> Seen:
        """What its person has seen of it."""
        return Seen(self.version)


class ProcessChangeBody(ProcessBody, kw_only=True):
    """A process as it is to be, and the version it was read at."""

    version: Instant | None

    def __post_init__(self) -> None:
        self.version = in_utc_or_none(self.version)

    @property
    def seen(self) -> Seen:
        """What its person has seen of it."""
        return Seen(self.version)
