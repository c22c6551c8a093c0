"""Each job, run twice or by four at once, ends as run once. **Source:** JOB-06."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any, cast

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.accounts import Deactivation
from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.deliveries import Lane
from chalicelib.domain.digests import digest_entry
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.roles import ActorType
from chalicelib.domain.subscriptions import AccessMode, Frequency
from chalicelib.domain.values import replace
from chalicelib.domain.webhooks import PauseReason
from chalicelib.handlers.jobs import run_job
from chalicelib.use_cases import discard
from chalicelib.use_cases.subscribe import create_subscription
from tests.downloads import MemoryDownloads
from tests.fakes.cuts import Cut, CutHub, Fault
from tests.fakes.hub import MemoryHub
from tests.portal import add_account
from tests.scenes import JOBS, PDF, MemoryScene, run_jobs
from tests.upload_scene import UploadScene
from tests.use_cases.invariants import must_be_sound
from tests.webhook_scene import WebhookScene


def labels_due() -> MemoryScene:
    """Subscriptions that become active tomorrow."""
    scene = MemoryScene()
    for _ in range(30):
        made = scene.new_subscription(scene.organisation(), activate_at=scene.in_a(days=1))
        create_subscription(
            made, actor="test", now=scene.now, referential=scene.hub.referential, accounts=scene.hub.accounts, commit=scene.hub.commit
        )
    return scene


def forgotten_files() -> MemoryScene:
    """Files whose arrival nobody told of, in a folder that waits for them and in one that does not."""
    scene = UploadScene()
    for is_completed in (True, False):
        made = scene.announced(scene.town(), content=PDF, files=2)
        for number in range(2):
            scene.uploaded(made, PDF, number=number)
        if is_completed:
            scene.set_folder(made.folder.id)
    return scene


def unfinished_delivery() -> MemoryScene:
    """A delivery to sixty, cut after its first recipients."""
    scene = MemoryScene()
    made = scene.deposited(*scene.towns(60))
    with pytest.raises(Cut):
        scene.set_folder(made.folder.id, through=CutHub(scene.hub, 2, is_written=True))
    return scene


def abandoned_deposits() -> MemoryScene:
    """Deposits never completed."""
    scene = MemoryScene()
    towns = scene.towns(2)
    for _ in range(8):
        scene.deposited(*towns)
    return scene


def leftovers() -> MemoryScene:
    """Deposits cut half made and deletions cut half done, and folders that are well."""
    scene = MemoryScene()
    towns = scene.towns(60)
    for number in range(1, 4):
        with pytest.raises(Cut):
            scene.announce(*towns, files=60, through=CutHub(scene.hub, number, is_written=True))
        made = scene.deposited(*towns, files=60)
        cut = CutHub(scene.hub, number, is_written=True)
        with pytest.raises(Cut):
            discard.delete_folder(made.folder.id, caller=scene.osl, now=scene.now, exchange=cut.exchange, files=cut.files, commit=cut.commit)
    scene.delivered(*towns[:2])
    return scene


def waiting_mails() -> MemoryScene:
    """Mails that nobody has taken."""
    scene = MemoryScene()
    scene.delivered(*scene.towns(3))
    return scene


def uncounted_cases() -> MemoryScene:
    """Cases in every state that the statistics have not seen."""
    scene = MemoryScene()
    towns = scene.towns(3)
    for status in ("SI_RECEIVED", "IN_PROGRESS", "DONE", "REFUSED"):
        made = scene.delivered(*towns)
        for case, town in zip(made.cases, towns, strict=True):
            scene.move(case.id, status, caller=town)
    return scene


def files_due() -> MemoryScene:
    """Closed cases with files of their own, shared ones and files of events; some wait for a sibling, one folder is past a transaction."""
    scene = MemoryScene(archive_days=100)
    towns = scene.towns(53)
    for number in range(6):
        made = scene.delivered(*towns[:2], files=2)
        scene.bring_file(scene.send(made.cases[0].id, "ATTACH_DEPOSIT", caller=towns[0]), caller=towns[0])
        for case in made.cases[number % 2 :]:
            scene.move(case.id, "CLOSED", caller=scene.osl)
    large = scene.delivered(*towns, files=50)
    for case in large.cases:
        scene.move(case.id, "CLOSED", caller=scene.osl)
    return scene


def cases_to_archive() -> MemoryScene:
    """Closed cases, alone in their folder, with a sibling to archive, with one that is not."""
    scene = MemoryScene(purge_days=1_000)
    towns = scene.towns(2)
    for number in range(6):
        made = scene.delivered(*towns, files=2)
        event = scene.send(made.cases[1].id, "ATTACH_DEPOSIT", caller=towns[1])
        scene.bring_file(event, caller=towns[1])
        scene.set_event(event, "SENT", caller=towns[1])
        for case in made.cases[number % 2 :]:
            scene.move(case.id, "CLOSED", caller=scene.osl)
    return scene


def archived_cases() -> MemoryScene:
    """The same, archived; their day to be deleted has come."""
    scene = cases_to_archive()
    run_job("archive-cases", cast(Composition, scene.hub), scene.in_a(days=61))
    scene.now += timedelta(days=61)
    return scene


def for_the_portal() -> MemoryScene:
    """New cases, what an operator did on them, and a queue that came to the portal by a switch of mode."""
    scene = MemoryScene()
    towns = [scene.town(access_mode=None) for _ in range(3)]
    for case in scene.delivered(*towns).cases:
        scene.send(case.id, "SENDING_MESSAGE", caller=scene.osl, message="m")
    switched = scene.organisation()
    subscription = scene.subscription(switched)
    scene.delivered(scene.caller_of(switched))
    scene.hub.commit(
        replace(subscription, access_mode=AccessMode.PORTAL, mode_changed_at=scene.now),
        AgendaEntry(topic=Topic.MODE_SWITCH, due_at=scene.now, subject=subscription.id),
    )
    return scene


def digests_due() -> MemoryScene:
    """Digests for three, one of them past what a transaction takes."""
    scene = MemoryScene()
    for number in (200, 3, 1):
        made = scene.subscription(scene.organisation(), frequency=Frequency.TWICE_DAILY)
        entries = [digest_entry(made, cause=f"{each}", line=f"Télédossier {each} : nouveau", at=scene.now) for each in range(number)]
        for start in range(0, number, 100):
            scene.hub.commit(*entries[start : start + 100])
    return scene


def preparations() -> MemoryScene:
    """Archives that wait and that are ready; their day has passed."""
    scene = MemoryDownloads()
    cases = [scene.case() for _ in range(3)]
    made = [scene.ask(*cases)[0] for _ in range(6)]
    for each in made[:3]:
        scene.build(each.id)
    return cast(MemoryScene, scene)


def deliveries_due() -> MemoryScene:
    """A webhook that was paused for a while and is resumed, with two pages of deliveries of all ages, and one that is well."""
    scene = WebhookScene()
    scene.register(scene.si)
    scene.register(scene.osl)
    scene.answers(500)
    for number in range(LIMITS.webhook_page + 5):
        case = scene.delivered(scene.si).cases[0]
        if number % 3 == 0:
            scene.deliver(Lane(scene.subscribed.id, case.id))
        if number % 4 == 0:
            scene.send(case.id, "COM_ADD", caller=scene.osl, message="Bonjour")
            scene.send(case.id, "COM_ADD", caller=scene.si, message="Bonjour")
    scene.hub.commit(scene.webhook(scene.subscribed.id).paused(PauseReason.FAILING, at=scene.now))
    scene.register(scene.si)
    return cast(MemoryScene, scene)


def idle_accounts() -> MemoryScene:
    """An organisation's people who never come back, the only administrator of another, somebody who does, somebody who is closed."""
    scene = MemoryScene()
    hub = cast(Composition, scene.hub)
    town, other = scene.organisation(), scene.organisation()
    for number in range(3):
        add_account(hub, ActorType.LOCAL_ADMINISTRATOR, town, email=f"a{number}@commune.test")
        add_account(hub, ActorType.AGENT, town, email=f"b{number}@commune.test")
    add_account(hub, ActorType.LOCAL_ADMINISTRATOR, other, email="c@commune.test")
    add_account(hub, ActorType.TECHNICAL_DELEGATE, town, other, email="d@editeur.test")
    back = add_account(hub, ActorType.AGENT, town, email="e@commune.test")
    hub.commit(replace(back, version=1).signed_in(at=scene.in_a(days=100)))
    gone = add_account(hub, ActorType.AGENT, town, email="f@commune.test")
    hub.commit(replace(gone, version=1).deactivated(Deactivation.BY_ADMINISTRATOR, at=scene.in_a(days=10)))
    return scene


SCENES: dict[str, tuple[Callable[[], MemoryScene], int]] = {
    # job: what it finds, and in how many days it is run.
    "label-subscriptions": (labels_due, 1),
    "ingest": (for_the_portal, 1),
    "check-forgotten-files": (forgotten_files, 1),
    "finish-deliveries": (unfinished_delivery, 1),
    "remove-abandoned-deposits": (abandoned_deposits, 31),
    "erase-leftovers": (leftovers, 2),
    "announce-forgotten-mails": (waiting_mails, 1),
    "purge-files": (files_due, 40),
    "archive-cases": (cases_to_archive, 61),
    "delete-archived": (archived_cases, 366),
    "remind-inactive": (idle_accounts, 121),
    "count-cases": (uncounted_cases, 1),
    "tend-preparations": (preparations, 2),
    "tend-webhooks": (deliveries_due, 1),
    "send-digests": (digests_due, 1),
}

_OTHERWISE = ("announce-forgotten-mails", "check-forgotten-files", "finish-deliveries")  # writes nothing; tells the file; has one piece
_WRITES_OF_ONE = {"tend-webhooks": 40}  # at most, of one piece of a job's work, where it is over 12: all the lanes of a webhook


def outcome(hub: MemoryHub) -> tuple[Counter[Any], Any]:
    """Everything stored, but for the ids that notifications, their mails and the portal's events get by chance, and for the
    reminders of a folder's checked files: how many wait for its last one depends on which that is, and they find all done.
    """
    rows, files = hub.snapshot()
    made = ("queue", "ledger", "mail", "event")
    told = ("case_id", "template", "author", "new_status", "status")
    by_chance = Counter((key[0], *(getattr(row, name, None) for name in told)) for key, row in rows.items() if key[0] in made)
    kept = {key: row for key, row in rows.items() if key[0] not in made and key[:2] != ("agenda", Topic.UNCHECKED_FILE)}
    return by_chance, (kept, files)


def run(name: str, scene: MemoryScene) -> int:
    return run_job(name, cast(Composition, scene.hub), scene.in_a(days=SCENES[name][1]))


def test_every_job_of_the_exchange_has_a_scene_here() -> None:
    assert sorted(SCENES) == sorted(JOBS)


@pytest.mark.parametrize("name", JOBS)
@pytest.mark.rule("JOB-06")
def test_a_job_run_twice_ends_as_run_once(name: str) -> None:
    scene = SCENES[name][0]()
    before = outcome(scene.hub)
    run(name, scene)
    once = outcome(scene.hub)
    assert (once == before) == (name == "announce-forgotten-mails")  # which announces and stores nothing
    run(name, scene)
    assert outcome(scene.hub) == once
    must_be_sound(scene.hub)


@pytest.mark.parametrize("name", JOBS)
@pytest.mark.rule("JOB-06")
def test_a_job_run_by_four_at_once_ends_as_run_once(name: str) -> None:
    alone, together = SCENES[name][0](), SCENES[name][0]()
    run(name, alone)
    barrier = Barrier(4)

    def run_with_the_others(_: int) -> int:
        barrier.wait()
        return run(name, together)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(run_with_the_others, range(4)))
    assert outcome(together.hub) == outcome(alone.hub)
    must_be_sound(together.hub)


@pytest.mark.parametrize("name", [each for each in JOBS if each != "announce-forgotten-mails"])
@pytest.mark.rule("JOB-06")
def test_what_a_job_cut_at_any_write_leaves_is_taken_up_by_the_next_jobs_as_if_uncut(name: str) -> None:
    alone = SCENES[name][0]()
    run(name, alone)
    run_jobs(alone.hub, at=alone.in_a(days=SCENES[name][1]))
    for is_written in (False, True):
        for number in range(1, 1_000):
            scene = SCENES[name][0]()
            try:
                run_job(name, cast(Composition, CutHub(scene.hub, number, is_written=is_written)), scene.in_a(days=SCENES[name][1]))
                break
            except Cut:
                run_jobs(scene.hub, at=scene.in_a(days=SCENES[name][1]))
                assert outcome(scene.hub) == outcome(alone.hub), (number, is_written)
        assert number > 1


@pytest.mark.parametrize("name", [each for each in JOBS if each not in _OTHERWISE])
@pytest.mark.rule("JOB-06")
def test_whatever_fails_once_in_a_job_is_told_done_later_and_stands_before_no_other(name: str) -> None:
    uncut = Fault(0)
    scene = SCENES[name][0]()
    at = scene.in_a(days=SCENES[name][1])
    run_job(name, cast(Composition, CutHub(scene.hub, knife=uncut)), at)
    for number in range(1, uncut.made + 1):
        scene, fault = SCENES[name][0](), Fault(number)
        with pytest.raises(Unavailable):
            run_job(name, cast(Composition, CutHub(scene.hub, knife=fault)), at)
        assert fault.made >= uncut.made - _WRITES_OF_ONE.get(name, 12), number
        run_jobs(scene.hub, at=at + timedelta(hours=1))
        assert run_job(name, cast(Composition, scene.hub), at + timedelta(hours=1)) == 0, number
        must_be_sound(scene.hub)


@pytest.mark.rule("MAI-01", "JOB-06")
def test_forgotten_mails_are_announced_until_they_are_sent() -> None:
    scene = waiting_mails()
    run("announce-forgotten-mails", scene)
    run("announce-forgotten-mails", scene)
    assert Counter(scene.hub.announced) == Counter({mail.id: 2 for mail in scene.hub.rows("mail")})
