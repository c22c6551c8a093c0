"""Who comes to the portal, for its authorisation matrix: each actor type, of the organisation and of another, with the roles and without."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from moto.dynamodb import dynamodb_backends
from moto.dynamodb.models.dynamo_type import Item

from chalicelib.composition import Composition
from chalicelib.domain.callers import Scope
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.roles import ACTOR_RULES, ActorType, Role
from chalicelib.domain.subscriptions import AccessMode, DelegationActor, Person
from chalicelib.handlers.jobs import run_job
from infra.sandbox.clock import SandboxClock
from infra.sandbox.gateway import Gateway
from infra.sandbox.moto_aws import PREFIX, REGION
from infra.sandbox.moto_resources import ACCOUNT
from tests.builders import Partner, World
from tests.portal import Browser, add_account, signed_in

DELEGATE = "delegue@editeur.test"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request of one operation."""

    path: str
    body: Any = None
    content: bytes | None = None
    query: dict[str, Any] | None = None


class PortalStage:
    """A town with a Portail subscription and télédossiers, its people, and everybody else."""

    def __init__(self, hub: Composition, gateway: Gateway, clock: SandboxClock) -> None:
        self.world = world = World(hub, gateway, clock)
        self.hub, self.gateway = hub, gateway
        self.cases: list[str] = []
        self.second_process = world.add_process()
        self.town = world.organisation("SI")
        delegation = DelegationActor(person=Person(email=DELEGATE))
        self.subscription = world.subscription(self.town, access_mode=AccessMode.PORTAL, delegation_actor=delegation)
        self.elsewhere = world.organisation("SI")
        world.subscription(self.elsewhere, access_mode=AccessMode.PORTAL)
        self.other_osl = world.organisation("OSL")
        world.add_process(osl=self.other_osl)
        self.program = Partner(gateway, None, self.town)
        code = world.process.code
        admins, business = ActorType.LOCAL_ADMINISTRATOR, ActorType.BUSINESS_ADMINISTRATOR
        every = ACTOR_RULES[admins].possible_roles
        for _ in range(2):  # so that no column is the last one
            add_account(hub, admins, self.town)
        self.accounts = {
            "agent": add_account(hub, ActorType.AGENT, self.town, habilitations=[code]),
            "agent_no_role": add_account(hub, ActorType.AGENT, self.town, roles=[], habilitations=[code]),
            "agent_not_entitled": add_account(hub, ActorType.AGENT, self.town, habilitations=[self.second_process.code]),
            "agent_elsewhere": add_account(hub, ActorType.AGENT, self.elsewhere, habilitations=[code]),
            "admin": add_account(hub, admins, self.town, roles=every, habilitations=[code]),
            "admin_no_role": add_account(hub, admins, self.town, roles=[]),
            "admin_elsewhere": add_account(hub, admins, self.elsewhere, roles=every, habilitations=[code]),
            "delegate": add_account(hub, ActorType.TECHNICAL_DELEGATE, self.town, email=f"{next(hub.ids)}@editeur.test"),
            "delegate_elsewhere": add_account(hub, ActorType.TECHNICAL_DELEGATE, self.elsewhere, email=f"{next(hub.ids)}@editeur.test"),
            "business": add_account(hub, business, world.osl_organisation),
            "business_no_role": add_account(hub, business, world.osl_organisation, roles=[]),
            "business_elsewhere": add_account(hub, business, self.other_osl),
            "national": add_account(hub, ActorType.NATIONAL_ADMINISTRATOR, hub.administration),
            "national_no_role": add_account(hub, ActorType.NATIONAL_ADMINISTRATOR, hub.administration, roles=[]),
        }
        self.browsers = {"nobody": Browser(gateway), **{name: signed_in(hub, gateway, account) for name, account in self.accounts.items()}}

    def marks(self, path: str = "") -> list[bytes]:
        """What a stranger's answer must not hold: the town, its people, its télédossiers, what the path names."""
        people = [each for account in self.accounts.values() if self.town in account.organisations for each in (account.id, account.email)]
        named = [part for part in path.split("/") if len(part) == 36]
        return [each.encode() for each in (self.town.company_register, self.subscription.id, *self.cases, *people, *named)]

    def case(self, *, open_it: bool = False) -> str:
        """A new télédossier of the town, ingested; opened by its agent when asked."""
        case_id = self.world.case_of(self.program)
        self.cases.append(case_id)
        run_job("ingest", self.hub, self.world.clock.now())
        if open_it:
            assert self.browsers["agent"].post(f"/cases/{case_id}/open").status < 300
        return case_id

    def new_subscription(self, mode: AccessMode = AccessMode.PORTAL, **overrides: Any) -> str:
        """A subscription of the town that nobody has touched, to a process of the operator's."""
        return self.world.subscription(self.town, self.world.add_process(), access_mode=mode, **overrides).id

    def new_account(self, organisation: OrganisationId | None = None, roles: Iterable[Role] | None = None) -> str:
        """An account of the town that nobody needs."""
        return add_account(self.hub, ActorType.AGENT, organisation or self.town, roles=roles).id

    def client(self) -> str:
        """An API client that nobody needs."""
        return self.world.partner(Scope.DATAPASS).client_id


def everything(*, but: Iterable[str] = ("sessions", "audit")) -> dict[str, list[str]]:
    """Every row there is, by table; but for those that every request may touch."""
    tables = dynamodb_backends[ACCOUNT][REGION].tables  # moto's own: asked a hundred times, row by row, they would take most of a test
    left_out = {f"{PREFIX}{each}" for each in but}
    return {name: sorted(map(_told, table.all_items())) for name, table in tables.items() if name not in left_out}


def _told(row: Item) -> str:
    return repr(sorted((name, repr(value.to_json())) for name, value in row.attrs.items()))
