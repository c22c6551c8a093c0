"""The portal's operations whose calls are bounded: each from the browser of somebody who is signed in."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from chalicelib.domain.accounts import Account
from chalicelib.domain.roles import ActorType
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.values import replace
from tests.bench.operations import Operation, Request
from tests.builders import Partner, World
from tests.portal import PASSWORD, Browser, add_account, signed_in

PORTAL = "/portal/v1"
_SESSION, _WRITE = 1, {"TransactWriteItems": 1}
REFRESH = {"x-automatic-refresh": "true"}


def _reads(number: int) -> dict[str, int]:
    """BatchGetItem calls: that of the session, which every request makes, among them."""
    return {"BatchGetItem": _SESSION + number}


class PortalTown:
    """A town that treats its télédossiers on the portal, with somebody who may, in his browser."""

    def __init__(self, world: World, actor: ActorType = ActorType.AGENT, *, processes: int = 1) -> None:
        self.world = world
        processes_of_town = [world.process, *(world.add_process() for _ in range(processes - 1))]
        self.organisation = world.organisation()
        for each in processes_of_town:
            world.subscription(self.organisation, each, access_mode=AccessMode.PORTAL)
        codes = [each.code for each in processes_of_town]
        self.account: Account = add_account(world.hub, actor, self.organisation, habilitations=codes)
        self.browser: Browser = signed_in(world.hub, world.gateway, self.account)

    def case(self) -> dict[str, Any]:
        """The folder of a télédossier that has entered the portal, as its operator reads it."""
        folder = self.world.delivered(Partner(self.world.gateway, None, self.organisation))
        case = self.world.hub.exchange.case(folder["cases"][0]["id"])
        assert case is not None
        self.world.hub.commit(replace(case, ingested_at=self.world.clock.now()))
        return folder

    def request(self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None, **query: Any) -> Request:
        """What the browser would send."""
        told = {"cookie": f"__Host-hubee-session={self.browser.cookie}", "x-csrf-token": self.browser.csrf or "", **(headers or {})}
        return Request(partner=self.world.nobody(), method=method, path=f"{PORTAL}{path}", body=body, headers=told, query=query)


def _sign_in(world: World) -> Request:
    town = PortalTown(world)
    return Request(partner=world.nobody(), method="POST", path=f"{PORTAL}/session", body={"email": town.account.email, "password": PASSWORD})


def _get(path: str, actor: ActorType = ActorType.AGENT, *, headers: Mapping[str, str] | None = None) -> Callable[[World], Request]:
    return lambda world: PortalTown(world, actor).request("GET", path, headers=headers)


def _idle(headers: Mapping[str, str]) -> Callable[[World], Request]:
    """Somebody whose last action was noted long ago."""

    def prepare(world: World) -> Request:
        town = PortalTown(world)
        hub, account = world.hub, town.account
        (session,) = hub.sessions.of_account(account.id)
        hub.commit(replace(session, seen_at=session.seen_at - timedelta(minutes=30)))
        return town.request("GET", "/me/sessions", headers=headers)

    return prepare


def _list(*, processes: int = 1, cases: int = 1, **query: Any) -> Callable[[World], Request]:
    def prepare(world: World) -> Request:
        town = PortalTown(world, processes=processes)
        for _ in range(cases):
            town.case()
        return town.request("GET", "/cases", **query)

    return prepare


def _second_page(world: World) -> Request:
    town = PortalTown(world)
    for _ in range(3):
        town.case()
    first = town.browser.get("/cases", limit=1)
    assert first.status == 200, first.content
    return town.request("GET", "/cases", limit=1, cursor=first.json["next"])


def _case(method: str, suffix: str = "", body: Any = None, *, is_opened: bool = False) -> Callable[[World], Request]:
    def prepare(world: World) -> Request:
        town = PortalTown(world)
        path = f"/cases/{town.case()['cases'][0]['id']}"
        if is_opened:
            assert town.browser.post(f"{path}/open").status == 204
        return town.request(method, path + suffix, body)

    return prepare


def _download(world: World) -> Request:
    town = PortalTown(world)
    folder = town.case()
    path = f"/cases/{folder['cases'][0]['id']}/attachments/{folder['attachments'][0]['id']}"
    assert town.browser.get(path).status == 200  # the first time, it moves the case
    return town.request("GET", path)


_STATUS = {"status": "ADD_AWAITING", "message": "Il manque une pièce.", "confirm": True}

PORTAL_OPERATIONS: tuple[Operation, ...] = (
    Operation(name="portal: POST /session", prepare=_sign_in, calls={"BatchGetItem": 2, "TransactWriteItems": 2}, is_repeatable=False),
    Operation(name="portal: GET /me", prepare=_get("/me"), calls=_reads(2)),
    Operation(name="portal: GET /me, an administrator", prepare=_get("/me", ActorType.LOCAL_ADMINISTRATOR), calls=_reads(2)),
    Operation(name="portal: GET /me/sessions", prepare=_get("/me/sessions"), calls=_reads(0) | {"Query": 1}),
    Operation(name="portal: a page refreshes itself", prepare=_idle(REFRESH), calls=_reads(0) | {"Query": 1}),
    Operation(name="portal: an action is noted", prepare=_idle({}), calls=_reads(1) | {"Query": 1} | _WRITE, is_repeatable=False),
    Operation(name="portal: GET /cases", prepare=_list(), calls=_reads(1) | {"Query": 2}, reads_index=True),
    Operation(name="portal: GET /cases, a later page", prepare=_second_page, calls=_reads(1) | {"Query": 2}, reads_index=True),
    Operation(name="portal: GET /cases, 3 processes", prepare=_list(processes=3), calls=_reads(1) | {"Query": 4}, reads_index=True),
    Operation(name="portal: GET /cases, 2 labels", prepare=_list(label=["Nouveau", "Reçu"]), calls=_reads(1) | {"Query": 3}, reads_index=True),
    Operation(name="portal: GET /cases/{id}", prepare=_case("GET"), calls=_reads(2) | {"Query": 2}),
    Operation(name="portal: POST /cases/{id}/open", prepare=_case("POST", "/open"), calls=_reads(2) | _WRITE, status=204),
    Operation(
        name="portal: POST /cases/{id}/status",
        prepare=_case("POST", "/status", _STATUS, is_opened=True),
        calls=_reads(1) | {"Query": 1} | _WRITE,
    ),
    Operation(name="portal: GET /cases/{id}/attachments/{id}", prepare=_download, calls=_reads(2) | {"GetObject": 1} | _WRITE),
    Operation(
        name="portal: GET /statistics", prepare=_get("/statistics", ActorType.LOCAL_ADMINISTRATOR), calls=_reads(0) | {"Query": 5}, reads_index=True
    ),
)
