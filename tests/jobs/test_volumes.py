"""Ten thousand things due at once: every job works in bounded pages, writes what a transaction takes, and tells each once. **Source:** JOB-06."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.account_life import entry_of
from chalicelib.domain.accounts import Account, account_id
from chalicelib.domain.audit import AuditFact, Fact
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.digests import digest_entry
from chalicelib.domain.folders import Folder
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import Notification
from chalicelib.domain.roles import ACTOR_RULES, ActorType
from chalicelib.domain.subscription_life import reminder
from chalicelib.domain.subscriptions import AccessMode, Frequency, Subscription
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Write
from chalicelib.handlers.jobs import JOBS
from tests.fakes.hub import MemoryHub
from tests.scenes import Scene
from tests.use_cases.test_count_cases import counted, recounted
from tests.watched import WatchedScene

pytestmark = pytest.mark.rule("JOB-06", "JOB-03")
MANY, SOME = 10_000, 100
PAGES = MANY // LIMITS.job_page


def store(scene: Scene, writes: Sequence[Write], *, at_once: int = LIMITS.transaction_rows) -> None:
    for start in range(0, len(writes), at_once):
        scene.hub.commit(*writes[start : start + at_once])


def pages_of(name: str, scene: WatchedScene, **later: int) -> list[int]:
    """Run a job to its end: how much each page looked at. No page writes more than a transaction takes."""
    scene.hub.written.clear()
    found: list[int] = []
    while found[-1:] != [0]:
        found.append(JOBS[name](cast(Composition, scene.hub), scene.in_a(**later)))
        assert len(found) <= 10 * PAGES, "it does not end"
    assert 0 < max(scene.hub.written, default=0) <= LIMITS.transaction_rows
    before = scene.hub.snapshot()
    assert JOBS[name](cast(Composition, scene.hub), scene.in_a(**later)) == 0
    assert scene.hub.snapshot() == before
    return found


def mails_of(scene: WatchedScene) -> Counter[tuple[str, str]]:
    return Counter((each.template, each.to) for each in scene.hub.rows("mail"))


def numbered(number: int) -> Iterator[str]:
    """Ids in no order."""
    return (str(UUID(int=(each * 0x9E3779B97F4A7C15 % (1 << 64)) << 64 | each, version=4)) for each in range(1, number + 1))


def people(scene: Scene, number: int) -> list[Account]:
    """Agents of one town who were active now."""
    town = scene.organisation()
    due = scene.now + LIMITS.first_reminder
    return [
        Account(
            id=account_id(f"agent{each}@commune.test"),
            email=f"agent{each}@commune.test",
            actor_type=ActorType.AGENT,
            organisations=(town,),
            first_name="Dominique",
            last_name="BERNARD",
            roles=ACTOR_RULES[ActorType.AGENT].default_roles,
            active_at=scene.now,
            reminder_due_at=due,
            sessions_from=scene.now,
            created_at=scene.now,
        )
        for each in range(number)
    ]


def cases_like_one(scene: Scene, number: int, **changes: Any) -> list[Case]:
    """Cases of one town, each the only one of its folder, stored; like one that was delivered there."""
    town = scene.town(access_mode=AccessMode.PORTAL)
    made = scene.delivered(town)
    case, folder = scene.hub.exchange.case(made.cases[0].id), scene.hub.exchange.folder(made.folder.id)
    assert case is not None
    assert folder is not None
    cases: list[Case] = []
    folders: list[Folder] = []
    for identity in numbered(number):
        folder_id = str(UUID(int=UUID(identity).int ^ 1))
        cases.append(replace(case, id=identity, folder_id=folder_id, external_id=f"T-{identity[:8]}", version=0, **changes))
        folders.append(replace(folder, id=folder_id, case_ids=(identity,), attachment_ids=(), version=0))
    store(scene, cases)
    store(scene, folders)
    return cases


def waiting_for_the_portal(scene: Scene, number: int) -> list[Case]:
    """New cases with the notification that each is in a queue of."""
    cases = cases_like_one(scene, number)
    [usual] = scene.hub.rows("queue") if isinstance(scene.hub, MemoryHub) else scene.hub.notifications.to_ingest(limit=1)
    start = usual.at.timestamp() * 1_000
    rows: list[Notification] = []
    for position, case in enumerate(cases):
        moment = f"{int(start) + position:012x}"
        rows.append(replace(usual, id=f"{moment[:8]}-{moment[8:]}{usual.id[13:24]}{position:012x}", case_id=case.id))
    store(scene, rows, at_once=20)
    return cases


def test_ten_thousand_new_cases_enter_the_portal_once() -> None:
    scene = WatchedScene()
    waiting_for_the_portal(scene, MANY)
    pages = pages_of("ingest", scene, minutes=5)
    assert (max(pages), sum(pages), len(pages)) == (LIMITS.job_page, MANY + 1, PAGES + 2)
    entered = scene.hub.rows("case")
    assert {(each.status, each.ingested_at) for each in entered} == {("SENT", scene.in_a(minutes=5))}
    assert Counter(each.case_id for each in scene.hub.rows("event")) == {each.id: 1 for each in entered}
    told = list(scene.hub.rows("queue"))
    assert Counter(each.case_id for each in told) == {each.id: 1 for each in entered}  # to the operator


@pytest.mark.rule("SUB-11")
def test_ten_thousand_entries_leave_in_a_digest_for_each_subscriber() -> None:
    scene = WatchedScene()
    subscriptions, each_has = 400, MANY // 400
    entries: list[Write] = []
    for number in range(subscriptions):
        made = scene.subscription(scene.organisation(), frequency=Frequency.DAILY, email=f"mairie{number}@commune.test")
        entries += [
            digest_entry(made, cause=f"{cause}", line=f"T {cause}", at=scene.now + timedelta(milliseconds=cause)) for cause in range(each_has)
        ]
    store(scene, entries)
    pages = pages_of("send-digests", scene, days=2)
    assert max(pages) <= LIMITS.job_page
    assert len(pages) <= PAGES + 1
    assert mails_of(scene) == {("digest", f"mairie{number}@commune.test"): 1 for number in range(subscriptions)}
    assert {each.words["total"] for each in scene.hub.rows("mail")} == {f"{each_has} nouveautés"}
    assert scene.hub.rows("agenda", "digest") == []


@pytest.mark.rule("SUB-11")
def test_ten_thousand_entries_of_one_subscriber_leave_in_one_digest() -> None:
    scene = WatchedScene()
    made = scene.subscription(scene.organisation(), frequency=Frequency.DAILY)
    store(scene, [digest_entry(made, cause=f"{cause}", line=f"T {cause}", at=scene.now + timedelta(milliseconds=cause)) for cause in range(MANY)])
    pages = pages_of("send-digests", scene, days=2)
    assert max(pages) <= LIMITS.job_page
    assert len(pages) <= MANY // 90 + 3
    [mail] = scene.hub.rows("mail")
    assert mail.words["total"] == f"{MANY} nouveautés"
    assert len(mail.words["lines_list"].splitlines()) == LIMITS.digest_listed + 1


@pytest.mark.rule("AUT-08")
def test_ten_thousand_forgotten_accounts_are_reminded_of_once_and_closed_in_the_end() -> None:
    scene = WatchedScene()
    accounts = people(scene, MANY)
    store(scene, [*accounts, *(entry for each in accounts for entry in entry_of(each))])
    for days, template, more in ((90, "dernier_rappel_inactivite", 2), (120, "compte_desactive", 3)):
        pages = pages_of("remind-inactive", scene, days=days)
        assert pages == [LIMITS.job_page] * PAGES + [0]
        told = mails_of(scene)
        assert told == dict.fromkeys(told, 1)
        assert len(told) == more * MANY
        assert sum(name == template for name, _ in told) == MANY
    assert not any(each.is_active for each in scene.hub.rows("account"))


@pytest.mark.rule("JOB-02", "SUB-03")
def test_ten_thousand_subscriptions_become_active_and_are_told_once() -> None:
    scene = WatchedScene()
    writes: list[Write] = []
    base = scene.organisation()
    for number in range(MANY):
        subscriber = replace(base, company_register=f"{number:014d}")
        local = replace(scene.new_subscription(base).local_administrator, email=f"admin{number}@commune.test")
        made: Subscription = scene.new_subscription(subscriber, activate_at=scene.in_a(days=1), local_administrator=local)
        writes += [made, *reminder(made, at=scene.now)]
    store(scene, writes, at_once=30)
    pages = pages_of("label-subscriptions", scene, days=2)
    assert pages == [LIMITS.job_page] * PAGES + [0]
    assert {each.label for each in scene.hub.rows("seat")} == {"Actif"}
    assert mails_of(scene) == {("abonnement_actif", f"admin{number}@commune.test"): 1 for number in range(MANY)}


@pytest.mark.rule("AUT-10")
def test_ten_thousand_facts_are_linked_once() -> None:
    scene = WatchedScene()
    facts = [
        AuditFact(id=identity, chain=f"SI-{position % 40}", at=scene.now + timedelta(milliseconds=position), fact=Fact.EXPORTED, actor="a")
        for position, identity in enumerate(numbered(MANY))
    ]
    store(scene, facts)
    assert pages_of("link-audit", scene, minutes=5) == [LIMITS.job_page] * PAGES + [0]
    assert Counter(each.fact.id for each in scene.hub.rows("record")) == {each.id: 1 for each in facts}
    assert scene.hub.rows("fact") == []


@pytest.mark.rule("POR-12")
def test_ten_thousand_cases_are_counted_once() -> None:
    scene = WatchedScene()
    cases_like_one(scene, MANY)
    pages = pages_of("count-cases", scene, minutes=5)
    assert (max(pages), sum(pages), len(pages)) == (LIMITS.job_page, MANY + 1, PAGES + 2)
    assert counted(scene.hub) == recounted(scene.hub) != {}


@pytest.mark.rule("JOB-04", "JOB-05")
@pytest.mark.parametrize("name", ["purge-files", "archive-cases"])
def test_ten_thousand_closed_cases_are_purged_and_archived_once(name: str) -> None:
    scene = WatchedScene(**({"archive_days": 400} if name == "purge-files" else {"purge_days": 400}))
    cases_like_one(
        scene, MANY, status=CaseStatus.CLOSED, closed_at=scene.now, finished_at=scene.now, outcome=CaseStatus.DONE, purgeable_from=scene.now
    )
    pages = pages_of(name, scene, days=100)
    assert max(pages) <= LIMITS.job_page
    assert sum(pages) == MANY
    kept = [each for each in scene.hub.rows("case") if each.status != "SENT" and each.closed_at]
    assert len(kept) == MANY
    assert {each.purged_at if name == "purge-files" else each.archived_at for each in kept} == {scene.in_a(days=100)}


@pytest.mark.rule("JOB-05")
def test_ten_thousand_archived_cases_are_deleted_with_what_hangs_on_them() -> None:
    scene = WatchedScene()
    cases_like_one(
        scene, MANY, status=CaseStatus.ARCHIVED, closed_at=scene.now, finished_at=scene.now, outcome=CaseStatus.DONE, archived_at=scene.now
    )
    pages = pages_of("delete-archived", scene, days=400)
    assert max(pages) <= LIMITS.job_page
    assert sum(pages) == MANY
    assert (len(scene.hub.rows("case")), len(scene.hub.rows("folder"))) == (1, 1)


def on_moto(name: str, hub: Composition, scene: Scene, **later: int) -> list[int]:
    """Run a job to its end on the real stores."""
    found: list[int] = []
    while found[-1:] != [0]:
        found.append(JOBS[name](hub, scene.in_a(**later)))
        assert len(found) <= 10, "it does not end"
    return found


def left_by(hub: Composition, scene: Scene, template: str) -> Counter[str]:
    waiting = hub.outbox.waiting(created_before=scene.in_a(days=400), limit=1_000)
    return Counter(each.to for each in waiting if each.template == template)


def test_a_hundred_new_cases_enter_the_portal_once_on_the_real_stores(hub: Composition) -> None:
    scene = Scene(hub)
    cases = waiting_for_the_portal(scene, SOME)
    assert on_moto("ingest", hub, scene, minutes=5) == [SOME, 1, 0]
    found = hub.exchange.cases([each.id for each in cases])
    assert {(each.status, each.ingested_at) for each in found.values()} == {("SENT", scene.in_a(minutes=5))}
    assert Counter(each.case_id for each in scene.waiting(scene.osl) if each.case_id in found) == {each.id: 1 for each in cases}


@pytest.mark.rule("SUB-11")
def test_a_hundred_digests_leave_once_on_the_real_stores(hub: Composition) -> None:
    scene = Scene(hub)
    subscriber = scene.organisation()
    made = [
        scene.new_subscription(
            replace(subscriber, company_register=f"{number:014d}"), frequency=Frequency.DAILY, email=f"mairie{number}@commune.test"
        )
        for number in range(SOME)
    ]
    store(scene, made, at_once=30)
    store(scene, [digest_entry(each, cause="c", line="T", at=scene.now) for each in made])
    assert on_moto("send-digests", hub, scene, days=2) == [SOME, 0]
    assert left_by(hub, scene, "digest") == {f"mairie{number}@commune.test": 1 for number in range(SOME)}


@pytest.mark.rule("AUT-08")
def test_a_hundred_forgotten_accounts_are_closed_once_on_the_real_stores(hub: Composition) -> None:
    scene = Scene(hub)
    accounts = people(scene, SOME)
    store(scene, [*accounts, *(entry for each in accounts for entry in entry_of(each))])
    assert on_moto("remind-inactive", hub, scene, days=120) == [SOME, 0]
    for template in ("rappel_inactivite", "dernier_rappel_inactivite", "compte_desactive"):
        assert left_by(hub, scene, template) == {each.email: 1 for each in accounts}
    found = hub.accounts.accounts([each.id for each in accounts])
    assert {each.is_active for each in found.values()} == {False}
