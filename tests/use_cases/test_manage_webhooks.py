"""Whose webhooks are whose, what registering and removing change, and how dead letters come back."""

from datetime import timedelta
from functools import partial

import pytest

from chalicelib.domain.audit import Doer
from chalicelib.domain.callers import Scope, Side
from chalicelib.domain.deliveries import DeliveryState, Lane
from chalicelib.domain.errors import Forbidden, Invalid, NotFound, StaleWrite
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.values import replace
from chalicelib.domain.webhooks import Webhook
from chalicelib.use_cases import administer, manage_clients, manage_webhooks
from tests.fakes.cuts import Meanwhile, cut_everywhere
from tests.fakes.hub import Hub
from tests.use_cases.test_deliver_webhooks import with_a_case
from tests.webhook_scene import URL, WebhookScene, holders_of, refused

pytestmark = pytest.mark.rule("NOT-05")
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def test_a_subscriptions_program_registers_its_own_webhook() -> None:
    scene = WebhookScene()
    made = scene.register(scene.si)
    assert made == Webhook(
        id=scene.subscribed.id,
        side=Side.SI,
        organisation=scene.si.organisation,
        url=URL,
        secrets=made.secrets,
        created_at=scene.now,
        version=1,
    )
    assert scene.present_subscription() == replace(scene.subscribed, has_webhook=True, version=2)


def test_an_operators_program_registers_its_own_for_every_process_it_sees() -> None:
    scene = WebhookScene()
    second, foreign = scene.add_process(scene.osl.organisation), scene.add_process(scene.organisation("OSL"))
    bound = scene.program(Scope.OSL, scene.osl, process_codes=(second.code,))
    made, narrow = scene.register(scene.osl), scene.register(bound)
    assert (made.id, made.side, made.organisation) == (scene.osl.client_id, Side.OSL, scene.osl.organisation)
    listeners = {each.code: each.listeners for each in scene.hub.referential.processes()}
    assert listeners == {scene.process.code: (made.id,), second.code: (made.id, narrow.id), foreign.code: ()}


def test_the_administration_registers_for_whom_it_names() -> None:
    scene = WebhookScene()
    assert scene.register(scene.admin, owner_id=scene.subscribed.id).id == scene.subscribed.id
    assert scene.register(scene.admin, owner_id=scene.osl.client_id).id == scene.osl.client_id
    assert refused(partial(scene.register, scene.admin), Invalid) == "subscriptionId or clientId is required"
    for unknown in (UNKNOWN, scene.si.client_id):  # an SI's webhook is its subscription's
        assert refused(partial(scene.register, scene.admin, owner_id=unknown), NotFound) == "Webhook owner is not found"


def test_nobody_registers_for_another() -> None:
    scene = WebhookScene()
    foreign = scene.program(Scope.OSL, replace(scene.osl, organisation=scene.organisation("OSL")))
    for caller, owner in (
        (scene.si, scene.osl.client_id),
        (scene.osl, scene.subscribed.id),
        (foreign, scene.osl.client_id),
        (scene.osl, UNKNOWN),
    ):
        assert refused(partial(scene.register, caller, owner_id=owner), Forbidden) == "Unauthorized user"
    assert scene.register(scene.si, owner_id=scene.subscribed.id).id == scene.subscribed.id


def test_nothing_is_registered_that_could_never_be_told() -> None:
    scene = WebhookScene(access_mode=AccessMode.PORTAL)
    assert "is not in API mode" in refused(partial(scene.register, scene.admin, owner_id=scene.subscribed.id), Invalid)
    idle = scene.program(Scope.OSL, replace(scene.osl, organisation=scene.organisation("OSL")))
    assert refused(partial(scene.register, idle), Invalid) == f"Client {idle.client_id} has no process"
    assert "https" in refused(partial(scene.register, scene.osl, url="http://a.fr/"), Invalid)
    for _ in range(LIMITS.webhook_listeners):
        scene.register(scene.program(Scope.OSL, scene.osl))
    assert refused(partial(scene.register, scene.osl), Invalid) == "A process has at most 5 webhooks"
    assert len(scene.hub.rows("webhook")) == LIMITS.webhook_listeners


def test_registering_again_replaces_address_and_secret_and_resumes() -> None:
    scene, case_id = with_a_case()
    scene.answers(410)
    scene.deliver(Lane(scene.subscribed.id, case_id))
    before = scene.webhook(scene.subscribed.id)
    after = scene.register(scene.si, url="https://other.example.fr/")
    assert after == replace(before.moved_to("https://other.example.fr/", after.secrets[0].sealed, at=scene.now), version=3)
    assert after.secrets[0] != before.secrets[0]
    scene.answers(204)
    scene.live(timedelta(minutes=5))
    assert [target.host for target, _, _ in scene.receiver.received] == ["receiver.example.fr", "other.example.fr"]


def test_a_registration_cut_anywhere_is_there_with_what_marks_it_or_is_not() -> None:
    def build() -> tuple[WebhookScene, None]:
        return WebhookScene(), None

    for scene, _ in cut_everywhere(build, lambda scene, _, hub: scene.register(scene.si, through=hub)):
        found = scene.hub.webhooks.webhook(scene.subscribed.id)
        assert scene.present_subscription().has_webhook is (found is not None)
        scene.register(scene.si)
        assert scene.present_subscription().has_webhook


def test_two_who_register_at_once_leave_one_webhook_and_the_second_judges_again() -> None:
    scene = WebhookScene()
    with pytest.raises(StaleWrite):
        scene.register(scene.si, through=Meanwhile(scene.hub, [lambda: scene.register(scene.si)]))
    assert scene.register(scene.si, url="https://b.fr/").url == "https://b.fr/"


def test_a_removed_webhook_leaves_nothing_that_says_it_is_there() -> None:
    scene = WebhookScene()
    other = scene.register(scene.program(Scope.OSL, scene.osl))
    for caller in (scene.si, scene.osl):
        webhook = scene.register(caller)
        manage_webhooks.remove_webhook(webhook.id, caller=caller, holders=holders_of(scene.hub), commit=scene.hub.commit)
        assert refused(partial(read, scene.hub, webhook.id, scene.admin), NotFound) == "Webhook is not found"
    assert not scene.present_subscription().has_webhook
    process = scene.hub.referential.process(scene.process.code)
    assert process is not None
    assert process.listeners == (other.id,)


def revoke(scene: WebhookScene, client_id: str, through: Hub | None = None) -> None:
    hub = through or scene.hub
    manage_clients.revoke_client(
        client_id,
        by=Doer(chain=str(scene.admin.organisation), actor=scene.admin.client_id),
        now=scene.now,
        ids=hub.ids,
        clients=hub.clients,
        webhooks=hub.webhooks,
        referential=hub.referential,
        commit=hub.commit,
    )


def listeners(scene: WebhookScene) -> tuple[str, ...]:
    process = scene.hub.referential.process(scene.process.code)
    assert process is not None
    return process.listeners


@pytest.mark.rule("OAU-08")
def test_a_revoked_operators_client_takes_its_webhook_with_it_and_leaves_its_place_to_another() -> None:
    scene = WebhookScene()
    town = scene.register(scene.si)
    for _ in range(LIMITS.webhook_listeners):
        old = scene.program(Scope.OSL, scene.osl)
        assert listeners(scene) == ()
        assert (scene.register(old).id, *listeners(scene)) == (old.client_id, old.client_id)
        revoke(scene, old.client_id)
    last = scene.register(scene.osl)
    assert (scene.hub.rows("webhook"), listeners(scene)) == ([town, last], (last.id,))
    revoke(scene, scene.si.client_id)  # an SI's is its subscription's, whatever client reads it
    assert scene.webhook(town.id) == town


@pytest.mark.rule("OAU-08")
def test_a_revocation_cut_anywhere_leaves_client_webhook_and_marks_all_or_none() -> None:
    def build() -> tuple[WebhookScene, str]:
        scene = WebhookScene()
        return scene, scene.register(scene.osl).id

    for scene, client_id in cut_everywhere(build, lambda scene, client_id, hub: revoke(scene, client_id, hub)):
        found = [scene.hub.clients.client(client_id), scene.hub.webhooks.webhook(client_id), *listeners(scene)]
        assert all(found) or found == [None, None]


@pytest.mark.rule("OAU-08")
def test_a_registration_and_a_revocation_at_once_leave_no_webhook_without_its_client() -> None:
    scene = WebhookScene()
    client_id = scene.osl.client_id
    with pytest.raises(StaleWrite):
        revoke(scene, client_id, Meanwhile(scene.hub, [lambda: scene.register(scene.osl)]))
    assert (scene.hub.clients.client(client_id) is not None, listeners(scene)) == (True, (client_id,))
    other = scene.program(Scope.OSL, scene.osl)
    with pytest.raises(StaleWrite):
        scene.register(other, through=Meanwhile(scene.hub, [lambda: revoke(scene, other.client_id)]))
    assert (scene.hub.webhooks.webhook(other.client_id), listeners(scene)) == (None, (client_id,))


def read(hub: Hub, webhook_id: str, caller: object) -> Webhook:
    return manage_webhooks.read_webhook(webhook_id, caller=caller, holders=holders_of(hub))  # type: ignore[arg-type]


def test_a_webhook_is_seen_by_its_owner_and_the_administration_alone() -> None:
    scene = WebhookScene()
    webhook = scene.register(scene.osl)
    second = scene.program(Scope.OSL, scene.osl)
    assert read(scene.hub, webhook.id, scene.osl) == read(scene.hub, webhook.id, scene.admin) == webhook
    for caller in (scene.si, second):
        assert refused(partial(read, scene.hub, webhook.id, caller), Forbidden) == "Unauthorized user"
        assert manage_webhooks.own_webhooks(caller=caller, holders=holders_of(scene.hub)) == ()
    assert manage_webhooks.own_webhooks(caller=scene.osl, holders=holders_of(scene.hub)) == (webhook,)
    assert manage_webhooks.own_webhooks(caller=scene.admin, holders=holders_of(scene.hub)) == ()


def test_a_test_is_sent_once_even_to_a_paused_webhook_and_its_outcome_is_read_there() -> None:
    scene, case_id = with_a_case()
    scene.answers(410)
    scene.deliver(Lane(scene.subscribed.id, case_id))
    scene.receiver.received.clear()
    scene.answers(500)
    test = send_test(scene)
    scene.live(timedelta(minutes=30))
    assert scene.heard() == [{"deliveryId": test, "deliveryType": "PING"}]
    webhook = scene.webhook(scene.subscribed.id)
    assert (webhook.ping_outcome, webhook.is_paused) == ("500", True)
    assert [each.id for each in scene.deliveries() if each.notification is None] == []
    assert scene.hub.rows("agenda", "webhook") == []


def send_test(scene: WebhookScene) -> str:
    hub = scene.hub
    return manage_webhooks.send_test(scene.subscribed.id, caller=scene.si, now=scene.now, ids=hub.ids, holders=holders_of(hub), commit=hub.commit).id


def test_a_test_whose_function_was_cut_off_says_so() -> None:
    def build() -> tuple[WebhookScene, Lane]:
        scene = WebhookScene()
        scene.register(scene.si)
        return scene, Lane(scene.subscribed.id, send_test(scene))

    outcomes = set()
    for scene, _ in cut_everywhere(build, lambda scene, lane, hub: scene.deliver(lane, through=hub)):
        scene.live(timedelta(minutes=15))
        outcomes.add((scene.webhook(scene.subscribed.id).ping_outcome, len(scene.heard())))
        assert scene.deliveries() == []
    assert outcomes == {("204", 1), ("CUT_OFF", 0), ("CUT_OFF", 1)}


def with_dead_letters(number: int) -> tuple[WebhookScene, list[str]]:
    """A town whose receiver failed for so long that some deliveries are dead; it is there again."""
    scene = WebhookScene()
    scene.register(scene.si)
    cases = [scene.delivered(scene.si).cases[0].id for _ in range(number)]
    for each in scene.deliveries():
        scene.hub.commit(replace(each, state=DeliveryState.DEAD, attempts=13, settled_at=scene.now, last_outcome="500"))
    return scene, cases


def test_dead_letters_are_listed_by_pages_and_replayed_one_by_one() -> None:
    scene, cases = with_dead_letters(5)
    holders = holders_of(scene.hub)
    every = sorted(each.id for each in scene.deliveries())

    def page(after: str) -> list[str]:
        found = manage_webhooks.list_dead_letters(scene.subscribed.id, after=after, limit=2, caller=scene.si, holders=holders)
        return [each.id for each in found]

    assert [page(""), page(every[1]), page(every[3]), page(every[4])] == [every[:2], every[2:4], every[4:], []]
    manage_webhooks.replay_dead_letter(scene.subscribed.id, every[2], caller=scene.si, now=scene.now, holders=holders, commit=scene.hub.commit)
    scene.live(timedelta(minutes=5))
    assert [each["deliveryId"] for each in scene.heard()] == [every[2]]
    for gone in (every[2], UNKNOWN):
        again = partial(
            manage_webhooks.replay_dead_letter, scene.subscribed.id, gone, caller=scene.si, now=scene.now, holders=holders, commit=scene.hub.commit
        )
        assert refused(again, NotFound) == "Delivery is not found"
    assert len(cases) == 5


def test_all_dead_letters_are_replayed_page_by_page_each_once_wherever_it_is_cut() -> None:
    number = LIMITS.webhook_page + 3

    def replay(scene: WebhookScene, hub: Hub) -> int:
        return manage_webhooks.replay_dead_letters(scene.subscribed.id, caller=scene.si, now=scene.now, holders=holders_of(hub), commit=hub.commit)

    for scene, cases in cut_everywhere(lambda: with_dead_letters(number), lambda scene, _, hub: replay(scene, hub)):
        counts = [replay(scene, scene.hub) for _ in range(3)]
        assert counts in ([LIMITS.webhook_page, 3, 0], [3, 0, 0])
        scene.live(timedelta(minutes=10))
        assert sorted(each["caseId"] for each in scene.heard()) == sorted(cases)


@pytest.mark.rule("ORG-03")
def test_a_new_process_of_an_operator_and_one_that_comes_to_it_are_heard_by_its_webhooks() -> None:
    scene = WebhookScene()
    webhook = scene.register(scene.osl)
    usual = replace(scene.process, version=0)
    made = administer.create_process(
        replace(usual, code="NEW"), referential=scene.hub.referential, clients=scene.hub.clients, commit=scene.hub.commit
    )
    foreign = scene.add_process(scene.organisation("OSL"))
    settings = {"now": scene.now, "referential": scene.hub.referential, "clients": scene.hub.clients, "commit": scene.hub.commit}
    come = administer.replace_process(replace(foreign, osl=scene.osl.organisation), **settings)  # type: ignore[arg-type]
    kept = administer.replace_process(replace(usual, name="Autre"), **settings)  # type: ignore[arg-type]
    left = administer.replace_process(replace(made, osl=foreign.osl), **settings)  # type: ignore[arg-type]
    assert [each.listeners for each in (made, come, kept, left)] == [(webhook.id,), (webhook.id,), (webhook.id,), ()]


def bound_to(scene: WebhookScene, *codes: str) -> Webhook:
    """The webhook of a client of the operator's that sees some of its processes only."""
    return scene.register(scene.program(Scope.OSL, replace(scene.osl, process_codes=frozenset(codes)), process_codes=codes))


@pytest.mark.rule("CAS-06", "OAU-07", "ORG-03")
def test_a_new_process_is_heard_by_the_webhooks_alone_whose_clients_may_see_it() -> None:
    scene = WebhookScene()
    codes = [scene.add_process(scene.osl.organisation).code for _ in range(2)]
    for code in codes:
        for _ in range(LIMITS.webhook_listeners - 1):
            bound_to(scene, code)
    webhook = scene.register(scene.osl)
    hub, usual = scene.hub, replace(scene.process, listeners=(), version=0)
    settings = {"referential": hub.referential, "clients": hub.clients, "commit": hub.commit}
    made = administer.create_process(replace(usual, code="NEW"), **settings)  # type: ignore[arg-type]
    foreign = scene.add_process(scene.organisation("OSL"))
    come = administer.replace_process(replace(foreign, osl=scene.osl.organisation), now=scene.now, **settings)  # type: ignore[arg-type]
    assert [each.listeners for each in (made, come)] == [(webhook.id,)] * 2


@pytest.mark.rule("CAS-06", "OAU-07", "ORG-03")
def test_a_process_that_more_webhooks_would_hear_than_there_may_be_is_refused() -> None:
    scene = WebhookScene()
    codes = [scene.add_process(scene.osl.organisation).code for _ in range(LIMITS.webhook_listeners + 1)]
    for code in codes:
        bound_to(scene, code, "NEW")
    hub, usual = scene.hub, replace(scene.process, listeners=(), version=0)
    with pytest.raises(Invalid, match="A process has at most 5 webhooks"):
        administer.create_process(replace(usual, code="NEW"), referential=hub.referential, clients=hub.clients, commit=hub.commit)
    assert hub.referential.process("NEW") is None
