"""Lists of télédossiers keep their order, their bounds and their filters; words lead to cases. **Source:** POR-01, POR-10, POR-11, JOB-01."""

from datetime import timedelta
from itertools import pairwise

import pytest

from chalicelib.domain.callers import Side
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.errors import StaleRow
from chalicelib.domain.inbox import InboxCriteria, IndexedWord, Position, Shelf, position_of, words_of
from chalicelib.domain.notifications import Notification, Redirect, notify
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from tests.inbox_cases import add_case
from tests.scenes import Scene


def walk(scene: Scene, shelves: list[Shelf], criteria: InboxCriteria, *, limit: int) -> list[list[Case]]:
    """The pages of a list, to its end."""
    pages: list[list[Case]] = []
    after: Position | None = None
    while page := list(scene.hub.inboxes.page(shelves, criteria, after=after, limit=limit)):
        pages.append(page)
        after = position_of(page[-1])
    return pages


@pytest.mark.rule("POR-10")
@pytest.mark.parametrize("is_descending", [True, False])
def test_pages_join_to_the_whole_list_in_order_both_ways_equals_too(scene: Scene, is_descending: bool) -> None:
    town, other = scene.organisation(), scene.organisation()
    shelves = [Shelf(process_code=scene.process.code, recipient=each) for each in (town, other)]
    made = [add_case(scene, (town, other)[number % 2], at=scene.now + timedelta(microseconds=number // 3)) for number in range(7)]
    add_case(scene, scene.organisation())
    expected = sorted(made, key=lambda case: (case.received_at, case.id), reverse=is_descending)
    pages = walk(scene, shelves, InboxCriteria(is_descending=is_descending), limit=3)
    assert [case for page in pages for case in page] == expected
    assert [len(page) for page in pages] == [3, 3, 1]


@pytest.mark.rule("POR-01", "POR-11", "JOB-01")
def test_a_recipients_list_has_what_entered_the_portal_and_a_processs_all_that_was_delivered(scene: Scene) -> None:
    town = scene.organisation()
    entered = add_case(scene, town)
    delivered = add_case(scene, town, status=CaseStatus.HUBEE_NOTIFIED, ingested_at=None, at=scene.in_a(seconds=1))
    add_case(scene, town, status=CaseStatus.HUBEE_COMPLETED, notified_at=None, ingested_at=None)
    page = scene.hub.inboxes.page
    assert page([Shelf(process_code=scene.process.code, recipient=town)], InboxCriteria(), after=None, limit=10) == (entered,)
    assert page([Shelf(process_code=scene.process.code)], InboxCriteria(), after=None, limit=10) == (delivered, entered)
    assert page([Shelf(process_code="none", recipient=town)], InboxCriteria(), after=None, limit=10) == ()


@pytest.mark.rule("POR-10", "POR-02")
def test_labels_are_those_that_people_read_an_unread_mark_included(scene: Scene) -> None:
    town = scene.organisation()
    new = add_case(scene, town)
    done = add_case(scene, town, status=CaseStatus.DONE, at=scene.in_a(seconds=1))
    unread = add_case(scene, town, status=CaseStatus.IN_PROGRESS, unread_from=scene.now, at=scene.in_a(seconds=2))
    for shelf in (Shelf(process_code=scene.process.code, recipient=town), Shelf(process_code=scene.process.code)):
        page = scene.hub.inboxes.page
        assert page([shelf], InboxCriteria(labels=("Nouveau",)), after=None, limit=10) == (unread, new)
        assert page([shelf], InboxCriteria(labels=("Nouveau", "Traité", "Nouveau")), after=None, limit=2) == (unread, done)
        assert page([shelf], InboxCriteria(labels=("En cours",)), after=None, limit=10) == ()


@pytest.mark.rule("POR-10")
def test_dates_include_their_first_instant_and_not_their_last_with_a_position_and_without(scene: Scene) -> None:
    town = scene.organisation()
    shelf = [Shelf(process_code=scene.process.code, recipient=town)]
    made = [add_case(scene, town, at=scene.in_a(seconds=each)) for each in range(5)]
    for is_descending in (False, True):
        criteria = InboxCriteria(received_from=scene.in_a(seconds=1), received_until=scene.in_a(seconds=4), is_descending=is_descending)
        expected = made[3:0:-1] if is_descending else made[1:4]
        assert [case for page in walk(scene, shelf, criteria, limit=1) for case in page] == expected
        for here, following in pairwise(expected):
            assert scene.hub.inboxes.page(shelf, criteria, after=position_of(here), limit=1) == (following,)
        outside = position_of(made[4] if not is_descending else made[0])
        assert scene.hub.inboxes.page(shelf, criteria, after=outside, limit=10) == ()


@pytest.mark.rule("POR-10", "CAS-13")
def test_a_case_that_changed_is_listed_as_it_is_now(scene: Scene) -> None:
    town = scene.organisation()
    shelf = [Shelf(process_code=scene.process.code, recipient=town)]
    case = add_case(scene, town)
    scene.hub.commit(replace(case, status=CaseStatus.REFUSED))
    assert scene.hub.inboxes.page(shelf, InboxCriteria(labels=("Nouveau",)), after=None, limit=10) == ()
    (listed,) = scene.hub.inboxes.page(shelf, InboxCriteria(labels=("Refusé",)), after=None, limit=10)
    assert listed == replace(case, status=CaseStatus.REFUSED, version=2)


@pytest.mark.rule("POR-10")
def test_words_lead_to_cases_by_their_beginning_each_once_up_to_the_limit_of_each_shelf(scene: Scene) -> None:
    town, other = scene.organisation(), scene.organisation()
    shelves = [Shelf(process_code=scene.process.code, recipient=each) for each in (town, other)]
    made = [add_case(scene, each, external_id=f"Né-{number}") for number, each in enumerate([town, town, town, other])]
    for case in made:
        scene.hub.commit(*words_of(case))
        scene.hub.commit(*words_of(case))  # again, without harm
    found = scene.hub.inboxes.found
    assert set(found(shelves, "mar", limit=10)) == {case.id for case in made}
    assert found(shelves, "ne 1", limit=10) == (made[1].id,)
    assert found([*shelves[1:], Shelf(process_code=scene.process.code)], "c", limit=10) == (made[3].id,)
    assert len(found(shelves[:1], "c", limit=2)) == 2
    assert found(shelves, "zzz", limit=10) == ()
    scene.hub.commit(*map(Remove, words_of(made[1])))
    assert found(shelves, "ne 1", limit=10) == ()


@pytest.mark.rule("POR-10")
def test_the_longest_names_are_kept_and_found(scene: Scene) -> None:
    town = scene.organisation()
    case = add_case(scene, town, applicant=Applicant(first_name="\U00020000" * 255, last_name="é" * 255), external_id="\ufdfa" * 100)
    words: tuple[IndexedWord, ...] = words_of(case)
    scene.hub.commit(*words)
    for each in words:
        assert scene.hub.inboxes.found([Shelf(process_code=scene.process.code, recipient=town)], each.word, limit=10) == (case.id,)


def waiting_for_the_portal(scene: Scene) -> Notification:
    case = add_case(scene, scene.organisation(), ingested_at=None)
    made = notify(Side.SI, case, event=None, at=scene.now, seed=scene.new_id())
    assert made is not None
    marked = replace(made, is_for_portal=True)
    scene.hub.commit(marked)
    return marked


@pytest.mark.rule("JOB-01", "SUB-08")
def test_what_waits_for_the_portal_is_listed_until_its_mark_goes_and_it_stays_in_its_queue(scene: Scene) -> None:
    marked = waiting_for_the_portal(scene)
    assert marked in scene.hub.notifications.to_ingest(limit=1_000)
    unmarked = replace(marked, is_for_portal=False)
    scene.hub.commit(Redirect(notification=unmarked))
    assert marked.id not in {each.id for each in scene.hub.notifications.to_ingest(limit=1_000)}
    assert scene.hub.notifications.waiting([marked.queue], limit=10) == [unmarked]
    scene.hub.commit(Remove(unmarked))
    with pytest.raises(StaleRow):
        scene.hub.commit(Redirect(notification=marked))


@pytest.mark.rule("JOB-01")
def test_what_waits_for_the_portal_is_listed_oldest_first_up_to_the_limit(scene: Scene) -> None:
    made = sorted((waiting_for_the_portal(scene) for _ in range(3)), key=lambda each: each.id)
    listed = [each for each in scene.hub.notifications.to_ingest(limit=1_000) if each in made]
    assert listed == made
    assert len(scene.hub.notifications.to_ingest(limit=2)) == 2
    assert [each for each in scene.hub.notifications.to_ingest(limit=1_000, after=made[0].id) if each in made] == made[1:]


@pytest.mark.rule("JOB-01", "POR-01")
def test_subscriptions_are_read_by_pairs(scene: Scene) -> None:
    town, other = scene.organisation(), scene.organisation()
    made = scene.subscription(town)
    code = scene.process.code
    assert scene.hub.referential.subscriptions_of_pairs([(code, town), (code, other), ("none", town)]) == {(code, town): made}
    assert scene.hub.referential.subscriptions_of_pairs([]) == {}
