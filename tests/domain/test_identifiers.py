"""The names of organisations and notifications. **Source:** ORG-01, NOT-01, NOT-02."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Invalid
from chalicelib.domain.identifiers import OrganisationId, notification_id, process_tag, tag_of

CODES = st.text(min_size=1, max_size=60)
INSTANTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
SEEDS = st.uuids(version=4).map(str)
WORDS = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=10)
REGISTERS = st.text(alphabet="0123456789", min_size=14, max_size=14)


@pytest.mark.rule("NOT-02")
@given(code=CODES, at=INSTANTS, seed=SEEDS)
def test_a_notification_id_is_a_strict_uuid_of_version_4_that_carries_its_process(code: str, at: datetime, seed: str) -> None:
    made = notification_id(code, at, seed)
    parsed = UUID(made)
    assert (str(parsed), parsed.version, parsed.variant) == (made, 4, UUID(seed).variant)
    assert tag_of(made) == process_tag(code)
    assert 0 <= process_tag(code) < 4096


@pytest.mark.rule("NOT-01")
@given(codes=st.tuples(CODES, CODES), at=INSTANTS, later=st.integers(1, 10**9), seeds=st.tuples(SEEDS, SEEDS))
def test_ids_sort_by_age_whatever_their_processes_and_seeds(codes: tuple[str, str], at: datetime, later: int, seeds: tuple[str, str]) -> None:
    first = notification_id(codes[0], at, seeds[0])
    second = notification_id(codes[1], at + timedelta(milliseconds=later), seeds[1])
    assert first < second
    assert UUID(first) < UUID(second)


@pytest.mark.rule("NOT-01")
@given(code=CODES, at=INSTANTS, seed=SEEDS)
def test_the_first_48_bits_are_the_time_in_milliseconds(code: str, at: datetime, seed: str) -> None:
    milliseconds = UUID(notification_id(code, at, seed)).int >> 80
    assert timedelta() <= at - (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)) < timedelta(milliseconds=2)


@pytest.mark.rule("NOT-03")
@given(code=CODES, at=INSTANTS, seeds=st.tuples(SEEDS, SEEDS))
def test_two_seeds_make_two_ids_and_one_seed_one(code: str, at: datetime, seeds: tuple[str, str]) -> None:
    first, second = (notification_id(code, at, seed) for seed in seeds)
    bits = [UUID(seed).int & ((1 << 62) - 1) for seed in seeds]
    assert (first == second) == (bits[0] == bits[1])
    assert notification_id(code, at, seeds[0]) == first


@pytest.mark.rule("ORG-01")
@given(kind=WORDS, register=REGISTERS, branch=WORDS)
def test_an_organisation_id_reads_back_as_it_was_written(kind: str, register: str, branch: str) -> None:
    made = OrganisationId(type=kind, company_register=register, branch_code=branch)
    assert OrganisationId.parse(str(made)) == made
    assert str(OrganisationId.parse(f"{kind}-{register}-{branch}")) == f"{kind}-{register}-{branch}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SI",
        "SI-21380544300016",
        "SI-2138054430001-38544",
        "SI-213805443000160-38544",
        "SI-2138054430001a-38544",
        "SI-21380544300016-38544-1",
        "SI-21380544300016-",
        "-21380544300016-38544",
        " SI-21380544300016-38544",
        "SI-21380544300016-38544\n",
        "SI-٢١٣٨٠٥٤٤٣٠٠٠١٦-38544",
    ],
)
@pytest.mark.rule("ORG-01")
def test_what_is_no_organisation_id_is_refused_by_name(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        OrganisationId.parse(text)
    assert refused.value.messages == (f"{text} is not an organization id (TYPE-SIRET-BRANCH)",)
