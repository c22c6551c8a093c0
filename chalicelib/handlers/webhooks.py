"""/teledossiers/v1/webhooks: where a partner's notifications are pushed to; an extension beside the published interface."""

from typing import Any

from chalicelib.domain.errors import Invalid
from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.cases import PARTNERS
from chalicelib.handlers.http import WEBHOOKS, Routes
from chalicelib.handlers.requests import MAX_RESULT, Call, Parameter, uuid
from chalicelib.handlers.webhooks_json import (
    DeadLetterJson,
    DeliveryIdJson,
    ReplayedJson,
    WebhookBody,
    WebhookJson,
    WebhookSecretJson,
    dead_letter_json,
    webhook_json,
)
from chalicelib.use_cases import manage_webhooks
from chalicelib.use_cases.manage_webhooks import Holders

routes = Routes(__name__, tag="Webhooks")
ONE = WEBHOOKS + "/{webhookId}"
LETTERS = ONE + "/dead-letters"
AFTER = Parameter(name="after", read=uuid, schema={"type": "string", "format": "uuid"}, default="", description="Only those beyond this delivery")


def _on(call: Call[Any]) -> dict[str, Any]:
    """Who asks, and what a webhook's owner is judged by."""
    holders = Holders(webhooks=call.hub.webhooks, clients=call.hub.clients, referential=call.hub.referential)
    return {"caller": call.caller, "holders": holders}


@routes.route(
    "PUT",
    WEBHOOKS,
    scopes=PARTNERS,
    operation_id="registerWebhook",
    summary="Register the caller's webhook, or give it another address; its secret is answered once",
    body=WebhookBody,
    answers={200: WebhookSecretJson, 400: None, 404: None},
)
def register_webhook(call: Call[WebhookBody]) -> Answer:
    if call.body.subscription_id and call.body.client_id:
        raise Invalid("Only one of subscriptionId and clientId can be given")
    made, secret = manage_webhooks.register(
        call.body.url,
        owner_id=call.body.subscription_id or call.body.client_id,
        allowed=call.hub.webhook_exceptions,
        now=call.now,
        secrets=call.hub.secrets,
        seals=call.hub.seals,
        commit=call.hub.commit,
        **_on(call),
    )
    return answer_json(webhook_json(made, secret))


@routes.route(
    "GET",
    WEBHOOKS,
    scopes=PARTNERS,
    operation_id="listWebhooks",
    summary="Read the caller's own webhook, in a list of one or none",
    answers={200: list[WebhookJson]},
)
def list_webhooks(call: Call[None]) -> Answer:
    return answer_json([webhook_json(each) for each in manage_webhooks.own_webhooks(**_on(call))])


@routes.route(
    "GET",
    ONE,
    scopes=PARTNERS,
    operation_id="getWebhook",
    summary="Read a webhook; its id is its subscription's, or its operator's client's",
    answers={200: WebhookJson, 400: None, 404: None},
)
def get_webhook(call: Call[None]) -> Answer:
    return answer_json(webhook_json(manage_webhooks.read_webhook(call.values["webhookId"], **_on(call))))


@routes.route(
    "POST",
    ONE + "/rotate",
    scopes=PARTNERS,
    operation_id="rotateWebhookSecret",
    summary="Replace the secret; deliveries are signed with the one before as well for a day",
    answers={200: WebhookSecretJson, 400: None, 404: None},
)
def rotate_secret(call: Call[None]) -> Answer:
    rotated, secret = manage_webhooks.rotate_secret(
        call.values["webhookId"], now=call.now, secrets=call.hub.secrets, seals=call.hub.seals, commit=call.hub.commit, **_on(call)
    )
    return answer_json(webhook_json(rotated, secret))


@routes.route(
    "POST",
    ONE + "/ping",
    scopes=PARTNERS,
    operation_id="pingWebhook",
    summary="Have a test sent, once; how it went is soon read on the webhook",
    answers={202: DeliveryIdJson, 400: None, 404: None},
)
def ping_webhook(call: Call[None]) -> Answer:
    test = manage_webhooks.send_test(call.values["webhookId"], now=call.now, ids=call.hub.ids, commit=call.hub.commit, **_on(call))
    return answer_json(DeliveryIdJson(delivery_id=test.id), status=202)


@routes.route(
    "POST",
    ONE + "/resume",
    scopes=PARTNERS,
    operation_id="resumeWebhook",
    summary="Deliver again after a pause, what waited meanwhile first",
    answers={204: None, 400: None, 404: None},
)
def resume_webhook(call: Call[None]) -> Answer:
    manage_webhooks.resume_webhook(call.values["webhookId"], now=call.now, commit=call.hub.commit, **_on(call))
    return no_content()


@routes.route(
    "GET",
    LETTERS,
    scopes=PARTNERS,
    operation_id="listDeadLetters",
    summary="Read what could not be delivered, the oldest first",
    parameters=[AFTER, MAX_RESULT],
    answers={200: list[DeadLetterJson], 400: None, 404: None},
)
def list_dead_letters(call: Call[None]) -> Answer:
    found = manage_webhooks.list_dead_letters(call.values["webhookId"], after=call.values["after"], limit=call.values["maxResult"], **_on(call))
    return answer_json([dead_letter_json(each) for each in found])


@routes.route(
    "POST",
    LETTERS + "/replay",
    scopes=PARTNERS,
    operation_id="replayDeadLetters",
    summary="Have what could not be delivered delivered again; to be repeated until it answers 0",
    answers={200: ReplayedJson, 400: None, 404: None},
)
def replay_dead_letters(call: Call[None]) -> Answer:
    replayed = manage_webhooks.replay_dead_letters(call.values["webhookId"], now=call.now, commit=call.hub.commit, **_on(call))
    return answer_json(ReplayedJson(delivery_replayed=replayed))


@routes.route(
    "POST",
    LETTERS + "/{deliveryId}/replay",
    scopes=PARTNERS,
    operation_id="replayDeadLetter",
    summary="Have one of them delivered again, under its id",
    answers={204: None, 400: None, 404: None},
)
def replay_dead_letter(call: Call[None]) -> Answer:
    manage_webhooks.replay_dead_letter(call.values["webhookId"], call.values["deliveryId"], now=call.now, commit=call.hub.commit, **_on(call))
    return no_content()


@routes.route(
    "DELETE",
    ONE,
    scopes=PARTNERS,
    operation_id="removeWebhook",
    summary="Remove a webhook; the queue keeps all it had",
    answers={204: None, 400: None, 404: None},
)
def remove_webhook(call: Call[None]) -> Answer:
    manage_webhooks.remove_webhook(call.values["webhookId"], commit=call.hub.commit, **_on(call))
    return no_content()
