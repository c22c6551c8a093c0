"""A town on the portal with an agent, for tests of télédossiers."""

from typing import Any

from chalicelib.domain.accounts import Account
from chalicelib.domain.roles import ActorType
from chalicelib.domain.subscriptions import AccessMode
from tests.builders import Partner, World
from tests.portal import Browser, add_account, signed_in

HTML = '<script>alert("é & <b>")</script>'


class Office:
    """A town on the portal with an agent, and what its operator sends."""

    def __init__(self, world: World) -> None:
        self.world, self.hub = world, world.hub
        town = world.organisation("SI")
        world.subscription(town, access_mode=AccessMode.PORTAL)
        self.town = Partner(world.gateway, None, town)
        self.account, self.agent = self.person()

    def person(self, actor: ActorType = ActorType.AGENT, **overrides: Any) -> tuple[Account, Browser]:
        """Somebody of the town who is signed in."""
        organisation = overrides.pop("organisation", self.town.organisation)
        account = add_account(self.hub, actor, organisation, **{"habilitations": [self.world.process.code], **overrides})
        return account, signed_in(self.hub, self.world.gateway, account)

    def case(self, *, is_open: bool = True, **body: Any) -> str:
        """A télédossier that has entered the portal, opened by the agent."""
        case_id: str = self.world.delivered(self.town, **body)["cases"][0]["id"]
        case = self.hub.exchange.case(case_id)
        assert case is not None
        self.hub.commit(case.ingested(at=self.hub.clock.now()))
        if is_open:
            assert self.agent.post(f"/cases/{case_id}/open").status == 204
        return case_id

    def started(self) -> str:
        """One that is « En cours »."""
        case_id = self.case()
        answer = self.world.osl.patch(f"/teledossiers/v1/cases/{case_id}", {"status": "IN_PROGRESS"})
        assert answer.status == 204, answer.content
        assert self.agent.post(f"/cases/{case_id}/open").status == 204
        return case_id

    def events(self, case_id: str) -> list[dict[str, Any]]:
        """The events as the operator's program reads them."""
        found: list[dict[str, Any]] = self.world.osl.get(f"/teledossiers/v1/cases/{case_id}").json["events"]
        return found
