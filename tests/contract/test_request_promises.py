"""What the stores promise the flows of subscriptions, requests and digests, in memory and on AWS alike. **Source:** SUB-09, SUB-11, SUB-15."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.callers import Scope
from chalicelib.domain.errors import StaleRow
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.domain.requests import RequestStatus, SubscriptionRequest
from chalicelib.domain.subscriptions import DelegationActor, Person
from chalicelib.domain.values import replace
from tests.scenes import Scene


def a_request(scene: Scene, *, reference: str, osl: OrganisationId | None = None, **overrides: object) -> SubscriptionRequest:
    usual: dict[str, object] = {
        "id": scene.new_id(),
        "reference": reference,
        "process_code": scene.process.code,
        "osl": osl or scene.osl.organisation,
        "organisation": OrganisationId.parse("SI-21380544300016-38544"),
        "organisation_name": "Vienne",
        "postal_code": "38200",
        "territory": "Isère",
        "requester": "jeanne.durand@vienne.test",
        "local_administrator": Person(email="jeanne.durand@vienne.test", first_name="Jeanne"),
        "status": RequestStatus.WAITING,
        "created_at": scene.now,
    }
    return SubscriptionRequest(**(usual | overrides))  # type: ignore[arg-type]


@pytest.mark.rule("SUB-15")
def test_a_request_is_read_as_it_was_written_by_its_id_and_by_its_reference(scene: Scene) -> None:
    reference = scene.new_id()
    first, second = a_request(scene, reference=reference), a_request(scene, reference=reference, delegate_email="robin@editeur.test")
    scene.hub.commit(first, second)
    stored = [replace(each, version=1) for each in (first, second)]
    assert [scene.hub.requests.request(each.id) for each in stored] == stored
    assert sorted(scene.hub.requests.of_reference(reference), key=lambda each: each.id) == sorted(stored, key=lambda each: each.id)
    assert scene.hub.requests.request(scene.new_id()) is None
    assert scene.hub.requests.of_reference(scene.new_id()) == ()


@pytest.mark.rule("SUB-15")
def test_requests_are_listed_by_operator_and_status_the_oldest_first_and_leave_the_list_when_decided(scene: Scene) -> None:
    reference = scene.new_id()
    late, early = (a_request(scene, reference=reference, created_at=scene.now + timedelta(seconds=each)) for each in (2, 1))
    foreign = a_request(scene, reference=reference, osl=scene.organisation("OSL"))
    scene.hub.commit(late, early, foreign)
    listed = scene.hub.requests.listed
    own = scene.osl.organisation
    assert [each.id for each in listed(osl=own, status=RequestStatus.WAITING, limit=100)] == [early.id, late.id]
    assert [each.id for each in listed(osl=own, status=RequestStatus.WAITING, limit=1)] == [early.id]
    assert {foreign.id, early.id, late.id} <= {each.id for each in listed(osl=None, status=RequestStatus.WAITING, limit=1_000)}
    stored = scene.hub.requests.request(early.id)
    assert stored is not None
    scene.hub.commit(stored.refused("Doublon", at=scene.now))
    assert [each.id for each in listed(osl=own, status=RequestStatus.WAITING, limit=100)] == [late.id]
    assert [each.rejection_reason for each in listed(osl=own, status=RequestStatus.REFUSED, limit=100)] == ["Doublon"]


@pytest.mark.rule("SUB-15")
def test_of_two_decisions_on_one_reading_the_second_is_stale_and_an_id_serves_once(scene: Scene) -> None:
    request = a_request(scene, reference=scene.new_id())
    scene.hub.commit(request)
    with pytest.raises(StaleRow):
        scene.hub.commit(replace(request, reference=scene.new_id()))
    read = replace(request, version=1)
    scene.hub.commit(read.refused("Doublon", at=scene.now))
    with pytest.raises(StaleRow):
        scene.hub.commit(read.accepted("s", at=scene.now))


@pytest.mark.rule("SUB-11")
def test_the_entries_of_one_digest_are_read_apart_from_all_others_in_order(scene: Scene) -> None:
    mine, other = scene.new_id(), scene.new_id()
    due = scene.now + timedelta(hours=1)
    entries = [AgendaEntry(topic=Topic.DIGEST, due_at=due, subject=f"{mine}|{each}", details=(each,)) for each in ("!", "2026a", "2026b")]
    elsewhere = [
        replace(entries[1], due_at=due + timedelta(microseconds=1)),
        replace(entries[1], subject=f"{other}|2026a"),
        replace(entries[1], topic=Topic.MODE_SWITCH),
    ]
    scene.hub.commit(*reversed(entries), *elsewhere)
    gathered = scene.hub.agenda.gathered
    assert gathered(Topic.DIGEST, due_at=due, start=f"{mine}|", limit=10) == tuple(entries)
    assert gathered(Topic.DIGEST, due_at=due, start=f"{mine}|", limit=2) == tuple(entries[:2])
    assert gathered(Topic.DIGEST, due_at=due, start=f"{scene.new_id()}|", limit=2) == ()


@pytest.mark.rule("SUB-09")
def test_the_clients_of_a_subscription_are_found_by_it(scene: Scene) -> None:
    subscription = scene.subscription(scene.organisation(), delegation_actor=DelegationActor(person=Person(email="robin@editeur.test")))
    late, early = (
        OAuthClient(
            id=scene.new_id(),
            scope=Scope.SI,
            organisation=subscription.subscriber,
            subscription_id=subscription.id,
            secret_digest="digest",
            created_at=scene.now + timedelta(seconds=each),
        )
        for each in (2, 1)
    )
    scene.hub.commit(late, early, replace(late, id=scene.new_id(), scope=Scope.ADMIN, subscription_id=None))
    assert [each.id for each in scene.hub.clients.of_subscription(subscription.id)] == [early.id, late.id]
    assert scene.hub.clients.of_subscription(scene.new_id()) == ()


@pytest.mark.rule("SUB-08")
def test_the_latest_cases_of_a_recipient_and_a_process_are_read_the_newest_first(scene: Scene) -> None:
    town, other = scene.town(), scene.town()
    cases = [scene.announce(town, other).cases[0] for _ in range(3)]
    for number, each in enumerate(cases):
        scene.hub.commit(replace(each, created_at=scene.now + timedelta(seconds=number), version=1))
    found = scene.hub.exchange.latest_cases(town.organisation, scene.process.code, limit=2)
    assert [each.id for each in found] == [cases[2].id, cases[1].id]
    assert scene.hub.exchange.latest_cases(town.organisation, f"{scene.process.code}x", limit=2) == ()


@pytest.mark.rule("SUB-08", "CAS-12")
def test_the_cases_of_a_recipient_are_read_by_process_and_creation_from_after_one_on(scene: Scene) -> None:
    town, other = scene.town(), scene.town()
    made = [scene.announce(town, other).cases[0] for _ in range(3)]
    cases = [replace(each, created_at=scene.now + timedelta(seconds=number), version=1) for number, each in enumerate(made)]
    elsewhere = replace(cases[0], id=scene.new_id(), process_code=f"{scene.process.code}x", version=0)
    scene.hub.commit(*cases, elsewhere)

    def read(**asked: Any) -> list[str]:
        return [each.id for each in scene.hub.exchange.cases_of(town.organisation, **{"limit": 10, **asked})]

    assert read() == [*(each.id for each in cases), elsewhere.id]
    assert read(limit=2) == [cases[0].id, cases[1].id]
    assert read(after=cases[1]) == [cases[2].id, elsewhere.id]
    assert read(after=cases[0], limit=1, process_code=scene.process.code) == [cases[1].id]
    assert read(after=cases[2], process_code=scene.process.code) == []
    assert read(process_code=elsewhere.process_code) == [elsewhere.id]


@pytest.mark.rule("SUB-04")
def test_organisations_are_read_together_and_what_is_not_there_is_left_out(scene: Scene) -> None:
    known, unknown = scene.organisation(), OrganisationId.parse("SI-99999999999999-99999")
    found = scene.hub.referential.organisations_of([known, unknown])
    assert found == {known: scene.hub.referential.organisation(known)}
    assert scene.hub.referential.organisations_of([]) == {}
