"""The accounts an accepted subscription brings, and the delegates subscriptions name and let go. **Source:** SUB-03, SUB-12."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, cast

import pytest

from chalicelib.domain.accounts import account_id
from chalicelib.domain.audit import Fact
from chalicelib.domain.callers import Caller, Scope
from chalicelib.domain.errors import Invalid, StaleWrite
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.onboarding import Acquaintances, delegate_change, ids_of, naming
from chalicelib.domain.roles import ACTOR_RULES
from chalicelib.domain.subscription_forms import as_it_is
from chalicelib.domain.subscriptions import DelegationActor, Person, Subscription, SubscriptionStatus
from chalicelib.domain.values import replace
from chalicelib.handlers.doors import judged_again
from chalicelib.use_cases import subscribe
from tests.fakes.cuts import Meanwhile, cut_everywhere
from tests.fakes.hub import Hub
from tests.fakes.referential import MemoryReferential
from tests.scenes import ADMINISTRATION, MemoryScene
from tests.use_cases.test_manage_accounts import ADMINISTRATOR, AGENT, DELEGATE, must_tell_the_managers, person


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


class ReadThen(MemoryReferential):
    """Subscriptions as they are read, once something happens right after."""

    def __init__(self, whole: MemoryReferential, happens: Callable[[], object]) -> None:
        self.__dict__.update(whole.__dict__)
        self._left = iter([happens])

    def subscriptions_of_pairs(self, pairs: Iterable[tuple[str, OrganisationId]]) -> Mapping[tuple[str, OrganisationId], Subscription]:
        found = super().subscriptions_of_pairs(pairs)
        for happens in self._left:
            happens()
        return found


@pytest.mark.rule("SUB-12")
@pytest.mark.parametrize("is_before_the_write", [True, False], ids=["before the write", "after the subscriptions were read"])
def test_a_delegate_named_by_another_subscription_while_one_lets_him_go_keeps_the_organisation(
    is_before_the_write: bool,
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
        scene.hub.referential = ReadThen(scene.hub.referential, name_him)
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
