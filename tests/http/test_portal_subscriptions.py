"""« Gestion des abonnements »: what each person sees of the subscriptions and changes of them. **Source:** SUB-04 to SUB-08, SUB-10, SUB-12."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.accounts import Account, account_id
from chalicelib.domain.agenda import Topic
from chalicelib.domain.calendar import PARIS, day_in_words, next_paris_midnight, paris_date
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.subscriptions import AccessMode, Frequency, Person, Subscription
from chalicelib.handlers.jobs import run_job
from tests.builders import World
from tests.portal import Browser, add_account, signed_in

MANAGE = {Role.SUBSCRIPTIONS_READ, Role.SUBSCRIPTIONS_MANAGE}
NOT_YOURS = ["Vous n'avez pas accès à cet élément."]


def town_with(world: World, **overrides: Any) -> tuple[OrganisationId, Subscription]:
    town = world.organisation("SI")
    return town, world.subscription(town, **{"access_mode": AccessMode.PORTAL, **overrides})


def browser_of(world: World, *organisations: OrganisationId, actor: ActorType = ActorType.LOCAL_ADMINISTRATOR, **account: Any) -> Browser:
    return signed_in(world.hub, world.gateway, add_account(world.hub, actor, *organisations, **account))


def form_of(browser: Browser, made: Subscription, **changes: Any) -> dict[str, Any]:
    """The form as the screen fills it from what was read."""
    read = browser.get(f"/subscriptions/{made.id}").json
    kept = ("accessMode", "notificationFrequency", "email", "activationDate", "delegateEmail", "version")
    return {**{name: read[name] for name in kept}, **changes}


def change(browser: Browser, made: Subscription, **changes: Any) -> Any:
    return browser.put(f"/subscriptions/{made.id}", form_of(browser, made, **changes))


def action(row: dict[str, Any], key: str) -> str | None:
    """Why an action is not allowed."""
    [found] = [each for each in row["actions"] if each["key"] == key]
    assert found["isAllowed"] == (found["reason"] is None)
    reason: str | None = found["reason"]
    return reason


@pytest.mark.rule("SUB-04")
def test_a_local_administrator_sees_his_organisation_s_subscriptions_with_what_he_may_do(world: World) -> None:
    town, made = town_with(world)
    neighbour = OrganisationId(type="SI", company_register=town.company_register, branch_code="99999")
    world.subscription(neighbour)
    town_with(world)
    browser = browser_of(world, town)
    answer = browser.get("/subscriptions")
    assert (answer.status, answer.headers["content-range"]) == (200, "Subscriptions 0-0/1")
    [row] = answer.json
    assert {name: value for name, value in row.items() if name not in ("since", "actions")} == {
        "id": made.id,
        "processCode": world.process.code,
        "processName": "Recensement",
        "organisation": str(town),
        "organisationName": f"Commune {town.company_register}",
        "status": "Actif",
        "until": None,
        "accessMode": "PORTAIL",
        "notificationFrequency": "Aucune",
        "email": None,
        "activationDate": paris_date(world.clock.now()).isoformat(),
        "localAdministratorEmail": "admin@commune.test",
        "delegateEmail": None,
        "rejectionReason": None,
        "version": 0,
    }
    assert {each["key"]: each["reason"] for each in row["actions"]} == {
        "CHANGE": None,
        "CHANGE_DELEGATE": None,
        "CHANGE_ACTIVATION": "L'abonnement a déjà été activé : sa date d'activation ne peut plus être modifiée.",
        "SUSPEND": None,
        "REACTIVATE": "Cet abonnement est déjà actif.",
        "CREDENTIALS": "Les identifiants ne servent qu'en modalité d'accès « API » : choisissez-la d'abord.",
    }
    assert browser.get(f"/subscriptions/{made.id}").json == row
    assert browser.get("/subscriptions", status="Suspendu").json == []
    assert [each["id"] for each in browser.get("/subscriptions", processCode=[world.process.code]).json] == [made.id]
    assert [each["id"] for each in browser.get("/subscriptions", companyRegister=town.company_register).json] == [made.id]
    assert browser.get("/subscriptions", companyRegister="0" * 14).json == []


@pytest.mark.rule("SUB-04", "SUB-12")
def test_nobody_sees_or_changes_what_is_not_his(world: World) -> None:
    town, made = town_with(world, access_mode=AccessMode.API)
    other, _ = town_with(world)
    strangers = {
        "neighbour": browser_of(world, other),
        "delegate of another": browser_of(world, other, actor=ActorType.TECHNICAL_DELEGATE),
    }
    body = form_of(browser_of(world, town), made)
    for name, browser in strangers.items():
        answers = [
            browser.get("/subscriptions", organisation=str(town)),
            browser.get(f"/subscriptions/{made.id}"),
            browser.put(f"/subscriptions/{made.id}", body),
            browser.post(f"/subscriptions/{made.id}/suspend", {"confirm": True}),
            browser.post(f"/subscriptions/{made.id}/reactivate"),
            browser.get(f"/subscriptions/{made.id}/credentials"),
            browser.post(f"/subscriptions/{made.id}/credentials/client-id"),
            browser.post(f"/subscriptions/{made.id}/credentials/secret"),
            browser.post(f"/subscriptions/{made.id}/credentials/regenerate"),
        ]
        assert [(each.status, each.messages) for each in answers] == [(403, NOT_YOURS)] * 9, name
    agent = browser_of(world, town, actor=ActorType.AGENT, roles={Role.SUBSCRIPTIONS_READ})
    read = agent.get(f"/subscriptions/{made.id}")
    assert read.status == 200
    assert action(read.json, "CHANGE") == (
        "Vous ne disposez pas du rôle « Gestion des abonnements ». Contactez l'administrateur local de votre organisation."
    )
    assert agent.put(f"/subscriptions/{made.id}", body).status == 403
    assert browser_of(world, town, actor=ActorType.AGENT).get("/subscriptions").status == 403
    assert Browser(world.gateway).get("/subscriptions").status == 401
    assert world.hub.referential.subscription(made.id) == made


@pytest.mark.rule("SUB-12")
def test_a_technical_delegate_manages_those_who_named_him_one_at_a_time(world: World) -> None:
    (first, made), (second, other) = town_with(world), town_with(world)
    one = browser_of(world, first, actor=ActorType.TECHNICAL_DELEGATE)
    assert [each["id"] for each in one.get("/subscriptions").json] == [made.id]
    assert change(one, made, notificationFrequency="Unitaire", email="etat-civil@vienne.test").status == 200
    assert one.get(f"/subscriptions/{other.id}").status == 403
    both = browser_of(world, first, second, actor=ActorType.TECHNICAL_DELEGATE)
    answer = both.get("/subscriptions")
    assert (answer.status, answer.messages) == (403, ["Choisissez d'abord l'organisation pour laquelle vous agissez."])


@pytest.mark.rule("SUB-04", "ORG-06")
def test_an_operator_consults_the_subscriptions_of_his_processes_and_changes_none(world: World) -> None:
    town, made = town_with(world)
    foreign = world.subscription(town, world.add_process(osl=world.organisation("OSL")))
    browser = browser_of(world, world.osl_organisation, actor=ActorType.BUSINESS_ADMINISTRATOR)
    assert [each["id"] for each in browser.get("/subscriptions").json] == [made.id]
    assert [each["id"] for each in browser.get("/subscriptions", organisation=str(town)).json] == [made.id]
    assert browser.get("/subscriptions", processCode=[foreign.process_code]).json == []
    assert [each["id"] for each in browser.get("/subscriptions", companyRegister=town.company_register).json] == [made.id]
    assert browser.get(f"/subscriptions/{foreign.id}").status == 403
    read = browser.get(f"/subscriptions/{made.id}").json
    assert {each["isAllowed"] for each in read["actions"]} == {False}
    refused = [change(browser, made, accessMode="API"), browser.post(f"/subscriptions/{made.id}/suspend", {"confirm": True})]
    words = "Seule l'organisation abonnée peut modifier son abonnement : vous consultez l'abonnement et décidez des demandes."
    assert [(each.status, each.messages) for each in refused] == [(403, [words])] * 2


@pytest.mark.rule("SUB-04", "ACC-11")
def test_the_national_administrator_sees_all_and_may_change_but_is_given_no_secret(world: World) -> None:
    town, made = town_with(world, access_mode=AccessMode.API)
    browser = browser_of(world, world.hub.administration, actor=ActorType.NATIONAL_ADMINISTRATOR)
    assert [each["id"] for each in browser.get("/subscriptions", organisation=str(town)).json] == [made.id]
    assert [each["id"] for each in browser.get("/subscriptions", processCode=[world.process.code]).json] == [made.id]
    assert browser.get("/subscriptions", maxResult=1).status == 200
    assert [each["id"] for each in browser.get("/subscriptions", companyRegister=town.company_register).json] == [made.id]
    assert change(browser, made, notificationFrequency="Quotidienne", email="mairie@vienne.test").status == 200
    answer = browser.post(f"/subscriptions/{made.id}/credentials/secret")
    words = "Les identifiants d'un abonnement ne sont remis qu'à l'organisation abonnée et à son délégué technique."
    assert (answer.status, answer.messages) == (403, [words])


@pytest.mark.rule("SUB-10", "SUB-11")
@pytest.mark.parametrize("frequency", ["Unitaire", "Biquotidienne", "Quotidienne"])
def test_a_frequency_asks_for_an_address_beside_its_field(world: World, frequency: str) -> None:
    town, made = town_with(world)
    browser = browser_of(world, town)
    answer = change(browser, made, notificationFrequency=frequency)
    words = f"La fréquence de notification « {frequency} » nécessite de renseigner une adresse e-mail à notifier."
    assert (answer.status, answer.json) == (400, {"errors": [{"code": 400, "message": words, "field": "email"}]})
    answer = change(browser, made, notificationFrequency=frequency, email="etat-civil@vienne.test")
    assert (answer.status, answer.json["notificationFrequency"], answer.json["email"]) == (200, frequency, "etat-civil@vienne.test")
    stored = world.hub.referential.subscription(made.id)
    assert stored is not None
    assert (stored.frequency, stored.email) == (Frequency(frequency), "etat-civil@vienne.test")


@pytest.mark.rule("SUB-04")
def test_a_form_that_is_no_form_says_so_beside_each_field(world: World) -> None:
    town, made = town_with(world)
    answer = browser_of(world, town).put(
        f"/subscriptions/{made.id}", {"accessMode": "FAX", "notificationFrequency": "Aucune", "email": "nulle part", "activationDate": "demain"}
    )
    assert (answer.status, {each["field"] for each in answer.json["errors"]}) == (400, {"accessMode", "email", "activationDate", "version"})


@pytest.mark.rule("SUB-04", "SUB-05")
def test_an_activation_date_to_come_is_waited_for_and_one_that_has_come_activates_at_once(world: World) -> None:
    town, made = town_with(world, activate_at=None)
    browser = browser_of(world, town)
    later = paris_date(world.clock.now() + timedelta(days=3))
    answer = change(browser, made, activationDate=later.isoformat())
    assert (answer.status, answer.json["status"], answer.json["activationDate"]) == (200, "Inactif", later.isoformat())
    assert datetime.fromisoformat(answer.json["until"]) == datetime(later.year, later.month, later.day, tzinfo=PARIS)
    assert change(browser, made, activationDate=None).json["activationDate"] is None  # called off
    answer = change(browser, made, activationDate=paris_date(world.clock.now()).isoformat())
    assert (answer.status, answer.json["status"]) == (200, "Actif")
    answer = change(browser, made, activationDate=later.isoformat())
    words = "L'abonnement a déjà été activé : sa date d'activation ne peut plus être modifiée."
    assert (answer.status, answer.json["errors"]) == (400, [{"code": 400, "message": words, "field": "activationDate"}])


@pytest.mark.rule("SUB-05", "JOB-02")
def test_an_activation_chosen_in_the_portal_comes_at_midnight_with_its_mail(world: World) -> None:
    town, made = town_with(world, activate_at=None)
    later = paris_date(world.clock.now() + timedelta(days=2))
    assert change(browser_of(world, town), made, activationDate=later.isoformat()).status == 200
    midnight = datetime(later.year, later.month, later.day, tzinfo=PARIS)
    for at, label in ((midnight - timedelta(minutes=1), "Inactif"), (midnight, "Actif")):
        run_job("label-subscriptions", world.hub, at)
        stored = world.hub.referential.subscription(made.id)
        assert stored is not None
        assert stored.label == label


@pytest.mark.rule("SUB-06")
def test_suspending_says_from_when_asks_and_is_lifted_again(world: World) -> None:
    town, made = town_with(world)
    browser = browser_of(world, town)
    tomorrow = next_paris_midnight(world.clock.now())
    day = day_in_words(tomorrow)
    asked = browser.post(f"/subscriptions/{made.id}/suspend", {})
    words = (
        f"À partir du {day} à 00:00, vous ne recevrez plus de nouveaux télédossiers pour cette démarche ; "
        "ceux déjà créés avant pourront être finalisés. Confirmez-vous la suspension de l'abonnement ?"
    )
    assert (asked.status, asked.json["reason"], asked.messages) == (409, "CONFIRMATION", [words])
    assert world.hub.referential.subscription(made.id) == made
    done = browser.post(f"/subscriptions/{made.id}/suspend", {"confirm": True})
    assert (done.status, done.json["status"], datetime.fromisoformat(done.json["until"])) == (200, "Actif", tomorrow)
    again = browser.post(f"/subscriptions/{made.id}/suspend", {"confirm": True})
    assert (again.status, again.messages) == (400, [f"La suspension est déjà prévue à partir du {day} à 00:00."])
    lifted = browser.post(f"/subscriptions/{made.id}/reactivate")
    assert (lifted.status, lifted.json["status"], lifted.json["until"]) == (200, "Actif", None)
    assert browser.post(f"/subscriptions/{made.id}/suspend", {"confirm": True}).status == 200
    leap = tomorrow - world.clock.now()
    world.clock.advance(leap)
    try:
        signed = browser_of(world, town)
        read = signed.get(f"/subscriptions/{made.id}").json
        assert (read["status"], datetime.fromisoformat(read["since"])) == ("Suspendu", tomorrow)
        assert (action(read, "SUSPEND"), action(read, "REACTIVATE")) == ("Cet abonnement est déjà suspendu.", None)
        assert signed.post(f"/subscriptions/{made.id}/reactivate").json["status"] == "Actif"
    finally:
        world.clock.advance(-leap)


@pytest.mark.rule("SUB-07", "SUB-08")
def test_switching_mode_tells_how_many_are_open_and_asks_first(world: World) -> None:
    town = world.town()
    made = world.hub.referential.subscriptions_of_pairs([(world.process.code, town.organisation)])[world.process.code, town.organisation]
    open_one, done_one, unfetched = (world.delivered(town)["cases"][0]["id"] for _ in range(3))
    for each in (open_one, done_one):
        assert town.get(f"/teledossiers/v1/cases/{each}").status == 200
    assert town.patch(f"/teledossiers/v1/cases/{done_one}", {"status": "DONE"}).status == 204
    browser = browser_of(world, town.organisation)
    asked = change(browser, made, accessMode="PORTAIL")
    words = (
        "1 télédossier déjà reçu est encore ouvert en mode « API » : il ne pourra plus être modifié. Les télédossiers qui n'ont pas encore "
        "été récupérés passeront en mode « Portail ». Confirmez-vous le changement de modalité d'accès ?"
    )
    assert (asked.status, asked.json["reason"], asked.messages) == (409, "CONFIRMATION", [words])
    assert town.get(f"/teledossiers/v1/cases/{unfetched}").status == 200  # still by the API
    done = change(browser, made, accessMode="PORTAIL", confirm=True)
    assert (done.status, done.json["accessMode"]) == (200, "PORTAIL")
    assert town.get("/teledossiers/v1/notifications").status == 403
    [entry] = [each for each in world.hub.agenda.due(Topic.MODE_SWITCH, at=world.clock.now(), limit=100) if each.subject == made.id]
    assert entry.due_at <= world.clock.now()


@pytest.mark.rule("SUB-04")
def test_of_two_people_on_one_form_the_second_is_told_that_it_changed(world: World) -> None:
    town, made = town_with(world)
    first, second = browser_of(world, town), browser_of(world, town)
    late = form_of(second, made, notificationFrequency="Unitaire", email="b@vienne.test")
    assert change(first, made, notificationFrequency="Unitaire", email="a@vienne.test").json["version"] == 1
    answer = second.put(f"/subscriptions/{made.id}", late)
    words = "Cet abonnement a été modifié entre-temps par une autre personne. Rechargez-le pour voir ce qui a changé, puis recommencez."
    assert (answer.status, answer.json["reason"], answer.messages) == (409, "CHANGED", [words])
    assert second.get(f"/subscriptions/{made.id}").json["email"] == "a@vienne.test"


@pytest.mark.rule("SUB-01")
def test_a_refused_subscription_is_shown_and_stays_as_it_is(world: World) -> None:
    now = world.clock.now()
    town, made = town_with(world, activate_at=None, validated_at=None, rejected_at=now, rejection_reason="Doublon")
    browser = browser_of(world, town)
    [row] = browser.get("/subscriptions").json
    assert (row["status"], row["rejectionReason"], {each["isAllowed"] for each in row["actions"]}) == ("Refusé", "Doublon", {False})
    answer = change(browser, made, notificationFrequency="Unitaire", email="a@vienne.test")
    words = "Cet abonnement a été refusé : il est conservé pour mémoire et ne peut plus être modifié."
    assert (answer.status, answer.messages) == (400, [words])


def delegate_of(world: World, email: str) -> Account | None:
    return world.hub.accounts.account(account_id(email))


@pytest.mark.rule("SUB-04", "SUB-12")
def test_naming_a_delegate_makes_his_account_and_naming_another_takes_the_organisation_from_him(world: World) -> None:
    town, made = town_with(world)
    also = world.subscription(town, world.add_process())
    browser = browser_of(world, town)
    for each in (made, also):
        assert change(browser, each, delegateEmail=f"robin@{town.company_register}.test").status == 200
    robin = delegate_of(world, f"robin@{town.company_register}.test")
    assert robin is not None
    assert (robin.actor_type, robin.organisations) == (ActorType.TECHNICAL_DELEGATE, (town,))
    assert change(browser, made, delegateEmail=f"alix@{town.company_register}.test").json["delegateEmail"] == f"alix@{town.company_register}.test"
    robin = delegate_of(world, robin.email)
    assert robin is not None
    assert robin.organisations == (town,)  # the other subscription names him still
    assert change(browser, also, delegateEmail=None).json["delegateEmail"] is None
    robin = delegate_of(world, robin.email)
    assert robin is not None
    assert robin.organisations == ()


@pytest.mark.rule("SUB-12")
def test_a_delegate_is_somebody_outside_and_no_delegate_names_another(world: World) -> None:
    town, made = town_with(world, local_administrator=Person(email=f"maire@{world.process.code}.test"))
    browser = browser_of(world, town)
    agent = add_account(world.hub, ActorType.AGENT, town)
    for email in (agent.email, f"maire@{world.process.code}.test", "mairie@vienne.test"):
        answer = change(browser, made, delegateEmail=email)
        assert (answer.status, [each["field"] for each in answer.json["errors"]]) == (400, ["delegateEmail"]), email
    delegate = browser_of(world, town, actor=ActorType.TECHNICAL_DELEGATE)
    answer = change(delegate, made, delegateEmail="autre@editeur.test")
    assert answer.status == 403
    assert answer.messages[0].startswith("Le délégué technique est désigné par l'organisation abonnée.")
    without = browser_of(world, town, actor=ActorType.AGENT, roles=MANAGE)
    answer = change(without, made, delegateEmail=f"nouveau@{town.company_register}.test")
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, "delegateEmail")
    known = add_account(world.hub, ActorType.TECHNICAL_DELEGATE, world.organisation("SI"))
    assert change(without, made, delegateEmail=known.email).status == 200
    gained = delegate_of(world, known.email)
    assert gained is not None
    assert town in gained.organisations


@pytest.mark.rule("SUB-12", "SUB-14")
def test_a_delegate_named_through_the_api_gains_the_organisation_like_one_named_here(world: World) -> None:
    town, made = town_with(world)
    admin = world.admin()
    former, new = (f"{name}@{town.company_register}.test" for name in ("former", "new"))
    assert change(browser_of(world, town), made, delegateEmail=former).status == 200
    read = admin.get(f"/referential/v1/subscriptions/{made.id}").json
    assert admin.put(f"/referential/v1/subscriptions/{made.id}", read | {"delegationActor": {"email": new}}).status == 200
    organisations = [found.organisations if (found := delegate_of(world, each)) else None for each in (former, new)]
    assert organisations == [(), (town,)]
