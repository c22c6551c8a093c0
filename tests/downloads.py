"""Scenes of downloads: towns on the portal, télédossiers in their inbox, and the people who download them."""

import io
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any, cast
from zipfile import ZipFile

from chalicelib.composition import Composition
from chalicelib.domain.accounts import Account
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import StaleWrite
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import InboxCriteria
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.preparations import Preparation
from chalicelib.domain.roles import ActorType
from chalicelib.domain.sessions import Session, Stage
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.values import replace
from chalicelib.use_cases.download import Handed, download_case, download_file
from chalicelib.use_cases.prepare import Prepared, begin, read_preparation
from chalicelib.use_cases.prepare_archive import LeftOut, ask_for_archive, build_archive
from chalicelib.use_cases.prepare_export import build_export, export_list
from tests.fakes.hub import Hub, MemoryHub
from tests.portal import add_account
from tests.scenes import Scene


def as_user(account: Account) -> PortalUser:
    """A person signed in."""
    at = account.created_at
    return PortalUser(account=account, session=Session(id="s", account_id=account.id, stage=Stage.OPEN, opened_at=at, seen_at=at, expires_at=at))


class Downloads(Scene):
    """A town on the portal with an agent, on any hub."""

    def __init__(self, hub: Hub, **process: Any) -> None:
        super().__init__(hub, **process)
        self.place = self.town(access_mode=AccessMode.PORTAL)
        self.account = self.add_person()
        self.agent = as_user(self.account)
        self._numbers = count(1)

    def add_person(self, actor: ActorType = ActorType.AGENT, organisation: OrganisationId | None = None, **settings: Any) -> Account:
        """Somebody of the town, or of another organisation."""
        usual: dict[str, Any] = {"habilitations": [self.process.code], "email": f"{self.new_id()}@commune.test"}
        return add_account(cast(Composition, self.hub), actor, organisation or self.place.organisation, **{**usual, **settings})

    def case(self, *, files: int = 1, **changes: Any) -> Case:
        """A télédossier in the town's inbox, with its own number."""
        made = self.delivered(self.place, files=files)
        found = self.hub.exchange.case(made.cases[0].id)
        assert found is not None
        changed = {"external_id": f"T-{next(self._numbers)}", **changes}
        self.hub.commit(replace(found.ingested(at=self.now), **changed))
        return self.read(found.id)

    def read(self, case_id: str) -> Case:
        """A case as it is now."""
        found = self.hub.exchange.case(case_id)
        assert found is not None
        return found

    def fetch(self, case: Case, *, number: int = 0, user: PortalUser | None = None, through: Hub | None = None) -> Handed | Preparation:
        """Download one file."""
        hub = through or self.hub
        return download_file(
            case.id,
            case.attachments[number].id,
            user=user or self.agent,
            now=self.now,
            ids=hub.ids,
            exchange=hub.exchange,
            files=hub.files,
            commit=hub.commit,
        )

    def fetch_all(self, case: Case, *, user: PortalUser | None = None, through: Hub | None = None) -> Handed | Preparation:
        """Download a whole télédossier."""
        hub = through or self.hub
        return download_case(
            case.id,
            user=user or self.agent,
            now=self.now,
            ids=hub.ids,
            exchange=hub.exchange,
            files=hub.files,
            archiver=hub.archiver,
            commit=hub.commit,
        )

    def ask(self, *cases: Case, user: PortalUser | None = None, through: Hub | None = None) -> tuple[Preparation, tuple[LeftOut, ...]]:
        """Ask for one archive of several."""
        hub = through or self.hub
        return ask_for_archive(
            [each.id for each in cases],
            user=user or self.agent,
            now=self.now,
            ids=hub.ids,
            exchange=hub.exchange,
            referential=hub.referential,
            commit=hub.commit,
        )

    def build(self, preparation_id: str, *, through: Hub | None = None) -> bool:
        """What the function does with a message; whether there was something to build. It is cut where its hub is."""
        hub = through or self.hub
        taken = begin(preparation_id, now=self.now, preparations=hub.preparations, commit=hub.commit)
        if taken is None:
            return False
        build_archive(
            taken,
            now=self.now,
            ids=hub.ids,
            preparations=hub.preparations,
            accounts=hub.accounts,
            exchange=hub.exchange,
            referential=hub.referential,
            files=hub.files,
            archiver=hub.archiver,
            commit=hub.commit,
        )
        return True

    def look(self, preparation_id: str, *, user: PortalUser | None = None, at: datetime | None = None) -> Prepared:
        """Ask how far a preparation is."""
        hub = self.hub
        return read_preparation(
            preparation_id,
            user=user or self.agent,
            now=at or self.now,
            preparations=hub.preparations,
            exchange=hub.exchange,
            referential=hub.referential,
            links=hub.links,
        )

    def export(self, cases: list[Case], through: Hub | None = None) -> tuple[str, bytes] | Preparation:
        """Ask for the file of a list."""
        hub = through or self.hub
        rows = ((each, self.process) for each in cases)
        return export_list(rows, InboxCriteria(), organisation=None, user=self.agent, now=self.now, ids=hub.ids, commit=hub.commit)

    def build_list(self, preparation_id: str, cases: Iterator[Case], *, through: Hub | None = None) -> None:
        """What the function does with an export."""
        hub = through or self.hub
        taken = begin(preparation_id, now=self.now, preparations=hub.preparations, commit=hub.commit)
        assert taken is not None
        rows = ((each, self.process) for each in cases)
        build_export(taken, lambda _: rows, now=self.now, ids=hub.ids, accounts=hub.accounts, files=hub.files, commit=hub.commit)

    def prepared(self, preparation_id: str) -> Preparation:
        """A preparation as it is now."""
        found = self.hub.preparations.preparation(preparation_id)
        assert found is not None
        return found

    def result(self, preparation_id: str) -> bytes:
        """What was prepared."""
        found = self.prepared(preparation_id)
        assert found.object_key is not None
        assert found.object_version is not None
        return self.hub.files.get(found.object_key, found.object_version)


class MemoryDownloads(Downloads):
    """The same on a hub of its own in memory."""

    hub: MemoryHub

    def __init__(self, **process: Any) -> None:
        super().__init__(MemoryHub(), **process)


def unzipped(content: bytes) -> dict[str, bytes]:
    """The files of an archive by path, in order; each once, each whole."""
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(set(names)) == len(names)
        return {name: archive.read(name) for name in names}


def until_it_is_done(scene: Downloads, preparation_id: str) -> None:
    """The message comes again, later each time, until nothing is left to build."""
    for _ in range(5):
        scene.now = scene.in_a(minutes=16)
        try:
            if not scene.build(preparation_id):
                return
        except StaleWrite:
            continue
