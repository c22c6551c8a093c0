"""Accounts kept by several at once and cut anywhere: one administrator stays, one mail goes.

**Source:** ACC-04 to ACC-08, SUB-03.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from itertools import permutations
from threading import Barrier
from typing import Any, cast

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.account_forms import AccountChange, AccountForm
from chalicelib.domain.accounts import Account, Deactivation, account_id
from chalicelib.domain.errors import ConfirmationNeeded, FaultyForm, Forbidden, HubError, Invalid, StaleWrite
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.sessions import Session, Stage
from chalicelib.domain.values import replace
from chalicelib.handlers.doors import judged_again
from chalicelib.use_cases import manage_accounts
from tests.fakes.cuts import Meanwhile, cut_everywhere
from tests.fakes.hub import Hub, MemoryHub
from tests.portal import add_account
from tests.scenes import MemoryScene

ADMINISTRATOR, AGENT, DELEGATE = ActorType.LOCAL_ADMINISTRATOR, ActorType.AGENT, ActorType.TECHNICAL_DELEGATE


def person(hub: Hub, actor_type: ActorType, *organisations: OrganisationId, **overrides: Any) -> Account:
    made = add_account(cast(Composition, hub), actor_type, *organisations, **overrides)
    return replace(made, version=1)


def user_of(account: Account, at: Any) -> PortalUser:
    session = Session(
        id="s",
        account_id=account.id,
        stage=Stage.OPEN,
        has_second_factor=True,
        era=account.sessions_from,
        opened_at=at,
        seen_at=at,
        expires_at=at + timedelta(hours=12),
    )
    return PortalUser(account=account, session=session)


def deactivate(hub: Hub, by: Account, target: Account, *, is_confirmed: bool = True) -> Account:
    now = hub.clock.now()
    return manage_accounts.deactivate_account(
        target.id, is_confirmed=is_confirmed, user=user_of(by, now), now=now, ids=hub.ids, accounts=hub.accounts, commit=hub.commit
    )


def change(hub: Hub, by: Account, target: Account, **fields: Any) -> Account:
    now = hub.clock.now()
    return manage_accounts.change_account(
        target.id,
        AccountChange(**fields),
        user=user_of(by, now),
        now=now,
        ids=hub.ids,
        accounts=hub.accounts,
        referential=hub.referential,
        commit=hub.commit,
    )


def create(hub: Hub, by: Account, email: str, actor_type: ActorType = AGENT) -> Account:
    now = hub.clock.now()
    return manage_accounts.create_account(
        AccountForm(email=email, actor_type=actor_type, first_name="Andrea", last_name="PETIT"),
        user=user_of(by, now),
        now=now,
        ids=hub.ids,
        accounts=hub.accounts,
        referential=hub.referential,
        commit=hub.commit,
    )


def present(hub: Hub, account: Account) -> Account:
    found = hub.accounts.account(account.id)
    assert found is not None
    return found


def must_tell_the_managers(hub: MemoryHub, town: OrganisationId) -> None:
    """The row of those who keep the accounts is what the accounts say."""
    kept = {each.id for each in hub.rows("account") if each.is_manager and town in each.organisations}
    assert hub.accounts.managers(town).account_ids == kept


@pytest.mark.rule("ACC-04")
def test_an_account_asked_for_again_for_want_of_an_answer_is_made_once_and_any_other_is_refused() -> None:
    scene = MemoryScene()
    hub, town = scene.hub, scene.organisation()
    keeper, colleague = person(hub, ADMINISTRATOR, town), person(hub, ADMINISTRATOR, town)
    made = create(hub, keeper, "andrea.petit@commune.test")
    after = hub.snapshot()
    assert create(hub, keeper, "andrea.petit@commune.test").id == made.id
    assert hub.snapshot() == after  # no second mail, no second fact
    for by, actor_type in ((keeper, ADMINISTRATOR), (colleague, DELEGATE)):
        with pytest.raises(FaultyForm):
            create(hub, by, "andrea.petit@commune.test", actor_type)
    hub.commit(replace(present(hub, made), created_at=hub.clock.now() - timedelta(minutes=11)))
    with pytest.raises(FaultyForm, match="Un compte existe déjà avec cette adresse"):
        create(hub, keeper, "andrea.petit@commune.test")


@pytest.mark.rule("ACC-08")
def test_two_administrators_who_close_each_other_at_once_leave_one() -> None:
    for _ in range(20):
        scene = MemoryScene()
        hub, town = scene.hub, scene.organisation()
        first, second = person(hub, ADMINISTRATOR, town), person(hub, ADMINISTRATOR, town)
        barrier = Barrier(2)

        def act(pair: tuple[Account, Account], hub: MemoryHub = hub, barrier: Barrier = barrier) -> str:
            barrier.wait()
            try:
                judged_again(lambda: cast(Any, deactivate(hub, *pair)))
            except HubError as error:
                return type(error).__name__
            return "done"

        with ThreadPoolExecutor(2) as threads:
            done = sorted(threads.map(act, [(first, second), (second, first)]))
        assert [present(hub, first).is_active, present(hub, second).is_active].count(True) == 1
        assert done in (["Invalid", "done"], ["SignedOut", "done"])
        must_tell_the_managers(hub, town)


@pytest.mark.rule("ACC-08")
def test_three_administrators_who_close_each_other_in_any_order_leave_one_at_least() -> None:
    ways: list[dict[str, Any]] = [{}, {"actor_type": AGENT}, {"roles": frozenset({Role.STATISTICS})}]
    for order in permutations(range(3)):
        scene = MemoryScene()
        hub, town = scene.hub, scene.organisation()
        people = [person(hub, ADMINISTRATOR, town) for _ in range(3)]
        for at, number in enumerate(order):
            by, target = people[number], people[(number + 1) % 3]
            with suppress(HubError):
                if ways[at]:
                    change(hub, by, target, is_confirmed=True, **ways[at])
                else:
                    deactivate(hub, by, target)
            must_tell_the_managers(hub, town)
            assert hub.accounts.managers(town).account_ids


@pytest.mark.rule("ACC-08")
def test_whoever_closes_or_demotes_them_one_by_one_the_last_of_three_stays() -> None:
    ways: list[dict[str, Any]] = [{}, {"actor_type": AGENT}, {"roles": frozenset({Role.STATISTICS})}]
    for order in permutations(ways):
        scene = MemoryScene()
        hub, town = scene.hub, scene.organisation()
        keeper = person(hub, AGENT, town, roles={Role.USERS_READ, Role.USERS_MANAGE})
        people = [person(hub, ADMINISTRATOR, town) for _ in range(3)]
        done = []
        for target, fields in zip(people, order, strict=True):
            try:
                after = change(hub, keeper, target, is_confirmed=True, **fields) if fields else deactivate(hub, keeper, target)
                done.append(after.is_manager)
            except Invalid:
                done.append(present(hub, target).is_manager)
        assert done == [False, False, True]
        must_tell_the_managers(hub, town)


@pytest.mark.rule("ACC-04")
def test_rights_taken_away_meanwhile_do_nothing_more() -> None:
    scene = MemoryScene()
    hub, town = scene.hub, scene.organisation()
    chief, keeper, agent = person(hub, ADMINISTRATOR, town), person(hub, AGENT, town, roles={Role.USERS_MANAGE}), person(hub, AGENT, town)
    meanwhile = Meanwhile(hub, [lambda: change(hub, chief, keeper, roles=frozenset())])
    with pytest.raises(StaleWrite):
        deactivate(meanwhile, keeper, agent)
    with pytest.raises(Forbidden):
        deactivate(hub, keeper, agent)
    assert present(hub, agent).is_active


@pytest.mark.rule("ACC-08")
def test_from_two_to_one_is_asked_before_anything_is_done() -> None:
    scene = MemoryScene()
    hub, town = scene.hub, scene.organisation()
    first, second = person(hub, ADMINISTRATOR, town), person(hub, ADMINISTRATOR, town)
    before = hub.snapshot()
    for fields in ({"actor_type": AGENT}, {"roles": frozenset({Role.USERS_READ})}):
        with pytest.raises(ConfirmationNeeded):
            change(hub, first, second, **fields)
    with pytest.raises(ConfirmationNeeded):
        deactivate(hub, first, second, is_confirmed=False)
    assert hub.snapshot() == before
    assert change(hub, first, second, roles=frozenset({Role.USERS_READ, Role.USERS_MANAGE})).is_manager  # still one of two


def a_keeper() -> tuple[MemoryScene, tuple[Account, Account]]:
    scene = MemoryScene()
    town = scene.organisation()
    return scene, (person(scene.hub, ADMINISTRATOR, town), person(scene.hub, ADMINISTRATOR, town))


@pytest.mark.rule("ACC-04", "AUT-02")
@pytest.mark.parametrize("actor_type", [AGENT, ADMINISTRATOR, DELEGATE])
def test_an_account_whose_making_is_cut_anywhere_is_there_once_with_one_mail(actor_type: ActorType) -> None:
    def act(scene: MemoryScene, people: tuple[Account, Account], through: Hub) -> None:
        create(through, people[0], "andrea.petit@commune.test", actor_type)

    for scene, people in cut_everywhere(a_keeper, act):
        with suppress(FaultyForm):
            act(scene, people, scene.hub)
        made = scene.hub.accounts.account(account_id("andrea.petit@commune.test"))
        assert made is not None
        assert [each.template for each in scene.hub.rows("mail")] == ["activation"]
        assert [each.due_at for each in scene.hub.rows("agenda", "inactivity") if each.subject == made.id] == [made.reminder_due_at]
        assert len([each for each in scene.hub.rows("fact") if each.subject == made.id]) == 1
        assert [each.account_id for each in scene.hub.rows("membership")] == ([made.id] if actor_type is DELEGATE else [])
        must_tell_the_managers(scene.hub, made.organisations[0])


@pytest.mark.rule("ACC-07", "AUT-08")
def test_an_account_closed_and_reopened_has_one_entry_in_the_agenda() -> None:
    def act(scene: MemoryScene, people: tuple[Account, Account], through: Hub) -> None:
        now = through.clock.now()
        first, second = people
        with suppress(Invalid):
            deactivate(through, first, second)
        with suppress(Invalid):
            manage_accounts.reactivate_account(
                second.id, user=user_of(first, now), now=now, ids=through.ids, accounts=through.accounts, commit=through.commit
            )

    for scene, people in cut_everywhere(a_keeper, act):
        act(scene, people, scene.hub)
        after = present(scene.hub, people[1])
        assert after.is_active
        assert [each.due_at for each in scene.hub.rows("agenda", "inactivity") if each.subject == after.id] == [after.reminder_due_at]
        must_tell_the_managers(scene.hub, after.organisations[0])


@pytest.mark.rule("ACC-06")
def test_two_organisations_that_name_one_delegate_at_once_both_have_him() -> None:
    scene = MemoryScene()
    hub = scene.hub
    towns = [scene.organisation() for _ in range(2)]
    keepers = [person(hub, ADMINISTRATOR, town) for town in towns]
    barrier = Barrier(2)

    def act(keeper: Account) -> None:
        barrier.wait()
        judged_again(lambda: cast(Any, create(hub, keeper, "robin.faure@editeur.test", DELEGATE)))

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(act, keepers))
    delegate = hub.accounts.account(account_id("robin.faure@editeur.test"))
    assert delegate is not None
    assert set(delegate.organisations) == set(towns)
    assert sorted(each.template for each in hub.rows("mail")) == ["activation", "delegue_designe"]
    assert len(hub.rows("membership")) == 2


@pytest.mark.rule("ACC-07")
def test_deactivation_says_by_whom() -> None:
    scene, (first, second) = a_keeper()
    deactivate(scene.hub, first, second)
    assert present(scene.hub, second).deactivation is Deactivation.BY_ADMINISTRATOR
    assert [(each.fact, each.actor, each.chain) for each in scene.hub.rows("fact")] == [
        ("ACCOUNT_DEACTIVATED", first.id, str(first.organisations[0]))
    ]
