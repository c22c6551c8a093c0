"""The partner operations whose calls are bounded: how each is brought about, and how many calls it may make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from chalicelib.domain.callers import Scope
from chalicelib.domain.case_events import CaseEvent
from chalicelib.domain.identifiers import notification_id
from chalicelib.domain.notifications import Notification, si_queue
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Write, batches
from tests.builders import PDF, Partner, World

FOLDERS = "/teledossiers/v1/folders"
CASES = "/teledossiers/v1/cases"
NOTIFICATIONS = "/teledossiers/v1/notifications"
_READ, _QUERY, _WRITE = {"BatchGetItem": 1}, {"Query": 1}, {"TransactWriteItems": 1}
_FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request of a partner, not yet sent."""

    partner: Partner
    method: str
    path: str
    body: Any = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)

    def send(self) -> int:
        """Send it through the gateway; answers the status."""
        answer = self.partner.call(self.method, self.path, self.body, content=self.content, headers=dict(self.headers), **self.query)
        return answer.status


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """``prepare`` makes what the request needs in a world; ``calls`` is what the request may then ask of AWS.

    ``is_repeatable``: the same request can be timed over and over against answers that were recorded once.
    ``reads_index``: it reads a list past an index, which may lag behind; every other reads what the call before it wrote.
    """

    name: str
    prepare: Callable[[World], Request]
    calls: Mapping[str, int]
    status: int = 200
    is_repeatable: bool = True
    reads_index: bool = False


def _verified(world: World) -> Request:
    return Request(partner=world.admin(), method="GET", path=NOTIFICATIONS)


def _token(world: World) -> Request:
    town = world.town()
    fields = {"grant_type": "client_credentials", "scope": "SI", "client_id": town.client_id, "client_secret": town.client_secret}
    return Request(partner=world.nobody(), method="POST", path="/token", content=urlencode(fields).encode(), headers=_FORM)


def _events(world: World, number: int) -> tuple[Partner, str]:
    """A town with a case and that many notifications of events; the case's own is taken out."""
    town = world.town()
    case_id = world.case_of(town)
    (first,) = town.notifications()
    assert town.delete(f"{NOTIFICATIONS}/{first['id']}").status == 204
    asked = {"actionType": "SENDING_MESSAGE", "message": "Bonjour", "notification": True}
    assert world.osl.post(f"{CASES}/{case_id}/events", asked).status == 201
    (waiting,) = world.hub.notifications.waiting([si_queue(town.organisation, world.process.code)], limit=2)
    _, event = world.hub.exchange.event(case_id, waiting.event_id or "")
    assert event is not None
    for batch in batches(_pair(event, waiting) for _ in range(number - 1)):
        world.hub.commit(*batch)
    return town, case_id


def _pair(event: CaseEvent, waiting: Notification) -> tuple[Write, ...]:
    """Another event like one, with its notification."""
    event_id, seed = str(uuid4()), str(uuid4())
    notification = replace(waiting, id=notification_id(waiting.process_code, waiting.at, seed), event_id=event_id)
    return replace(event, id=event_id, version=0), notification


def _queue(number: int, **query: Any) -> Callable[[World], Request]:
    def prepare(world: World) -> Request:
        town = _events(world, number)[0] if number else world.town()
        return Request(partner=town, method="GET", path=NOTIFICATIONS, query=query)

    return prepare


def _queue_of_three_processes(world: World) -> Request:
    for _ in range(2):
        world.add_process()
    return Request(partner=world.partner(Scope.OSL, world.osl_organisation), method="GET", path=NOTIFICATIONS)


def _acknowledgement(world: World) -> Request:
    town = world.town()
    world.delivered(town)
    return Request(partner=town, method="DELETE", path=f"{NOTIFICATIONS}/{town.notifications()[0]['id']}")


def _acknowledgement_of_another(world: World) -> Request:
    mine = _acknowledgement(world)
    return Request(partner=world.town(), method="DELETE", path=mine.path)


def _acknowledgement_of_nothing(world: World) -> Request:
    unknown = notification_id(world.process.code, world.clock.now(), str(uuid4()))
    return Request(partner=world.town(), method="DELETE", path=f"{NOTIFICATIONS}/{unknown}")


def _case(*, is_first_reading: bool, **query: Any) -> Callable[[World], Request]:
    def prepare(world: World) -> Request:
        town = world.town()
        path = f"{CASES}/{world.case_of(town)}"
        if not is_first_reading:
            assert town.get(path).status == 200
        return Request(partner=town, method="GET", path=path, query=query)

    return prepare


def _folder(world: World) -> Request:
    return Request(partner=world.osl, method="GET", path=f"{FOLDERS}/{world.delivered(world.town())['id']}")


def _deposit(towns: int, **headers: str) -> Callable[[World], Request]:
    def prepare(world: World) -> Request:
        body = world.folder_body(*(world.town() for _ in range(towns)))
        return Request(partner=world.osl, method="POST", path=FOLDERS, body=body, headers=headers)

    return prepare


def _upload(world: World) -> Request:
    folder = world.announced(world.town())
    return Request(partner=world.osl, method="PUT", path=f"{FOLDERS}/{folder['id']}/attachments/{folder['attachments'][0]['id']}", content=PDF)


def _download(world: World) -> Request:
    town = world.town()
    folder = world.delivered(town)
    path = f"{CASES}/{folder['cases'][0]['id']}/attachments/{folder['attachments'][0]['id']}"
    return Request(partner=town, method="GET", path=path)


def _completion(world: World) -> Request:
    folder = world.deposited(world.town(), world.town())
    return Request(partner=world.osl, method="PATCH", path=f"{FOLDERS}/{folder['id']}", body={"globalStatus": "HUBEE_COMPLETED"})


def _move(world: World) -> Request:
    town = world.town()
    return Request(partner=town, method="PATCH", path=f"{CASES}/{world.case_of(town)}", body={"status": "IN_PROGRESS"})


def _event(world: World) -> Request:
    town = world.town()
    event = {"actionType": "STATUS_UPDATE", "caseNewStatus": "IN_PROGRESS", "notification": True}
    return Request(partner=town, method="POST", path=f"{CASES}/{world.case_of(town)}/events", body=event)


def _event_acknowledgement(world: World) -> Request:
    town, case_id = _events(world, 1)
    event_id = town.notifications()[0]["eventId"]
    return Request(partner=town, method="PATCH", path=f"{CASES}/{case_id}/events/{event_id}", body={"status": "RECEIVED"})


def _event_acknowledgement_by_the_operator(world: World) -> Request:
    """Whom to tell is then judged by the recipient's subscription."""
    town = world.town()
    case_id = world.case_of(town)
    event = {"actionType": "STATUS_UPDATE", "caseNewStatus": "IN_PROGRESS", "notification": True}
    made = town.post(f"{CASES}/{case_id}/events", event)
    assert made.status == 201, made.content
    return Request(partner=world.osl, method="PATCH", path=f"{CASES}/{case_id}/events/{made.json['id']}", body={"status": "RECEIVED"})


OPERATIONS: tuple[Operation, ...] = (
    Operation(name="a bearer token, verified", prepare=_verified, calls={}),
    Operation(name="POST /token", prepare=_token, calls=_READ),
    Operation(name="GET /notifications, empty", prepare=_queue(0), calls=_QUERY),
    Operation(name="GET /notifications, 25", prepare=_queue(25), calls=_QUERY),
    Operation(name="GET /notifications, 25 with eventDetails", prepare=_queue(25, eventDetails="true"), calls=_QUERY | _READ),
    Operation(
        name="GET /notifications, 101 with eventDetails",
        prepare=_queue(101, eventDetails="true", maxResult=101),
        calls=_QUERY | {"BatchGetItem": 2},
        is_repeatable=False,
    ),
    Operation(name="GET /notifications, an OSL of 3 processes", prepare=_queue_of_three_processes, calls={"Query": 3}),
    Operation(name="DELETE /notifications/{id}", prepare=_acknowledgement, calls=_WRITE, status=204),
    Operation(
        name="DELETE /notifications/{id}, another's",
        prepare=_acknowledgement_of_another,
        calls=_WRITE | _QUERY,
        status=403,
        is_repeatable=False,
    ),
    Operation(
        name="DELETE /notifications/{id}, unknown",
        prepare=_acknowledgement_of_nothing,
        calls=_WRITE | _QUERY,
        status=404,
        is_repeatable=False,
    ),
    Operation(name="GET /cases/{id}, the first time", prepare=_case(is_first_reading=True), calls=_QUERY | _WRITE),
    Operation(name="GET /cases/{id}", prepare=_case(is_first_reading=False), calls=_QUERY),
    Operation(name="GET /cases/{id}?lite=true", prepare=_case(is_first_reading=False, lite="true"), calls=_READ),
    Operation(name="GET /folders/{id}", prepare=_folder, calls={"BatchGetItem": 2}),
    Operation(name="POST /folders, 1 case", prepare=_deposit(1), calls=_READ | _WRITE, status=201),
    Operation(name="POST /folders, 43 cases", prepare=_deposit(43), calls=_READ | _WRITE, status=201),
    Operation(
        name="POST /folders, Idempotency-Key",
        prepare=_deposit(1, **{"idempotency-key": "K1"}),
        calls=_QUERY | _READ | _WRITE,
        status=201,
        is_repeatable=False,
    ),
    Operation(name="PUT /folders/{id}/attachments/{id}", prepare=_upload, calls=_READ | _WRITE | {"PutObject": 1}, status=204),
    Operation(name="GET /cases/{id}/attachments/{id}", prepare=_download, calls=_READ | {"GetObject": 1}),
    Operation(name="PATCH /folders/{id}, completed", prepare=_completion, calls={"BatchGetItem": 2} | _WRITE, status=204),
    Operation(name="PATCH /cases/{id}", prepare=_move, calls={"BatchGetItem": 2} | _WRITE, status=204),
    Operation(name="POST /cases/{id}/events", prepare=_event, calls={"BatchGetItem": 2} | _WRITE, status=201),
    Operation(name="PATCH /cases/{id}/events/{id}, received", prepare=_event_acknowledgement, calls={"BatchGetItem": 2} | _WRITE, status=204),
    Operation(
        name="PATCH /cases/{id}/events/{id}, by the OSL",
        prepare=_event_acknowledgement_by_the_operator,
        calls={"BatchGetItem": 2} | _WRITE,
        status=204,
    ),
)


def warmed(world: World, request: Request) -> Request:
    """The request once the hub remembers its caller, as for the rest of a minute of any program's calls."""
    if request.partner.token is not None:
        assert world.hub.states.caller(world.hub.tokens.verify(request.partner.token, now=world.clock.now())) is not None
    return request
