"""Subscriptions over HTTP: changed by the object that was given, activated and suspended by their dates, with their mails."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.domain.calendar import next_paris_midnight
from chalicelib.domain.callers import Scope
from chalicelib.handlers.job_schedules import SCHEDULES
from chalicelib.handlers.jobs import run_job
from infra.sandbox.clock import SandboxClock
from infra.sandbox.mailbox import mails
from infra.sandbox.ticker import Ticker
from tests.builders import Answer, Partner, World, wire_id

SUBSCRIPTIONS = "/referential/v1/subscriptions"


@pytest.fixture
def moving_clock(clock: SandboxClock) -> Iterator[SandboxClock]:
    """The hub's clock, put back afterwards."""
    ahead = clock.now() - datetime.now(UTC)
    try:
        yield clock
    finally:
        clock.set_to(datetime.now(UTC) + ahead)


def created(world: World, **overrides: Any) -> dict[str, Any]:
    """A subscription as the administration reads it after DataPass created it, for persons of its own."""
    body = {
        "datapassId": 12,
        "processCode": world.process.code,
        "subscriber": wire_id(world.organisation()),
        "notificationFrequency": "Aucune",
        "email": f"{uuid4().hex}@commune.test",
        "localAdministrator": {"email": f"maire-{uuid4().hex}@commune.test", "firstName": "Anne", "lastName": "DURAND"},
        **overrides,
    }
    answer = world.datapass().post(SUBSCRIPTIONS, body)
    assert answer.status == 201, answer.content
    read: dict[str, Any] = world.admin().get(f"{SUBSCRIPTIONS}/{answer.json['id']}").json
    return read


def change(partner: Partner, subscription: dict[str, Any], **changes: Any) -> Answer:
    """Send the object back as it was given, without its id, with changes."""
    sent = {name: value for name, value in subscription.items() if name != "id"}
    return partner.put(f"{SUBSCRIPTIONS}/{subscription['id']}", {**sent, **changes})


def subjects(world: World, address: str) -> list[str]:
    """The subjects of the mails an address has got, once the queue is worked off; those of its account are another matter."""
    Ticker().send_waiting_mails()
    every = [each["subject"].partition(" – ")[0] for each in mails(to=address, now=world.clock.now())]
    return [each for each in every if "compte" not in each]


@pytest.mark.rule("SUB-14", "SUB-05", "SUB-10")
def test_the_object_that_was_given_comes_back_changed_and_is_answered_new(world: World) -> None:
    given, admin = created(world), world.admin()
    day = (world.clock.now() - timedelta(days=1)).isoformat(timespec="milliseconds")
    wanted = {"status": "actif", "activateDateTime": day, "accessMode": "API", "notificationFrequency": "UNITAIRE", "datapassId": 13}
    answer = change(admin, given, **wanted, delegationActor={"email": "editeur@logiciel.test"}, someday="ignored")
    nobody = {"firstName": None, "lastName": None, "function": None, "phoneNumber": None, "mobileNumber": None}
    delegate = {"email": "editeur@logiciel.test", **nobody, "type": None, "companyRegister": None, "branchCode": None}
    expected = {**given, **wanted, "status": "Actif", "notificationFrequency": "Unitaire", "delegationActor": delegate}
    assert answer.status == 200
    assert answer.json == {**expected, "updateDateTime": answer.json["updateDateTime"]}
    assert admin.get(f"{SUBSCRIPTIONS}/{given['id']}").json == answer.json


@pytest.mark.rule("SUB-14")
def test_a_delegate_is_a_person_or_a_software_editors_organisation_and_can_be_taken_away(world: World) -> None:
    given, admin = created(world), world.admin()
    editor = {"type": "EDT", "companyRegister": "44229377500031", "branchCode": "75001"}
    read = change(admin, given, delegationActor=editor).json
    assert read["delegationActor"] == {
        "email": None,
        "firstName": None,
        "lastName": None,
        "function": None,
        "phoneNumber": None,
        "mobileNumber": None,
        **editor,
    }
    assert change(admin, read).json["delegationActor"] == read["delegationActor"]
    assert change(admin, read, delegationActor=None).json["delegationActor"] is None


@pytest.mark.rule("SUB-14", "SUB-02", "SUB-06", "SUB-10")
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"status": "Suspendu"}, "Subscription status can not be changed from Inactif to Suspendu"),
        ({"status": "Refusé"}, "Subscription status Refusé needs a rejectionReason"),
        ({"status": "Fermé"}, "Subscription status Fermé is not one of Inactif, Actif, Suspendu, Refusé"),
        ({"notificationFrequency": "Hebdo"}, "Subscription notificationFrequency Hebdo is not one of Aucune, Unitaire, Biquotidienne, Quotidienne"),
        ({"notificationFrequency": "Quotidienne", "email": None}, "Subscription notificationFrequency Quotidienne needs an email"),
        ({"accessMode": "FAX"}, "Subscription accessMode FAX is not one of PORTAIL, API"),
    ],
)
def test_a_wrong_change_is_refused_and_changes_nothing(world: World, changes: dict[str, Any], message: str) -> None:
    given, admin = created(world), world.admin()
    answer = change(admin, given, **changes)
    assert (answer.status, answer.json) == (400, {"errors": [{"code": 400, "message": message}]})
    assert admin.get(f"{SUBSCRIPTIONS}/{given['id']}").json == given


@pytest.mark.rule("SUB-14")
def test_only_the_administration_changes_one_that_exists(world: World) -> None:
    given = created(world)
    assert [change(each, given).status for each in (world.osl, world.datapass(), world.town())] == [403, 403, 403]
    unknown = change(world.admin(), {**given, "id": str(uuid4())})
    assert (unknown.status, unknown.json) == (404, {"errors": [{"code": 404, "message": "Subscription is not found"}]})


@pytest.mark.rule("SUB-02", "SUB-01", "MAI-01")
def test_one_refused_by_a_change_is_history_and_its_seat_is_free(world: World) -> None:
    given, admin = created(world), world.admin()
    answer = change(admin, given, status="Refusé", rejectionReason="SIRET erroné")
    assert (answer.status, answer.json["status"], answer.json["rejectionReason"]) == (200, "Refusé", "SIRET erroné")
    assert admin.get(f"{SUBSCRIPTIONS}/{given['id']}").json == answer.json
    assert change(admin, answer.json, status="Actif").messages == [f"Subscription {given['id']} is Refusé and can not be changed"]
    assert subjects(world, given["localAdministrator"]["email"]) == ["Abonnement accepté", "Demande d'abonnement refusée"]
    again = created(world, subscriber=given["subscriber"])
    assert again["status"] == "Inactif"


@pytest.mark.rule("SUB-05", "JOB-02", "MAI-01", "SUB-03")
def test_one_due_becomes_active_at_midnight_in_paris_and_is_mailed_once(world: World, moving_clock: SandboxClock) -> None:
    delegate = f"editeur-{uuid4().hex}@logiciel.test"
    given = created(world, delegationActor={"email": delegate})
    now = world.clock.now()
    midnight = next_paris_midnight(now + timedelta(days=1))
    future = change(world.admin(), given, status="Actif", activateDateTime=(midnight + timedelta(hours=9)).isoformat()).json
    assert future["status"] == "Inactif"
    people = (given["localAdministrator"]["email"], delegate)
    moving_clock.set_to(midnight - timedelta(minutes=2))
    run_job("label-subscriptions", world.hub, world.clock.now())
    assert world.admin().get(f"{SUBSCRIPTIONS}/{given['id']}").json["status"] == "Inactif"
    assert [subjects(world, each) for each in people] == [["Abonnement accepté"]] * 2
    moving_clock.set_to(midnight)
    admin = world.admin()
    assert admin.get(f"{SUBSCRIPTIONS}/{given['id']}").json["status"] == "Actif"
    assert admin.get(SUBSCRIPTIONS, processCode=world.process.code, status="Inactif").json != []
    for _ in range(2):
        run_job("label-subscriptions", world.hub, world.clock.now())
        assert [subjects(world, each) for each in people] == [["Abonnement accepté", "Abonnement actif"]] * 2
        page = admin.get(SUBSCRIPTIONS, processCode=world.process.code, status="Actif")
        assert ([each["id"] for each in page.json], page.headers["content-range"]) == ([given["id"]], "Susbscriptions 0-0/1")
        assert admin.get(SUBSCRIPTIONS, processCode=world.process.code, status="Inactif").json == []
    assert run_job("label-subscriptions", world.hub, world.clock.now()) == 0
    assert SCHEDULES["label-subscriptions"].period == timedelta(minutes=1)  # for no longer do the lists say otherwise than their rows


@pytest.mark.rule("SUB-06", "JOB-02", "DEP-03")
def test_one_suspended_takes_no_new_folder_from_the_next_midnight_and_can_be_reactivated(world: World, moving_clock: SandboxClock) -> None:
    town = world.town()
    (row,) = world.admin().get(SUBSCRIPTIONS, companyRegister=town.organisation.company_register).json
    running = world.case_of(town)
    suspended = change(world.admin(), row, status="Suspendu").json
    midnight = next_paris_midnight(world.clock.now())
    assert (suspended["status"], datetime.fromisoformat(suspended["endDateTime"])) == ("Actif", midnight)
    world.case_of(town)
    moving_clock.set_to(midnight)
    osl, admin, program = world.partner(Scope.OSL, world.osl_organisation), world.admin(), world.renewed(town)
    refused = osl.post("/teledossiers/v1/folders", world.folder_body(town))
    assert refused.messages == [f"Case recipient {town.organisation} does not suscribed to {world.process.code}"]
    assert program.patch(f"/teledossiers/v1/cases/{running}", {"status": "DONE"}).status == 204
    for _ in range(2):
        run_job("label-subscriptions", world.hub, world.clock.now())
        assert [each["id"] for each in admin.get(SUBSCRIPTIONS, processCode=world.process.code, status="Suspendu").json] == [row["id"]]
    asleep = admin.get(f"{SUBSCRIPTIONS}/{row['id']}").json
    awake = change(admin, asleep, status="Actif").json
    assert (asleep["status"], awake["status"], awake["endDateTime"]) == ("Suspendu", "Actif", None)
    assert osl.post("/teledossiers/v1/folders", world.folder_body(town)).status == 201


@pytest.mark.rule("SUB-06", "DEP-06")
def test_what_was_created_before_a_suspension_arrives_and_can_be_finished(world: World, moving_clock: SandboxClock) -> None:
    town, other = world.town(), world.town()
    folder = world.deposited(town, other)
    (row,) = world.admin().get(SUBSCRIPTIONS, companyRegister=town.organisation.company_register).json
    assert change(world.admin(), row, status="Suspendu").status == 200
    moving_clock.set_to(next_paris_midnight(world.clock.now()))
    osl = world.partner(Scope.OSL, world.osl_organisation)
    assert osl.patch(f"/teledossiers/v1/folders/{folder['id']}", {"globalStatus": "HUBEE_COMPLETED"}).status == 204
    for case, each in zip(folder["cases"], (town, other), strict=True):
        program = world.renewed(each)
        assert [waiting["caseId"] for waiting in program.notifications()] == [case["id"]]
        assert program.patch(f"/teledossiers/v1/cases/{case['id']}", {"status": "DONE"}).status == 204


@pytest.mark.rule("SUB-03", "MAI-01")
def test_one_person_named_twice_is_mailed_once_however_the_address_is_written(world: World) -> None:
    address = f"maire-{uuid4().hex}@commune.test"
    created(world, localAdministrator={"email": address}, delegationActor={"email": address.replace("maire", "Maire")})
    assert subjects(world, address) == ["Abonnement accepté"]
