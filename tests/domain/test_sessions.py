"""Sessions end, and a token is worth nothing but in its own session. **Source:** AUT-07, AUT-09."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.accounts import Account, Deactivation
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.sessions import Session, Stage, account_of, csrf_token, life_of, token_digest
from chalicelib.domain.sign_in_words import why_over
from chalicelib.domain.values import replace

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR, MICROSECOND = timedelta(hours=1), timedelta(microseconds=1)
AGENT = Account(
    id="a",
    email="marie@vienne.test",
    actor_type=ActorType.AGENT,
    organisations=(OrganisationId(type="SI", company_register="21380544300016", branch_code="38544"),),
    first_name="Marie",
    last_name="DURAND",
    roles=frozenset({Role.CASES_READ}),
    active_at=NOW,
    sessions_from=NOW,
    created_at=NOW,
)


def a_session(stage: Stage = Stage.OPEN, **overrides: object) -> Session:
    usual = Session(
        id=token_digest("a.secret"), account_id="a", era=NOW, stage=stage, opened_at=NOW, seen_at=NOW, expires_at=NOW + life_of(stage), version=3
    )
    return replace(usual, **overrides)  # type: ignore[arg-type]


@pytest.mark.rule("AUT-07")
def test_a_session_ends_sixty_minutes_after_the_last_action_and_twelve_hours_after_it_began() -> None:
    session = a_session()
    assert [session.is_over(AGENT, at=NOW + each) for each in (timedelta(), HOUR - MICROSECOND, HOUR)] == [False, False, True]
    busy = session.seen(at=NOW + 12 * HOUR - MICROSECOND)
    assert [busy.is_over(AGENT, at=NOW + each) for each in (12 * HOUR - MICROSECOND, 12 * HOUR)] == [False, True]
    assert (session.ends_at(), busy.ends_at()) == (NOW + HOUR, NOW + 12 * HOUR)


@pytest.mark.rule("AUT-07")
@pytest.mark.parametrize("stage", [Stage.SECOND_FACTOR, Stage.NEW_PASSWORD])
def test_a_sign_in_is_to_be_finished_within_fifteen_minutes(stage: Stage) -> None:
    session = a_session(stage).seen(at=NOW + timedelta(minutes=14))
    assert [session.is_over(AGENT, at=NOW + timedelta(minutes=each)) for each in (14, 15)] == [False, True]


@pytest.mark.rule("AUT-07")
def test_a_session_ends_with_the_account_with_its_era_and_with_new_rights_that_ask_for_more() -> None:
    session = a_session()
    closed = AGENT.deactivated(Deactivation.BY_ADMINISTRATOR, at=NOW + HOUR / 2)
    manager = replace(AGENT, roles=frozenset({Role.USERS_READ, Role.USERS_MANAGE}))
    ends = {each: session.is_over(account, at=NOW + HOUR / 2) for each, account in {"agent": AGENT, "closed": closed, "manager": manager}.items()}
    assert ends == {"agent": False, "closed": True, "manager": True}
    assert session.is_over(closed.reactivated(at=NOW + HOUR / 2), at=NOW + HOUR / 2)
    assert not replace(session, has_second_factor=True).is_over(manager, at=NOW)
    assert not a_session(Stage.SECOND_FACTOR).is_over(manager, at=NOW)


@pytest.mark.rule("AUT-07")
def test_ending_sessions_ends_one_that_is_opened_at_the_same_instant_and_one_of_a_clock_ahead() -> None:
    alone = AGENT.without_sessions(at=NOW)
    assert a_session().is_over(alone, at=NOW)
    ahead = a_session(opened_at=NOW + HOUR, seen_at=NOW + HOUR, expires_at=NOW + 13 * HOUR)
    assert ahead.is_over(alone, at=NOW)
    assert not a_session(era=alone.sessions_from).is_over(alone, at=NOW)
    assert alone.without_sessions(at=NOW - HOUR).sessions_from > alone.sessions_from


@pytest.mark.rule("AUT-07")
def test_a_person_is_told_why_a_session_is_over() -> None:
    manager = replace(AGENT, roles=frozenset({Role.USERS_READ, Role.USERS_MANAGE}))
    busy = a_session().seen(at=NOW + 12 * HOUR)
    told = [
        why_over(a_session(), AGENT, at=NOW + HOUR),
        why_over(a_session(Stage.SECOND_FACTOR), AGENT, at=NOW + HOUR),
        why_over(a_session(), AGENT.without_sessions(at=NOW), at=NOW),
        why_over(busy, AGENT, at=NOW + 12 * HOUR),
        why_over(a_session(), manager, at=NOW),
    ]
    assert [each.reason for each in told] == ["EXPIRED", "TOO_LATE", "CLOSED", "CLOSED", "RIGHTS"]
    assert told[0].messages == ("Votre session a expiré après 60 minutes d'inactivité. Reconnectez-vous.",)


@pytest.mark.rule("AUT-09")
def test_the_next_stage_has_another_token_and_nothing_of_the_code() -> None:
    begun = a_session(Stage.SECOND_FACTOR, device="Firefox", codes_sent=2).with_code("123456", at=NOW)
    later = NOW + timedelta(minutes=3)
    opened = begun.renewed("a.other", stage=Stage.OPEN, at=later, era=NOW, has_second_factor=True)
    assert opened == a_session(
        id=token_digest("a.other"),
        device="Firefox",
        codes_sent=2,
        has_second_factor=True,
        opened_at=later,
        seen_at=later,
        expires_at=later + 12 * HOUR,
        version=0,
    )
    assert not opened.accepts_code("123456", at=later)


@pytest.mark.rule("AUT-06")
def test_a_mailed_code_is_good_for_ten_minutes_in_its_own_session() -> None:
    session = a_session(Stage.SECOND_FACTOR).with_code("123456", at=NOW)
    assert [session.accepts_code("123 456 ", at=NOW + timedelta(minutes=each)) for each in (0, 9, 10)] == [True, True, False]
    assert not session.accepts_code("123457", at=NOW)
    assert not session.with_code("654321", at=NOW).accepts_code("123456", at=NOW)
    assert not replace(session, id="another").accepts_code("123456", at=NOW)
    assert not a_session(Stage.SECOND_FACTOR).accepts_code("", at=NOW)


@pytest.mark.rule("AUT-09")
def test_the_forgery_token_is_not_the_sessions_and_differs_from_session_to_session() -> None:
    assert len({csrf_token("a.secret"), csrf_token("a.other"), token_digest("a.secret"), "a.secret"}) == 4
    assert [account_of(each) for each in ("a.secret", "a", "")] == ["a", "a", ""]
