"""Writes are joined into as few transactions as hold them, whole groups in their order. **Source:** DEP-06, JOB-06."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.dynamo_codec import encode
from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.attachments import Attachment
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import Acknowledgement, Notification, Replay
from chalicelib.domain.pages import Tally
from chalicelib.domain.subscriptions import Person, Subscription
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Unchanged, Write, batches, rows_of, weight_of

AT = datetime(2026, 11, 23, tzinfo=UTC)
TOWN = OrganisationId(type="SI", company_register="21380544300016", branch_code="38544")
FILE = Attachment(id="f", container="folders/1", position=0, file_name="é" * 700, type="t", size_bytes=1, mime_type="m")
NOTIFICATION = Notification(id="n", queue="q", recipient=TOWN, transmitter=TOWN, process_code="P", case_id="c", event_id=None, at=AT)
ENTRY = AgendaEntry(topic=Topic.ERASURE, due_at=AT, subject="s")
SUBSCRIPTION = Subscription(id="s", datapass_id=1, process_code="P", subscriber=TOWN, local_administrator=Person(email="a@b.test"), created_at=AT)


def a_case(files: int = 0) -> Case:
    who = Applicant(first_name="C", last_name="M")
    made = Case(id="c", folder_id="f", process_code="P", osl=TOWN, recipient=TOWN, external_id="E", applicant=who, created_at=AT)
    return replace(made, attachments=(FILE,) * files)


SAMPLES: list[Write] = [FILE, NOTIFICATION, ENTRY, Remove(NOTIFICATION), Unchanged(FILE)]
SAMPLES += [a_case(files) for files in (0, 1, 40, 300)]
CHOICES = st.lists(st.lists(st.integers(0, len(SAMPLES) - 1), min_size=1, max_size=40), max_size=30)
"""Groups of samples by their numbers: themselves they would be megabytes to print."""


def chosen(choices: list[list[int]]) -> list[tuple[Write, ...]]:
    return [tuple(SAMPLES[each] for each in group) for group in choices]


def rows(batch: tuple[Write, ...]) -> int:
    return sum(map(rows_of, batch))


def weight(batch: tuple[Write, ...]) -> int:
    return sum(map(weight_of, batch))


def fits(batch: tuple[Write, ...]) -> bool:
    return rows(batch) <= LIMITS.transaction_rows and weight(batch) <= LIMITS.transaction_bytes


@pytest.mark.rule("DEP-06", "JOB-06")
@settings(deadline=None)
@given(choices=CHOICES)
def test_no_write_is_lost_doubled_or_out_of_order_and_no_batch_is_empty(choices: list[list[int]]) -> None:
    groups = chosen(choices)
    made = list(batches(groups))
    assert [write for batch in made for write in batch] == [write for group in groups for write in group]
    assert all(made)


@pytest.mark.rule("DEP-06", "JOB-06")
@settings(deadline=None)
@given(choices=CHOICES)
def test_a_group_is_never_split_and_a_batch_of_several_groups_fits_a_transaction(choices: list[list[int]]) -> None:
    groups = chosen(choices)
    left = list(groups)
    for batch in batches(groups):
        joined: tuple[Write, ...] = ()
        taken = 0
        while len(joined) < len(batch):
            joined += left.pop(0)
            taken += 1
        assert joined == batch  # it ends where a group ends
        assert taken == 1 or fits(batch)
    assert left == []


@pytest.mark.rule("DEP-06")
@settings(deadline=None)
@given(choices=CHOICES)
def test_no_batch_could_have_taken_the_next_group_too(choices: list[list[int]]) -> None:
    groups = chosen(choices)
    made = list(batches(groups))
    starts, seen = {}, 0
    for group in groups:
        starts[seen] = group
        seen += len(group)
    end = 0
    for batch in made[:-1]:
        end += len(batch)
        assert not fits(batch + starts[end])


@pytest.mark.rule("DEP-06")
def test_thirty_three_deliveries_fit_one_transaction_with_their_folder_and_no_more() -> None:
    delivery: tuple[Write, ...] = (a_case(), NOTIFICATION)
    assert len(list(batches([(FILE,), *[delivery] * 33]))) == 1
    assert len(list(batches([(FILE,), *[delivery] * 34]))) == 2


@pytest.mark.rule("DEP-06", "JOB-06")
@pytest.mark.parametrize("letter", ["a", "é", "漢", "😀"])
def test_a_transaction_holds_its_4_megabytes_whatever_letters_the_names_are_of(letter: str) -> None:
    number = letter * 100
    file = replace(FILE, file_name=letter * 255, mime_type=f"application/pdf; x={letter * 235}", recipients=(number,))
    case = replace(a_case(), external_id=number).delivered((file,) * 100, at=AT)
    waves = list(batches([(case,)] * 40))
    assert sum(map(len, waves)) == 40
    assert max(sum(len(encode(each).encode()) for each in wave) for wave in waves) <= LIMITS.transaction_bytes < 4_000_000


@pytest.mark.rule("DEP-06")
@pytest.mark.parametrize(("beyond", "waves"), [(-1, 1), (0, 1), (1, 2)])
def test_a_transaction_is_filled_to_its_last_byte_and_no_further(beyond: int, waves: int) -> None:
    room = LIMITS.transaction_bytes - weight_of(FILE) - weight_of(replace(FILE, file_name="")) + beyond
    large = replace(FILE, id="g", file_name="a" * room)
    assert weight((FILE, large)) == LIMITS.transaction_bytes + beyond
    assert list(map(len, batches([(FILE,), (large,)]))) == [2 // waves] * waves


@pytest.mark.rule("JOB-06")
def test_nothing_to_write_makes_no_transaction() -> None:
    assert list(batches([])) == []


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (FILE, 1),
        (Unchanged(FILE), 1),
        (Remove(FILE), 1),
        (ENTRY, 1),
        (Tally(name="t", delta=1), 1),
        (NOTIFICATION, 2),  # the queue's row and the ledger's
        (Remove(NOTIFICATION), 2),
        (Replay(notification=NOTIFICATION), 2),
        (Acknowledgement(queue="q", notification_id="n", at=AT), 2),
        (SUBSCRIPTION, 3),
    ],
    ids=lambda each: type(each).__name__,
)
@pytest.mark.rule("JOB-06")
def test_each_write_says_how_many_rows_it_takes(write: Write, expected: int) -> None:
    assert rows_of(write) == expected
