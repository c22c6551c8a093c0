"""Subscriptions and credentials cut anywhere: one seat, right counts, one mail per cause. **Source:** SUB-01, SUB-03, SUB-06, JOB-02, OAU-05."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.audit import Doer
from chalicelib.domain.callers import Scope
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.oauth_clients import OAuthClient, secret_digest
from chalicelib.domain.subscriptions import (
    AccessMode,
    DelegationActor,
    Frequency,
    Person,
    Subscription,
    SubscriptionChange,
    SubscriptionStatus,
)
from chalicelib.use_cases import manage_clients, subscribe
from tests.fakes.cuts import cut_everywhere
from tests.fakes.hub import Hub, MemoryHub
from tests.scenes import MemoryScene, run_jobs
from tests.use_cases.invariants import must_be_sound, must_count_right

SUPPORT = Doer(chain="Admin-13002526500013-75107", actor="an administration's client")
ADMIN, DELEGATE = Person(email="Camille.Martin@commune.test"), DelegationActor(person=Person(email="delegue@editeur.test"))


def mails(hub: MemoryHub) -> list[tuple[str, str]]:
    """Those of subscriptions; those of the accounts they bring are another matter."""
    return sorted((each.template, each.to) for each in hub.rows("mail") if each.template.startswith("abonnement_"))


def requested(**overrides: Any) -> Callable[[], tuple[MemoryScene, Subscription]]:
    def build() -> tuple[MemoryScene, Subscription]:
        scene = MemoryScene()
        settings = {"activate_at": None, "local_administrator": ADMIN, "delegation_actor": DELEGATE, **overrides}
        return scene, scene.new_subscription(scene.organisation(), **settings)

    return build


def create(scene: MemoryScene, made: Subscription, through: Hub) -> None:
    subscribe.create_subscription(
        made, actor="test", now=scene.now, referential=through.referential, accounts=through.accounts, commit=through.commit
    )


@pytest.mark.rule("SUB-01", "SUB-03")
def test_a_subscription_whose_creation_is_cut_is_there_once_with_its_mails() -> None:
    for scene, made in cut_everywhere(requested(), create):
        must_count_right(scene.hub)
        with suppress(Invalid):
            create(scene, made, scene.hub)
        with pytest.raises(Invalid, match="already exists"):
            create(scene, made, scene.hub)
        # One live subscription of the pair, counted once, and one mail to each of its persons.
        assert len(scene.hub.rows("seat")) == 1
        assert mails(scene.hub) == [("abonnement_accepte", "Camille.Martin@commune.test"), ("abonnement_accepte", "delegue@editeur.test")]
        must_be_sound(scene.hub)


@pytest.mark.rule("SUB-03", "MAI-01")
def test_a_delegate_who_is_the_administrator_written_otherwise_gets_one_mail() -> None:
    scene, made = requested(delegation_actor=DelegationActor(person=Person(email="CAMILLE.MARTIN@COMMUNE.TEST")))()
    create(scene, made, scene.hub)
    assert len(mails(scene.hub)) == 1


def change(status: SubscriptionStatus | None, **fields: Any) -> SubscriptionChange:
    settings: dict[str, Any] = {"datapass_id": None, "access_mode": AccessMode.API, "frequency": Frequency.NONE, "email": None}
    settings |= {"local_administrator": None, "delegation_actor": DELEGATE, "activate_at": None, "validated_at": None, "rejected_at": None}
    return SubscriptionChange(**{**settings, "end_at": None, "rejection_reason": None, "status": status, **fields})


@pytest.mark.parametrize(
    ("asked", "active", "label", "told"),
    [
        (change(SubscriptionStatus.ACTIVE), False, "Actif", ["abonnement_actif"] * 2),
        (change(SubscriptionStatus.REFUSED, rejection_reason="r"), False, "Refusé", ["abonnement_refuse"]),
        (change(SubscriptionStatus.SUSPENDED), True, "Actif", []),
        (change(None, access_mode=AccessMode.PORTAL), True, "Actif", []),
    ],
    ids=["activated", "refused", "suspended from tomorrow on", "switched to the portal"],
)
@pytest.mark.rule("SUB-05", "SUB-06", "SUB-08")
def test_a_change_of_a_subscription_cut_at_any_write_is_made_once(asked: SubscriptionChange, active: bool, label: str, told: list[str]) -> None:
    def build() -> tuple[MemoryScene, Subscription]:
        scene = MemoryScene()
        activate_at = scene.now if active else None
        return scene, scene.subscription(scene.organisation(), activate_at=activate_at, local_administrator=ADMIN, delegation_actor=DELEGATE)

    def act(scene: MemoryScene, made: Subscription, through: Hub) -> None:
        subscribe.change_subscription(
            made.id, asked, caller=scene.admin, now=scene.now, referential=through.referential, accounts=through.accounts, commit=through.commit
        )

    for scene, made in cut_everywhere(build, act):
        must_count_right(scene.hub)
        with suppress(Invalid):  # a refused one is history: it cannot be refused again
            act(scene, made, scene.hub)
        after = scene.hub.referential.subscription(made.id)
        assert after is not None
        assert (after.label, [template for template, _ in mails(scene.hub)]) == (label, told)
        assert after.mode_changed_at == (scene.now if asked.access_mode is AccessMode.PORTAL else None)
        assert (scene.hub.referential.process_with_subscriptions(made.process_code, [made.subscriber])[1].get(made.subscriber) is None) == (
            label == "Refusé"
        )
        must_be_sound(scene.hub)


def due(number: int) -> Callable[[], tuple[MemoryScene, datetime]]:
    """Subscriptions that become active tomorrow and are suspended the day after; and the day after that."""

    def build() -> tuple[MemoryScene, datetime]:
        scene = MemoryScene()
        for _ in range(number):
            asked = scene.new_subscription(scene.organisation(), activate_at=scene.in_a(days=1), end_at=scene.in_a(days=2), local_administrator=ADMIN)
            create(scene, asked, scene.hub)
        return scene, scene.in_a(days=1)

    return build


def label(scene: MemoryScene, at: datetime, through: Hub) -> None:
    subscribe.label_due_subscriptions(now=at, limit=10, agenda=through.agenda, referential=through.referential, commit=through.commit)


@pytest.mark.rule("JOB-02", "JOB-06", "SUB-05")
def test_the_labels_of_a_day_cut_at_any_write_are_written_once_and_each_is_mailed_once() -> None:
    for scene, at in cut_everywhere(due(3), label):
        must_count_right(scene.hub)
        run_jobs(scene.hub, at=at)
        assert {each.label for each in scene.hub.rows("seat")} == {SubscriptionStatus.ACTIVE}
        assert [template for template, _ in mails(scene.hub)] == ["abonnement_accepte"] * 3 + ["abonnement_actif"] * 3
        run_jobs(scene.hub, at=at + timedelta(days=1))
        assert {each.label for each in scene.hub.rows("seat")} == {SubscriptionStatus.SUSPENDED}
        assert [template for template, _ in mails(scene.hub)][-3:] == ["abonnement_suspendu"] * 3
        assert len(mails(scene.hub)) == 9
        assert scene.hub.rows("agenda", "subscription") == []
        must_be_sound(scene.hub)


def client() -> tuple[MemoryScene, OAuthClient]:
    scene = MemoryScene()
    owner: OrganisationId = scene.osl.organisation
    made = OAuthClient(id=scene.new_id(), scope=Scope.OSL, organisation=owner, secret_digest=secret_digest("old"), created_at=scene.now)
    scene.hub.commit(made)
    return scene, made


def deeds(scene: MemoryScene) -> list[str]:
    """What the audit trail is told of."""
    return [each.details["deed"] for each in scene.hub.rows("fact")]


@pytest.mark.rule("OAU-05", "AUT-10")
def test_a_rotation_cut_at_any_write_leaves_one_secret_that_works() -> None:
    def act(scene: MemoryScene, made: OAuthClient, through: Hub, is_lost: bool = True) -> None:
        secret = "lost" if is_lost else "new"
        manage_clients.rotate_secret(
            made.id, secret=secret, by=SUPPORT, now=scene.now, ids=through.ids, clients=through.clients, commit=through.commit
        )

    def working(scene: MemoryScene, made: OAuthClient) -> list[str]:
        stored = scene.hub.clients.client(made.id)
        assert stored is not None
        return [each for each in ("old", "lost", "new") if stored.accepts(each)]

    for scene, made in cut_everywhere(client, act):
        assert working(scene, made) in (["old"], ["lost"])
        told = deeds(scene)
        assert told == ["secret rotated"] * (working(scene, made) == ["lost"])
        act(scene, made, scene.hub, is_lost=False)
        assert working(scene, made) == ["new"]  # the one the caller was given
        assert deeds(scene) == [*told, "secret rotated"]


@pytest.mark.rule("OAU-05", "OAU-08", "AUT-10")
def test_a_revocation_cut_at_any_write_ends_with_the_client_gone() -> None:
    def act(scene: MemoryScene, made: OAuthClient, through: Hub) -> None:
        manage_clients.revoke_client(
            made.id,
            by=SUPPORT,
            now=scene.now,
            ids=through.ids,
            clients=through.clients,
            webhooks=through.webhooks,
            referential=through.referential,
            commit=through.commit,
        )

    for scene, made in cut_everywhere(client, act):
        with suppress(NotFound):
            act(scene, made, scene.hub)
        assert scene.hub.clients.client(made.id) is None
        with pytest.raises(NotFound, match="Client is not found"):
            act(scene, made, scene.hub)
        assert deeds(scene) == ["client revoked"]
