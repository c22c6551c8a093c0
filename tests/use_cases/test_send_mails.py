"""Mails leave, each at most once, whatever fails and wherever it is cut. **Source:** MAI-01."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.errors import Busy, StaleWrite, Unavailable
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.mails import Mail, mail
from chalicelib.domain.writes import Write
from chalicelib.use_cases.ports import Commit, MailCarrier
from chalicelib.use_cases.send_mails import forgotten_mails, send_mail
from tests.fakes.cuts import Cut
from tests.fakes.hub import MemoryHub
from tests.scenes import MemoryScene
from tests.use_cases.front_desk import Letterbox

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


class MemoryCarrier(MailCarrier):
    """Keeps what it was given; ``before`` and ``after`` may raise on either side of that."""

    def __init__(self, *, before: Callable[[], None] = lambda: None, after: Callable[[], None] = lambda: None) -> None:
        self.sent: list[str] = []
        self._before, self._after = before, after

    def send(self, mail: Mail) -> None:
        self._before()
        self.sent.append(mail.id)
        self._after()


def a_mail(*, cause: str = "c1", at: datetime = NOW) -> Mail:
    return mail("teledossier_nouveau", "mairie@vienne.test", cause=cause, at=at, words={"process": "CERTDC"})


def send(hub: MemoryHub, carrier: MailCarrier, *, commit: Commit | None = None, mail_id: str | None = None) -> bool:
    return send_mail(
        mail_id or a_mail().id,
        now=NOW,
        outbox=hub.outbox,
        accounts=hub.accounts,
        sessions=hub.sessions,
        secrets=hub.secrets,
        referential=hub.referential,
        carrier=carrier,
        commit=commit or hub.commit,
    )


def cut() -> None:
    raise Cut


def unavailable() -> None:
    raise Unavailable("The mail service does not answer")


def busy() -> None:
    raise Busy("The mail service takes no more mails for now")


def cut_at(hub: MemoryHub, number: int, *, is_written: bool) -> Commit:
    """A commit whose call of that number is cut, before or after it is written."""
    calls = iter(range(1, 10))

    def commit(*writes: Write) -> None:
        is_cut = next(calls) == number
        if not is_cut or is_written:
            hub.commit(*writes)
        if is_cut:
            raise Cut

    return commit


@pytest.mark.rule("MAI-01")
def test_a_mail_leaves_once_and_its_row_with_it() -> None:
    hub, carrier = MemoryHub(a_mail()), MemoryCarrier()
    assert send(hub, carrier) is True
    assert carrier.sent == [a_mail().id]
    assert hub.outbox.mail(a_mail().id) is None


@pytest.mark.rule("MAI-01")
def test_a_mail_asked_for_twice_in_a_row_leaves_once() -> None:
    hub, carrier = MemoryHub(a_mail()), MemoryCarrier()
    assert [send(hub, carrier), send(hub, carrier)] == [True, False]
    assert carrier.sent == [a_mail().id]


@pytest.mark.rule("MAI-01")
def test_a_mail_that_surely_did_not_leave_waits_to_be_tried_again() -> None:
    hub = MemoryHub(a_mail())
    with pytest.raises(Unavailable):
        send(hub, MemoryCarrier(before=unavailable))
    left = hub.outbox.mail(a_mail().id)
    assert left is not None
    assert (left.attempts, left.claimed_at, left.dead_since) == (1, None, None)
    assert hub.outbox.waiting(created_before=NOW + timedelta(hours=1), limit=10) == (left,)
    carrier = MemoryCarrier()
    assert send(hub, carrier) is True
    assert carrier.sent == [a_mail().id]


@pytest.mark.rule("MAI-01")
def test_a_mail_that_came_when_no_mail_was_taken_loses_no_attempt() -> None:
    hub = MemoryHub(a_mail())
    for _ in range(LIMITS.mail_attempts + 1):
        with pytest.raises(Busy):
            send(hub, MemoryCarrier(before=busy))
    left = hub.outbox.mail(a_mail().id)
    assert left is not None
    assert (left.attempts, left.claimed_at, left.dead_since) == (0, None, None)
    assert send(hub, MemoryCarrier()) is True


@pytest.mark.rule("MAI-02")
def test_a_mail_names_processes_and_its_organisation_as_people_do_and_by_their_codes_those_that_nobody_knows() -> None:
    scene, box = MemoryScene(), Letterbox()
    known, unknown = scene.organisation(), OrganisationId.parse("SI-21380544300016-38544")
    for organisation in (known, unknown):
        words = {"process": scene.process.code, "processes": f"{scene.process.code}, GONE", "organisation": str(organisation), "number": "1"}
        scene.hub.commit(made := mail("digest", "a@b.test", cause=str(organisation), at=scene.now, words=words))
        assert send(scene.hub, box, mail_id=made.id)
    name = scene.process.name
    stored = scene.hub.referential.organisation(known)
    assert stored is not None
    assert [each.words for each in box.mails] == [
        {"process": name, "processes": f"{name}, GONE", "organisation": organisation, "number": "1"} for organisation in (stored.name, str(unknown))
    ]


@pytest.mark.rule("MAI-01")
def test_a_mail_is_dead_after_its_last_attempt_and_not_before() -> None:
    hub = MemoryHub(a_mail())
    for attempts in range(1, LIMITS.mail_attempts + 1):
        with pytest.raises(Unavailable):
            send(hub, MemoryCarrier(before=unavailable))
        left = hub.outbox.mail(a_mail().id)
        assert left is not None
        assert (left.attempts, left.dead_since) == (attempts, NOW if attempts == LIMITS.mail_attempts else None)
    carrier = MemoryCarrier()
    assert send(hub, carrier) is False
    assert carrier.sent == []
    assert hub.outbox.waiting(created_before=NOW + timedelta(hours=1), limit=10) == ()


@pytest.mark.rule("MAI-01")
@pytest.mark.parametrize(
    ("carrier", "times"),
    [(lambda: MemoryCarrier(before=cut), 0), (lambda: MemoryCarrier(after=cut), 1)],
    ids=["before it left", "after it left"],
)
def test_a_mail_cut_in_the_carrier_is_never_sent_again(carrier: Callable[[], MemoryCarrier], times: int) -> None:
    hub, cut_carrier, later = MemoryHub(a_mail()), carrier(), MemoryCarrier()
    with pytest.raises(Cut):
        send(hub, cut_carrier)
    assert send(hub, later) is False
    assert (len(cut_carrier.sent), later.sent) == (times, [])
    left = hub.outbox.mail(a_mail().id)
    assert left is not None
    assert left.claimed_at == NOW  # it stays to be looked at
    assert hub.outbox.waiting(created_before=NOW + timedelta(hours=1), limit=10) == ()


@pytest.mark.rule("MAI-01")
@pytest.mark.parametrize(
    ("number", "is_written", "sent_at_first", "sent_later"),
    [(1, False, 0, 1), (1, True, 0, 0), (2, False, 1, 0), (2, True, 1, 0)],
    ids=["before the claim", "after the claim", "before the removal", "after the removal"],
)
def test_a_mail_cut_at_any_write_leaves_at_most_once(number: int, is_written: bool, sent_at_first: int, sent_later: int) -> None:
    hub, carrier, later = MemoryHub(a_mail()), MemoryCarrier(), MemoryCarrier()
    with pytest.raises(Cut):
        send(hub, carrier, commit=cut_at(hub, number, is_written=is_written))
    send(hub, later)
    assert (len(carrier.sent), len(later.sent)) == (sent_at_first, sent_later)


@pytest.mark.rule("MAI-01")
def test_of_two_senders_at_once_one_sends_and_the_other_is_told() -> None:
    hub, winner, loser = MemoryHub(a_mail()), MemoryCarrier(), MemoryCarrier()

    def overtaken(*writes: Write) -> None:
        send(hub, winner)
        hub.commit(*writes)

    with pytest.raises(StaleWrite):
        send(hub, loser, commit=overtaken)
    assert (winner.sent, loser.sent) == ([a_mail().id], [])


@pytest.mark.rule("MAI-01")
def test_one_cause_makes_one_mail_to_one_address() -> None:
    hub = MemoryHub(a_mail())
    with pytest.raises(StaleWrite):
        hub.commit(a_mail(at=NOW + timedelta(minutes=1)))
    hub.commit(a_mail(cause="c2"))


@pytest.mark.rule("MAI-01")
def test_only_mails_untaken_for_a_minute_are_forgotten_the_oldest_first() -> None:
    young, old, older, oldest = (a_mail(cause=f"{age}", at=NOW - timedelta(seconds=age)) for age in (60, 61, 62, 63))
    taken = a_mail(cause="taken", at=NOW - timedelta(hours=1)).claimed(at=NOW)
    hub = MemoryHub(young, old, older, oldest, taken)
    assert [each.id for each in forgotten_mails(now=NOW, limit=10, outbox=hub.outbox)] == [oldest.id, older.id, old.id]
    assert [each.id for each in forgotten_mails(now=NOW, limit=2, outbox=hub.outbox)] == [oldest.id, older.id]
