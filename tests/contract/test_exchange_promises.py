"""Folders, cases, events and files read as they were written, in order; indexes follow. **Source:** CAS-04, CAS-12, JOB-04, DEP-10."""

from datetime import timedelta

import pytest

from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import NotFound
from chalicelib.domain.retention import Step
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from tests.scenes import PDF, Scene


@pytest.mark.rule("DEP-08")
def test_the_children_of_a_folder_come_in_its_order_without_those_that_are_gone(scene: Scene) -> None:
    made = scene.announce(*scene.towns(3), files=3)
    cases, attachments = scene.hub.exchange.children(made.folder)
    assert [each.id for each in cases] == list(made.folder.case_ids)
    assert [each.id for each in attachments] == list(made.folder.attachment_ids)
    scene.hub.commit(Remove(cases[1]), Remove(attachments[0]))
    assert scene.hub.exchange.children(made.folder) == ((cases[0], cases[2]), attachments[1:])
    turned = scene.hub.exchange.leftovers(made.folder.case_ids[::-1], made.folder.attachment_ids[::-1])
    assert turned == ((cases[2], cases[0]), (attachments[2], attachments[1]))


@pytest.mark.rule("DEP-06")
def test_a_delivery_has_the_subscription_of_each_recipient_that_has_one(scene: Scene) -> None:
    subscribed, other = scene.town(), scene.town()
    made = scene.announce(subscribed, other)
    seat = scene.hub.referential.process_with_subscriptions(scene.process.code, [other.organisation])[1].get(other.organisation)
    assert seat is not None
    scene.hub.commit(Remove(seat))
    cases, attachments, subscriptions = scene.hub.exchange.delivery(made.folder)
    assert (cases, attachments) == scene.hub.exchange.children(made.folder)
    assert list(subscriptions) == [subscribed.organisation]
    assert subscriptions[subscribed.organisation].subscriber == subscribed.organisation


@pytest.mark.rule("CAS-04")
def test_events_come_in_order_of_creation_with_their_files(scene: Scene) -> None:
    town = scene.town()
    case_id = scene.delivered(town).cases[0].id
    made = [
        scene.send(case_id, "ATTACH_DEPOSIT", caller=town),
        scene.send(case_id, "SENDING_MESSAGE", caller=scene.osl, message="Bonjour"),
        scene.send(case_id, "ATTACH_DEPOSIT", caller=scene.osl),
        *[scene.send(case_id, caller=town, new_status="IN_PROGRESS") for _ in range(4)],
    ]
    dossier = scene.hub.exchange.dossier(case_id)
    assert dossier is not None
    assert [each.id for each in dossier.events] == [each.id for each in made]
    assert set(dossier.files) == {made[0].id, made[2].id}
    assert dossier.files[made[0].id] == scene.hub.exchange.event_files(made[0])
    assert dossier.case == scene.hub.exchange.case(case_id)
    file = dossier.files[made[0].id][0]
    assert scene.hub.exchange.event_attachment(case_id, made[0].id, file.id) == (dossier.case, dossier.events[0], file)
    assert scene.hub.exchange.event_attachment(case_id, made[1].id, file.id) == (dossier.case, dossier.events[1], None)
    found = scene.hub.exchange.events([(case_id, made[1].id), (case_id, scene.new_id()), (scene.new_id(), made[1].id), (case_id, made[1].id)])
    assert found == {made[1].id: dossier.events[1]}


@pytest.mark.rule("CAS-04")
def test_what_does_not_exist_reads_none(scene: Scene) -> None:
    exchange, nothing = scene.hub.exchange, scene.new_id()
    assert (exchange.folder(nothing), exchange.case(nothing), exchange.dossier(nothing)) == (None, None, None)
    assert exchange.event(nothing, nothing) == (None, None)
    assert exchange.event_attachment(nothing, nothing, nothing) == (None, None, None)
    assert exchange.folder_attachment(nothing, nothing) == (None, None)
    assert exchange.receipt(nothing, nothing) is None
    assert exchange.leftovers([nothing], [nothing]) == ((), ())
    assert exchange.cases([nothing]) == {}
    assert exchange.events([]) == {}


@pytest.mark.rule("CAS-02")
def test_a_case_is_judged_by_its_process_and_its_recipients_live_subscription(scene: Scene) -> None:
    town = scene.town()
    case = scene.announce(town).cases[0]
    process, subscription = scene.hub.exchange.rules_for(case)
    assert (process, subscription) == (
        scene.hub.referential.process(scene.process.code),
        scene.hub.referential.process_with_subscriptions(scene.process.code, [town.organisation])[1].get(town.organisation),
    )
    assert scene.hub.exchange.rules_for(replace(case, process_code="none")) == (None, None)


@pytest.mark.rule("CAS-12")
def test_the_cases_of_a_recipient_are_its_own_and_bounded(scene: Scene) -> None:
    town, other = scene.town(), scene.town()
    made = [scene.announce(town, other).cases for _ in range(3)]
    ids = {cases[0].id for cases in made}
    assert {each.id for each in scene.hub.exchange.cases_of(town.organisation, limit=10)} == ids
    assert len(scene.hub.exchange.cases_of(town.organisation, limit=2)) == 2
    moved = scene.hub.exchange.case(made[0][0].id)
    assert moved is not None
    scene.hub.commit(replace(moved, recipient=other.organisation))
    assert {each.id for each in scene.hub.exchange.cases_of(town.organisation, limit=10)} == ids - {moved.id}
    assert len(scene.hub.exchange.cases_of(other.organisation, limit=10)) == 4


def _purgeable(scene: Scene, **since: int) -> Case:
    """A stored case at the purge status for a while."""
    made = scene.delivered(scene.town()).cases[0]
    case = scene.hub.exchange.case(made.id)
    assert case is not None
    scene.hub.commit(replace(case, status=CaseStatus.CLOSED, purgeable_from=scene.in_a(**since)))
    stored = scene.hub.exchange.case(made.id)
    assert stored is not None
    return stored


@pytest.mark.rule("JOB-04")
def test_cases_to_purge_are_listed_the_oldest_first_strictly_before_an_instant(scene: Scene) -> None:
    young, old, older = _purgeable(scene, days=-1), _purgeable(scene, days=-2), _purgeable(scene, days=-3)
    listed = scene.hub.exchange.purgeable
    assert young.purgeable_from is not None
    assert listed(scene.process, recipient=None, before=young.purgeable_from, limit=10) == (older, old)
    after = young.purgeable_from + timedelta(microseconds=1)
    assert listed(scene.process, recipient=None, before=after, limit=10) == (older, old, young)
    assert listed(scene.process, recipient=None, before=after, limit=1) == (older,)
    assert listed(scene.process, recipient=old.recipient, before=after, limit=10) == (old,)
    assert listed(replace(scene.process, code="none"), recipient=None, before=after, limit=10) == ()


@pytest.mark.rule("JOB-04")
def test_a_case_leaves_the_list_when_it_is_reopened_or_all_is_reported_and_comes_back(scene: Scene) -> None:
    case = _purgeable(scene, days=-2)

    def listed() -> list[tuple[Case, ...]]:
        """On the operator's list, on the recipient's."""
        return [scene.hub.exchange.purgeable(scene.process, recipient=each, before=scene.now, limit=10) for each in (None, case.recipient)]

    every = frozenset(each.id for each in case.attachments)
    assert listed() == [(case,), (case,)]
    scene.hub.commit(replace(case, purgeable_from=None))
    assert listed() == [(), ()]
    scene.hub.commit(replace(case, version=case.version + 1))
    assert listed() == [(replace(case, version=case.version + 2),)] * 2
    by_osl = replace(case, version=case.version + 2, osl_purged=every)
    scene.hub.commit(by_osl)
    assert listed() == [(), (replace(by_osl, version=by_osl.version + 1),)]
    by_recipient = replace(case, version=case.version + 3, recipient_purged=every)
    scene.hub.commit(by_recipient)
    assert listed() == [(replace(by_recipient, version=by_recipient.version + 1),), ()]
    scene.hub.commit(replace(case, version=case.version + 4, osl_purged=every, recipient_purged=every))
    assert listed() == [(), ()]


@pytest.mark.rule("JOB-04")
def test_cases_wait_for_the_purge_until_their_files_are_gone_or_wait_for_siblings(scene: Scene) -> None:
    case, older = _purgeable(scene, days=-2), _purgeable(scene, days=-3)

    def waiting(**bounds: int) -> tuple[str, ...]:
        return scene.hub.exchange.waiting_for(Step.PURGE, scene.process, before=scene.now, **{"limit": 10, **bounds})

    assert waiting() == (older.id, case.id)
    assert waiting(limit=1) == (older.id,)
    scene.hub.commit(replace(case, recipient_purged=frozenset(each.id for each in case.attachments)))  # which is no concern of the hub's bytes
    assert waiting() == (older.id, case.id)
    scene.hub.commit(replace(case, version=case.version + 1, awaits_siblings=True), replace(older, purged_at=scene.now))
    assert waiting() == ()
    scene.hub.commit(replace(case, version=case.version + 2))
    assert waiting() == (case.id,)
    assert scene.hub.exchange.waiting_for(Step.PURGE, scene.process, before=scene.in_a(days=-2), limit=10) == ()
    assert scene.hub.exchange.waiting_for(Step.PURGE, replace(scene.process, code="none"), before=scene.now, limit=10) == ()


@pytest.mark.rule("JOB-05")
def test_closed_cases_wait_to_be_archived_and_archived_ones_to_be_deleted(scene: Scene) -> None:
    made = scene.delivered(*scene.towns(2)).cases

    def waiting() -> list[tuple[str, ...]]:
        steps = (Step.ARCHIVE, Step.DELETE)
        return [scene.hub.exchange.waiting_for(each, scene.process, before=scene.in_a(seconds=1), limit=10) for each in steps]

    assert waiting() == [(), ()]
    scene.move(made[0].id, "CLOSED", caller=scene.osl)
    assert waiting() == [(made[0].id,), ()]
    scene.move(made[0].id, "HUBEE_NOTIFIED", caller=scene.osl)
    assert waiting() == [(), ()]
    case = scene.hub.exchange.case(made[1].id)
    assert case is not None
    scene.hub.commit(replace(case, status=CaseStatus.ARCHIVED, archived_at=scene.now))
    assert waiting() == [(), (case.id,)]
    stored = scene.hub.exchange.case(made[1].id)
    assert stored is not None
    scene.hub.commit(Remove(stored))
    assert waiting() == [(), ()]


@pytest.mark.rule("DEP-10")
def test_every_stored_version_of_a_file_is_kept_until_it_is_erased(scene: Scene) -> None:
    files, folder, other = scene.hub.files, f"folders/{scene.new_id()}", f"folders/{scene.new_id()}"
    first, second, empty = files.put(f"{folder}/1", PDF), files.put(f"{folder}/1", b"other"), files.put(f"{folder}/2", b"")
    beside = files.put(f"{other}/1", b"beside")
    assert len({first, second}) == 2
    assert (files.get(f"{folder}/1", first), files.get(f"{folder}/1", second), files.get(f"{folder}/2", empty)) == (PDF, b"other", b"")
    files.erase(f"{folder}/")
    for key, version in ((f"{folder}/1", first), (f"{folder}/1", second), (f"{folder}/2", empty)):
        with pytest.raises(NotFound, match="File is not found"):
            files.get(key, version)
    assert files.get(f"{other}/1", beside) == b"beside"
    files.erase(f"{folder}/")
    with pytest.raises(NotFound, match="File is not found"):
        files.get(f"{other}/1", first)
