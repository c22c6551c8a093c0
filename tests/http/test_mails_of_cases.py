"""A subscriber who wants one mail each is told of every télédossier that comes or is changed, in both access modes."""

from typing import Any
from uuid import uuid4

import pytest

from chalicelib.domain.subscriptions import AccessMode, Frequency
from infra.sandbox.mailbox import mails
from infra.sandbox.ticker import Ticker
from tests.builders import Partner, World

CASES = "/teledossiers/v1/cases"


def mailed(world: World, address: str) -> list[dict[str, Any]]:
    """The mails an address has got, once the queue is worked off."""
    Ticker().send_waiting_mails()
    return mails(to=address, now=world.clock.now())


def a_mailed_town(world: World, **overrides: Any) -> tuple[Partner, str]:
    """A town that wants a mail each, and its address."""
    address = f"mairie-{uuid4().hex}@commune.test"
    return world.town(**{"frequency": Frequency.EACH, "email": address, **overrides}), address


@pytest.mark.rule("SUB-10", "MAI-01", "MAI-02")
@pytest.mark.parametrize("mode", [AccessMode.API, AccessMode.PORTAL, None])
def test_a_new_teledossier_is_mailed_once_without_naming_the_person(world: World, mode: AccessMode | None) -> None:
    town, address = a_mailed_town(world, access_mode=mode)
    folder = world.delivered(town)
    assert world.osl.patch(f"/teledossiers/v1/folders/{folder['id']}", {"globalStatus": "HUBEE_COMPLETED"}).status == 204
    for _ in range(2):
        (mail,) = mailed(world, address)
    assert mail["subject"] == f"Nouveau télédossier EXT-01 – démarche {world.process.name}"
    for part in (mail["text"], mail["html"]):
        assert f"http://localhost:8000/teledossiers/{folder['cases'][0]['id']}" in part
        assert not any(word in part for word in ("MARTIN", "Camille", "camille.martin", "récapitulatif"))


@pytest.mark.rule("SUB-10", "CAS-07")
def test_what_the_operator_or_the_administration_sends_is_mailed_and_what_the_town_does_is_not(world: World) -> None:
    town, address = a_mailed_town(world)
    case_id = world.case_of(town)
    message = {"actionType": "SENDING_MESSAGE", "message": "secret", "notification": True}
    for partner in (world.osl, world.admin(), town):
        assert partner.post(f"{CASES}/{case_id}/events", message).status == 201
    event = world.osl.get(f"{CASES}/{case_id}").json["events"][-1]
    assert world.osl.patch(f"{CASES}/{case_id}/events/{event['id']}", {"status": "RECEIVED"}).status == 204
    assert town.patch(f"{CASES}/{case_id}", {"status": "DONE"}).status == 204
    found = mailed(world, address)
    assert [each["subject"].split(" – ")[0] for each in found] == ["Nouveau télédossier EXT-01", *["Télédossier EXT-01 modifié"] * 2]
    assert "secret" not in str(found)


@pytest.mark.rule("SUB-10")
def test_each_recipient_of_a_folder_is_mailed_as_its_own_subscription_says(world: World) -> None:
    eager, eager_address = a_mailed_town(world)
    quiet, quiet_address = a_mailed_town(world, frequency=Frequency.NONE)
    daily, daily_address = a_mailed_town(world, frequency=Frequency.DAILY)
    world.delivered(eager, quiet, daily)
    assert [len(mailed(world, each)) for each in (eager_address, quiet_address, daily_address)] == [1, 0, 0]


@pytest.mark.rule("SUB-10", "DEP-06")
def test_nothing_is_mailed_before_the_deposit_is_complete(world: World) -> None:
    town, address = a_mailed_town(world)
    world.deposited(town)
    assert mailed(world, address) == []


@pytest.mark.rule("SUB-10", "DEP-08")
def test_a_case_that_its_operator_reopens_is_mailed_once_and_one_that_it_closes_is_not(world: World) -> None:
    town, address = a_mailed_town(world)
    case_id = world.case_of(town)
    assert town.patch(f"{CASES}/{case_id}", {"status": "DONE"}).status == 204
    for status in ("HUBEE_NOTIFIED", "HUBEE_NOTIFIED", "CLOSED"):
        assert world.osl.patch(f"{CASES}/{case_id}", {"status": status}).status == 204
    subjects = [each["subject"].split(" – ")[0] for each in mailed(world, address)]
    assert subjects == ["Nouveau télédossier EXT-01", "Télédossier EXT-01 modifié"]
