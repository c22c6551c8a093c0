"""The accounts of an organisation, on both stores: their order, their pages, who keeps them. **Source:** ACC-06, ACC-07, ACC-08."""

from typing import cast

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.accounts import Account, Managers, Membership
from chalicelib.domain.errors import StaleWrite
from chalicelib.domain.roles import ActorType
from chalicelib.domain.roster import place_of
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Unchanged
from tests.fakes.hub import Hub
from tests.portal import add_account
from tests.scenes import Scene


def person(hub: Hub, actor_type: ActorType, *organisations: object, **fields: object) -> Account:
    made = add_account(cast(Composition, hub), actor_type, *organisations, **fields)  # type: ignore[arg-type]
    return replace(made, version=1)


@pytest.mark.rule("ACC-07")
def test_accounts_come_by_name_then_delegates_and_pages_go_on_where_the_last_one_ended(scene: Scene) -> None:
    town, other = scene.organisation(), scene.organisation()
    named = [person(scene.hub, ActorType.AGENT, town, last_name=name) for name in ("Zoé", "abel", "Éric", "œuvre", "D'Arc")]
    delegate = person(scene.hub, ActorType.TECHNICAL_DELEGATE, town, other, last_name="Aaron")
    person(scene.hub, ActorType.AGENT, other)
    expected = [each.id for each in sorted([*named, delegate], key=place_of)]
    whole = scene.hub.accounts.of_organisation(town, limit=100)
    assert [each.id for each in whole] == expected
    walked: list[str] = []
    place = None
    while page := scene.hub.accounts.of_organisation(town, after=place, limit=2):
        walked += [each.id for each in page]
        place = place_of(page[-1])
    assert walked == expected


@pytest.mark.rule("ACC-06", "SUB-12")
def test_a_delegate_is_listed_by_the_organisations_that_name_him_and_no_more_by_one_that_does_not(scene: Scene) -> None:
    first, second = scene.organisation(), scene.organisation()
    delegate = person(scene.hub, ActorType.TECHNICAL_DELEGATE, first, second)
    after = delegate.dropped_by(first, at=scene.now)
    scene.hub.commit(after, Remove(Membership(account_id=delegate.id, organisation=first)))
    assert scene.hub.accounts.of_organisation(first, limit=10) == ()
    assert [each.organisations for each in scene.hub.accounts.of_organisation(second, limit=10)] == [(second,)]
    turned = replace(after, actor_type=ActorType.AGENT, version=2)
    scene.hub.commit(turned, Remove(Membership(account_id=delegate.id, organisation=second)))
    assert [each.actor_type for each in scene.hub.accounts.of_organisation(second, limit=10)] == [ActorType.AGENT]


@pytest.mark.rule("ACC-08")
def test_who_keeps_the_accounts_changes_once_at_a_time(scene: Scene) -> None:
    town = scene.organisation()
    assert scene.hub.accounts.managers(town) == Managers(organisation=town)
    first, second = (person(scene.hub, ActorType.LOCAL_ADMINISTRATOR, town) for _ in range(2))
    read = scene.hub.accounts.managers(town)
    assert (read.account_ids, read.version) == (frozenset({first.id, second.id}), 2)
    scene.hub.commit(replace(read, account_ids=frozenset({first.id})))
    for write in (replace(read, account_ids=frozenset({second.id})), Unchanged(read)):
        with pytest.raises(StaleWrite):
            scene.hub.commit(write, replace(first, last_name="Autre"))
    assert scene.hub.accounts.account(first.id) == first
