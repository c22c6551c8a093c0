"""Lists as CSV files: what is in them, that a spreadsheet runs nothing of them, that each is traced, and what a long one costs."""

import csv
import io
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.accounts import Deactivation
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.errors import Forbidden, NotFound
from chalicelib.domain.inbox import InboxCriteria
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.preparations import Preparation, PreparationKind, asked_for
from chalicelib.domain.roles import ActorType
from chalicelib.domain.subscriptions import AccessMode, Subscription
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from chalicelib.use_cases.migrate import migrate_organisation
from chalicelib.use_cases.prepare import begin
from chalicelib.use_cases.prepare_export import build_export
from tests.downloads import MemoryDownloads, as_user
from tests.fakes.cuts import cut_everywhere
from tests.fakes.files import MemoryFiles

MANY = 50_000


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))


def facts(scene: MemoryDownloads) -> list[Any]:
    return [(row.fact, row.actor, row.subject, row.details) for row in scene.hub.rows("fact")]


def copies(case: Case, number: int) -> Iterator[Case]:
    """As many télédossiers, made as they are read."""
    return (replace(case, id=f"{each:036d}", external_id=f"T-{each}") for each in range(number))


@pytest.mark.rule("POR-10", "AUT-10")
def test_a_short_list_is_answered_at_once_in_french_and_traced() -> None:
    scene = MemoryDownloads()
    at = datetime(2026, 11, 22, 23, 5, tzinfo=UTC)
    case = scene.case(notified_at=at, updated_at=None, folder_external_id="DOSSIER;1", applicant=Applicant(first_name='Zoé "Z"', last_name="D'ÎLE"))
    made = scene.export([case])
    assert not isinstance(made, Preparation)
    name, content = made
    assert name == "teledossiers-2026-11-23-10h00.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert rows_of(content) == [
        ["Numéro", "Dossier", "Code de la démarche", "Démarche", "Nom", "Prénom", "Reçu le", "Statut", "Dernière modification", "Terminé le"],
        ["T-1", "DOSSIER;1", scene.process.code, "Recensement", "D'ÎLE", 'Zoé "Z"', "23/11/2026 00:05", "Nouveau", "", ""],
    ]
    assert facts(scene) == [("EXPORTED", scene.account.id, None, {"export": "teledossiers", "rows": "1"})]


@pytest.mark.rule("POR-10")
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_name_that_a_spreadsheet_would_run_is_disarmed(start: str) -> None:
    scene = MemoryDownloads()
    evil = f"{start}cmd|'/c calc'!A1"
    made = scene.export([scene.case(external_id=evil, applicant=Applicant(first_name=evil, last_name=evil))])
    assert not isinstance(made, Preparation)
    row = rows_of(made[1])[1]
    assert [row[0], row[4], row[5]] == [f"'{evil}"] * 3


@pytest.mark.rule("POR-10")
def test_an_empty_list_is_a_header() -> None:
    made = MemoryDownloads().export([])
    assert not isinstance(made, Preparation)
    assert len(rows_of(made[1])) == 1


@pytest.mark.rule("POR-10", "AUT-10")
def test_a_list_past_a_thousand_rows_is_prepared_and_traced_when_it_is_ready() -> None:
    scene = MemoryDownloads()
    case = scene.case()
    at_once = scene.export(list(copies(case, LIMITS.export_rows_inline)))
    assert not isinstance(at_once, Preparation)
    prepared = scene.export(list(copies(case, LIMITS.export_rows_inline + 1)))
    assert isinstance(prepared, Preparation)
    assert (prepared.kind, prepared.status, prepared.criteria, len(facts(scene))) == ("EXPORT", "WAITING", InboxCriteria(), 1)
    scene.build_list(prepared.id, copies(case, 1_500))
    ready = scene.prepared(prepared.id)
    assert (ready.status, ready.rows, ready.process_codes) == ("READY", 1_500, frozenset({scene.process.code}))
    assert len(rows_of(scene.result(prepared.id))) == 1_501
    assert facts(scene)[1:] == [("EXPORTED", scene.account.id, prepared.id, {"export": "teledossiers", "rows": "1500"})]


@pytest.mark.rule("POR-10", "AUT-10")
def test_an_export_cut_anywhere_is_taken_up_and_traced_once() -> None:
    def build() -> tuple[MemoryDownloads, Any]:
        scene = MemoryDownloads()
        case = scene.case()
        return scene, (case, scene.export(list(copies(case, LIMITS.export_rows_inline + 1))))

    for scene, (case, preparation) in cut_everywhere(build, lambda scene, made, hub: scene.build_list(made[1].id, copies(made[0], 3), through=hub)):
        scene.now = scene.in_a(minutes=16)
        if scene.prepared(preparation.id).status == "WAITING":
            scene.build_list(preparation.id, copies(case, 3))
        assert scene.prepared(preparation.id).status == "READY"
        assert len(rows_of(scene.result(preparation.id))) == 4
        assert len(facts(scene)) == 1


@pytest.mark.rule("POR-10", "ACC-07")
@pytest.mark.parametrize("loss", ["refused", "deactivated"])
def test_an_export_of_who_has_lost_his_rights_fails_for_good(loss: str) -> None:
    scene = MemoryDownloads()
    preparation = scene.export(list(copies(scene.case(), LIMITS.export_rows_inline + 1)))
    assert isinstance(preparation, Preparation)
    if loss == "deactivated":
        account = scene.hub.accounts.account(scene.account.id)
        assert account is not None
        scene.hub.commit(replace(account, deactivation=Deactivation.BY_ADMINISTRATOR))

    def refused() -> Iterator[Case]:
        raise Forbidden("Non.")
        yield

    scene.build_list(preparation.id, refused())
    assert scene.prepared(preparation.id).status == "FAILED"
    assert facts(scene) == []


def lose_the_process(scene: MemoryDownloads) -> None:
    (process,) = scene.hub.referential.processes()
    scene.hub.commit(replace(process, osl=scene.organisation("OSL")))


def migrate(scene: MemoryDownloads, pages: int = 3) -> None:
    source, target, hub = scene.place.organisation, scene.town(access_mode=AccessMode.PORTAL).organisation, scene.hub
    for _ in range(pages):
        migrate_organisation(
            source,
            target,
            now=scene.now,
            exchange=hub.exchange,
            notifications=hub.notifications,
            referential=hub.referential,
            commit=hub.commit,
        )


def begin_to_migrate(scene: MemoryDownloads) -> None:
    migrate(scene, pages=1)


def seat_of(scene: MemoryDownloads) -> Subscription:
    seat = scene.process.code, scene.place.organisation
    return scene.hub.referential.subscriptions_of_pairs({seat})[seat]


def leave_the_portal(scene: MemoryDownloads) -> None:
    scene.hub.commit(replace(seat_of(scene), access_mode=AccessMode.API))


def lose_the_subscription(scene: MemoryDownloads) -> None:
    scene.hub.commit(replace(seat_of(scene), rejected_at=scene.now))


def delete_the_oldest(scene: MemoryDownloads) -> None:
    scene.hub.commit(Remove(min(scene.hub.rows("case"), key=lambda each: (each.created_at, each.id))))


LOSSES: dict[str, tuple[Callable[[MemoryDownloads], None], set[ActorType]]] = {
    # what happens: by what, and who is still handed what was exported for him
    "nothing": (lambda _: None, {ActorType.AGENT, ActorType.BUSINESS_ADMINISTRATOR, ActorType.NATIONAL_ADMINISTRATOR}),
    "the process has another operator": (lose_the_process, {ActorType.AGENT, ActorType.NATIONAL_ADMINISTRATOR}),
    "all has moved to another organisation": (migrate, {ActorType.BUSINESS_ADMINISTRATOR, ActorType.NATIONAL_ADMINISTRATOR}),
    "a page has moved": (begin_to_migrate, {ActorType.BUSINESS_ADMINISTRATOR, ActorType.NATIONAL_ADMINISTRATOR}),
    "the subscription is the program's": (leave_the_portal, {ActorType.BUSINESS_ADMINISTRATOR, ActorType.NATIONAL_ADMINISTRATOR}),
    "the subscription was refused": (lose_the_subscription, {ActorType.BUSINESS_ADMINISTRATOR, ActorType.NATIONAL_ADMINISTRATOR}),
    "the oldest was deleted for good": (delete_the_oldest, set()),
}


@pytest.mark.rule("POR-10", "ORG-06", "SUB-08", "CAS-12")
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("actor", [ActorType.AGENT, ActorType.BUSINESS_ADMINISTRATOR, ActorType.NATIONAL_ADMINISTRATOR])
def test_an_export_is_handed_out_only_to_who_may_still_read_what_is_in_it(actor: ActorType, loss: str) -> None:
    scene = MemoryDownloads()
    happens, kept_by = LOSSES[loss]
    of_whom = {ActorType.BUSINESS_ADMINISTRATOR: scene.osl.organisation, ActorType.NATIONAL_ADMINISTRATOR: scene.organisation("Admin")}
    user = scene.agent if actor is ActorType.AGENT else as_user(scene.add_person(actor, of_whom[actor], habilitations=[]))
    cases = []
    for _ in range(LIMITS.migrate_page + 1):
        scene.now = scene.in_a(seconds=1)
        cases.append(scene.case())
    asked = asked_for(PreparationKind.EXPORT, preparation_id=scene.new_id(), user=user, file_name="l.csv", at=scene.now)
    scene.hub.commit(asked)
    scene.build_list(asked.id, reversed(cases))
    assert scene.look(asked.id, user=user).link is not None
    happens(scene)
    if actor in kept_by:
        assert scene.look(asked.id, user=user).link is not None
        return
    with pytest.raises(NotFound, match="Ce fichier n'est plus disponible"):
        scene.look(asked.id, user=user)


class Counting(MemoryFiles):
    """Takes what streams in, and keeps how much it was only."""

    def put_stream(self, key: str, chunks: Iterable[bytes]) -> tuple[str, int]:  # noqa: ARG002
        return "v", sum(map(len, chunks))


@pytest.mark.rule("POR-10")
def test_fifty_thousand_rows_stay_within_a_few_megabytes() -> None:
    scene = MemoryDownloads()
    case = scene.case()
    preparation = scene.export(list(copies(case, LIMITS.export_rows_inline + 1)))
    assert isinstance(preparation, Preparation)
    taken = begin(preparation.id, now=scene.now, preparations=scene.hub.preparations, commit=scene.hub.commit)
    assert taken is not None
    rows = ((each, scene.process) for each in copies(case, MANY))
    tracemalloc.start()
    try:
        build_export(taken, lambda _: rows, now=scene.now, ids=scene.hub.ids, accounts=scene.hub.accounts, files=Counting(), commit=scene.hub.commit)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert scene.prepared(preparation.id).rows == MANY
    assert peak < 16 * 1024 * 1024, peak


@pytest.mark.rule("POR-10")
def test_who_asks_is_known_by_his_account_alone_when_it_is_built() -> None:
    scene = MemoryDownloads()
    preparation = scene.export(list(copies(scene.case(), LIMITS.export_rows_inline + 1)))
    assert isinstance(preparation, Preparation)
    assert preparation.asker(scene.account).account == as_user(scene.account).account
