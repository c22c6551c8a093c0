"""Accounts kept by several at once and cut anywhere: one administrator stays, one mail goes.

**Source:** ACC-04 to ACC-08, SUB-03.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from threading import Barrier
from typing import Any, cast

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.account_forms import AccountChange, AccountForm
from chalicelib.domain.accounts import Account, Deactivation, account_id
from chalicelib.domain.audit import Fact
from chalicelib.domain.callers import Caller, Scope
from chalicelib.domain.errors import ConfirmationNeeded, FaultyForm, Forbidden, HubError, Invalid, StaleWrite
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.onboarding import Acquaintances, delegate_change, ids_of, naming
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.roles import ACTOR_RULES, ActorType, Role
from chalicelib.domain.sessions import Session, Stage
from chalicelib.domain.subscription_forms import as_it_is
from chalicelib.domain.subscriptions import DelegationActor, Person, Subscription, SubscriptionStatus
from chalicelib.handlers.doors import judged_again
from chalicelib.use_cases import manage_accounts, subscribe
from tests.fakes.cuts import Meanwhile, cut_everywhere
from tests.fakes.hub import Hub, MemoryHub
from tests.portal import add_account
from tests.scenes import ADMINISTRATION, MemoryScene

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


def subscribed(scene: MemoryScene, town: OrganisationId, through: Hub | None = None, **fields: Any) -> Subscription:
    hub = through or scene.hub
    asked = scene.new_subscription(town, **fields)
    return subscribe.create_subscription(
        asked, actor="datapass", now=scene.now, referential=hub.referential, accounts=hub.accounts, commit=hub.commit
    )


MAYOR = Person(email="Camille.Martin@commune.test", first_name="Camille", last_name="MARTIN", mobile_number="+33 6 00")
OUTSIDE = DelegationActor(person=Person(email="robin.faure@editeur.test"))


def templates(scene: MemoryScene) -> list[tuple[str, str]]:
    return sorted((each.template, each.to) for each in scene.hub.rows("mail") if not each.template.startswith("abonnement_"))


@pytest.mark.rule("SUB-03", "AUT-02")
def test_an_accepted_subscription_makes_its_persons_accounts_once_even_cut_anywhere() -> None:
    def build() -> tuple[MemoryScene, OrganisationId]:
        scene = MemoryScene()
        return scene, scene.organisation()

    def act(scene: MemoryScene, town: OrganisationId, through: Hub) -> None:
        subscribed(scene, town, through, local_administrator=MAYOR, delegation_actor=OUTSIDE)

    for scene, town in cut_everywhere(build, act):
        with suppress(Invalid):
            act(scene, town, scene.hub)
        assert templates(scene) == [("activation", "Camille.Martin@commune.test"), ("activation", "robin.faure@editeur.test")]
        administrator = scene.hub.accounts.account(account_id(MAYOR.email))
        delegate = scene.hub.accounts.account(account_id("robin.faure@editeur.test"))
        assert administrator is not None
        assert delegate is not None
        assert (administrator.actor_type, administrator.organisations, administrator.full_name) == (ADMINISTRATOR, (town,), "Camille MARTIN")
        assert (administrator.roles, administrator.phone_number) == (ACTOR_RULES[ADMINISTRATOR].default_roles, "+33 6 00")
        assert (delegate.actor_type, delegate.organisations, delegate.last_name) == (DELEGATE, (town,), "robin.faure")
        assert {each.id for each in scene.hub.accounts.of_organisation(town, limit=9)} == {administrator.id, delegate.id}
        must_tell_the_managers(scene.hub, town)


@pytest.mark.rule("SUB-03")
def test_an_organisation_that_has_administrators_decides_itself() -> None:
    scene = MemoryScene()
    town = scene.organisation()
    keepers = [person(scene.hub, ADMINISTRATOR, town) for _ in range(2)]
    subscribed(scene, town, local_administrator=MAYOR)
    assert scene.hub.accounts.account(account_id(MAYOR.email)) is None
    assert templates(scene) == sorted(("demande_administrateur", each.email) for each in keepers)
    known = MemoryScene()
    town = known.organisation()
    ours = person(known.hub, ADMINISTRATOR, town)
    subscribed(known, town, local_administrator=Person(email=ours.email))
    assert templates(known) == []


@pytest.mark.rule("SUB-03", "ACC-05", "ACC-06")
@pytest.mark.parametrize("who", ["generic", "elsewhere", "delegate", "agent"])
def test_what_cannot_be_made_is_told_to_support_and_hinders_no_subscription(who: str) -> None:
    scene = MemoryScene()
    hub, town, elsewhere = scene.hub, scene.organisation(), scene.organisation()
    addresses: dict[str, Callable[[], str]] = {
        "generic": lambda: "mairie@commune.test",
        "elsewhere": lambda: person(hub, AGENT, elsewhere).email,
        "delegate": lambda: person(hub, DELEGATE, elsewhere).email,
        "agent": lambda: person(hub, AGENT, town).email,
    }
    email = addresses[who]()
    accounts = {each.id: each for each in hub.rows("account")}
    made = subscribed(scene, town, local_administrator=Person(email=email))
    assert hub.referential.subscription(made.id) is not None
    assert templates(scene) == [("support_compte", "support@hubee.numerique.gouv.fr")]
    assert {each.id: each for each in hub.rows("account")} == accounts
    assert not hub.accounts.managers(town).account_ids


@pytest.mark.rule("SUB-01", "SUB-03")
def test_a_second_subscription_of_a_pair_is_refused_as_before_and_an_account_made_meanwhile_is_met_again() -> None:
    scene = MemoryScene()
    town = scene.organisation()
    meanwhile = Meanwhile(scene.hub, [lambda: person(scene.hub, ADMINISTRATOR, town, email=MAYOR.email)])
    with pytest.raises(StaleWrite):
        subscribed(scene, town, meanwhile, local_administrator=MAYOR)
    subscribed(scene, town, local_administrator=MAYOR)
    with pytest.raises(Invalid, match="already exists"):
        subscribed(scene, town, local_administrator=MAYOR)
    with pytest.raises(Invalid, match="already exists"):
        subscribed(scene, town, local_administrator=Person(email="new.person@commune.test"))


@pytest.mark.rule("SUB-02", "SUB-03")
def test_a_refused_subscription_makes_no_account() -> None:
    scene = MemoryScene()
    subscribed(scene, scene.organisation(), local_administrator=MAYOR, rejected_at=scene.now, rejection_reason="Doublon")
    assert scene.hub.rows("account") == []


@pytest.mark.rule("SUB-12")
def test_another_delegate_gains_the_organisation_and_the_former_loses_it_unless_he_is_still_named() -> None:
    for is_still_named in (False, True):
        scene = MemoryScene()
        hub, town = scene.hub, scene.organisation()
        before = subscribed(scene, town, local_administrator=MAYOR, delegation_actor=OUTSIDE)
        other = DelegationActor(person=Person(email="sacha.roux@syndicat.test"))
        after = replace(before, delegation_actor=other, revision=1)
        known = Acquaintances(
            accounts=hub.accounts.accounts(ids_of("robin.faure@editeur.test", "sacha.roux@syndicat.test")), managers=hub.accounts.managers(town)
        )
        hub.commit(*delegate_change(before, after, known, is_still_named=is_still_named, actor="a", at=scene.now))
        members = {each.email for each in hub.accounts.of_organisation(town, limit=9) if each.actor_type is DELEGATE}
        assert members == {"sacha.roux@syndicat.test"} | ({"robin.faure@editeur.test"} if is_still_named else set())
        assert delegate_change(after, after, known, is_still_named=False, actor="a", at=scene.now) == []
        assert naming([before], "ROBIN.faure@editeur.test", but="another") == [before]
        assert naming([before], "robin.faure@editeur.test", but=before.id) == []


def put(scene: MemoryScene, before: Subscription, through: Hub | None = None, **changes: Any) -> Subscription:
    """The subscription changed as the administration's program does, again for as long as something is changed meanwhile."""
    hub = through or scene.hub
    caller = Caller(scope=Scope.ADMIN, client_id="admin", organisation=ADMINISTRATION)
    change = replace(as_it_is(before), **changes)
    return cast(
        Subscription,
        judged_again(
            lambda: cast(
                Any,
                subscribe.change_subscription(
                    before.id, change, caller=caller, now=scene.now, referential=hub.referential, accounts=hub.accounts, commit=hub.commit
                ),
            )
        ),
    )


def organisations_of(scene: MemoryScene, email: str) -> tuple[OrganisationId, ...]:
    found = scene.hub.accounts.account(account_id(email))
    assert found is not None
    return found.organisations


@pytest.mark.rule("SUB-12", "SUB-02")
def test_a_subscription_that_becomes_refused_names_no_delegate_any_more() -> None:
    scene = MemoryScene()
    town = scene.organisation()
    before = subscribed(scene, town, local_administrator=MAYOR, delegation_actor=OUTSIDE, activate_at=None)
    other = DelegationActor(person=Person(email="sacha.roux@syndicat.test"))
    after = put(scene, before, delegation_actor=other, status=SubscriptionStatus.REFUSED, rejection_reason="Doublon")
    assert after.label is SubscriptionStatus.REFUSED
    assert organisations_of(scene, "robin.faure@editeur.test") == ()
    assert scene.hub.accounts.account(account_id("sacha.roux@syndicat.test")) is None
    assert scene.hub.rows("membership") == []


@pytest.mark.rule("SUB-12")
@pytest.mark.parametrize("is_before_the_write", [True, False], ids=["before the write", "after the subscriptions were read"])
def test_a_delegate_named_by_another_subscription_while_one_lets_him_go_keeps_the_organisation(
    is_before_the_write: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = MemoryScene()
    town = scene.organisation()
    before = subscribed(scene, town, local_administrator=MAYOR, delegation_actor=OUTSIDE)
    other = scene.add_process(scene.osl.organisation).code

    def name_him() -> None:
        subscribed(scene, town, local_administrator=MAYOR, delegation_actor=OUTSIDE, process_code=other)

    if is_before_the_write:
        put(scene, before, Meanwhile(scene.hub, [name_him]), delegation_actor=None)
    else:
        read = scene.hub.referential.subscriptions_of_pairs
        events = iter([name_him])

        def read_then_named(pairs: Any) -> Any:
            found = read(pairs)
            for happens in events:
                happens()
            return found

        monkeypatch.setattr(scene.hub.referential, "subscriptions_of_pairs", read_then_named)
        put(scene, before, delegation_actor=None)
    assert organisations_of(scene, "robin.faure@editeur.test") == (town,)
    assert len(scene.hub.rows("membership")) == 1


@pytest.mark.rule("SUB-12", "AUT-10", "MAI-02")
def test_a_delegate_who_gains_an_organisation_is_mailed_it_and_nothing_traced_names_the_others() -> None:
    scene = MemoryScene()
    first, second = scene.organisation(), scene.organisation()
    subscribed(scene, first, local_administrator=MAYOR, delegation_actor=OUTSIDE)
    subscribed(scene, second, local_administrator=Person(email="maire@ailleurs.test"), delegation_actor=OUTSIDE)
    robin = account_id("robin.faure@editeur.test")
    mailed = [(each.to, each.words, each.account_id) for each in scene.hub.rows("mail") if each.template == "delegue_designe"]
    assert mailed == [("robin.faure@editeur.test", {"organisation": str(second)}, robin)]
    traced = [(each.chain, each.subject, each.details) for each in scene.hub.rows("fact") if each.fact is Fact.RIGHTS_CHANGED]
    assert traced == [(str(second), robin, {"gained": str(second)})]


@pytest.mark.rule("ACC-07")
def test_deactivation_says_by_whom() -> None:
    scene, (first, second) = a_keeper()
    deactivate(scene.hub, first, second)
    assert present(scene.hub, second).deactivation is Deactivation.BY_ADMINISTRATOR
    assert [(each.fact, each.actor, each.chain) for each in scene.hub.rows("fact")] == [
        ("ACCOUNT_DEACTIVATED", first.id, str(first.organisations[0]))
    ]
