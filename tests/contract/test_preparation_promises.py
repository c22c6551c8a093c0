"""What the stores of preparations and of files promise: rows with a version, bytes that stream, nothing of what was cut off."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.domain.errors import NotFound, StaleWrite
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import InboxCriteria, InboxOrder
from chalicelib.domain.preparations import Preparation, PreparationKind, written
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from tests.fakes.hub import Hub
from tests.scenes import Scene

pytestmark = pytest.mark.rule("POR-04")
MEGABYTE = 1024 * 1024


def preparation_of(scene: Scene) -> Preparation:
    return Preparation(
        id=scene.new_id(),
        kind=PreparationKind.EXPORT,
        account_id=scene.new_id(),
        organisation=OrganisationId.parse("SI-21380544300016-38544"),
        case_ids=(scene.new_id(), scene.new_id()),
        criteria=InboxCriteria(
            process_codes=("P",), labels=("Nouveau",), received_from=scene.now, text="é", order=InboxOrder.PERSON, is_descending=False
        ),
        searched=OrganisationId.parse("SI-21380544300016-38545"),
        file_name="é.csv",
        created_at=scene.now,
        expires_at=scene.now + timedelta(days=1),
    )


def test_a_preparation_reads_as_it_was_written_in_each_of_its_states(store: Hub, scene: Scene) -> None:
    made = preparation_of(scene)
    assert store.preparations.preparation(made.id) is None
    store.commit(made)
    states = [
        written(made),
        begun := written(made).begun(at=scene.now),
        stored := written(begun).stored("v", size_bytes=3, included=made.case_ids, process_codes=frozenset({"P"}), rows=2, oldest=("c",), omitted=1),
        written(stored).ready(),
    ]
    for each in states[1:]:
        store.commit(each)
        assert store.preparations.preparation(made.id) == written(each)


def test_only_one_of_two_functions_takes_it(store: Hub, scene: Scene) -> None:
    made = preparation_of(scene)
    store.commit(made)
    store.commit(written(made).begun(at=scene.now))
    with pytest.raises(StaleWrite):
        store.commit(written(made).begun(at=scene.now))
    with pytest.raises(StaleWrite):
        store.commit(made)
    store.commit(Remove(replace(made, version=2)))
    assert store.preparations.preparation(made.id) is None


@pytest.mark.rule("DEP-10")
@pytest.mark.parametrize("size", [0, 1, MEGABYTE, 8 * MEGABYTE, 17 * MEGABYTE + 5], ids=str)
def test_bytes_that_stream_in_stream_out_as_they_were(store: Hub, scene: Scene, size: int) -> None:
    content = bytes(range(251)) * (size // 251 + 1)
    content, key = content[:size], f"preparations/{scene.new_id()}"
    version, stored = store.files.put_stream(key, (content[start : start + 100_003] for start in range(0, size, 100_003)))
    assert stored == size
    assert b"".join(store.files.stream(key, version)) == content
    assert store.files.get(key, version) == content
    assert max(map(len, store.files.stream(key, version)), default=0) <= MEGABYTE
    store.files.erase(key)
    with pytest.raises(NotFound):
        store.files.stream(key, version)


def test_each_time_is_a_version_of_its_own(store: Hub, scene: Scene) -> None:
    key = f"preparations/{scene.new_id()}"
    first, second = (store.files.put_stream(key, [content])[0] for content in (b"one", b"two"))
    assert [b"".join(store.files.stream(key, each)) for each in (first, second)] == [b"one", b"two"]


def test_nothing_is_stored_of_bytes_that_stop_on_the_way(store: Hub, scene: Scene) -> None:
    key = f"preparations/{scene.new_id()}"

    def cut_off() -> Iterator[bytes]:
        yield b"x" * (9 * MEGABYTE)
        raise NotFound("gone")

    with pytest.raises(NotFound, match="gone"):
        store.files.put_stream(key, cut_off())
    version, _ = store.files.put_stream(key, [b"whole"])
    assert store.files.get(key, version) == b"whole"
