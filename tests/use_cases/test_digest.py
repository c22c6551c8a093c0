"""Digests leave once each, with all that came, wherever the work is cut and whoever else does it. **Source:** SUB-11, JOB-06."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from chalicelib.domain.agenda import Topic
from chalicelib.domain.digests import digest_entry
from chalicelib.domain.errors import StaleWrite
from chalicelib.domain.mails import Mail
from chalicelib.domain.subscriptions import Frequency, Subscription
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Write
from chalicelib.use_cases.digest import send_digests
from tests.fakes.cuts import Cut, CutHub, Meanwhile
from tests.fakes.hub import Hub
from tests.scenes import MemoryScene

EIGHT = datetime(2026, 11, 24, 7, tzinfo=UTC)  # 08:00 in Paris
TWO = EIGHT + timedelta(hours=6)


def scene_with(number: int, **overrides: Any) -> tuple[MemoryScene, Subscription]:
    """A subscriber with some entries that are due at eight."""
    scene = MemoryScene()
    made = scene.subscription(scene.organisation(), **{"frequency": Frequency.TWICE_DAILY, **overrides})
    note(scene, made, number)
    return scene, made


def note(scene: MemoryScene, made: Subscription, number: int, *, at: datetime = EIGHT - timedelta(hours=2)) -> None:
    entries: list[Write] = [
        digest_entry(made, cause=f"{each}", line=f"Télédossier {each} : nouveau", at=at + timedelta(milliseconds=each)) for each in range(number)
    ]
    for start in range(0, number, 100):
        scene.hub.commit(*entries[start : start + 100])


def run(hub: Hub, *, at: datetime = EIGHT) -> None:
    """Run the job to its end, as the hub does."""
    for _ in range(50):
        try:
            if send_digests(now=at, limit=100, agenda=hub.agenda, referential=hub.referential, commit=hub.commit) == 0:
                return
        except StaleWrite:
            continue


def sent(scene: MemoryScene) -> list[str]:
    """Send what waits, as a mailbox tells it: the row goes with the mail."""
    mails: list[Mail] = [each for each in scene.hub.rows("mail") if each.template == "digest"]
    for each in mails:
        scene.hub.commit(Remove(each))
    return [each.words["total"] for each in mails]


def stored(scene: MemoryScene, made: Subscription) -> Subscription:
    found = scene.hub.referential.subscription(made.id)
    assert found is not None
    return found


@pytest.mark.rule("SUB-11", "JOB-03")
def test_a_delivery_and_a_change_are_told_at_the_hour_and_nothing_is_when_nothing_came() -> None:
    scene = MemoryScene()
    town = scene.town(frequency=Frequency.DAILY)
    made = scene.delivered(town)
    scene.send(made.cases[0].id, "SENDING_MESSAGE", caller=scene.osl, message="Bonjour")
    assert scene.hub.rows("mail") == []
    entries = scene.hub.rows("agenda", Topic.DIGEST)
    assert len(entries) == 2
    run(scene.hub, at=entries[0].due_at - timedelta(seconds=1))
    assert scene.hub.rows("mail") == []
    run(scene.hub, at=entries[0].due_at)
    [mail] = scene.hub.rows("mail")
    assert mail.to == "mairie@commune.test"
    assert {**mail.words, "lines_list": sorted(mail.words["lines_list"].splitlines())} == {
        "process": scene.process.code,
        "organisation": str(town.organisation),
        "total": "2 nouveautés",
        "lines_list": ["Télédossier EXT-001 : modifié ou complété", "Télédossier EXT-001 : nouveau"],
    }
    assert scene.hub.rows("agenda", Topic.DIGEST) == []
    assert sent(scene) == ["2 nouveautés"]
    run(scene.hub, at=entries[0].due_at + timedelta(days=1))
    assert sent(scene) == []


@pytest.mark.rule("SUB-11")
@pytest.mark.parametrize("number", [1, 89, 90, 91, 180, 181, 450])
def test_however_much_came_one_mail_leaves_with_all_of_it(number: int) -> None:
    scene, made = scene_with(number)
    run(scene.hub)
    assert sent(scene) == ["1 nouveauté" if number == 1 else f"{number} nouveautés"]
    assert scene.hub.rows("agenda", Topic.DIGEST) == []
    assert stored(scene, made).digested_until == EIGHT
    run(scene.hub)
    assert sent(scene) == []


def everywhere() -> Iterator[tuple[int, bool]]:
    return product(range(1, 20), (False, True))


@pytest.mark.rule("SUB-11", "JOB-06")
def test_a_digest_cut_at_any_write_leaves_once_even_when_its_mail_is_gone_already() -> None:
    number_of_cuts = 0
    for number, is_written in everywhere():
        scene, _ = scene_with(250)
        try:
            run(CutHub(scene.hub, number, is_written=is_written))
        except Cut:
            number_of_cuts += 1
        left = sent(scene)  # the mail, if there is one by now, leaves before the job runs again
        run(scene.hub)
        assert left + sent(scene) == ["250 nouveautés"]
        assert scene.hub.rows("agenda", Topic.DIGEST) == []
    assert number_of_cuts == 6  # three writes, each cut before and after


@pytest.mark.rule("SUB-11", "JOB-06")
def test_two_who_gather_one_digest_send_it_once() -> None:
    for others in range(1, 5):
        scene, _ = scene_with(250)
        early: list[str] = []

        def another(scene: MemoryScene = scene, early: list[str] = early) -> None:
            run(scene.hub)
            early.extend(sent(scene))

        hub = Meanwhile(scene.hub, [*[lambda: None] * (others - 1), another])
        run(hub)
        assert early + sent(scene) == ["250 nouveautés"]


@pytest.mark.rule("SUB-11")
def test_what_is_written_too_late_for_its_digest_is_in_the_next_one() -> None:
    scene, made = scene_with(3)
    run(scene.hub)
    assert sent(scene) == ["3 nouveautés"]
    note(scene, made, 120, at=EIGHT - timedelta(minutes=1))  # a delivery that began before eight and ended after the digest
    run(scene.hub, at=EIGHT + timedelta(minutes=5))
    assert sent(scene) == []
    run(scene.hub, at=TWO)
    assert sent(scene) == ["120 nouveautés"]


@pytest.mark.rule("SUB-11", "JOB-06")
def test_two_who_put_off_what_came_too_late_tell_it_once() -> None:
    scene, made = scene_with(1)
    run(scene.hub)
    assert sent(scene) == ["1 nouveauté"]
    note(scene, made, 3, at=EIGHT - timedelta(minutes=1))
    run(Meanwhile(scene.hub, [lambda: run(scene.hub, at=TWO - timedelta(seconds=1))]), at=TWO + timedelta(seconds=1))  # one before two, one after
    run(scene.hub, at=TWO + timedelta(minutes=5))
    told = sent(scene)
    run(scene.hub, at=EIGHT + timedelta(days=1))
    assert told + sent(scene) == ["3 nouveautés"]


def with_frequency(scene: MemoryScene, made: Subscription, frequency: Frequency) -> None:
    scene.hub.commit(replace(stored(scene, made), frequency=frequency))


@pytest.mark.rule("SUB-11")
@pytest.mark.parametrize(
    ("frequency", "at_two", "next_morning"),
    [
        (Frequency.NONE, [], []),
        (Frequency.DAILY, [], ["3 nouveautés"]),
        (Frequency.TWICE_DAILY, ["3 nouveautés"], []),
        (Frequency.EACH, ["3 nouveautés"], []),
    ],
)
def test_a_frequency_changed_meanwhile_is_followed(frequency: Frequency, at_two: list[str], next_morning: list[str]) -> None:
    scene, made = scene_with(0)
    note(scene, made, 3, at=EIGHT + timedelta(hours=1))
    with_frequency(scene, made, frequency)
    run(scene.hub, at=TWO)
    assert sent(scene) == at_two
    run(scene.hub, at=EIGHT + timedelta(days=1))
    assert sent(scene) == next_morning
    assert scene.hub.rows("agenda", Topic.DIGEST) == []


@pytest.mark.rule("SUB-11", "JOB-03")
def test_each_instant_that_was_missed_has_its_own_mail() -> None:
    scene, made = scene_with(2)
    note(scene, made, 3, at=EIGHT + timedelta(hours=1))
    run(scene.hub, at=EIGHT + timedelta(days=2))
    assert sorted(sent(scene)) == ["2 nouveautés", "3 nouveautés"]
