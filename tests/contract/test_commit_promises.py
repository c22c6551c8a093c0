"""Writes are made on their conditions, all or nothing, and none is lost between threads. **Source:** CAS-13, NOT-03."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.callers import Scope
from chalicelib.domain.errors import StaleRow, StaleWrite, Unavailable
from chalicelib.domain.folders import Deposit, DepositReceipt
from chalicelib.domain.mails import mail
from chalicelib.domain.oauth_clients import OAuthClient, secret_digest
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.pages import Tally
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Unchanged, Versioned
from tests.fakes.hub import Hub
from tests.scenes import Scene

Kind = Callable[[Scene], "tuple[Versioned, Callable[[], Versioned | None]]"]
"""Makes a value that is not stored yet, and says how it is read back."""


def _deposit(scene: Scene) -> Deposit:
    return scene.announce(scene.town())


def _folder(scene: Scene) -> tuple[Versioned, Callable[[], Versioned | None]]:
    row = replace(_deposit(scene).folder, id=scene.new_id())
    return row, lambda: scene.hub.exchange.folder(row.id)


def _case(scene: Scene) -> tuple[Versioned, Callable[[], Versioned | None]]:
    row = replace(_deposit(scene).cases[0], id=scene.new_id())
    return row, lambda: scene.hub.exchange.case(row.id)


def _attachment(scene: Scene) -> tuple[Versioned, Callable[[], Versioned | None]]:
    made = _deposit(scene)
    row = replace(made.attachments[0], id=scene.new_id())
    return row, lambda: scene.hub.exchange.folder_attachment(made.folder.id, row.id)[1]


def _event(scene: Scene) -> tuple[Versioned, Callable[[], Versioned | None]]:
    town = scene.town()
    case = scene.delivered(town).cases[0]
    row = replace(scene.send(case.id, caller=town), id=scene.new_id())
    return row, lambda: scene.hub.exchange.event(case.id, row.id)[1]


def _event_file(scene: Scene) -> tuple[Versioned, Callable[[], Versioned | None]]:
    town = scene.town()
    event = scene.send(scene.delivered(town).cases[0].id, "ATTACH_DEPOSIT", caller=town)
    row = replace(scene.hub.exchange.event_files(event)[0], id=scene.new_id(), version=0)
    return row, lambda: scene.hub.exchange.event_attachment(event.case_id, event.id, row.id)[2]


def _receipt(scene: Scene) -> tuple[Versioned, Callable[[], Versioned | None]]:
    client, key = scene.new_id(), scene.new_id()
    row = DepositReceipt(client_id=client, key=key, body_digest="d", deposit=_deposit(scene), expires_at=scene.in_a(days=1))
    return row, lambda: scene.hub.exchange.receipt(client, key)


def _organisation(scene: Scene) -> tuple[Versioned, Callable[[], Versioned | None]]:
    identity = replace(scene.osl.organisation, branch_code="B")
    row = Organisation(id=identity, name="n", postal_code="1", territory="t", created_at=scene.now)
    return row, lambda: scene.hub.referential.organisation(identity)


def _process(scene: Scene) -> tuple[Versioned, Callable[[], Versioned | None]]:
    row = replace(scene.process, code=f"Q{scene.new_id()}")
    return row, lambda: scene.hub.referential.process(row.code)


def _subscription(scene: Scene) -> tuple[Versioned, Callable[[], Versioned | None]]:
    row = scene.new_subscription(scene.organisation())
    return row, lambda: scene.hub.referential.subscription(row.id)


def _client(scene: Scene) -> tuple[Versioned, Callable[[], Versioned | None]]:
    row = OAuthClient(id=scene.new_id(), scope=Scope.OSL, organisation=scene.osl.organisation, secret_digest=secret_digest("s"), created_at=scene.now)
    return row, lambda: scene.hub.clients.client(row.id)


def _mail(scene: Scene) -> tuple[Versioned, Callable[[], Versioned | None]]:
    row = mail("t", "a@b.test", cause=scene.new_id(), at=scene.now, words={"process": "P"})
    return row, lambda: scene.hub.outbox.mail(row.id)


KINDS = [_folder, _case, _attachment, _event, _event_file, _receipt, _organisation, _process, _subscription, _client, _mail]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__.strip("_"))


@every_kind
@pytest.mark.rule("CAS-13")
def test_a_created_row_reads_as_it_was_written_one_version_further(scene: Scene, kind: Kind) -> None:
    row, read = kind(scene)
    assert read() is None
    scene.hub.commit(row)
    assert read() == replace(row, version=1)


@every_kind
@pytest.mark.rule("CAS-13")
def test_a_row_is_created_once(scene: Scene, kind: Kind) -> None:
    row, read = kind(scene)
    scene.hub.commit(row)
    with pytest.raises(StaleRow):
        scene.hub.commit(row)
    assert read() == replace(row, version=1)


@every_kind
@pytest.mark.rule("CAS-13")
def test_a_row_is_replaced_at_its_version_only(scene: Scene, kind: Kind) -> None:
    row, read = kind(scene)
    with pytest.raises(StaleRow):
        scene.hub.commit(replace(row, version=1))
    assert read() is None
    scene.hub.commit(row)
    scene.hub.commit(replace(row, version=1))
    with pytest.raises(StaleRow):
        scene.hub.commit(replace(row, version=1))
    assert read() == replace(row, version=2)


@every_kind
@pytest.mark.rule("CAS-13")
def test_a_row_is_removed_at_its_version_only_and_once(scene: Scene, kind: Kind) -> None:
    row, read = kind(scene)
    scene.hub.commit(row)
    with pytest.raises(StaleRow):
        scene.hub.commit(Remove(replace(row, version=2)))
    assert read() == replace(row, version=1)
    scene.hub.commit(Remove(replace(row, version=1)))
    assert read() is None
    with pytest.raises(StaleRow):
        scene.hub.commit(Remove(replace(row, version=1)))


@every_kind
@pytest.mark.rule("CAS-13")
def test_what_is_written_beside_a_row_that_changed_is_not_written(scene: Scene, kind: Kind) -> None:
    row, read = kind(scene)
    beside, read_beside = _mail(scene)
    with pytest.raises(StaleRow):
        scene.hub.commit(beside, Unchanged(row))
    scene.hub.commit(row)
    with pytest.raises(StaleRow):
        scene.hub.commit(beside, Unchanged(replace(row, version=2)))
    assert read_beside() is None
    scene.hub.commit(beside, Unchanged(replace(row, version=1)))
    assert read() == replace(row, version=1)
    assert read_beside() == replace(beside, version=1)


@pytest.mark.parametrize("failing", [0, 3, 7])
@pytest.mark.rule("NOT-03")
def test_one_stale_row_among_many_leaves_none_wherever_it_stands(scene: Scene, failing: int) -> None:
    made = [_mail(scene) for _ in range(8)]
    scene.hub.commit(made[failing][0])
    entry = AgendaEntry(topic=Topic.ERASURE, due_at=scene.in_a(days=-3650), subject=scene.new_id())
    with pytest.raises(StaleRow):
        scene.hub.commit(entry, *(row for row, _ in made), Tally(name=entry.subject, delta=1))
    assert [read() is not None for _, read in made] == [number == failing for number in range(8)]
    assert scene.hub.agenda.due(Topic.ERASURE, at=entry.due_at, limit=100) == ()


@pytest.mark.rule("DEP-01")
def test_a_transaction_takes_a_hundred_rows_and_not_one_more(store: Hub) -> None:
    scene = Scene(store)
    made = [_mail(scene) for _ in range(101)]
    with pytest.raises(Unavailable):
        store.commit(*(row for row, _ in made))
    assert not any(read() for _, read in made)
    store.commit(*(row for row, _ in made[:100]))
    assert all(read() for _, read in made[:100])


@pytest.mark.rule("NOT-03")
def test_a_row_written_twice_in_one_transaction_is_refused_whole(scene: Scene) -> None:
    row, read = _mail(scene)
    with pytest.raises(Unavailable):
        scene.hub.commit(row, row)
    assert read() is None


@pytest.mark.rule("CAS-13")
def test_eight_threads_that_change_one_row_lose_no_change(scene: Scene) -> None:
    hub, rounds = scene.hub, 5
    start = scene.delivered(scene.town()).folder.id

    def count_up(_: int) -> int:
        tries = 0
        for _ in range(rounds):
            while True:
                tries += 1
                folder = hub.exchange.folder(start)
                assert folder is not None
                try:
                    hub.commit(replace(folder, external_id=f"{int(folder.external_id.removeprefix('EXT') or 0) + 1}"), Tally(name=start, delta=1))
                    break
                except StaleWrite:
                    continue
        return tries

    before = hub.exchange.folder(start)
    with ThreadPoolExecutor(8) as threads:
        tries = list(threads.map(count_up, range(8)))
    after = hub.exchange.folder(start)
    assert before is not None
    assert after is not None
    assert (after.external_id, after.version) == (f"{8 * rounds}", before.version + 8 * rounds)
    assert sum(tries) >= 8 * rounds
