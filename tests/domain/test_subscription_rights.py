"""Who may do what with a subscription, for every actor, role and state. **Source:** SUB-04, SUB-06, SUB-09, SUB-12, ORG-06."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.accounts import Account
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.roles import ACTOR_RULES, ActorType, Role
from chalicelib.domain.sessions import Session, Stage
from chalicelib.domain.subscription_forms import since
from chalicelib.domain.subscription_rights import Deed, permissions, seen_subscription, why_not
from chalicelib.domain.subscriptions import AccessMode, Person, Subscription, SubscriptionStatus

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TOWN, OTHER = OrganisationId.parse("SI-21380544300016-38544"), OrganisationId.parse("SI-21380544300016-99999")
OSL, ADMIN = OrganisationId.parse("OSL-13000000000000-75107"), OrganisationId.parse("Admin-13002526500013-75107")
HOME = {ActorType.BUSINESS_ADMINISTRATOR: OSL, ActorType.NATIONAL_ADMINISTRATOR: ADMIN}


def a_user(actor: ActorType, *organisations: OrganisationId, roles: frozenset[Role] | None = None) -> PortalUser:
    account = Account(
        id="a",
        email="a@vienne.test",
        actor_type=actor,
        organisations=organisations or (HOME.get(actor, TOWN),),
        first_name="Camille",
        last_name="MARTIN",
        roles=ACTOR_RULES[actor].possible_roles if roles is None else roles,
        active_at=NOW,
        sessions_from=NOW,
        created_at=NOW,
    )
    return PortalUser(account=account, session=Session(id="s", account_id="a", stage=Stage.OPEN, opened_at=NOW, seen_at=NOW, expires_at=NOW))


def a_subscription(**overrides: Any) -> Subscription:
    usual: dict[str, Any] = {
        "id": "s",
        "datapass_id": 1,
        "process_code": "P",
        "subscriber": TOWN,
        "access_mode": AccessMode.API,
        "local_administrator": Person(email="admin@vienne.test"),
        "activate_at": NOW,
        "created_at": NOW - timedelta(days=9),
    }
    return Subscription(**(usual | overrides))


STATES: dict[str, Subscription] = {
    "inactive": a_subscription(activate_at=None),
    "active": a_subscription(),
    "ending": a_subscription(end_at=NOW + timedelta(days=1)),
    "suspended": a_subscription(activate_at=NOW - timedelta(days=2), end_at=NOW - timedelta(days=1)),
    "refused": a_subscription(rejected_at=NOW, label=SubscriptionStatus.REFUSED),
    "by the portal": a_subscription(access_mode=None),
}
POSSIBLE: dict[str, set[Deed]] = {
    # What one who may do everything may do in each state.
    "inactive": {Deed.CHANGE, Deed.CHANGE_DELEGATE, Deed.CHANGE_ACTIVATION, Deed.CREDENTIALS},
    "active": {Deed.CHANGE, Deed.CHANGE_DELEGATE, Deed.CREDENTIALS, Deed.SUSPEND},
    "ending": {Deed.CHANGE, Deed.CHANGE_DELEGATE, Deed.CREDENTIALS, Deed.REACTIVATE},
    "suspended": {Deed.CHANGE, Deed.CHANGE_DELEGATE, Deed.CREDENTIALS, Deed.REACTIVATE},
    "refused": set(),
    "by the portal": {Deed.CHANGE, Deed.CHANGE_DELEGATE, Deed.SUSPEND},
}
EXCEPT: dict[ActorType, set[Deed]] = {
    # What each is never given.
    ActorType.AGENT: set(),
    ActorType.LOCAL_ADMINISTRATOR: set(),
    ActorType.TECHNICAL_DELEGATE: {Deed.CHANGE_DELEGATE},
    ActorType.BUSINESS_ADMINISTRATOR: set(Deed),
    ActorType.NATIONAL_ADMINISTRATOR: {Deed.CREDENTIALS},
}


@pytest.mark.rule("SUB-04", "SUB-06", "SUB-09", "SUB-12", "ORG-06")
@pytest.mark.parametrize("actor", list(ActorType))
@pytest.mark.parametrize("state", STATES)
def test_what_may_be_done_is_one_table_and_every_refusal_is_a_sentence(actor: ActorType, state: str) -> None:
    allowed = {each.deed for each in permissions(a_user(actor), STATES[state], at=NOW) if each.reason is None}
    assert allowed == POSSIBLE[state] - EXCEPT[actor]
    for each in permissions(a_user(actor), STATES[state], at=NOW):
        assert each.reason is None or (each.reason[0].isupper() and each.reason.endswith("."))


@pytest.mark.rule("SUB-04")
@pytest.mark.parametrize("actor", list(ActorType))
def test_without_the_role_nothing_may_be_done(actor: ActorType) -> None:
    user = a_user(actor, roles=frozenset({Role.SUBSCRIPTIONS_READ}))
    assert {why_not(deed, user, STATES["active"], at=NOW) is None for deed in Deed} == {False}


@pytest.mark.rule("SUB-12", "ORG-06")
def test_who_sees_a_subscription() -> None:
    made = a_subscription()
    for user in (a_user(ActorType.AGENT), a_user(ActorType.TECHNICAL_DELEGATE), a_user(ActorType.NATIONAL_ADMINISTRATOR)):
        seen_subscription(made, user, owned=())
    seen_subscription(made, a_user(ActorType.BUSINESS_ADMINISTRATOR), owned={"P"})
    for user, owned in (
        (a_user(ActorType.AGENT, OTHER), {"P"}),
        (a_user(ActorType.TECHNICAL_DELEGATE, OTHER), {"P"}),
        (a_user(ActorType.TECHNICAL_DELEGATE, OTHER, TOWN), {"P"}),  # who has not chosen yet
        (a_user(ActorType.BUSINESS_ADMINISTRATOR), {"Q"}),
    ):
        with pytest.raises(Forbidden):
            seen_subscription(made, user, owned=owned)


@pytest.mark.rule("SUB-05", "SUB-06")
def test_since_when_it_is_what_it_is() -> None:
    assert {name: since(each, NOW) for name, each in STATES.items()} == {
        "inactive": NOW - timedelta(days=9),
        "active": NOW,
        "ending": NOW,
        "suspended": NOW - timedelta(days=1),
        "refused": NOW,
        "by the portal": NOW,
    }
