"""Subscriptions over HTTP: created, refused, read, listed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.subscriptions import SUBSCRIPTION_ORDERS, DelegationActor, Frequency, Person
from tests.builders import Answer, Partner, World, wire_id

SUBSCRIPTIONS = "/referential/v1/subscriptions"
ADMINISTRATOR = {"email": "maire@commune.test", "firstName": "Anne", "lastName": "DURAND", "function": "Maire", "phoneNumber": "+33476000000"}


def body(world: World, subscriber: OrganisationId, /, **overrides: Any) -> dict[str, Any]:
    """What DataPass sends."""
    usual = {
        "datapassId": 12,
        "processCode": world.process.code,
        "subscriber": wire_id(subscriber),
        "notificationFrequency": "Aucune",
        "status": "Inactif",
        "email": "mairie.accueil@commune.test",
        "localAdministrator": ADMINISTRATOR,
    }
    return {**usual, **overrides}


def created(partner: Partner, request: dict[str, Any]) -> dict[str, Any]:
    """The subscription that was created."""
    answer = partner.post(SUBSCRIPTIONS, request)
    assert answer.status == 201, answer.content
    made: dict[str, Any] = answer.json
    return made


def listed(partner: Partner, **query: Any) -> list[dict[str, Any]]:
    """The rows of a list."""
    answer = partner.get(SUBSCRIPTIONS, **query)
    assert answer.status == 200, answer.content
    rows: list[dict[str, Any]] = answer.json
    return rows


def refused(answer: Answer) -> list[str]:
    """The refusals of an answer that is one."""
    assert (answer.status, {each["code"] for each in answer.json["errors"]}) == (400, {400})
    return answer.messages


@pytest.mark.rule("SUB-02", "SUB-08")
def test_datapass_creates_an_inactive_subscription_that_reads_whole(world: World) -> None:
    town = world.organisation()
    made = created(world.datapass(), body(world, town, delegationActor={"email": "editeur@logiciel.test"}, unknown="ignored"))
    without_persons = {
        "id": made["id"],
        "datapassId": 12,
        "processCode": world.process.code,
        "subscriber": wire_id(town),
        "accessMode": None,
        "notificationFrequency": "Aucune",
        "activateDateTime": None,
        "validateDateTime": made["validateDateTime"],
        "rejectDateTime": None,
        "endDateTime": None,
        "updateDateTime": None,
        "rejectionReason": None,
        "status": "Inactif",
        "email": "mairie.accueil@commune.test",
    }
    assert made == {**without_persons, "localAdministrator": ADMINISTRATOR, "delegationActor": {"email": "editeur@logiciel.test"}}
    assert abs(datetime.fromisoformat(made["validateDateTime"]) - world.clock.now()) < timedelta(minutes=1)
    nobody = {"firstName": None, "lastName": None, "function": None, "phoneNumber": None, "mobileNumber": None}
    delegate = {**nobody, "email": "editeur@logiciel.test", "type": None, "companyRegister": None, "branchCode": None}
    whole = {**without_persons, "localAdministrator": {**nobody, **ADMINISTRATOR}, "delegationActor": delegate}
    for partner in (world.osl, world.admin()):
        read = partner.get(f"{SUBSCRIPTIONS}/{made['id']}")
        assert (read.status, read.json) == (200, whole)
        assert listed(partner, processCode=world.process.code) == [whole]


@pytest.mark.rule("SUB-01")
def test_a_second_subscription_of_the_pair_is_refused_and_a_refused_one_does_not_block(world: World) -> None:
    town, admin = world.organisation(), world.admin()
    turned_down = created(admin, body(world, town, status="Refusé", rejectionReason="SIRET erroné"))
    assert (turned_down["status"], turned_down["rejectionReason"], turned_down["validateDateTime"]) == ("Refusé", "SIRET erroné", None)
    assert turned_down["rejectDateTime"] is not None
    made = created(admin, body(world, town))
    assert refused(admin.post(SUBSCRIPTIONS, body(world, town))) == [f"Subscription of {town} to {world.process.code} already exists"]
    again = created(admin, body(world, town, status="refusé", rejectionReason="toujours"))
    assert [each["id"] for each in listed(admin, processCode=world.process.code)] == [turned_down["id"], made["id"], again["id"]]
    other = world.add_process()
    assert created(admin, {**body(world, town), "processCode": other.code})["status"] == "Inactif"


@pytest.mark.rule("SUB-02", "SUB-10", "ORG-05")
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"status": "Refusé"}, "Subscription status Refusé needs a rejectionReason"),
        ({"status": "Actif"}, "Subscription status Actif: a new subscription is Inactif or Refusé"),
        ({"status": "Fermé"}, "Subscription status Fermé is not one of Inactif, Actif, Suspendu, Refusé"),
        ({"notificationFrequency": "Unitaire", "email": None}, "Subscription notificationFrequency Unitaire needs an email"),
        ({"accessMode": "FTP"}, "Subscription accessMode FTP is not one of PORTAIL, API"),
        ({"processCode": "NONE"}, "Process NONE does not exist"),
        ({"localAdministrator": {"firstName": "Anne"}}, "Subscription localAdministrator needs an email"),
        (
            {"subscriber": {"type": "SI", "companyRegister": "00000000000000", "branchCode": "00000"}},
            "Organization SI-00000000000000-00000 does not exist",
        ),
    ],
)
def test_a_wrong_request_is_refused_and_leaves_nothing(world: World, changes: dict[str, Any], message: str) -> None:
    admin = world.admin()
    assert refused(admin.post(SUBSCRIPTIONS, body(world, world.organisation(), **changes))) == [message]
    assert listed(admin, processCode=world.process.code) == []


@pytest.mark.rule("ORG-05", "DEP-02")
def test_an_inactive_process_takes_no_subscription_and_faults_of_shape_are_told_together(world: World) -> None:
    closed = World(world.hub, world.gateway, world.clock, is_activated=False)
    assert refused(world.admin().post(SUBSCRIPTIONS, body(closed, world.organisation()))) == [f"Process {closed.process.code} is not activated"]
    wrong = {"datapassId": "12", "processCode": "X", "subscriber": {"type": "SI", "companyRegister": "1", "branchCode": "2"}}
    (message,) = refused(world.admin().post(SUBSCRIPTIONS, wrong))
    assert message.splitlines() == [
        "Bad Request : Validation failed.",
        f"[ERROR][REQUEST][POST {SUBSCRIPTIONS} @body] [Path '/datapassId'] "
        'Instance type (string) does not match any allowed primitive type (allowed: ["integer"])',
        f"[ERROR][REQUEST][POST {SUBSCRIPTIONS} @body] [Path '/subscriber/companyRegister'] "
        'ECMA 262 regex "[0-9]{14}" does not match input string "1"',
        f'[ERROR][REQUEST][POST {SUBSCRIPTIONS} @body] Object has missing required properties (["localAdministrator","notificationFrequency"])',
    ]


@pytest.mark.rule("DEP-02")
@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (2**63, "greater than the required maximum (maximum: 9223372036854775807, found: 9223372036854775808)"),
        (-(2**63) - 1, "lower than the required minimum (minimum: -9223372036854775808, found: -9.22337e+18)"),
    ],
)
def test_a_number_that_is_no_int64_is_refused_and_the_last_one_is_taken(world: World, number: int, fault: str) -> None:
    asked = body(world, world.organisation())
    (message,) = refused(world.admin().post(SUBSCRIPTIONS, {**asked, "datapassId": number}))
    assert message.splitlines()[1:] == [f"[ERROR][REQUEST][POST {SUBSCRIPTIONS} @body] [Path '/datapassId'] Numeric instance is {fault}"]
    last = number - 1 if number > 0 else number + 1
    assert created(world.admin(), {**asked, "datapassId": last})["datapassId"] == last


@pytest.mark.rule("SUB-13", "OAU-03")
def test_an_operator_sees_the_subscriptions_to_its_processes_only(world: World) -> None:
    other = World(world.hub, world.gateway, world.clock)
    town = world.organisation()
    mine, theirs = world.subscription(town), other.subscription(town)
    assert [each["id"] for each in listed(world.osl)] == [mine.id]
    assert [each["id"] for each in listed(world.osl, companyRegister=town.company_register)] == [mine.id]
    assert listed(world.osl, processCode=other.process.code) == []
    answer = world.osl.get(f"{SUBSCRIPTIONS}/{theirs.id}")
    assert (answer.status, answer.json) == (403, {"errors": [{"code": 403, "message": "Unauthorized user"}]})
    assert [each["id"] for each in listed(world.admin(), companyRegister=town.company_register)] == [mine.id, theirs.id]
    unknown = world.admin().get(f"{SUBSCRIPTIONS}/{uuid4()}")
    assert (unknown.status, unknown.json) == (404, {"errors": [{"code": 404, "message": "Subscription is not found"}]})


@pytest.mark.rule("SUB-13")
def test_a_list_is_narrowed_by_each_filter_and_by_several(world: World) -> None:
    admin, other = world.admin(), world.add_process()
    towns = [world.organisation() for _ in range(3)]
    ended = world.clock.now() - timedelta(days=2)
    marker = f"editeur@{uuid4().hex}.test"
    ids = [
        world.subscription(towns[0], delegation_actor=DelegationActor(person=Person(email=marker.upper()))).id,
        world.subscription(towns[1], end_at=ended).id,
        world.subscription(towns[2], other, delegation_actor=DelegationActor(person=Person(email=marker))).id,
        world.subscription(towns[0], other, activate_at=None).id,
    ]
    both = [world.process.code, other.code]

    def found(**query: Any) -> list[int]:
        return [ids.index(each["id"]) for each in listed(admin, **query)]

    assert found(processCode=both) == found(processCode=",".join(both)) == [0, 1, 2, 3]
    assert found(processCode=other.code) == [2, 3]
    assert [found(processCode=both, status=status) for status in ("actif", "Suspendu", "INACTIF", "Refusé")] == [[0, 2], [1], [3], []]
    assert found(companyRegister=towns[0].company_register) == [0, 3]
    assert found(companyRegister=towns[0].company_register, status="Actif", processCode=both) == [0]
    assert found(delegationActorEmail=marker) == [0, 2]
    assert found(delegationActorEmail=marker.title(), processCode=other.code) == [2]
    assert found(delegationActorEmail=marker, companyRegister=towns[1].company_register) == []


@pytest.mark.rule("SUB-13")
def test_a_window_of_the_list_says_where_it_lies(world: World) -> None:
    ids = [world.subscription(world.organisation()).id for _ in range(28)]
    admin, code = world.admin(), world.process.code

    def window(**query: Any) -> tuple[list[str], str]:
        answer = admin.get(SUBSCRIPTIONS, processCode=code, **query)
        return [each["id"] for each in answer.json], answer.headers["content-range"]

    assert window() == (ids[:25], "Susbscriptions 0-24/28")
    assert window(maxResult=100_000) == (ids, "Susbscriptions 0-27/28")
    assert window(offSet=25) == (ids[25:], "Susbscriptions 25-27/28")
    assert window(offSet=3, maxResult=2, orderBy="id") == (sorted(ids)[3:5], "Susbscriptions 3-4/28")
    assert window(offSet=40) == ([], "Susbscriptions 0-0/28")
    assert window(status="Refusé") == ([], "Susbscriptions 0-0/0")


@pytest.mark.rule("SUB-13")
@pytest.mark.parametrize("word", sorted(SUBSCRIPTION_ORDERS))
def test_the_list_sorts_by_every_published_word_both_ways(world: World, word: str) -> None:
    day = datetime(2026, 1, 2, tzinfo=UTC)
    rows = [
        world.subscription(
            world.organisation(),
            datapass_id=9 - index,
            email=f"{index}@commune.test" if index else None,
            frequency=list(Frequency)[index],
            activate_at=day + timedelta(days=index),
            end_at=day + timedelta(days=50 - index) if index != 1 else None,
            validated_at=day - timedelta(days=index),
            rejected_at=None,
            updated_at=day + timedelta(hours=index),
            local_administrator=Person(email=f"{5 - index}@commune.test"),
            delegation_actor=DelegationActor(person=Person(email=f"{index}@logiciel.test")) if index != 2 else None,
        )
        for index in range(4)
    ]
    key = SUBSCRIPTION_ORDERS[word]
    empty, filled = [each for each in rows if key(each) is None], [each for each in rows if key(each) is not None]
    upwards = [each.id for each in (*empty, *sorted(filled, key=lambda each: str(key(each))))]
    downwards = [each.id for each in (*sorted(filled, key=lambda each: str(key(each)), reverse=True), *empty)]
    camel = "".join(part.title() if index else part for index, part in enumerate(word.split("_")))
    for order, expected in ((f"asc({word})", upwards), (word, upwards), (f"desc({word})", downwards), (f"DESC({camel})", downwards)):
        assert [each["id"] for each in listed(world.osl, orderBy=order)] == expected


@pytest.mark.rule("SUB-13")
def test_an_unknown_order_is_told(world: World) -> None:
    for order in ("colour", "asc(colour)", "asc(id", "x" * 41):
        assert refused(world.osl.get(SUBSCRIPTIONS, orderBy=order))[0].startswith(
            f"Bad Request : Validation failed.\n[ERROR][REQUEST][GET {SUBSCRIPTIONS} @query.orderBy] "
        )
