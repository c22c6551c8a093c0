"""Passwords are strong, live six months and never come back; failures block, twice as long each time. **Source:** AUT-01, AUT-04, AUT-05."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.calendar import PARIS
from chalicelib.domain.credentials import (
    SPECIAL_CHARACTERS,
    TOO_WEAK,
    Attempts,
    Credentials,
    address_digest,
    expiry_of,
    is_strong,
    must_be_new,
    must_be_strong,
    no_attempts,
)
from chalicelib.domain.errors import FaultyForm
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.sign_in_words import blocked

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PARTS = st.tuples(
    st.text("0123456789", min_size=1, max_size=4),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=4),
    st.text(SPECIAL_CHARACTERS, min_size=1, max_size=4),
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=9),
)


def same(kept: str, password: str) -> bool:
    return kept == f"hash of {password}"


@pytest.mark.rule("AUT-01")
@given(PARTS, st.randoms(use_true_random=False))
def test_eight_characters_with_each_kind_are_strong_in_any_order(parts: tuple[str, ...], chance: Random) -> None:
    letters = list("".join(parts))
    chance.shuffle(letters)
    assert is_strong("".join(letters))


@pytest.mark.rule("AUT-01")
@given(PARTS, st.integers(0, 2))
def test_without_a_digit_a_capital_or_a_special_character_it_is_weak_however_long(parts: tuple[str, ...], lacking: int) -> None:
    assert not is_strong("".join(part for number, part in enumerate(parts) if number != lacking) * 3)


@pytest.mark.rule("AUT-01")
@given(st.text(max_size=7))
def test_below_eight_characters_it_is_weak(password: str) -> None:
    assert not is_strong(password)


@pytest.mark.rule("AUT-01")
@pytest.mark.parametrize("password", ["Vienne&1", "Éte!2026", "12345678A!", "(Mairie1"])
def test_what_the_faq_allows_is_allowed(password: str) -> None:
    assert is_strong(password)


@pytest.mark.rule("AUT-01")
@pytest.mark.parametrize("password", ["Vienne-1", "Vienne_2026", "vienne&2026", "Vienne&mairie", "Vien&e1", ""])
def test_a_weak_one_is_refused_with_the_faqs_sentence(password: str) -> None:
    with pytest.raises(FaultyForm) as refused:
        must_be_strong(password)
    assert refused.value.message_by_field == {"password": TOO_WEAK}
    assert TOO_WEAK == (
        "Le mot de passe saisi ne respecte pas les conditions de sécurité exigées : "
        "8 caractères avec au moins un chiffre, une majuscule et un caractère spécial."
    )


@pytest.mark.rule("AUT-01")
def test_one_too_long_is_refused_with_the_bound() -> None:
    must_be_strong("Aa1!" * 50)
    with pytest.raises(FaultyForm, match="200 caractères au plus"):
        must_be_strong("Aa1!" * 50 + "x")


@pytest.mark.rule("AUT-04")
def test_the_last_five_passwords_do_not_come_back_and_the_sixth_may() -> None:
    credentials = Credentials(account_id="a")
    for number in range(1, 7):
        must_be_new(f"Vienne&{number}", credentials, matches=same)
        credentials = credentials.with_password(f"hash of Vienne&{number}", at=NOW)
    must_be_new("Vienne&1", credentials, matches=same)
    for number in range(2, 7):
        with pytest.raises(FaultyForm, match="déjà servi"):
            must_be_new(f"Vienne&{number}", credentials, matches=same)


@pytest.mark.rule("AUT-04")
@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_a_password_lives_six_months_to_the_day(set_at: datetime) -> None:
    end = expiry_of(set_at)
    assert (end.year * 12 + end.month) - (set_at.year * 12 + set_at.month) == 6
    assert end.day == set_at.day or (end.day < set_at.day and (end + timedelta(days=1)).day == 1)
    credentials = Credentials(account_id="a").with_password("h", at=set_at)
    assert [credentials.is_expired(at=each) for each in (set_at, end - timedelta(microseconds=1), end)] == [False, False, True]


@pytest.mark.rule("AUT-04")
def test_the_last_of_august_expires_at_the_end_of_february() -> None:
    assert expiry_of(datetime(2026, 8, 31, 12, tzinfo=UTC)) == datetime(2027, 2, 28, 12, tzinfo=UTC)


def failing(attempts: Attempts, at: datetime, times: int) -> Attempts:
    for _ in range(times):
        assert not attempts.is_blocked(at=at)
        attempts = attempts.tried(at=at)
    return attempts


@pytest.mark.rule("AUT-05")
def test_each_block_lasts_twice_as_long_as_the_one_before() -> None:
    attempts, now, spans = no_attempts("x@y.test", at=NOW), NOW, []
    for _ in range(14):
        attempts = failing(attempts, now, LIMITS.failures_before_block)
        assert attempts.blocked_until is not None
        spans.append(attempts.blocked_until - now)
        assert [attempts.is_blocked(at=now), attempts.is_blocked(at=attempts.blocked_until)] == [True, False]
        now = attempts.blocked_until
    assert spans[:4] == [15 * MINUTE, 30 * MINUTE, 60 * MINUTE, 120 * MINUTE]
    assert spans[11:] == [timedelta(days=21, hours=8), LIMITS.longest_block, LIMITS.longest_block]


@pytest.mark.rule("AUT-05")
@given(st.integers(0, 10_000))
def test_no_number_of_blocks_makes_one_that_cannot_be_counted(blocks: int) -> None:
    attempts = Attempts(address="d", failures=4, blocks=blocks, expires_at=NOW).tried(at=NOW)
    assert attempts.blocked_until is not None
    assert attempts.blocked_until - NOW <= LIMITS.longest_block


@pytest.mark.rule("AUT-05")
@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_only_wrong_tries_count_in_whatever_order_they_are_judged(tries: list[bool]) -> None:
    attempts = no_attempts("x@y.test", at=NOW)
    wrong = 0
    for is_right in tries:
        if attempts.is_blocked(at=NOW):
            break
        before = attempts
        attempts = attempts.tried(at=NOW)
        if is_right:
            attempts = attempts.taken_back(before)
        wrong += not is_right
        assert attempts.is_blocked(at=NOW) is (wrong == 5)
        assert attempts.failures == wrong % 5


@pytest.mark.rule("AUT-05")
def test_a_good_try_amid_five_others_does_not_wipe_them() -> None:
    """Whoever knows a password cannot try codes for ever by beginning sign-ins beside them."""
    before = no_attempts("x@y.test", at=NOW)
    counted = before.tried(at=NOW)
    overtaken = failing(counted, NOW, 4)
    assert overtaken.is_blocked(at=NOW)
    left = overtaken.taken_back(before)
    assert (left.is_blocked(at=NOW), left.failures, left.blocks) == (False, 4, 0)
    assert left.tried(at=NOW).is_blocked(at=NOW)


UNBLOCKS = "Pour ne pas attendre, choisissez un nouveau mot de passe par « Mot de passe oublié »."


@pytest.mark.rule("AUT-05")
@pytest.mark.parametrize(
    ("until", "told"),
    [
        (datetime(2026, 11, 23, 14, 5, tzinfo=PARIS), "jusqu'à 14:05."),
        (datetime(2026, 11, 23, 14, 4, 1, tzinfo=PARIS), "jusqu'à 14:05."),
        (datetime(2026, 11, 24, 9, 30, tzinfo=PARIS), "jusqu'au 24 novembre 2026 à 09:30."),
        (datetime(2026, 12, 1, 0, 0, tzinfo=PARIS), "jusqu'au 1er décembre 2026 à 00:00."),
    ],
)
def test_a_block_tells_until_when_in_paris(until: datetime, told: str) -> None:
    (message,) = blocked(until.astimezone(UTC), now=NOW).messages
    assert message == f"Après 5 tentatives infructueuses, la connexion avec cette adresse est bloquée {told} " + UNBLOCKS


@pytest.mark.rule("AUT-12")
def test_an_address_is_kept_as_a_digest_whatever_its_case() -> None:
    assert address_digest(" Marie@Vienne.test ") == address_digest("marie@vienne.test")
    assert "vienne" not in no_attempts("marie@vienne.test", at=NOW).address
