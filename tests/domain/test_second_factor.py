"""An authenticator's codes and recovery codes are good once, in their time. **Source:** AUT-06."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.credentials import Credentials
from chalicelib.domain.second_factor import (
    provisioning_uri,
    put_in_service,
    recovery_code,
    recovery_digest,
    spent,
    taken_away,
    totp_secret,
    with_recovery_codes,
)

NOW = datetime(2026, 11, 23, 9, 0, 7, tzinfo=UTC)
STEP = timedelta(seconds=30)
SECRET = totp_secret(bytes(range(32)))
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds


def in_service(at: datetime = NOW - timedelta(hours=1), *codes: str) -> Credentials:
    pending = Credentials(account_id="a", pending_totp_secret=SECRET)
    return put_in_service(pending, int(at.timestamp()) // 30, codes)


def code(at: datetime) -> str:
    return pyotp.TOTP(SECRET).at(at)


@pytest.mark.rule("AUT-06")
@given(INSTANTS, st.integers(-4, 4))
def test_a_code_is_good_one_step_early_or_late_and_no_more(at: datetime, steps: int) -> None:
    kept = in_service(at - timedelta(hours=1))
    given_code = code(at + steps * STEP)
    if given_code in {code(at + each * STEP) for each in (-1, 0, 1)}:
        assert spent(kept, given_code, at=at) is not None
    else:
        assert abs(steps) > 1
        assert spent(kept, given_code, at=at) is None


@pytest.mark.rule("AUT-06")
@given(INSTANTS, st.lists(st.integers(-1, 1), min_size=2, max_size=6))
def test_no_code_is_taken_twice_nor_one_before_another_that_was(at: datetime, steps: list[int]) -> None:
    kept, last = in_service(at - timedelta(hours=1)), -2
    for step in steps:
        after = spent(kept, code(at + step * STEP), at=at)
        assert (after is not None) is (step > last)
        if after is not None:
            kept, last = after, step


@pytest.mark.rule("AUT-06")
def test_the_code_that_put_it_in_service_signs_nobody_in() -> None:
    kept = in_service(NOW)
    assert (kept.totp_secret, kept.pending_totp_secret) == (SECRET, None)
    assert spent(kept, code(NOW), at=NOW) is None
    assert spent(kept, code(NOW + STEP), at=NOW) is not None


@pytest.mark.rule("AUT-06")
def test_an_authenticator_that_was_not_confirmed_serves_nothing() -> None:
    assert spent(Credentials(account_id="a", pending_totp_secret=SECRET), code(NOW), at=NOW) is None


@pytest.mark.rule("AUT-06")
@given(st.text(max_size=30))
def test_nothing_else_is_a_code(text: str) -> None:
    if "".join(text.split()).replace("-", "").upper() not in {code(NOW + each * STEP) for each in (-1, 0, 1)}:
        assert spent(in_service(), text, at=NOW) is None


@pytest.mark.rule("AUT-06")
def test_a_recovery_code_is_good_once_however_it_is_typed() -> None:
    first, second = recovery_code(bytes(range(32))), recovery_code(bytes(range(32, 64)))
    kept = in_service(NOW - timedelta(hours=1), first, second)
    after = spent(kept, f" {first.lower().replace('-', ' ')} ", at=NOW)
    assert after is not None
    assert after.recovery_digests == {recovery_digest("a", second)}
    assert spent(after, first, at=NOW) is None
    assert spent(after, second.replace("-", ""), at=NOW) is not None


@pytest.mark.rule("AUT-06")
def test_a_recovery_code_is_its_accounts_alone_and_goes_with_the_authenticator_or_with_new_ones() -> None:
    first = recovery_code(bytes(32))
    kept = in_service(NOW - timedelta(hours=1), first)
    assert recovery_digest("a", first) != recovery_digest("b", first)
    assert taken_away(kept) == Credentials(account_id="a")
    assert spent(with_recovery_codes(kept, [recovery_code(bytes(range(32)))]), first, at=NOW) is None


@pytest.mark.rule("AUT-06")
@given(st.binary(min_size=32, max_size=32))
def test_recovery_codes_and_secrets_can_be_read_and_typed(seed: bytes) -> None:
    written = recovery_code(seed)
    assert [len(each) for each in written.split("-")] == [5, 5, 5]
    assert not set(written) & set("ILO01")
    assert len(totp_secret(seed)) == 32
    assert set(totp_secret(seed)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


@pytest.mark.rule("AUT-06")
def test_the_qr_code_tells_whose_it_is_and_of_what() -> None:
    parsed = pyotp.parse_uri(provisioning_uri(SECRET, "marie@vienne.test"))
    assert (parsed.secret, parsed.name, parsed.issuer) == (SECRET, "marie@vienne.test", "HubEE")
