"""One télédossier goes from an operator to a town hall and back, in process."""

import pytest

from tests.builders import PDF, World


@pytest.mark.rule("DEP-06", "NOT-01", "CAS-11", "DEP-10")
def test_a_teledossier_travels_from_an_operator_to_a_town_hall(world: World) -> None:
    town = world.town()
    folder = world.delivered(town)
    (notification,) = town.notifications()
    assert notification["caseId"] == folder["cases"][0]["id"]
    case = town.get(f"/teledossiers/v1/cases/{notification['caseId']}").json
    assert case["status"] == "HUBEE_NOTIFIED"
    file = town.get(f"/teledossiers/v1/cases/{case['id']}/attachments/{case['attachments'][0]['id']}")
    assert (file.status, file.content) == (200, PDF)
    assert town.delete(f"/teledossiers/v1/notifications/{notification['id']}").status == 204
    assert town.notifications() == []
