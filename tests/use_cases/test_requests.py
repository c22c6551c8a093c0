"""Requests and changes of subscriptions, cut anywhere or meeting something else, end whole. **Source:** SUB-15, SUB-04, SUB-08, SUB-09."""

from collections.abc import Callable
from typing import cast

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.accounts import Account, account_id
from chalicelib.domain.agenda import Topic
from chalicelib.domain.audit import Fact
from chalicelib.domain.errors import ConfirmationNeeded, Invalid, StaleWrite
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.links import Link, Purpose
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.request_forms import RequestForm
from chalicelib.domain.requests import RequestStatus, SubscriptionRequest
from chalicelib.domain.roles import ACTOR_RULES, ActorType
from chalicelib.domain.sessions import Session, Stage, token_digest
from chalicelib.domain.subscription_forms import SubscriptionForm
from chalicelib.domain.subscriptions import AccessMode, Frequency, Person, Subscription, SubscriptionStatus
from chalicelib.domain.values import replace
from chalicelib.use_cases import decide_request, issue_credentials, manage_subscriptions, request_subscription
from tests.fakes.cuts import Meanwhile, cut_everywhere
from tests.fakes.hub import Hub
from tests.portal import add_account
from tests.scenes import ADMINISTRATION, MemoryScene

NEW_TOWN = OrganisationId.parse("SI-21380544300016-38544")


def user_of(scene: MemoryScene, actor: ActorType, organisation: OrganisationId) -> PortalUser:
    account = Account(
        id=account_id(f"{actor}@{organisation}.test"),
        email=f"{actor}@{organisation}.test",
        actor_type=actor,
        organisations=(organisation,),
        first_name="Dominique",
        last_name="BERNARD",
        roles=ACTOR_RULES[actor].default_roles,
        active_at=scene.now,
        sessions_from=scene.now,
        created_at=scene.now,
    )
    session = Session(id="s", account_id=account.id, stage=Stage.OPEN, opened_at=scene.now, seen_at=scene.now, expires_at=scene.now)
    return PortalUser(account=account, session=session)


def form(scene: MemoryScene, **overrides: object) -> RequestForm:
    usual: dict[str, object] = {
        "organisation": NEW_TOWN,
        "organisation_name": "Vienne",
        "postal_code": "38200",
        "territory": "Isère",
        "requester": "jeanne.durand@vienne.test",
        "local_administrator": Person(email="jeanne.durand@vienne.test", first_name="Jeanne", last_name="DURAND"),
        "delegate_email": "robin@editeur.test",
        "process_codes": (scene.process.code,),
    }
    return RequestForm(**(usual | overrides))  # type: ignore[arg-type]


def asked(scene: MemoryScene, hub: Hub | None = None) -> tuple[SubscriptionRequest, ...]:
    on = hub or scene.hub
    return request_subscription.ask(form(scene), now=scene.now, referential=on.referential, secrets=on.secrets, commit=on.commit)


def confirm(scene: MemoryScene, reference: str, hub: Hub | None = None) -> None:
    on = hub or scene.hub
    request_subscription.confirm(
        f"{reference}.secret",
        now=scene.now,
        administration=ADMINISTRATION,
        requests=on.requests,
        sessions=on.sessions,
        accounts=on.accounts,
        commit=on.commit,
    )


def to_confirm() -> tuple[MemoryScene, str]:
    """A form whose link has left."""
    scene = MemoryScene()
    [request] = asked(scene)
    link = Link(purpose=Purpose.REQUEST, subject=request.reference, digest=token_digest("secret"), expires_at=scene.in_a(days=7))
    scene.hub.commit(link)
    return scene, request.reference


def to_decide() -> tuple[MemoryScene, SubscriptionRequest]:
    scene, reference = to_confirm()
    confirm(scene, reference)
    return scene, scene.hub.requests.of_reference(reference)[0]


def accept(scene: MemoryScene, request: SubscriptionRequest, hub: Hub | None = None) -> Subscription:
    on = hub or scene.hub
    return decide_request.accept_request(
        request.id,
        user=user_of(scene, ActorType.BUSINESS_ADMINISTRATOR, scene.osl.organisation),
        now=scene.now,
        ids=on.ids,
        referential=on.referential,
        accounts=on.accounts,
        requests=on.requests,
        commit=on.commit,
    )


def refuse(scene: MemoryScene, request: SubscriptionRequest, hub: Hub | None = None) -> None:
    on = hub or scene.hub
    decide_request.refuse_request(
        request.id,
        "Doublon",
        user=user_of(scene, ActorType.NATIONAL_ADMINISTRATOR, ADMINISTRATION),
        now=scene.now,
        ids=on.ids,
        requests=on.requests,
        commit=on.commit,
    )


def templates(scene: MemoryScene) -> list[str]:
    return sorted(each.template for each in scene.hub.rows("mail"))


@pytest.mark.rule("SUB-15")
def test_a_form_cut_anywhere_is_there_with_its_mail_or_not_at_all() -> None:
    def act(scene: MemoryScene, _: None, hub: Hub) -> object:
        return asked(scene, hub)

    for scene, _ in cut_everywhere(lambda: (MemoryScene(), None), act):
        assert (len(scene.hub.rows("request")), templates(scene)) in [(0, []), (1, ["demande_confirmer"])]


@pytest.mark.rule("SUB-15")
def test_a_confirmation_cut_anywhere_is_done_once_by_the_next_click_or_was_done() -> None:
    for scene, reference in cut_everywhere(to_confirm, confirm):
        try:
            confirm(scene, reference)
        except Invalid:
            assert scene.hub.requests.of_reference(reference)[0].status is RequestStatus.WAITING
        assert templates(scene) == ["demande_a_valider", "demande_confirmer", "demande_recue"]
        assert scene.hub.rows("link") == []


@pytest.mark.rule("SUB-15", "SUB-03")
def test_an_acceptance_cut_anywhere_makes_one_subscription_and_each_account_once() -> None:
    for scene, request in cut_everywhere(to_decide, accept):
        try:
            accept(scene, request)
        except Invalid as refusal:
            assert refusal.messages[0].startswith("Cette demande n'attend pas de décision")  # noqa: PT017
        [seat] = scene.hub.rows("seat")
        assert (seat.subscriber, seat.label) == (NEW_TOWN, SubscriptionStatus.INACTIVE)
        decided = scene.hub.requests.request(request.id)
        assert decided is not None
        assert (decided.status, decided.subscription_id) == (RequestStatus.ACCEPTED, seat.id)
        assert scene.hub.referential.organisation(NEW_TOWN) is not None
        assert {each.actor_type for each in scene.hub.rows("account")} == {ActorType.LOCAL_ADMINISTRATOR, ActorType.TECHNICAL_DELEGATE}
        assert [each for each in templates(scene) if each != "activation"] == [
            "abonnement_accepte",
            "demande_a_valider",
            "demande_acceptee",
            "demande_confirmer",
            "demande_recue",
        ]
        assert templates(scene).count("activation") == 2
        assert len([each for each in scene.hub.rows("fact") if each.fact == "REQUEST_DECIDED"]) == 1


@pytest.mark.rule("SUB-15", "SUB-01")
def test_a_decision_that_another_has_just_taken_changes_nothing_more() -> None:
    decisions: list[Callable[..., object]] = [accept, refuse]
    for mine in decisions:
        for other in decisions:
            scene, request = to_decide()
            hub = Meanwhile(scene.hub, [lambda scene=scene, request=request, other=other: other(scene, request)])  # type: ignore[misc]
            with pytest.raises(StaleWrite):
                mine(scene, request, hub)
            with pytest.raises(Invalid):
                mine(scene, request)
            subscriptions = [each for each in scene.hub.rows("seat") + scene.hub.rows("subscription") if isinstance(each, Subscription)]
            assert [each.label for each in subscriptions] == [SubscriptionStatus.INACTIVE if other is accept else SubscriptionStatus.REFUSED]


@pytest.mark.rule("SUB-15")
def test_ten_automatic_processes_with_a_delegate_fit_one_transaction() -> None:
    scene = MemoryScene()
    town = scene.organisation()
    codes = tuple(scene.add_process(scene.osl.organisation, validation="Auto").code for _ in range(10))
    user = user_of(scene, ActorType.LOCAL_ADMINISTRATOR, town)
    person = Person(email=user.account.email, first_name="Dominique", last_name="BERNARD")
    own = form(scene, organisation=town, requester=user.account.email, local_administrator=person, process_codes=codes)
    answered = request_subscription.ask_for_own(
        own,
        user=user,
        now=scene.now,
        ids=scene.hub.ids,
        administration=ADMINISTRATION,
        referential=scene.hub.referential,
        accounts=scene.hub.accounts,
        requests=scene.hub.requests,
        secrets=scene.hub.secrets,
        commit=scene.hub.commit,
    )
    assert [each.status for each in answered] == [RequestStatus.ACCEPTED] * 10
    assert sorted(each.process_code for each in scene.hub.rows("seat")) == sorted(codes)
    [fact] = [each for each in scene.hub.rows("fact") if each.fact is Fact.REQUEST_DECIDED]
    assert (fact.actor, fact.chain, fact.subject) == (user.account.id, str(town), answered[0].id)
    assert fact.details == {"decision": "accepted at once", "process": " ".join(codes), "organisation": str(town)}


@pytest.mark.rule("SUB-15", "ORG-06")
def test_of_a_form_to_several_operators_each_is_told_of_its_own_processes_alone() -> None:
    scene = MemoryScene()
    other_osl = scene.organisation("OSL")
    theirs = scene.add_process(other_osl)
    national = add_account(cast(Composition, scene.hub), ActorType.NATIONAL_ADMINISTRATOR, ADMINISTRATION)
    crowd = [add_account(cast(Composition, scene.hub), ActorType.BUSINESS_ADMINISTRATOR, scene.osl.organisation) for _ in range(10)]
    [first, second] = request_subscription.ask(
        form(scene, process_codes=(scene.process.code, theirs.code)),
        now=scene.now,
        referential=scene.hub.referential,
        secrets=scene.hub.secrets,
        commit=scene.hub.commit,
    )
    scene.hub.commit(Link(purpose=Purpose.REQUEST, subject=first.reference, digest=token_digest("secret"), expires_at=scene.in_a(days=7)))
    confirm(scene, first.reference)
    told = {each.to: each.words["processes"] for each in scene.hub.rows("mail") if each.template == "demande_a_valider"}
    assert told.pop(national.email) == second.process_code
    assert set(told.values()) == {first.process_code}
    assert set(told) < {each.email for each in crowd}
    assert len(told) == 5


def portal_form(**overrides: object) -> SubscriptionForm:
    usual: dict[str, object] = {
        "access_mode": AccessMode.PORTAL,
        "frequency": Frequency.EACH,
        "email": "mairie@commune.test",
        "activation_date": None,
        "delegate_email": "robin@editeur.test",
        "revision": 0,
    }
    return SubscriptionForm(**(usual | overrides))  # type: ignore[arg-type]


def change(scene: MemoryScene, made: Subscription, hub: Hub | None = None, **overrides: object) -> None:
    on = hub or scene.hub
    manage_subscriptions.change_subscription(
        made.id,
        portal_form(**overrides),
        is_confirmed=True,
        user=user_of(scene, ActorType.LOCAL_ADMINISTRATOR, made.subscriber),
        now=scene.now,
        ids=on.ids,
        referential=on.referential,
        exchange=on.exchange,
        accounts=on.accounts,
        commit=on.commit,
    )


def subscribed(**overrides: object) -> tuple[MemoryScene, Subscription]:
    scene = MemoryScene()
    return scene, scene.subscription(scene.organisation(), activate_at=None, **overrides)


@pytest.mark.rule("SUB-04", "SUB-08", "SUB-12")
def test_a_change_cut_anywhere_is_done_with_all_its_consequences_or_not_at_all() -> None:
    for scene, made in cut_everywhere(subscribed, change):
        stored = scene.hub.referential.subscription(made.id)
        assert stored is not None
        followed = (
            stored.effective_mode,
            bool(scene.hub.rows("agenda", Topic.MODE_SWITCH)),
            len(scene.hub.rows("account")),
            len([each for each in scene.hub.rows("fact") if each.fact == "SUBSCRIPTION_CHANGED"]),
        )
        assert followed in [(AccessMode.API, False, 0, 0), (AccessMode.PORTAL, True, 1, 1)]


@pytest.mark.rule("SUB-08")
@pytest.mark.parametrize(
    ("frozen", "fetched", "begins"),
    [
        (0, 0, "Aucun télédossier déjà reçu en mode « API » n'est encore ouvert."),
        (0, 1, "1 télédossier déjà reçu est encore ouvert en mode « API » : il ne pourra plus être modifié."),
        (0, 3, "3 télédossiers déjà reçus sont encore ouverts en mode « API » : ils ne pourront plus être modifiés."),
        (0, 1_001, "Au moins 1000 télédossiers déjà reçus sont encore ouverts en mode « API » : ils ne pourront plus être modifiés."),
        # What an earlier switch has left behind is not left behind again.
        (8, 0, "Aucun télédossier déjà reçu en mode « API » n'est encore ouvert."),
        (8, 1, "1 télédossier déjà reçu est encore ouvert en mode « API » : il ne pourra plus être modifié."),
        (1_001, 0, "Parmi les 1000 derniers télédossiers, aucun de ceux déjà reçus en mode « API » n'est encore ouvert."),
    ],
)
def test_the_question_tells_how_many_are_left_within_bounds(frozen: int, fetched: int, begins: str) -> None:
    scene = MemoryScene()
    town = scene.town(activate_at=scene.now)
    [case] = scene.delivered(town).cases
    [made] = scene.hub.rows("seat")
    template = scene.hub.exchange.case(case.id)
    assert template is not None
    scene.hub.commit(replace(made, mode_changed_at=scene.now))
    for number in range(frozen + fetched):
        fetched_at = scene.in_a(minutes=-1) if number < frozen else scene.now
        scene.hub.commit(replace(template, id=f"{number}", fetched_at=fetched_at, version=0))
    with pytest.raises(ConfirmationNeeded) as question:
        manage_subscriptions.change_subscription(
            made.id,
            portal_form(activation_date=scene.now.date(), delegate_email=None),
            is_confirmed=False,
            user=user_of(scene, ActorType.LOCAL_ADMINISTRATOR, made.subscriber),
            now=scene.now,
            ids=scene.hub.ids,
            referential=scene.hub.referential,
            exchange=scene.hub.exchange,
            accounts=scene.hub.accounts,
            commit=scene.hub.commit,
        )
    assert question.value.messages[0].startswith(begins)


@pytest.mark.rule("SUB-09", "OAU-05")
def test_a_copy_cut_anywhere_leaves_one_client_or_none_and_regenerating_goes_on_from_there() -> None:
    def copy(scene: MemoryScene, made: Subscription, hub: Hub | None = None) -> str:
        on = hub or scene.hub
        return issue_credentials.copy_secret(
            made.id,
            user=user_of(scene, ActorType.LOCAL_ADMINISTRATOR, made.subscriber),
            now=scene.now,
            ids=on.ids,
            referential=on.referential,
            clients=on.clients,
            secrets=on.secrets,
            commit=on.commit,
        )

    for scene, made in cut_everywhere(subscribed, copy):
        for _ in range(2):
            try:
                secret = copy(scene, made)
            except Invalid:  # its answer was lost: a new one has to be made
                secret = issue_credentials.regenerate_secret(
                    made.id,
                    user=user_of(scene, ActorType.LOCAL_ADMINISTRATOR, made.subscriber),
                    now=scene.now,
                    ids=scene.hub.ids,
                    referential=scene.hub.referential,
                    clients=scene.hub.clients,
                    accounts=scene.hub.accounts,
                    secrets=scene.hub.secrets,
                    commit=scene.hub.commit,
                )
            [client] = scene.hub.rows("client")
            assert client.accepts(secret)
