"""Everything of one organisation moves to another, page by page, until nothing is left."""

import pytest

from chalicelib.domain.limits import LIMITS
from chalicelib.use_cases.migrate import migrate_organisation
from tests.builders import PDF, Answer, Partner, World, wire_id

MIGRATE = "/teledossiers/v1/cases/migrate"
CASES = "/teledossiers/v1/cases"


def migrate(partner: Partner, source: Partner, target: Partner) -> Answer:
    """Move one page."""
    return partner.put(MIGRATE, {"organizationSource": wire_id(source.organisation), "organizationTarget": wire_id(target.organisation)})


def moved_until_nothing_is_left(world: World, source: Partner, target: Partner) -> list[int]:
    """What each call moved, the last one nothing."""
    numbers: list[int] = []
    while not numbers or numbers[-1]:
        answer = migrate(world.admin(), source, target)
        assert (answer.status, answer.json.keys()) == (200, {"caseUpdated"})
        numbers.append(answer.json["caseUpdated"])
    return numbers


@pytest.mark.rule("CAS-12", "CAS-04")
def test_cases_events_comments_files_and_what_waits_move_to_the_other_organisation(world: World) -> None:
    old, new = world.town(), world.town()
    read, unread = world.case_of(old), world.case_of(old)
    old.patch(f"{CASES}/{read}", {"status": "IN_PROGRESS"})
    old.post(f"{CASES}/{read}/events", {"actionType": "COM_ADD", "comment": "interne"})
    file = {"fileName": "r.pdf", "type": "t", "size": len(PDF), "mimeType": "application/pdf"}
    event = old.post(f"{CASES}/{read}/events", {"actionType": "ATTACH_DEPOSIT", "attachments": [file], "notification": True}).json
    path = f"{CASES}/{read}/events/{event['id']}"
    assert old.put(f"{path}/attachments/{event['attachments'][0]['id']}", content=PDF).status == 204
    world.osl.post(f"{CASES}/{read}/events", {"actionType": "SENDING_MESSAGE", "message": "bonjour", "notification": True})
    before, waiting = old.get(f"{CASES}/{read}").json, old.notifications()

    assert moved_until_nothing_is_left(world, old, new) == [2, 3, 0]

    after = new.get(f"{CASES}/{read}").json
    renamed = [{**each, "transmitter": wire_id(new.organisation)} for each in before["events"][:2]]
    assert after == {**before, "recipient": wire_id(new.organisation), "events": [*renamed, before["events"][2]]}
    assert [each["comment"] for each in after["events"]] == ["interne", None, None]
    assert new.notifications() == [{**each, "recipient": wire_id(new.organisation)} for each in waiting]
    assert (old.notifications(), old.get(f"{CASES}/{read}").status, old.get(f"{CASES}/{unread}").status) == ([], 403, 403)
    assert new.patch(path, {"status": "SENT"}).status == 204
    assert [each["eventId"] for each in world.osl.notifications()] == [event["id"]]
    assert new.patch(f"{CASES}/{unread}", {"status": "DONE"}).status == 204
    for each in new.notifications():
        assert new.delete(f"/teledossiers/v1/notifications/{each['id']}").status == 204


@pytest.mark.rule("CAS-12", "JOB-06")
def test_it_moves_bounded_pages_and_leaves_the_neighbours_alone(world: World) -> None:
    old, new, neighbour = world.town(), world.town(), world.town()
    number = LIMITS.migrate_page + 2
    for _ in range(number):
        world.announced(old, attachments=[])
    kept = world.delivered(neighbour, attachments=[])["cases"][0]["id"]
    assert moved_until_nothing_is_left(world, old, new) == [LIMITS.migrate_page, 2, 0]
    assert neighbour.get(f"{CASES}/{kept}").status == 200
    assert len(neighbour.notifications()) == 1
    assert world.hub.exchange.cases_of(old.organisation, limit=100) == ()
    assert len(world.hub.exchange.cases_of(new.organisation, limit=100)) == number


@pytest.mark.rule("CAS-12")
def test_a_migration_cut_in_the_middle_goes_on_with_the_next_call(world: World) -> None:
    old, new = world.town(), world.town()
    cases = [world.case_of(old) for _ in range(3)]
    commits = iter([world.hub.commit])

    def cut(*writes: object) -> None:
        next(commits)(*writes)  # type: ignore[arg-type]

    with pytest.raises(StopIteration):
        migrate_organisation(
            old.organisation,
            new.organisation,
            now=world.hub.clock.now(),
            exchange=world.hub.exchange,
            notifications=world.hub.notifications,
            referential=world.hub.referential,
            commit=cut,
        )
    assert moved_until_nothing_is_left(world, old, new) == [2, 3, 0]
    assert [new.get(f"{CASES}/{each}").status for each in cases] == [200] * 3
    assert [each["caseId"] for each in new.notifications()] == cases


@pytest.mark.rule("CAS-12")
def test_only_the_administration_migrates(world: World) -> None:
    old, new = world.town(), world.town()
    world.case_of(old)
    refused = migrate(old, old, new)
    assert (refused.status, refused.json) == (403, {"errors": [{"code": 403, "message": "Unauthorized user"}]})
    assert [migrate(each, old, new).status for each in (world.osl, world.datapass(), world.nobody())] == [403, 403, 401]
    assert len(old.notifications()) == 1


@pytest.mark.rule("CAS-12")
def test_a_migration_names_two_organisations_that_exist(world: World) -> None:
    admin, town = world.admin(), world.town()
    known, unknown = wire_id(town.organisation), {"type": "SI", "companyRegister": "00000000000000", "branchCode": "00000"}
    for source, target in ((known, unknown), (unknown, known)):
        answer = admin.put(MIGRATE, {"organizationSource": source, "organizationTarget": target})
        assert (answer.status, answer.json) == (404, {"errors": [{"code": 404, "message": "Organization is not found"}]})
    same = migrate(admin, town, town)
    assert (same.status, same.messages) == (400, ["organizationSource and organizationTarget are the same"])
    missing = '(["organizationSource","organizationTarget"])'
    head = f"Bad Request : Validation failed.\n[ERROR][REQUEST][PUT {MIGRATE} @body] Object has missing required properties "
    assert admin.put(MIGRATE, {}).messages == [head + missing]
