"""A hub whose n-th write is cut, before it is made or after: then the answer of a write that was made is lost."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count, islice
from typing import Protocol, TypeVar

from chalicelib.domain.audit_exports import Export
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.uploads import Part
from chalicelib.domain.writes import Write
from chalicelib.use_cases.people_ports import AuditArchive
from chalicelib.use_cases.ports import Files
from chalicelib.use_cases.upload_ports import Uploads
from tests.fakes.hub import Hub


class OnHub(Protocol):
    """What plays on a hub."""

    @property
    def hub(self) -> Hub: ...


S = TypeVar("S", bound=OnHub)
T = TypeVar("T")
R = TypeVar("R")


class Cut(BaseException):
    """The function is stopped there: nothing after it happens, not even what is done about failures."""


class Knife:
    """Counts the writes and cuts one of them."""

    def __init__(self, number: int, *, is_written: bool) -> None:
        self._left = number
        self._is_written = is_written

    def __call__(self, write: Callable[[], R]) -> R:
        """Make a write, unless it is the one that is cut. Raises: Cut."""
        self._left -= 1
        if self._left == 0 and not self._is_written:
            raise Cut
        result = write()
        if self._left == 0:
            raise Cut
        return result


class Fault(Knife):
    """Makes one of the writes fail, as a store that does not answer would; counts those that were made."""

    def __init__(self, number: int) -> None:
        super().__init__(0, is_written=False)
        self._number, self._asked, self.made = number, 0, 0

    def __call__(self, write: Callable[[], R]) -> R:
        """Make a write, unless it is the one that fails. Raises: Unavailable."""
        self._asked += 1
        if self._asked == self._number:
            raise Unavailable("The store does not answer")
        result = write()
        self.made += 1
        return result


class CutFiles(Files):
    """Another store of files, under the knife."""

    def __init__(self, files: Files, knife: Knife) -> None:
        self._files, self._knife = files, knife

    def put(self, key: str, content: bytes) -> str:
        return self._knife(lambda: self._files.put(key, content))

    def get(self, key: str, version: str) -> bytes:
        return self._files.get(key, version)

    def stream(self, key: str, version: str) -> Iterator[bytes]:
        return self._files.stream(key, version)

    def put_stream(self, key: str, chunks: Iterable[bytes]) -> tuple[str, int]:
        return self._knife(lambda: self._files.put_stream(key, chunks))

    def version_of(self, key: str) -> str | None:
        return self._files.version_of(key)

    def erase(self, prefix: str) -> None:
        self._knife(lambda: self._files.erase(prefix))


class CutUploads(Uploads):
    """Another store's uploads, under the knife."""

    def __init__(self, uploads: Uploads, knife: Knife) -> None:
        self._uploads, self._knife = uploads, knife

    def begin(self, key: str) -> str:
        return self._knife(lambda: self._uploads.begin(key))

    def parts(self, key: str, store_id: str) -> tuple[Part, ...] | None:
        return self._uploads.parts(key, store_id)

    def complete(self, key: str, store_id: str) -> str | None:
        return self._knife(lambda: self._uploads.complete(key, store_id))

    def abort(self, key: str, store_id: str) -> None:
        self._knife(lambda: self._uploads.abort(key, store_id))


class CutArchive(AuditArchive):
    """Another archive of audit chains, under the knife."""

    def __init__(self, archive: AuditArchive, knife: Knife) -> None:
        self._archive, self._knife = archive, knife

    def put(self, chain: str, day: str, lines: Iterable[str], *, until: datetime) -> None:
        self._knife(lambda: self._archive.put(chain, day, lines, until=until))

    def export(self, chain: str, day: str) -> Export | None:
        return self._archive.export(chain, day)

    def chains(self, day: str) -> Iterator[str]:
        return self._archive.chains(day)


class Meanwhile:
    """Another hub; before each of its first writes, something else happens."""

    def __init__(self, hub: Hub, events: Sequence[Callable[[], object]]) -> None:
        self._hub, self._events = hub, iter(events)
        self.clock, self.scanner, self.files, self.uploads = hub.clock, hub.scanner, hub.files, hub.uploads
        self.exchange, self.referential, self.notifications = hub.exchange, hub.referential, hub.notifications
        self.clients, self.agenda, self.outbox = hub.clients, hub.agenda, hub.outbox
        self.accounts, self.sessions = hub.accounts, hub.sessions
        self.passwords, self.secrets = hub.passwords, hub.secrets
        self.webhooks, self.webhook_queue = hub.webhooks, hub.webhook_queue
        self.seals, self.courier = hub.seals, hub.courier
        self.inboxes = hub.inboxes
        self.counts = hub.counts
        self.requests = hub.requests
        self.preparations, self.preparation_queue = hub.preparations, hub.preparation_queue
        self.archiver, self.links = hub.archiver, hub.links
        self.histories = hub.histories
        self.audit, self.audit_archive, self.job_runs = hub.audit, hub.audit_archive, hub.job_runs

    @property
    def ids(self) -> Iterator[str]:
        """The ids of the hub."""
        return self._hub.ids

    def commit(self, *writes: Write) -> None:
        """Write all or nothing, on what is there by then."""
        for happens in islice(self._events, 1):
            happens()
        self._hub.commit(*writes)


class CutHub:
    """Another hub, its commits and its files under one knife."""

    def __init__(self, hub: Hub, number: int = 0, *, is_written: bool = False, knife: Knife | None = None) -> None:
        self._hub, self._knife = hub, knife or Knife(number, is_written=is_written)
        self.clock, self.scanner = hub.clock, hub.scanner
        self.exchange, self.referential, self.notifications = hub.exchange, hub.referential, hub.notifications
        self.clients, self.agenda, self.outbox = hub.clients, hub.agenda, hub.outbox
        self.accounts, self.sessions = hub.accounts, hub.sessions
        self.passwords, self.secrets = hub.passwords, hub.secrets
        self.webhooks, self.webhook_queue = hub.webhooks, hub.webhook_queue
        self.seals, self.courier = hub.seals, hub.courier
        self.inboxes = hub.inboxes
        self.counts = hub.counts
        self.requests = hub.requests
        self.preparations, self.preparation_queue = hub.preparations, hub.preparation_queue
        self.archiver, self.links = hub.archiver, hub.links
        self.histories = hub.histories
        self.audit, self.job_runs = hub.audit, hub.job_runs
        self.audit_archive = CutArchive(hub.audit_archive, self._knife)
        self.files = CutFiles(hub.files, self._knife)
        self.uploads = CutUploads(hub.uploads, self._knife)

    @property
    def ids(self) -> Iterator[str]:
        """The ids of the hub under the knife."""
        return self._hub.ids

    def commit(self, *writes: Write) -> None:
        """Write all or nothing, unless cut. Raises: Cut."""
        self._knife(lambda: self._hub.commit(*writes))


def cut_everywhere(build: Callable[[], tuple[S, T]], act: Callable[[S, T, Hub], object]) -> Iterator[tuple[S, T]]:
    """What ``build`` makes, fresh for every way there is of cutting ``act``, as the cut left it.

    Each write is cut before it is made, then after; the last cut is after the last write, so all was done but the answer.
    """
    for is_written in (False, True):
        for number in count(1):
            scene, made = build()
            try:
                act(scene, made, CutHub(scene.hub, number, is_written=is_written))
            except Cut:
                yield scene, made
                continue
            assert number > 1, "it wrote nothing"
            break
