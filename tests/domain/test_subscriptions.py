"""What a subscription is at an instant comes from its dates, as days of Paris; a change replaces what can be changed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.calendar import PARIS, next_paris_midnight, paris_date, paris_midnight
from chalicelib.domain.errors import Invalid
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.pages import Tally
from chalicelib.domain.subscriptions import (
    AccessMode,
    DelegationActor,
    Frequency,
    Person,
    Subscription,
    SubscriptionChange,
    SubscriptionStatus,
    changed,
    must_say_where,
    tallies,
)
from chalicelib.domain.values import replace

INACTIVE, ACTIVE, SUSPENDED, REFUSED = SubscriptionStatus
NOON = datetime(2026, 7, 14, 10, 0, tzinfo=UTC)
ADMINISTRATOR = Person(email="maire@commune.test", first_name="Anne", last_name="DURAND", function="Maire")
SUBSCRIPTION = Subscription(
    id="2f0c8d1e-0000-4000-8000-000000000001",
    datapass_id=1,
    process_code="EtatCivil",
    subscriber=OrganisationId(type="SI", company_register="21380544300016", branch_code="38544"),
    local_administrator=ADMINISTRATOR,
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    version=3,
)
RUNNING = replace(SUBSCRIPTION, activate_at=datetime(2026, 2, 1, 8, tzinfo=UTC), label=ACTIVE)
ASKED_NOTHING = SubscriptionChange(
    datapass_id=None,
    access_mode=None,
    frequency=Frequency.NONE,
    email=None,
    local_administrator=None,
    delegation_actor=None,
    activate_at=None,
    validated_at=None,
    rejected_at=None,
    end_at=None,
    rejection_reason=None,
    status=None,
)
# Instants one microsecond before and at midnight in Paris, over the clock changes of 2026 too.
MIDNIGHTS = [
    ("2026-01-15", datetime(2026, 1, 14, 23, tzinfo=UTC)),
    ("2026-03-29", datetime(2026, 3, 28, 23, tzinfo=UTC)),
    ("2026-03-30", datetime(2026, 3, 29, 22, tzinfo=UTC)),
    ("2026-10-25", datetime(2026, 10, 24, 22, tzinfo=UTC)),
    ("2026-10-26", datetime(2026, 10, 25, 23, tzinfo=UTC)),
]
JUST_BEFORE = timedelta(microseconds=-1)
moments = st.timedeltas(timedelta(), timedelta(days=1_000)).map(lambda each: datetime(2025, 1, 1, tzinfo=UTC) + each)


@pytest.mark.rule("SUB-05")
@pytest.mark.parametrize(("day", "midnight"), MIDNIGHTS)
@pytest.mark.parametrize("hour", [0, 3, 12, 23])
def test_it_is_active_from_midnight_in_paris_of_its_activation_day_whatever_the_hour_given(day: str, midnight: datetime, hour: int) -> None:
    activate_at = datetime.fromisoformat(f"{day}T{hour:02d}:30:00").replace(tzinfo=PARIS).astimezone(UTC)
    subscription = replace(SUBSCRIPTION, activate_at=activate_at)
    assert subscription.status_at(midnight + JUST_BEFORE) is INACTIVE
    assert subscription.status_at(midnight) is ACTIVE
    assert subscription.next_change_after(midnight + JUST_BEFORE) == midnight
    assert subscription.next_change_after(midnight) is None


@pytest.mark.rule("SUB-06")
@pytest.mark.parametrize(("day", "midnight"), MIDNIGHTS)
def test_a_suspension_takes_effect_at_the_next_midnight_in_paris(day: str, midnight: datetime) -> None:
    asked = replace(ASKED_NOTHING, status=SUSPENDED)
    running = replace(RUNNING, activate_at=datetime(2026, 1, 2, tzinfo=UTC))
    for asked_at in (midnight + JUST_BEFORE, midnight - timedelta(hours=5)):
        suspended = changed(running, asked, at=asked_at)
        assert (suspended.end_at, suspended.label) == (midnight, ACTIVE)
        assert suspended.status_at(midnight + JUST_BEFORE) is ACTIVE
        assert suspended.status_at(midnight) is SUSPENDED
        assert not suspended.is_active_at(midnight)
        assert suspended.next_change_after(asked_at) == midnight


@pytest.mark.rule("SUB-05")
@pytest.mark.parametrize(("days", "status"), [(-400, ACTIVE), (-1, ACTIVE), (0, ACTIVE), (1, INACTIVE), (30, INACTIVE)])
def test_a_date_not_in_the_future_activates_at_once(days: int, status: SubscriptionStatus) -> None:
    after = changed(SUBSCRIPTION, replace(ASKED_NOTHING, status=ACTIVE, activate_at=NOON + timedelta(days=days, hours=9)), at=NOON)
    assert (after.status_at(NOON), after.label) == (status, status)
    assert after.status_at(NOON + timedelta(days=31)) is ACTIVE


@pytest.mark.rule("SUB-05")
def test_active_without_a_date_is_from_now_on() -> None:
    after = changed(SUBSCRIPTION, replace(ASKED_NOTHING, status=ACTIVE), at=NOON)
    assert after == replace(SUBSCRIPTION, activate_at=NOON, updated_at=NOON, revision=1, label=ACTIVE)


@pytest.mark.rule("SUB-06")
def test_a_suspended_one_is_reactivated_even_by_the_object_that_was_given() -> None:
    suspended = replace(RUNNING, end_at=NOON - timedelta(days=2), label=SUSPENDED)
    assert suspended.status_at(NOON) is SUSPENDED
    after = changed(suspended, replace(ASKED_NOTHING, status=ACTIVE, activate_at=suspended.activate_at, end_at=suspended.end_at), at=NOON)
    assert after == replace(suspended, end_at=None, updated_at=NOON, revision=1, label=ACTIVE)


@pytest.mark.rule("SUB-06")
def test_a_suspension_not_yet_in_effect_is_lifted_by_asking_for_active_without_an_end() -> None:
    ending = changed(RUNNING, replace(ASKED_NOTHING, status=SUSPENDED), at=NOON)
    after = changed(ending, replace(ASKED_NOTHING, status=ACTIVE), at=NOON)
    assert (after.end_at, after.status_at(NOON + timedelta(days=9))) == (None, ACTIVE)


@pytest.mark.rule("SUB-06")
def test_a_suspended_one_sent_back_as_it_is_stays_as_it_is() -> None:
    suspended = replace(RUNNING, end_at=NOON - timedelta(days=2), label=SUSPENDED)
    after = changed(suspended, replace(ASKED_NOTHING, status=SUSPENDED, end_at=suspended.end_at), at=NOON)
    assert after == replace(suspended, updated_at=NOON, revision=1)


@pytest.mark.rule("SUB-06")
def test_only_an_active_one_is_suspended() -> None:
    with pytest.raises(Invalid, match=r"^Subscription status can not be changed from Inactif to Suspendu$"):
        changed(SUBSCRIPTION, replace(ASKED_NOTHING, status=SUSPENDED), at=NOON)


@pytest.mark.rule("SUB-02")
def test_a_refusal_needs_a_reason_and_ends_the_subscription() -> None:
    with pytest.raises(Invalid, match=r"^Subscription status Refusé needs a rejectionReason$"):
        changed(SUBSCRIPTION, replace(ASKED_NOTHING, status=REFUSED), at=NOON)
    refused = changed(SUBSCRIPTION, replace(ASKED_NOTHING, status=REFUSED, rejection_reason="SIRET erroné"), at=NOON)
    assert refused == replace(SUBSCRIPTION, rejected_at=NOON, rejection_reason="SIRET erroné", updated_at=NOON, revision=1, label=REFUSED)
    assert refused.next_change_after(NOON) is None
    with pytest.raises(Invalid, match=r"is Refusé and can not be changed$"):
        changed(refused, replace(ASKED_NOTHING, status=ACTIVE), at=NOON)


@pytest.mark.rule("SUB-02")
@pytest.mark.parametrize("before", [RUNNING, replace(RUNNING, end_at=NOON - timedelta(days=2))])
def test_one_that_was_active_is_not_refused_any_more(before: Subscription) -> None:
    with pytest.raises(Invalid, match=r"to Refusé$"):
        changed(before, replace(ASKED_NOTHING, status=REFUSED, rejection_reason="trop tard"), at=NOON)


@pytest.mark.rule("SUB-10")
@pytest.mark.parametrize("frequency", [Frequency.EACH, Frequency.DAILY, Frequency.TWICE_DAILY])
@pytest.mark.parametrize("email", [None, ""])
def test_every_frequency_but_none_needs_an_address(frequency: Frequency, email: str | None) -> None:
    must_say_where(Frequency.NONE, email)
    must_say_where(frequency, "mairie.etatcivil@commune.test")
    with pytest.raises(Invalid, match=f"^Subscription notificationFrequency {frequency} needs an email$"):
        changed(RUNNING, replace(ASKED_NOTHING, frequency=frequency, email=email), at=NOON)


@pytest.mark.rule("SUB-07", "SUB-08")
def test_a_switch_of_access_mode_is_dated_and_no_mode_is_the_portal() -> None:
    assert RUNNING.effective_mode is AccessMode.PORTAL
    to_portal = changed(RUNNING, replace(ASKED_NOTHING, access_mode=AccessMode.PORTAL), at=NOON)
    assert to_portal.mode_changed_at is None
    to_api = changed(to_portal, replace(ASKED_NOTHING, access_mode=AccessMode.API), at=NOON)
    assert (to_api.effective_mode, to_api.mode_changed_at) == (AccessMode.API, NOON)
    later = NOON + timedelta(days=1)
    assert changed(to_api, replace(ASKED_NOTHING, access_mode=AccessMode.API), at=later).mode_changed_at == NOON
    assert changed(to_api, ASKED_NOTHING, at=later).mode_changed_at == later


@pytest.mark.rule("SUB-14")
def test_a_change_replaces_what_it_names_and_forgets_the_delegate_it_does_not() -> None:
    delegate = DelegationActor(person=Person(email="editeur@logiciel.test"))
    other = Person(email="adjoint@commune.test", first_name="Luc", last_name="PETIT")
    after = changed(RUNNING, replace(ASKED_NOTHING, delegation_actor=delegate, local_administrator=other, datapass_id=7), at=NOON)
    assert after == replace(RUNNING, delegation_actor=delegate, local_administrator=other, datapass_id=7, updated_at=NOON, revision=1)
    same_address = replace(ASKED_NOTHING, local_administrator=Person(email=other.email))
    assert changed(after, same_address, at=NOON) == replace(after, delegation_actor=None, revision=2)


@pytest.mark.rule("SUB-13")
def test_the_counts_follow_the_label() -> None:
    assert tallies(None, RUNNING) == (Tally(name="subscriptions|EtatCivil|Actif", delta=1),)
    assert tallies(RUNNING, replace(RUNNING, email="x@y.test")) == ()
    assert tallies(SUBSCRIPTION, RUNNING) == (
        Tally(name="subscriptions|EtatCivil|Inactif", delta=-1),
        Tally(name="subscriptions|EtatCivil|Actif", delta=1),
    )


@pytest.mark.rule("SUB-05", "SUB-06", "JOB-02")
@given(activate_at=st.none() | moments, end_at=st.none() | moments, start=moments)
def test_it_changes_only_at_the_midnights_its_dates_announce(activate_at: datetime | None, end_at: datetime | None, start: datetime) -> None:
    subscription = replace(SUBSCRIPTION, activate_at=activate_at, end_at=end_at)
    change = subscription.next_change_after(start)
    assert change is None or change > start
    last = change + JUST_BEFORE if change else start + timedelta(days=3_000)
    assert subscription.status_at(start) is subscription.status_at(last)
    if change is not None:
        assert change == paris_midnight(paris_date(change))


@pytest.mark.rule("SUB-06")
@given(at=moments)
def test_a_suspension_never_cuts_the_day_it_is_asked_on(at: datetime) -> None:
    running = replace(RUNNING, activate_at=datetime(2024, 1, 1, tzinfo=UTC))
    suspended = changed(running, replace(ASKED_NOTHING, status=SUSPENDED), at=at)
    assert suspended.end_at == next_paris_midnight(at)
    assert suspended.is_active_at(at)
