"""A partner's webhook over HTTP, from its registration to its dead letters, with a real receiver at the other end."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from app import deliver_webhooks
from chalicelib import environment
from chalicelib.adapters.dynamo_webhook_rows import SORT, WebhookRow
from chalicelib.composition import Composition
from chalicelib.domain.callers import Scope
from chalicelib.domain.roles import ActorType
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.values import replace
from chalicelib.handlers import telemetry
from chalicelib.handlers.jobs import run_job
from infra.sandbox.clock import SandboxClock
from infra.sandbox.ticker import Ticker
from tests.builders import Partner, World
from tests.portal import add_account, signed_in
from tests.receiver import Authority, Receiver, answering, receiving

pytestmark = pytest.mark.rule("NOT-05")
WEBHOOKS = "/teledossiers/v1/webhooks"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")


@dataclass
class Statuses:
    """What the receiver answers from now on."""

    status: int = 204


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def answers() -> Statuses:
    return Statuses()


@pytest.fixture
def receiver(hub: Composition, authority: Authority, answers: Statuses, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver on this machine that the hub may call, as an editor has it on a laptop."""
    context = authority.context_for("localhost")
    with receiving(context, lambda receiver, connection: answering(answers.status)(receiver, connection)) as made:
        monkeypatch.setenv("HUB_WEBHOOK_ALLOW", f"localhost:{made.port}")
        monkeypatch.setenv("HUB_WEBHOOK_CA", str(authority.file))
        hub.__dict__.pop("courier", None)
        yield made
    hub.__dict__.pop("courier", None)


def url_of(receiver: Receiver) -> str:
    return f"https://localhost:{receiver.port}/hub?key=confidential"


def registered(partner: Partner, receiver: Receiver) -> dict[str, Any]:
    answer = partner.put(WEBHOOKS, {"url": url_of(receiver)})
    assert answer.status == 200, answer.content
    made: dict[str, Any] = answer.json
    return made


def hand_over(hub: Composition) -> int:
    """Hand the queue's messages to the function one by one, as Lambda would; answers how many."""
    queues, url, handed = boto3.client("sqs", region_name=environment.region()), environment.webhook_queue_url(), 0
    while messages := queues.receive_message(QueueUrl=url, MaxNumberOfMessages=1).get("Messages", []):
        (message,) = messages
        record = {"messageId": message["MessageId"], "body": message["Body"]}
        assert deliver_webhooks({"Records": [record]}, None) == {"batchItemFailures": []}
        queues.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        handed += 1
    return handed


def bodies(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(each.body) for each in receiver.requests]


def test_a_webhook_is_registered_read_and_removed(world: World, receiver: Receiver) -> None:
    town = world.town()
    made = registered(town, receiver)
    subscription_id = made["id"]
    assert len(made["secret"]) >= 43
    assert INSTANT.fullmatch(made["createDateTime"])
    expected = {
        "id": subscription_id,
        "organization": {
            "type": "SI",
            "companyRegister": town.organisation.company_register,
            "branchCode": town.organisation.branch_code,
        },
        "url": url_of(receiver),
        "status": "ACTIVE",
        "pauseReason": None,
        "pauseDateTime": None,
        "pingDateTime": None,
        "pingOutcome": None,
        "previousSecretUntil": None,
        "createDateTime": made["createDateTime"],
        "updateDateTime": None,
    }
    assert made == {**expected, "secret": made["secret"]}
    one = f"{WEBHOOKS}/{subscription_id}"
    assert (town.get(one).json, town.get(WEBHOOKS).json, world.admin().get(one).json) == (expected, [expected], expected)
    rotated = town.post(f"{one}/rotate").json
    assert rotated["secret"] != made["secret"]
    assert rotated["previousSecretUntil"] > rotated["updateDateTime"]
    answer = town.delete(one)
    assert (answer.status, answer.content) == (204, b"")
    assert [town.get(one).status, town.get(WEBHOOKS).json] == [404, []]
    assert town.get(one).messages == ["Webhook is not found"]


def test_the_secret_lies_nowhere_in_clear(world: World, receiver: Receiver, hub: Composition) -> None:
    made = registered(world.town(), receiver)
    stored = boto3.client("dynamodb", region_name=environment.region()).scan(TableName=f"{environment.table_prefix()}webhooks")
    assert made["id"] in json.dumps(stored, default=str)
    assert made["secret"] not in json.dumps(stored, default=str)
    assert hub.seals.open(hub.webhooks.webhook(made["id"]).secrets[0].sealed, webhook_id=made["id"]) == made["secret"]  # type: ignore[union-attr]


def test_both_sides_of_an_exchange_hear_of_it_signed(world: World, receiver: Receiver, hub: Composition) -> None:
    town = world.town()
    secrets = {each["id"]: each["secret"] for each in (registered(town, receiver), registered(world.osl, receiver))}
    case_id = world.case_of(town)
    event = {"actionType": "STATUS_UPDATE", "caseNewStatus": "IN_PROGRESS", "notification": True}
    assert town.post(f"/teledossiers/v1/cases/{case_id}/events", event).status == 201
    hand_over(hub)
    heard = [{name: value for name, value in each.items() if not name.startswith("delivery")} for each in bodies(receiver)]
    assert sorted(heard, key=str) == sorted([*town.notifications(), *world.osl.notifications()], key=str)
    assert len(heard) == 2
    for request in receiver.requests:
        fields = dict(part.split("=", 1) for part in request.headers["HubEE-Signature"].split(","))
        digests = [hmac.new(each.encode(), f"{fields['t']}.".encode() + request.body, hashlib.sha256).hexdigest() for each in secrets.values()]
        assert fields["v1"] in digests
        assert request.headers["HubEE-Delivery"] == json.loads(request.body)["deliveryId"] == json.loads(request.body)["id"]
        assert json.loads(request.body)["deliveryType"] == "NOTIFICATION"
    # Pushed or not, it waits until it is taken out.
    assert len(town.notifications()) == 1


def test_an_operator_hears_of_what_the_portals_own_functions_do(world: World, receiver: Receiver, hub: Composition) -> None:
    registered(world.osl, receiver)
    town = world.town(access_mode=AccessMode.PORTAL)
    agent = signed_in(hub, world.gateway, add_account(hub, ActorType.AGENT, town.organisation, habilitations=[world.process.code]))
    case_ids = [world.case_of(town) for _ in range(2)]
    run_job("ingest", hub, hub.clock.now())
    event = {"actionType": "COM_ADD", "comment": "À suivre", "notification": True}
    assert world.osl.post(f"/teledossiers/v1/cases/{case_ids[0]}/events", event).status == 201
    run_job("ingest", hub, hub.clock.now())  # which acknowledges it
    assert agent.post("/archives", {"caseIds": case_ids}).status == 202
    Ticker().build_preparations()  # which begins to treat both
    hand_over(hub)
    told = [(each["caseId"], each["eventStatus"]) for each in world.osl.notifications(eventDetails="true")]
    heard = [(each["caseId"], each.get("eventStatus")) for each in bodies(receiver)]
    assert len(told) >= 3
    assert sorted(case for case, _ in heard) == sorted(case for case, _ in told)


def test_a_test_is_sent_and_told_of(world: World, receiver: Receiver, hub: Composition, answers: Statuses) -> None:
    town = world.town()
    one = f"{WEBHOOKS}/{registered(town, receiver)['id']}"
    for status in (204, 302):
        answers.status = status
        answer = town.post(f"{one}/ping")
        assert (answer.status, list(answer.json)) == (202, ["deliveryId"])
        hand_over(hub)
        assert bodies(receiver)[-1] == {"deliveryId": answer.json["deliveryId"], "deliveryType": "PING"}
        assert town.get(one).json["pingOutcome"] == str(status)


def test_what_fails_for_a_day_is_a_dead_letter_that_its_partner_replays(
    world: World, receiver: Receiver, hub: Composition, clock: SandboxClock, answers: Statuses
) -> None:
    town = world.town()
    one = f"{WEBHOOKS}/{registered(town, receiver)['id']}"
    case_id = world.case_of(town)
    answers.status = 503
    started = clock.now()
    hand_over(hub)
    try:
        for minutes in (1, 3, 6, 10, 20, 40, 80, 120, 180, 240, 320, 420):
            clock.set_to(clock.now() + timedelta(minutes=minutes, seconds=30))
            run_job("tend-webhooks", hub, clock.now())
            hand_over(hub)
        town = world.renewed(town)  # a day later
        paused = town.get(one).json
        assert (paused["status"], paused["pauseReason"]) == ("PAUSED", "FAILING")
        assert [request.headers["HubEE-Attempt"] for request in receiver.requests] == [str(each) for each in range(1, 14)]
        (letter,) = town.get(f"{one}/dead-letters").json
        (waiting,) = town.notifications()
        assert letter == {
            "deliveryId": waiting["id"],
            "attempts": 13,
            "lastOutcome": "503",
            "deadDateTime": paused["pauseDateTime"],
            "notification": waiting,
        }
        assert town.get(f"{one}/dead-letters", after=waiting["id"]).json == []
        answers.status = 200
        receiver.requests.clear()
        assert town.post(f"{one}/dead-letters/{waiting['id']}/replay").status == 204
        hand_over(hub)
        assert receiver.requests == []  # still paused
        assert town.post(f"{one}/resume").status == 204
        clock.set_to(clock.now() + timedelta(minutes=2))
        run_job("tend-webhooks", hub, clock.now())
        hand_over(hub)
        assert [each["caseId"] for each in bodies(receiver)] == [case_id]
        assert town.get(one).json["status"] == "ACTIVE"
        assert town.get(f"{one}/dead-letters").json == []
        assert town.post(f"{one}/dead-letters/replay").json == {"deliveryReplayed": 0}
        assert town.post(f"{one}/dead-letters/{UNKNOWN}/replay").messages == ["Delivery is not found"]
    finally:
        clock.set_to(started)


def test_the_log_names_webhooks_and_deliveries_and_no_address(world: World, receiver: Receiver, hub: Composition, tmp_path: Path) -> None:
    log = tmp_path / "hub.log"
    with log.open("w", encoding="utf-8") as stream:
        telemetry.write_to(stream)
        town = world.town()
        made = registered(town, receiver)
        world.case_of(town)
        hand_over(hub)
        stream.flush()
        lines = log.read_text("utf-8")
        telemetry.write_to((tmp_path / "after.log").open("w", encoding="utf-8"))
    pushed = next(json.loads(line) for line in lines.splitlines() if json.loads(line)["message"] == "webhook")
    assert (pushed["webhook_id"], pushed["outcome"], pushed["attempt"]) == (made["id"], "204", 1)
    assert not [word for word in ("confidential", "localhost", made["secret"], "Camille", "MARTIN") if word in lines]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"url": "http://a.fr/"}, "url must be an https address of at most 2000 characters, without credentials or fragment"),
        ({"url": "https://a.fr:8443/"}, "url must use port 443"),
        ({"url": "https://127.0.0.1/"}, "url must name a public host"),
        ({"url": "https://a.fr/", "subscriptionId": UNKNOWN, "clientId": UNKNOWN}, "Only one of subscriptionId and clientId can be given"),
    ],
)
def test_what_can_not_be_called_is_not_registered(body: dict[str, str], message: str, world: World) -> None:
    town = world.town()
    answer = town.put(WEBHOOKS, body)
    assert (answer.status, answer.json) == (400, {"errors": [{"code": 400, "message": message}]})
    assert town.get(WEBHOOKS).json == []


def test_the_administration_names_whose_it_is(world: World) -> None:
    admin, osl = world.admin(), world.osl
    assert admin.put(WEBHOOKS, {"url": "https://a.fr/"}).messages == ["subscriptionId or clientId is required"]
    assert admin.put(WEBHOOKS, {"url": "https://a.fr/", "clientId": UNKNOWN}).status == 404
    made = admin.put(WEBHOOKS, {"url": "https://a.fr/", "clientId": osl.client_id.upper()}).json
    assert (made["id"], osl.get(WEBHOOKS).json[0]["url"]) == (osl.client_id, "https://a.fr/")
    other = world.partner(Scope.OSL, world.osl_organisation)
    assert other.get(f"{WEBHOOKS}/{made['id']}").status == 403


def test_a_secret_that_can_not_be_opened_is_an_outcome(hub: Composition, world: World) -> None:
    town = world.town()
    made = town.put(WEBHOOKS, {"url": "https://a.fr/"}).json
    webhook = hub.webhooks.webhook(made["id"])
    assert webhook is not None
    hub.commit(replace(webhook, secrets=(replace(webhook.secrets[0], sealed="not.a.jwe"),)))
    ping = town.post(f"{WEBHOOKS}/{made['id']}/ping").json["deliveryId"]
    records = [{"messageId": "m1", "body": json.dumps([made["id"], ping])}]
    assert deliver_webhooks({"Records": records}, None) == {"batchItemFailures": []}
    assert town.get(f"{WEBHOOKS}/{made['id']}").json["pingOutcome"] == "SECRET"


def test_a_message_that_can_not_be_worked_on_comes_back(hub: Composition, world: World) -> None:
    town = world.town()
    made = town.put(WEBHOOKS, {"url": "https://a.fr/"}).json
    case_id = world.case_of(town)
    WebhookRow(partition=made["id"], sort=SORT, document="{", version=1).save()
    records = [{"messageId": "m1", "body": json.dumps([made["id"], case_id])}, {"messageId": "m2", "body": json.dumps([UNKNOWN, UNKNOWN])}]
    assert deliver_webhooks({"Records": records}, None) == {"batchItemFailures": [{"itemIdentifier": "m1"}]}


def test_on_a_deployed_stage_no_receiver_on_a_laptop_can_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_WEBHOOK_ALLOW", "localhost:9443, OTHER:1")
    monkeypatch.setenv("HUB_WEBHOOK_CA", "/tmp/ca.pem")  # noqa: S108
    assert environment.webhook_exceptions() == {"localhost:9443", "other:1"}
    assert environment.webhook_ca_file() == "/tmp/ca.pem"  # noqa: S108
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "hubee-prod-deliver_webhooks")
    assert (environment.webhook_exceptions(), environment.webhook_ca_file()) == (frozenset(), None)
    monkeypatch.undo()
    assert "HUB_WEBHOOK_ALLOW" not in (Path(__file__).parents[2] / ".chalice" / "config.json").read_text("utf-8")
