"""Notifications reach webhooks: all of them, in order case by case, signed, to those who may read them only."""

from datetime import timedelta
from itertools import pairwise

import pytest

from chalicelib.domain.deliveries import DeliveryState, Lane, Outcome
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.roles import ActorType
from chalicelib.domain.subscriptions import AccessMode, DelegationActor, Person
from chalicelib.domain.values import replace
from chalicelib.domain.webhook_signatures import signature
from chalicelib.domain.webhooks import PauseReason, SealedSecret
from chalicelib.domain.writes import Remove
from chalicelib.use_cases import migrate
from tests.portal import add_account
from tests.scenes import run_jobs
from tests.webhook_scene import WebhookScene

pytestmark = pytest.mark.rule("NOT-05")
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def with_a_case(**town: object) -> tuple[WebhookScene, str]:
    """A town with a webhook that has just been sent a case."""
    scene = WebhookScene(**town)
    scene.register(scene.si)
    case = scene.delivered(scene.si).cases[0]
    return scene, case.id


def test_a_notification_is_pushed_as_the_queue_has_it_signed_and_stays_in_the_queue() -> None:
    scene, case_id = with_a_case()
    lane = Lane(scene.subscribed.id, case_id)
    (waiting,) = scene.waiting(scene.si)
    attempt = scene.deliver(lane)
    assert attempt is not None
    assert (attempt.outcome, attempt.goes_on) == (Outcome(status=204), True)
    ((target, body, headers),) = scene.receiver.received
    assert (target.host, target.path) == ("receiver.example.fr", "/hub")
    secret = scene.hub.seals.open(scene.webhook(scene.subscribed.id).secrets[0].sealed, webhook_id=scene.subscribed.id)
    assert headers == {
        "HubEE-Signature": signature(body, secrets=[secret], at=scene.now),
        "HubEE-Delivery": waiting.id,
        "HubEE-Attempt": "1",
    }
    assert scene.heard() == [
        {
            "id": waiting.id,
            "recipient": _wire(waiting.recipient),
            "transmitter": _wire(waiting.transmitter),
            "processCode": waiting.process_code,
            "caseId": case_id,
            "eventId": None,
            "dateTime": "2026-11-23T09:00:00.000+00:00",
            "deliveryId": waiting.id,
            "deliveryType": "NOTIFICATION",
        }
    ]
    assert scene.deliver(lane) is None
    assert [each.state for each in scene.deliveries()] == [DeliveryState.DELIVERED]
    assert scene.waiting(scene.si) == [waiting]


def _wire(organisation: object) -> dict[str, str]:
    kind, register, branch = str(organisation).split("-")
    return {"type": kind, "companyRegister": register, "branchCode": branch}


def test_without_a_webhook_nothing_is_written() -> None:
    scene = WebhookScene()
    case = scene.delivered(scene.si).cases[0]
    scene.send(case.id, "COM_ADD", caller=scene.si, message="Bonjour")
    assert scene.deliveries() == []
    assert scene.hub.rows("agenda", "webhook") == []


def test_the_next_of_a_case_waits_until_the_one_before_is_delivered_and_other_cases_do_not() -> None:
    scene, first = with_a_case()
    scene.now += MINUTE
    event = scene.send(first, "COM_ADD", caller=scene.osl, message="Bonjour")
    second = scene.delivered(scene.si).cases[0].id
    scene.answers(500)
    lane = Lane(scene.subscribed.id, first)
    scene.deliver(lane)
    assert scene.deliver(lane) is None
    scene.answers(200)
    assert scene.deliver(Lane(scene.subscribed.id, second)) is not None
    assert scene.deliver(lane, at=scene.now + timedelta(seconds=59)) is None
    scene.now += MINUTE
    while scene.deliver(lane) is not None:
        pass
    assert [(each["caseId"], each["eventId"]) for each in scene.heard()] == [
        (first, None),
        (second, None),
        (first, None),
        (first, event.id),
    ]


def test_an_operator_hears_of_its_events_and_of_acknowledgements_by_each_of_its_webhooks() -> None:
    scene = WebhookScene()
    other = scene.program(scene.osl.scope, scene.osl)
    webhooks = [scene.register(scene.osl).id, scene.register(other).id]
    case = scene.delivered(scene.si).cases[0]
    scene.now += MINUTE
    sent = scene.send(case.id, "STATUS_UPDATE", caller=scene.si, new_status="IN_PROGRESS")
    scene.now += MINUTE
    asked = scene.send(case.id, "COM_ADD", caller=scene.osl, message="Bonjour")
    scene.now += MINUTE
    scene.set_event(asked, "RECEIVED", caller=scene.si)
    told = [each.event_id for each in scene.waiting(scene.osl)]
    assert told == [sent.id, asked.id]
    for webhook_id in webhooks:
        scene.receiver.received.clear()
        while scene.deliver(Lane(webhook_id, case.id)) is not None:
            pass
        assert [each["eventId"] for each in scene.heard()] == told


def test_thirteen_failures_over_a_day_make_a_dead_letter_and_pause_the_webhook_with_one_mail_to_the_delegate() -> None:
    delegate = DelegationActor(person=Person(email="Delegue@editeur.test"))
    scene, case_id = with_a_case(delegation_actor=delegate)
    start, mails = scene.now, len(scene.hub.rows("mail"))
    tries = []

    def failing(_: bytes) -> Outcome:
        tries.append(scene.now)
        return Outcome(status=500)

    scene.receiver.answer = failing
    scene.deliver(Lane(scene.subscribed.id, case_id))
    scene.live(DAY + timedelta(minutes=30), step=MINUTE)
    assert [after - before for before, after in pairwise(tries)] == list(LIMITS.webhook_pauses)
    assert [int(headers["HubEE-Attempt"]) for _, _, headers in scene.receiver.received] == list(range(1, 14))
    assert len({headers["HubEE-Delivery"] for _, _, headers in scene.receiver.received}) == 1
    (dead,) = scene.deliveries()
    assert (dead.state, dead.attempts, dead.last_outcome) == (DeliveryState.DEAD, 13, "500")
    assert dead.settled_at is not None
    assert dead.settled_at - start == DAY
    webhook = scene.webhook(scene.subscribed.id)
    assert (webhook.pause_reason, webhook.paused_at) == (PauseReason.FAILING, dead.settled_at)
    (told,) = scene.hub.rows("mail")[mails:]
    assert (told.to, told.template) == ("delegue@editeur.test", "webhook_en_echec")
    assert told.words == {
        "process": scene.process.code,
        "organisation": str(scene.subscribed.subscriber),
        "host": "receiver.example.fr",
    }
    assert scene.hub.rows("agenda", "webhook") == []
    # Paused, nothing is tried; what comes is kept, and the queue has it all.
    scene.receiver.received.clear()
    scene.send(case_id, "COM_ADD", caller=scene.osl, message="Bonjour")
    scene.live(timedelta(hours=1))
    assert scene.receiver.received == []
    assert [each.state for each in scene.deliveries()] == [DeliveryState.DEAD, DeliveryState.WAITING]
    assert len(scene.waiting(scene.si)) == 2


def test_without_a_delegate_the_local_administrators_are_mailed_or_else_the_one_the_subscription_names() -> None:
    for accounts, expected in (([], ["admin@commune.test"]), (["a@commune.test", "b@commune.test"], ["a@commune.test", "b@commune.test"])):
        scene, case_id = with_a_case()
        for email in accounts:
            add_account(scene.hub, ActorType.LOCAL_ADMINISTRATOR, scene.si.organisation, email=email)
        scene.answers(410)
        scene.deliver(Lane(scene.subscribed.id, case_id))
        assert sorted(each.to for each in scene.hub.rows("mail") if each.template == "webhook_disparu") == expected


def test_an_operators_contact_is_its_organisations_or_its_business_administrators() -> None:
    for has_account in (False, True):
        scene = WebhookScene()
        organisation = scene.hub.referential.organisation(scene.osl.organisation)
        assert organisation is not None
        scene.hub.commit(replace(organisation, email="contact@osl.test"))
        if has_account:
            add_account(scene.hub, ActorType.BUSINESS_ADMINISTRATOR, scene.osl.organisation, email="metier@osl.test")
        webhook = scene.register(scene.osl)
        case = scene.delivered(scene.si).cases[0]
        scene.send(case.id, "COM_ADD", caller=scene.si, message="Bonjour")
        scene.answers(410)
        scene.deliver(Lane(webhook.id, case.id))
        told = [each.to for each in scene.hub.rows("mail") if each.template == "webhook_disparu"]
        assert told == (["metier@osl.test"] if has_account else ["contact@osl.test"])


def test_a_receiver_that_is_gone_pauses_its_webhook_at_once_and_what_it_refused_still_waits() -> None:
    scene, case_id = with_a_case()
    scene.answers(410)
    attempt = scene.deliver(Lane(scene.subscribed.id, case_id))
    assert attempt is not None
    assert not attempt.goes_on
    assert scene.webhook(scene.subscribed.id).pause_reason is PauseReason.GONE
    (waiting,) = scene.deliveries()
    assert (waiting.state, waiting.last_outcome, waiting.attempts) == (DeliveryState.WAITING, "410", 1)


@pytest.mark.parametrize("answer", [301, 302, 307, 400, 404, 429, 500, 503, "TIMEOUT", "CERTIFICATE", "ADDRESS", "DNS"])
def test_anything_but_a_two_hundred_is_tried_again_a_minute_later(answer: int | str) -> None:
    scene, case_id = with_a_case()
    scene.answers(answer)
    scene.deliver(Lane(scene.subscribed.id, case_id))
    (waiting,) = scene.deliveries()
    assert (waiting.state, waiting.last_outcome, waiting.due_at) == (DeliveryState.WAITING, str(answer), scene.now + MINUTE)
    assert not scene.webhook(scene.subscribed.id).is_paused


def test_while_a_secret_is_being_replaced_deliveries_are_signed_with_both() -> None:
    scene, case_id = with_a_case()
    webhook = scene.webhook(scene.subscribed.id)
    scene.hub.commit(webhook.rotated(scene.hub.seals.seal("new", webhook_id=webhook.id), at=scene.now))
    scene.deliver(Lane(webhook.id, case_id))
    ((_, body, headers),) = scene.receiver.received
    old = scene.hub.seals.open(webhook.secrets[0].sealed, webhook_id=webhook.id)
    assert headers["HubEE-Signature"] == signature(body, secrets=["new", old], at=scene.now)


def test_a_secret_that_no_key_opens_any_more_ends_in_a_dead_letter_a_pause_and_a_mail() -> None:
    scene, case_id = with_a_case()
    webhook = scene.webhook(scene.subscribed.id)
    scene.hub.commit(replace(webhook, secrets=(SealedSecret(sealed="under a key that is gone"),)))
    mails = len(scene.hub.rows("mail"))
    scene.deliver(Lane(webhook.id, case_id))
    scene.live(DAY + timedelta(minutes=30), step=MINUTE)
    (dead,) = scene.deliveries()
    assert (dead.state, dead.attempts, dead.last_outcome) == (DeliveryState.DEAD, LIMITS.webhook_attempts, "SECRET")
    assert scene.webhook(webhook.id).pause_reason is PauseReason.FAILING
    assert [each.template for each in scene.hub.rows("mail")[mails:]] == ["webhook_en_echec"]
    assert (scene.receiver.received, len(scene.waiting(scene.si))) == ([], 1)


def test_a_new_secret_signs_although_the_one_before_cannot_be_opened() -> None:
    scene, case_id = with_a_case()
    webhook = replace(scene.webhook(scene.subscribed.id), secrets=(SealedSecret(sealed="under a key that is gone"),))
    scene.hub.commit(webhook.rotated(scene.hub.seals.seal("new", webhook_id=webhook.id), at=scene.now))
    scene.deliver(Lane(webhook.id, case_id))
    ((_, body, headers),) = scene.receiver.received
    assert headers["HubEE-Signature"] == signature(body, secrets=["new"], at=scene.now)


def test_nobody_is_told_of_what_is_not_its_own_any_more() -> None:
    def to_the_portal(scene: WebhookScene, _: str) -> None:
        scene.hub.commit(replace(scene.present_subscription(), access_mode=AccessMode.PORTAL))

    def to_another_town(scene: WebhookScene, _: str) -> None:
        hub = scene.hub
        migrate.migrate_organisation(
            scene.si.organisation,
            scene.organisation(),
            now=scene.now,
            exchange=hub.exchange,
            notifications=hub.notifications,
            referential=hub.referential,
            commit=hub.commit,
        )

    def gone(scene: WebhookScene, case_id: str) -> None:
        case = scene.hub.exchange.case(case_id)
        assert case is not None
        scene.hub.commit(Remove(case))

    for happens in (to_the_portal, to_another_town, gone):
        scene, case_id = with_a_case()
        happens(scene, case_id)
        attempt = scene.deliver(Lane(scene.subscribed.id, case_id))
        assert attempt is not None
        assert (attempt.outcome, attempt.goes_on, scene.receiver.received, scene.deliveries()) == (None, True, [], [])


def test_nor_an_operator_whose_process_or_client_is_gone() -> None:
    def to_another_operator(scene: WebhookScene) -> None:
        process = scene.hub.referential.process(scene.process.code)
        assert process is not None
        scene.hub.commit(replace(process, osl=scene.organisation("OSL")))

    def revoked(scene: WebhookScene) -> None:
        client = scene.hub.clients.client(scene.osl.client_id)
        assert client is not None
        scene.hub.commit(Remove(client))

    for happens in (to_another_operator, revoked):
        scene = WebhookScene()
        webhook = scene.register(scene.osl)
        case = scene.delivered(scene.si).cases[0]
        scene.send(case.id, "COM_ADD", caller=scene.si, message="Bonjour")
        happens(scene)
        attempt = scene.deliver(Lane(webhook.id, case.id))
        assert attempt is not None
        assert (attempt.outcome, scene.receiver.received, scene.deliveries()) == (None, [], [])


def test_what_waited_for_a_webhook_that_was_removed_goes_nowhere_once_another_is_registered() -> None:
    scene, case_id = with_a_case()
    scene.hub.commit(Remove(scene.webhook(scene.subscribed.id)))
    scene.now += MINUTE
    assert scene.deliver(Lane(scene.subscribed.id, case_id)) is None
    scene.run_job()
    assert scene.hub.rows("agenda", "webhook") == []
    scene.register(scene.si)
    attempt = scene.deliver(Lane(scene.subscribed.id, case_id))
    assert attempt is not None
    assert (attempt.outcome, scene.receiver.received, scene.deliveries()) == (None, [], [])


def test_an_address_that_is_not_allowed_any_more_is_not_called() -> None:
    scene, case_id = with_a_case()
    scene.hub.commit(replace(scene.webhook(scene.subscribed.id), url="https://localhost:9443/"))
    scene.deliver(Lane(scene.subscribed.id, case_id))
    assert scene.receiver.received == []
    assert [each.last_outcome for each in scene.deliveries()] == ["ADDRESS"]


def test_what_waited_for_the_portal_is_pushed_when_its_subscriber_has_come_back_to_its_program() -> None:
    scene, _ = with_a_case()
    subscription = scene.present_subscription()
    scene.hub.commit(replace(subscription, access_mode=AccessMode.PORTAL))
    case_id = scene.delivered(scene.si).cases[0].id
    assert {each.lane.case_id for each in scene.deliveries()} != {case_id}
    scene.hub.commit(replace(scene.present_subscription(), access_mode=AccessMode.API))
    lane = Lane(scene.subscribed.id, case_id)
    assert scene.deliver(lane) is None
    scene.now += timedelta(hours=1)
    run_jobs(scene.hub, at=scene.now)
    scene.deliver(lane)
    assert [each["caseId"] for each in scene.heard()] == [case_id]
