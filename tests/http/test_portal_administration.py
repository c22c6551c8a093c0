"""The national administration keeps organisations, démarches and API clients on the portal. **Source:** ORG-02 to ORG-05, OAU-08."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from chalicelib.domain.roles import ActorType
from tests.builders import Partner, World, wire_id
from tests.portal import Browser, add_account, signed_in


@pytest.fixture
def national(world: World) -> Browser:
    account = add_account(world.hub, ActorType.NATIONAL_ADMINISTRATOR, world.hub.administration)
    return signed_in(world.hub, world.gateway, account)


def a_process(world: World, **overrides: object) -> dict[str, object]:
    usual = {
        "code": world.process.code + "X",
        "name": "Nouvelle démarche",
        "isActivated": True,
        "osl": wire_id(world.osl_organisation),
        "attachmentFormatsEnabled": ["application/pdf"],
        "siAttachmentFormatsEnabled": [],
        "attachmentTypesEnabled": ["PDF"],
        "attachmentMaxSizeEnabled": 1_000,
        "statusBeforeFileDeletion": "CLOSED",
        "timeBeforeFileDeletion": 30,
        "timeBeforeArchiving": 60,
        "timeBeforeFolderDeletion": 365,
        "messageToTransmitter": True,
        "subscriptionValidation": "Manual",
    }
    return {**usual, **overrides}


@pytest.mark.rule("ORG-02", "ORG-01", "AUT-10")
def test_an_organisation_is_created_changed_and_listed(world: World, national: Browser) -> None:
    identity = world.organisation("SI")
    register = f"{int(identity.company_register) + 7_000_000:014d}"[-14:]
    body = {**wire_id(identity), "companyRegister": register, "name": "Vienne", "postalCode": "38200", "territory": "Isère"}
    made = national.post("/administration/organisations", body)
    assert (made.status, made.json["name"]) == (201, "Vienne")
    path = f"/administration/organisations/SI-{register}-{identity.branch_code}"
    changed = national.put(path, {**body, "name": "Vienne (Isère)", "version": made.json["updateDateTime"]})
    assert (changed.status, changed.json["name"]) == (200, "Vienne (Isère)")
    listed = national.get("/administration/organisations", companyRegister=register)
    assert [each["name"] for each in listed.json] == ["Vienne (Isère)"]
    again = national.post("/administration/organisations", body)
    assert (again.status, again.messages) == (400, [f"L'organisation SI-{register}-{identity.branch_code} existe déjà."])
    other = national.put(path, {**body, "branchCode": "00000", "version": changed.json["updateDateTime"]})
    assert (other.status, other.json["errors"][0]["field"]) == (400, "companyRegister")


@pytest.mark.rule("ORG-02", "ORG-03")
def test_of_two_who_change_one_organisation_or_process_the_second_overwrites_nothing_and_is_told(world: World, national: Browser) -> None:
    organisation = {**wire_id(world.organisation("SI")), "name": "Vienne", "postalCode": "38200", "territory": "Isère"}
    process = a_process(world, code=world.process.code)
    for path, body, name in (
        (f"/administration/organisations/SI-{organisation['companyRegister']}-{organisation['branchCode']}", organisation, "L'organisation"),
        (f"/administration/processes/{world.process.code}", process, "La démarche"),
    ):
        first = national.put(path, {**body, "name": "Première", "version": None})
        again = national.put(path, {**body, "name": "Première", "version": None})  # for want of an answer
        assert (first.status, again.status, again.json) == (200, 200, first.json)
        second = national.put(path, {**body, "name": "Seconde", "version": None})
        assert (second.status, second.json) == (
            409,
            {
                "errors": [
                    {
                        "code": 409,
                        "message": f"{name} a changé depuis que vous l'avez ouvert : rechargez la page pour voir ce qui a changé, puis recommencez.",
                    }
                ],
                "reason": "CHANGED",
            },
        )
        world.clock.advance(timedelta(minutes=1))
        assert national.put(path, {**body, "name": "Seconde", "version": first.json["updateDateTime"]}).json["name"] == "Seconde"
        assert national.put(path, body).json["errors"][0]["field"] == "version"


@pytest.mark.rule("ORG-03", "ORG-02")
def test_a_process_is_created_and_replaced_with_all_its_rules(world: World, national: Browser) -> None:
    body = a_process(world)
    made = national.post("/administration/processes", body)
    assert made.status == 201, made.content
    replaced = national.put(f"/administration/processes/{body['code']}", {**body, "isActivated": False, "authorizedAwaiting": False, "version": None})
    assert (replaced.status, replaced.json["isActivated"], replaced.json["authorizedAwaiting"]) == (200, False, False)
    assert body["code"] in [each["code"] for each in national.get("/administration/processes").json]
    assert national.post("/administration/processes", body).messages == [f"La démarche {body['code']} existe déjà."]


@pytest.mark.rule("ORG-03", "ACC-10")
def test_every_fault_of_a_process_is_told_beside_its_field(world: World, national: Browser) -> None:
    body = a_process(world, name=None, timeBeforeArchiving=-1)
    del body["code"]
    answer = national.post("/administration/processes", body)
    assert answer.status == 400
    assert {each["field"]: each["message"] for each in answer.json["errors"]} == {
        "code": "Ce champ est obligatoire.",
        "name": "Ce champ est obligatoire.",
        "timeBeforeArchiving": "Cette valeur doit être au moins 0.",
    }
    wrong = national.post("/administration/processes", a_process(world, statusBeforeFileDeletion="FINI", subscriptionValidation="Libre"))
    assert wrong.messages == [
        "Le statut de purge FINI n'est pas un statut de télédossier.",
        "La validation des abonnements Libre n'existe pas. Valeurs possibles : Auto, Manual.",
    ]


@pytest.mark.rule("OAU-08", "OAU-05")
def test_a_client_made_here_gets_a_token_until_it_is_rotated_or_revoked(world: World, national: Browser) -> None:
    made = national.post("/administration/clients", {"scope": "osl", "organization": wire_id(world.osl_organisation)})
    assert made.status == 201, made.content
    client_id, secret = made.json["clientId"], made.json["clientSecret"]

    def token_status(secret: str) -> int:
        form = {"grant_type": "client_credentials", "scope": "OSL", "client_id": client_id, "client_secret": secret}
        program = Partner(world.gateway, None, world.osl_organisation)
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return program.call("POST", "/token", content=urlencode(form).encode(), headers=headers).status

    assert token_status(secret) == 200
    rotated = national.post(f"/administration/clients/{client_id}/rotate").json["clientSecret"]
    assert (token_status(secret), token_status(rotated)) == (401, 200)
    assert "clientSecret" not in national.get("/administration/clients", maxResult=1000).json[0]
    assert national.delete(f"/administration/clients/{client_id}").status == 204
    assert token_status(rotated) == 401
    assert national.delete(f"/administration/clients/{client_id}").messages == ["Ce client d'API n'existe pas."]
    told = [each for each in world.hub.audit.waiting(limit=1_000) if each.subject == client_id]
    assert sorted(each.details["deed"] for each in told) == ["client created", "client revoked", "secret rotated"]
    refused = national.post("/administration/clients", {"scope": "ROI"})
    assert (refused.status, refused.json["errors"][0]["field"]) == (400, "scope")


@pytest.mark.rule("ORG-02", "ACC-02")
@pytest.mark.parametrize("actor", [ActorType.AGENT, ActorType.LOCAL_ADMINISTRATOR, ActorType.BUSINESS_ADMINISTRATOR])
def test_nobody_else_administers(world: World, actor: ActorType) -> None:
    organisation = world.osl_organisation if actor is ActorType.BUSINESS_ADMINISTRATOR else world.organisation("SI")
    browser = signed_in(world.hub, world.gateway, add_account(world.hub, actor, organisation))
    assert browser.get("/administration/organisations").status == 403
    assert browser.post("/administration/clients", {"scope": "ADMIN"}).status == 403
