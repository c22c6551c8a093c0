"""When a digest leaves and what it tells. **Source:** SUB-11."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.calendar import PARIS
from chalicelib.domain.digests import HOURS, Sheaf, digest_entry, gathered, is_for_a_later_one, next_digest, wants_digests
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.mailings import digest_mail
from chalicelib.domain.subscriptions import Frequency, Person, Subscription, SubscriptionStatus

TOWN = OrganisationId.parse("SI-21380544300016-38544")


def a_subscription(frequency: Frequency = Frequency.TWICE_DAILY, **overrides: object) -> Subscription:
    usual: dict[str, object] = {
        "id": "s",
        "datapass_id": 1,
        "process_code": "P",
        "subscriber": TOWN,
        "frequency": frequency,
        "email": "mairie@vienne.test",
        "local_administrator": Person(email="admin@vienne.test"),
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return Subscription(**(usual | overrides))  # type: ignore[arg-type]


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.rule("SUB-11")
@pytest.mark.parametrize(
    ("frequency", "at", "due"),
    [
        (Frequency.TWICE_DAILY, "2026-11-23T07:59:59", "2026-11-23T08:00"),
        (Frequency.TWICE_DAILY, "2026-11-23T08:00", "2026-11-23T14:00"),
        (Frequency.TWICE_DAILY, "2026-11-23T13:59", "2026-11-23T14:00"),
        (Frequency.TWICE_DAILY, "2026-11-23T14:00", "2026-11-24T08:00"),
        (Frequency.DAILY, "2026-11-23T07:59", "2026-11-23T08:00"),
        (Frequency.DAILY, "2026-11-23T08:01", "2026-11-24T08:00"),
        (Frequency.DAILY, "2026-03-28T09:00", "2026-03-29T08:00"),  # the night the clock goes forward
        (Frequency.DAILY, "2026-03-29T01:59", "2026-03-29T08:00"),
        (Frequency.TWICE_DAILY, "2026-10-24T14:00", "2026-10-25T08:00"),  # the night it goes back
        (Frequency.TWICE_DAILY, "2026-10-25T02:30", "2026-10-25T08:00"),
        (Frequency.DAILY, "2026-12-31T23:00", "2027-01-01T08:00"),
    ],
)
def test_a_digest_leaves_at_its_hour_in_paris_whatever_the_clocks_do(frequency: Frequency, at: str, due: str) -> None:
    assert next_digest(frequency, after=paris(at)) == paris(due)


def test_in_summer_and_in_winter_eight_o_clock_is_another_hour_in_utc() -> None:
    assert next_digest(Frequency.DAILY, after=paris("2026-03-28T07:00")).hour == 7
    assert next_digest(Frequency.DAILY, after=paris("2026-03-28T09:00")).hour == 6
    assert next_digest(Frequency.DAILY, after=paris("2026-10-24T07:00")).hour == 6
    assert next_digest(Frequency.DAILY, after=paris("2026-10-24T09:00")).hour == 7


@given(st.integers(min_value=0, max_value=8 * 366 * 24 * 3600), st.sampled_from(sorted(HOURS)))
@pytest.mark.rule("SUB-11")
def test_the_next_digest_is_the_first_of_its_hours_to_come(seconds: int, frequency: Frequency) -> None:
    at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    due = next_digest(frequency, after=at)
    local = due.astimezone(PARIS)
    assert at < due <= at + timedelta(days=1, hours=1)
    assert (local.hour in HOURS[frequency], local.minute, local.second) == (True, 0, 0)


@pytest.mark.rule("SUB-11")
def test_a_digest_lists_fifty_lines_at_the_most_and_says_how_much_came() -> None:
    subscription, at = a_subscription(), paris("2026-11-23T09:00")
    entries = [
        digest_entry(subscription, cause=f"{number}", line=f"Télédossier {number}\n- : nouveau", at=at + timedelta(seconds=number))
        for number in range(60)
    ]
    sheaf = Sheaf(subscription_id="s", due_at=entries[0].due_at).with_entries(entries[:45]).with_entries(entries[45:])
    mail = digest_mail(subscription, sheaf, at=at)
    lines = mail.words["lines_list"].split("\n")
    assert (mail.to, mail.words["total"], len(lines)) == ("mairie@vienne.test", "60 nouveautés", 51)
    assert (lines[0], lines[49], lines[50]) == ("Télédossier 0 - : nouveau", "Télédossier 49 - : nouveau", "et 10 autres")
    assert LIMITS.digest_listed == 50
    alone = digest_mail(subscription, Sheaf(subscription_id="s", due_at=at).with_entries(entries[:1]), at=at)
    assert (alone.words["total"], alone.words["lines_list"]) == ("1 nouveauté", "Télédossier 0 - : nouveau")


@pytest.mark.rule("SUB-11")
def test_a_sheaf_comes_back_from_the_agenda_as_it_went_there_and_sorts_first() -> None:
    subscription, at = a_subscription(), paris("2026-11-23T09:00")
    entries = [digest_entry(subscription, cause=f"{number}", line=f"{number}", at=at) for number in range(3)]
    sheaf = Sheaf(subscription_id="s", due_at=entries[0].due_at).with_entries(entries)
    kept = sorted([*entries, sheaf.as_entry()], key=lambda each: each.subject)
    assert gathered("s", sheaf.due_at, kept) == (sheaf, tuple(entries))
    assert gathered("s", sheaf.due_at, entries) == (Sheaf(subscription_id="s", due_at=sheaf.due_at), tuple(entries))


@pytest.mark.rule("SUB-11")
def test_what_was_noted_is_judged_by_the_subscription_as_it_is() -> None:
    morning, afternoon = paris("2026-11-23T08:00"), paris("2026-11-23T14:00")
    assert is_for_a_later_one(a_subscription(Frequency.DAILY), afternoon)
    assert not is_for_a_later_one(a_subscription(Frequency.DAILY), morning)
    assert not is_for_a_later_one(a_subscription(Frequency.EACH), afternoon)  # a last digest of what came before
    assert is_for_a_later_one(a_subscription(digested_until=afternoon), morning)
    assert wants_digests(a_subscription(Frequency.EACH))
    refused = a_subscription(label=SubscriptionStatus.REFUSED)
    assert [wants_digests(each) for each in (None, a_subscription(Frequency.NONE), a_subscription(email=None), refused)] == [False] * 4
