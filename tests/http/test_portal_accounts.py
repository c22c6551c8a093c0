"""The accounts of an organisation: who makes, changes and closes them, and in whose words it is refused. **Source:** ACC-01 to ACC-11."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.account_rules import ADDRESS_STAYS, LAST_MANAGER, NOT_A_DELEGATE_S, NOT_YOUR_OWN, ONE_WILL_BE_LEFT
from chalicelib.domain.accounts import Account, account_id
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.onboarding import DELEGATE_IS_OUTSIDE, USED_ELSEWHERE
from chalicelib.domain.roles import ACTOR_RULES, ActorType, Role
from chalicelib.domain.values import replace
from infra.sandbox.mailbox import mails
from infra.sandbox.ticker import Ticker
from tests.builders import World
from tests.portal import Browser, add_account, signed_in

ADMINISTRATOR, AGENT, DELEGATE = ActorType.LOCAL_ADMINISTRATOR, ActorType.AGENT, ActorType.TECHNICAL_DELEGATE
_count = iter(range(10_000))


def address() -> str:
    return f"prenom.nom{next(_count)}-{id(_count)}@commune.test"


def form(**fields: Any) -> dict[str, Any]:
    return {"email": address(), "actorType": "AGENT", "firstName": "Andrea", "lastName": "PETIT", **fields}


def keeper_of(world: World, town: OrganisationId) -> tuple[Account, Browser]:
    account = add_account(world.hub, ADMINISTRATOR, town)
    return account, signed_in(world.hub, world.gateway, account)


def support(world: World) -> Browser:
    return signed_in(world.hub, world.gateway, add_account(world.hub, ActorType.NATIONAL_ADMINISTRATOR, world.hub.administration))


def read(world: World, identity: str) -> Account:
    account = world.hub.accounts.account(identity)
    assert account is not None
    return account


@pytest.mark.rule("ACC-01", "ACC-02", "ACC-03", "ACC-04", "AUT-02")
def test_a_local_administrator_makes_an_agent_who_is_mailed_a_link(world: World) -> None:
    town = world.organisation("SI")
    world.subscription(town)
    _, browser = keeper_of(world, town)
    asked = form(civility="Madame", function="Officier d'état civil", phoneNumber="+33 1 99 00 01 02", habilitations=[world.process.code])
    answer = browser.post("/accounts", asked)
    made = read(world, account_id(asked["email"]))
    assert (answer.status, made.roles, made.habilitations) == (201, ACTOR_RULES[AGENT].default_roles, frozenset({world.process.code}))
    assert answer.json == {
        "id": made.id,
        "email": asked["email"],
        "actorType": "AGENT",
        "actorLabel": "Agent",
        "civility": "Madame",
        "firstName": "Andrea",
        "lastName": "PETIT",
        "function": "Officier d'état civil",
        "phoneNumber": "+33 1 99 00 01 02",
        "roles": ["CONSULTATION_TELEDOSSIERS", "GESTION_TELEDOSSIERS"],
        "habilitations": [world.process.code],
        "organisations": [str(town)],
        "state": "Actif",
        "isActive": True,
        "deactivation": None,
        "deactivatedAt": None,
        "signedInAt": None,
        "createdAt": answer.json["createdAt"],
        "updatedAt": None,
        "actions": [
            {"key": "EDIT", "label": "Modifier", "isAllowed": True, "reason": None},
            {"key": "DEACTIVATE", "label": "Inactiver le compte", "isAllowed": True, "reason": None},
            {"key": "REACTIVATE", "label": "Réactiver", "isAllowed": False, "reason": "Ce compte est déjà actif."},
            {"key": "RESEND_ACTIVATION", "label": "Renvoyer le lien d'activation", "isAllowed": True, "reason": None},
        ],
        "typeChanges": [
            {"value": "AGENT", "label": "Agent", "isAllowed": True, "reason": None},
            {"value": "ADMINISTRATEUR_LOCAL", "label": "Administrateur local", "isAllowed": True, "reason": None},
            {
                "value": "DELEGUE_TECHNIQUE",
                "label": "Délégué technique",
                "isAllowed": False,
                "reason": "Ce changement de type de compte est réservé au support HubEE : support@hubee.numerique.gouv.fr.",
            },
        ],
    }
    assert waiting_mails(world, asked["email"]) == ["activation"]
    again = browser.post("/accounts", asked)  # for want of an answer
    assert (again.status, again.json) == (201, answer.json)
    other = browser.post("/accounts", {**asked, "lastName": "GRAND"})
    assert (other.status, other.json["errors"][0]["field"]) == (400, "email")
    assert waiting_mails(world, asked["email"]) == ["activation"]


def waiting_mails(world: World, to: str) -> list[str]:
    every = world.hub.outbox.waiting(created_before=world.clock.now() + timedelta(days=1), limit=1_000)
    return sorted(each.template for each in every if each.to.lower() == to.lower())


@pytest.mark.rule("ACC-02", "ACC-04")
@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"email": "mairie@commune.test"}, "email"),
        ({"email": "pas une adresse"}, "email"),
        ({"actorType": "ADMINISTRATEUR_METIER"}, "actorType"),
        ({"actorType": "ADMINISTRATEUR_NATIONAL"}, "actorType"),
        ({"actorType": "INCONNU"}, "actorType"),
        ({"roles": ["ADMINISTRATION"]}, "roles"),
        ({"actorType": "DELEGUE_TECHNIQUE", "roles": ["CONSULTATION_TELEDOSSIERS"]}, "roles"),
        ({"habilitations": ["CODE-INCONNU"]}, "habilitations"),
        ({"actorType": "DELEGUE_TECHNIQUE", "habilitations": ["X"]}, "habilitations"),
        ({"firstName": "  "}, "firstName"),
        ({"lastName": None}, "lastName"),
        ({"phoneNumber": "0<script>"}, "phoneNumber"),
    ],
)
def test_a_fault_is_told_beside_its_field_and_nothing_is_made(world: World, asked: dict[str, Any], field: str) -> None:
    town = world.organisation("SI")
    _, browser = keeper_of(world, town)
    answer = browser.post("/accounts", form(**asked))
    assert (answer.status, [each["field"] for each in answer.json["errors"]]) == (400, [field])
    assert len(browser.get("/accounts").json["accounts"]) == 1


@pytest.mark.rule("ACC-02", "ACC-05")
def test_every_faulty_field_is_told_at_once(world: World) -> None:
    _, browser = keeper_of(world, world.organisation("SI"))
    answer = browser.post("/accounts", form(email="contact@commune.test", roles=["ADMINISTRATION"], habilitations=["X"]))
    assert {each["field"] for each in answer.json["errors"]} == {"email", "roles", "habilitations"}
    assert {each["field"] for each in browser.post("/accounts", {}).json["errors"]} == {"email", "actorType", "firstName", "lastName"}


@pytest.mark.rule("ACC-06")
def test_an_address_of_another_organisation_is_refused_without_naming_it(world: World) -> None:
    elsewhere = world.organisation("SI")
    other = add_account(world.hub, AGENT, elsewhere)
    _, browser = keeper_of(world, world.organisation("SI"))
    answer = browser.post("/accounts", form(email=other.email.upper()))
    assert (answer.status, answer.messages) == (400, [USED_ELSEWHERE])
    assert elsewhere.company_register not in answer.content.decode()


@pytest.mark.rule("ACC-06", "SUB-12")
def test_naming_a_known_delegate_adds_the_organisation_and_he_chooses_for_whom_he_acts(world: World) -> None:
    first, second, third = (world.organisation("SI") for _ in range(3))
    delegate = add_account(world.hub, DELEGATE, first)
    alone = signed_in(world.hub, world.gateway, delegate)
    assert alone.get("/me").json["organisation"]["id"] == str(first)
    _, browser = keeper_of(world, second)
    answer = browser.post("/accounts", form(email=delegate.email, actorType="DELEGUE_TECHNIQUE"))
    assert (answer.status, answer.json["organisations"]) == (201, [str(second)])  # his others are not told
    assert read(world, delegate.id).organisations == (first, second)
    assert waiting_mails(world, delegate.email) == ["delegue_designe"]
    assert alone.get("/me").json["organisation"] is None
    assert alone.put("/session/organisation", {"organisation": str(third)}).status == 403
    assert alone.put("/session/organisation", {"organisation": str(second)}).status == 204
    assert alone.get("/me").json["organisation"]["id"] == str(second)
    assert browser.put("/session/organisation", {"organisation": str(second)}).status == 403


@pytest.mark.rule("ACC-04", "ACC-06")
def test_an_agent_of_the_organisation_is_no_delegate_of_it(world: World) -> None:
    town = world.organisation("SI")
    agent = add_account(world.hub, AGENT, town)
    _, browser = keeper_of(world, town)
    assert browser.post("/accounts", form(email=agent.email, actorType="DELEGUE_TECHNIQUE")).messages == [DELEGATE_IS_OUTSIDE]


@pytest.mark.rule("ACC-04")
def test_another_organisation_s_accounts_are_out_of_reach_whatever_is_asked(world: World) -> None:
    town, elsewhere = world.organisation("SI"), world.organisation("SI")
    other = add_account(world.hub, AGENT, elsewhere)
    _, browser = keeper_of(world, town)
    answers = [
        browser.get(f"/accounts/{other.id}"),
        browser.patch(f"/accounts/{other.id}", {"roles": []}),
        browser.post(f"/accounts/{other.id}/deactivate", {"confirm": True}),
        browser.post(f"/accounts/{other.id}/reactivate"),
        browser.post(f"/accounts/{other.id}/activation"),
        browser.delete(f"/accounts/{other.id}/second-factor"),
        browser.get("/accounts", organisation=str(elsewhere)),
        browser.get("/accounts/options", organisation=str(elsewhere)),
        browser.post("/accounts", form(organisation=str(elsewhere))),
        browser.get(f"/accounts/{account_id('personne@nulle-part.test')}"),
    ]
    assert [each.status for each in answers] == [403] * len(answers)
    assert read(world, other.id) == other_as(world, other)


def other_as(world: World, account: Account) -> Account:
    return replace(account, version=1)


@pytest.mark.rule("ACC-04")
def test_who_only_consults_users_changes_none_and_an_agent_does_not_even_see_them(world: World) -> None:
    town = world.organisation("SI")
    other = add_account(world.hub, AGENT, town)
    reader = signed_in(world.hub, world.gateway, add_account(world.hub, AGENT, town, roles={Role.USERS_READ}))
    listed = reader.get("/accounts").json["accounts"]
    assert {each["id"] for each in listed} >= {other.id}
    assert {action["isAllowed"] for each in listed for action in each["actions"]} == {False}
    assert [reader.post("/accounts", form()).status, reader.patch(f"/accounts/{other.id}", {}).status] == [403, 403]
    agent = signed_in(world.hub, world.gateway, other)
    assert [agent.get(path).status for path in ("/accounts", "/accounts/options", f"/accounts/{other.id}")] == [403] * 3


@pytest.mark.rule("ACC-04")
def test_nobody_changes_his_own_rights_by_any_route(world: World) -> None:
    town = world.organisation("SI")
    add_account(world.hub, ADMINISTRATOR, town)
    add_account(world.hub, ADMINISTRATOR, town)
    me, browser = keeper_of(world, town)
    before = read(world, me.id)
    answers = [
        browser.patch(f"/accounts/{me.id}", {"roles": sorted(Role)}),
        browser.patch(f"/accounts/{me.id}", {"actorType": "AGENT"}),
        browser.patch(f"/accounts/{me.id}", {"lastName": "AUTRE"}),
        browser.post(f"/accounts/{me.id}/deactivate", {"confirm": True}),
        browser.post(f"/accounts/{me.id}/reactivate"),
    ]
    assert [(each.status, each.messages) for each in answers] == [(403, [NOT_YOUR_OWN])] * len(answers)
    assert browser.post("/accounts", form(email=me.email, actorType="DELEGUE_TECHNIQUE")).status == 400
    assert read(world, me.id) == before


@pytest.mark.rule("ACC-02", "ACC-04")
def test_of_two_who_change_one_account_the_second_overwrites_nothing_and_is_told(world: World) -> None:
    town = world.organisation("SI")
    agent = add_account(world.hub, AGENT, town, roles=frozenset({Role.CASES_READ}))
    (_, one), (_, other) = keeper_of(world, town), keeper_of(world, town)
    path = f"/accounts/{agent.id}"
    seen = other.get(path).json
    narrowed = {"roles": ["STATISTIQUES"], "version": seen["updatedAt"]}
    first, again = one.patch(path, narrowed), one.patch(path, narrowed)  # again, for want of an answer
    assert (first.status, again.status, again.json) == (200, 200, first.json)
    late = other.patch(path, {"roles": ["CONSULTATION_TELEDOSSIERS", "GESTION_TELEDOSSIERS"], "version": seen["updatedAt"]})
    assert (late.status, late.json["reason"], late.messages) == (
        409,
        "CHANGED",
        ["Ce compte a changé depuis que vous l'avez ouvert : rechargez la page pour voir ce qui a changé, puis recommencez."],
    )
    assert other.get(path).json["roles"] == ["STATISTIQUES"]
    world.clock.advance(timedelta(minutes=1))
    taken = other.patch(path, {"roles": ["CONSULTATION_TELEDOSSIERS"], "version": first.json["updatedAt"]})
    assert (taken.status, taken.json["roles"]) == (200, ["CONSULTATION_TELEDOSSIERS"])


@pytest.mark.rule("ACC-02", "ACC-03", "ACC-04", "ACC-05")
def test_a_change_completes_the_roles_keeps_the_address_and_is_told_to_the_trail(world: World) -> None:
    town = world.organisation("SI")
    world.subscription(town)
    agent = add_account(world.hub, AGENT, town)
    _, browser = keeper_of(world, town)
    assert browser.patch(f"/accounts/{agent.id}", {"email": "autre.adresse@commune.test"}).messages == [ADDRESS_STAYS]
    changed = browser.patch(
        f"/accounts/{agent.id}", {"roles": ["GESTION_UTILISATEURS"], "habilitations": [world.process.code], "function": "", "email": agent.email}
    )
    assert (changed.status, changed.json["roles"], changed.json["habilitations"], changed.json["function"]) == (
        200,
        ["CONSULTATION_UTILISATEURS", "GESTION_UTILISATEURS"],
        [world.process.code],
        None,
    )
    narrowed = browser.patch(f"/accounts/{agent.id}", {"roles": ["GESTION_UTILISATEURS", "STATISTIQUES"]})
    assert narrowed.json["roles"] == ["STATISTIQUES"]  # the « Consultation » was taken away, and the « Gestion » with it
    promoted = browser.patch(f"/accounts/{agent.id}", {"actorType": "ADMINISTRATEUR_LOCAL"})
    assert promoted.json["roles"] == sorted(ACTOR_RULES[ADMINISTRATOR].default_roles)
    assert browser.patch(f"/accounts/{agent.id}", {"actorType": "DELEGUE_TECHNIQUE"}).status == 400
    assert read(world, agent.id).email == agent.email


@pytest.mark.rule("ACC-08")
def test_the_last_administrator_stays_and_leaving_one_alone_is_asked_first(world: World) -> None:
    town = world.organisation("SI")
    second = add_account(world.hub, ADMINISTRATOR, town)
    keeper = add_account(world.hub, AGENT, town, roles={Role.USERS_MANAGE, Role.USERS_READ})
    third, browser = keeper_of(world, town)
    by_agent = signed_in(world.hub, world.gateway, keeper)
    asked = [
        by_agent.post(f"/accounts/{second.id}/deactivate", {}),
        by_agent.patch(f"/accounts/{second.id}", {"actorType": "AGENT"}),
        by_agent.patch(f"/accounts/{second.id}", {"roles": ["STATISTIQUES"]}),
    ]
    assert [(each.status, each.json["reason"], each.messages) for each in asked] == [(409, "CONFIRMATION", [ONE_WILL_BE_LEFT])] * 3
    closed = by_agent.post(f"/accounts/{second.id}/deactivate", {"confirm": True})
    assert (closed.status, closed.json["state"], closed.json["deactivation"]) == (200, "Inactif", "ADMINISTRATEUR")
    refused = [
        by_agent.post(f"/accounts/{third.id}/deactivate", {"confirm": True}),
        by_agent.patch(f"/accounts/{third.id}", {"actorType": "AGENT", "confirm": True}),
        by_agent.patch(f"/accounts/{third.id}", {"roles": ["STATISTIQUES"], "confirm": True}),
    ]
    assert [(each.status, each.messages) for each in refused] == [(400, [LAST_MANAGER])] * 3
    assert browser.get("/me").json["warnings"] != []
    assert browser.post(f"/accounts/{second.id}/reactivate").json["state"] == "Actif"
    assert browser.get("/me").json["warnings"] == []


@pytest.mark.rule("ACC-07", "AUT-07")
def test_a_closed_account_ends_its_sessions_and_signs_in_again_once_reopened(world: World) -> None:
    town = world.organisation("SI")
    agent = add_account(world.hub, AGENT, town)
    theirs = signed_in(world.hub, world.gateway, agent)
    _, browser = keeper_of(world, town)
    assert browser.post(f"/accounts/{agent.id}/deactivate", {}).status == 200
    assert theirs.get("/me").status == 401
    assert Browser(world.gateway).begin(agent.email).json["reason"] == "DEACTIVATED"
    assert browser.post(f"/accounts/{agent.id}/deactivate", {}).messages == ["Ce compte est déjà désactivé."]
    assert browser.post(f"/accounts/{agent.id}/reactivate").status == 200
    assert signed_in(world.hub, world.gateway, agent).get("/me").status == 200


@pytest.mark.rule("ACC-07", "ACC-11")
def test_a_delegate_is_support_s_to_change_or_close(world: World) -> None:
    town, other = world.organisation("SI"), world.organisation("SI")
    delegate = add_account(world.hub, DELEGATE, town, other)
    _, browser = keeper_of(world, town)
    row = next(each for each in browser.get("/accounts").json["accounts"] if each["id"] == delegate.id)
    assert {each["key"]: each["reason"] for each in row["actions"]} | {"RESEND_ACTIVATION": None} == {
        "EDIT": NOT_A_DELEGATE_S,
        "DEACTIVATE": NOT_A_DELEGATE_S,
        "REACTIVATE": NOT_A_DELEGATE_S,
        "RESEND_ACTIVATION": None,
    }
    refused = [browser.patch(f"/accounts/{delegate.id}", {"lastName": "X"}), browser.post(f"/accounts/{delegate.id}/deactivate", {})]
    assert [each.messages for each in refused] == [[NOT_A_DELEGATE_S]] * 2
    reserved = "Ce changement de type de compte est réservé au support HubEE : support@hubee.numerique.gouv.fr."
    assert [(each["value"], each["reason"]) for each in row["typeChanges"]] == [
        ("AGENT", reserved),
        ("ADMINISTRATEUR_LOCAL", reserved),
        ("DELEGUE_TECHNIQUE", None),
    ]
    helper = support(world)
    refusal = helper.patch(f"/accounts/{delegate.id}", {"actorType": "AGENT"})  # two organisations: which of them?
    told = helper.get(f"/accounts/{delegate.id}").json["typeChanges"]
    assert (refusal.status, refusal.messages) == (400, [told[0]["reason"]])
    assert helper.delete(f"/accounts/{delegate.id}/organisations/{other}").json["organisations"] == [str(town)]
    assert helper.delete(f"/accounts/{delegate.id}/organisations/{other}").status == 404
    turned = helper.patch(f"/accounts/{delegate.id}", {"actorType": "AGENT"})
    assert (turned.json["actorType"], turned.json["organisations"]) == ("AGENT", [str(town)])
    assert [each["id"] for each in browser.get("/accounts", actorType="AGENT").json["accounts"]] == [delegate.id]
    assert helper.post(f"/accounts/{delegate.id}/deactivate", {}).json["state"] == "Inactif"
    assert helper.post(f"/accounts/{delegate.id}/reactivate").json["state"] == "Actif"


@pytest.mark.rule("ACC-11")
def test_support_makes_the_first_local_administrator_and_takes_a_lost_authenticator_away(world: World) -> None:
    town = world.organisation("SI")
    helper = support(world)
    asked = form(actorType="ADMINISTRATEUR_LOCAL", organisation=str(town))
    assert helper.post("/accounts", asked).status == 201
    assert world.hub.accounts.managers(town).account_ids == {account_id(asked["email"])}
    assert helper.post("/accounts", form(organisation="SI-00000000000000-00000")).json["errors"][0]["field"] == "organisation"
    lost, browser = keeper_of(world, town)
    assert [each["key"] for each in helper.get(f"/accounts/{lost.id}").json["actions"]][-1] == "RESET_SECOND_FACTOR"
    assert browser.delete(f"/accounts/{lost.id}/second-factor").status == 403
    assert helper.delete(f"/accounts/{lost.id}/second-factor").status == 204
    assert browser.get("/me").status == 401
    _, credentials = world.hub.accounts.with_credentials(lost.id)
    assert credentials is not None
    assert (credentials.totp_secret, credentials.recovery_digests) == (None, frozenset())
    assert helper.get(f"/accounts/{account_id('personne@nulle-part.test')}").status == 404


@pytest.mark.rule("ACC-04", "ACC-06")
def test_nobody_learns_from_a_change_whether_an_address_has_an_account_elsewhere(world: World) -> None:
    _, browser = keeper_of(world, world.organisation("SI"))
    elsewhere = add_account(world.hub, AGENT, world.organisation("SI"))
    answers = [
        browser.patch(f"/accounts/{identity}", {"email": email})
        for identity in (elsewhere.id, account_id(address()))
        for email in (elsewhere.email, address())
    ]
    assert {(each.status, *each.messages) for each in answers} == {(403, "Vous n'avez pas accès à cet élément.")}


@pytest.mark.rule("ACC-02", "ACC-04")
def test_administration_is_given_by_who_holds_it_alone_to_a_new_account_or_another(world: World) -> None:
    house = world.hub.administration
    without = ACTOR_RULES[ActorType.NATIONAL_ADMINISTRATOR].default_roles - {Role.ADMINISTRATION}
    national = ActorType.NATIONAL_ADMINISTRATOR
    lesser, other = (add_account(world.hub, national, house, roles=without) for _ in range(2))
    browser = signed_in(world.hub, world.gateway, lesser)
    asked = form(actorType=str(national))
    answers = [
        browser.post("/accounts", asked),
        browser.patch(f"/accounts/{other.id}", {"roles": [*map(str, without), "ADMINISTRATION"]}),
    ]
    refusal = "Le rôle « Administration » ne peut être donné que par une personne qui en dispose."
    assert [(each.status, each.json["errors"][0]["field"], *each.messages) for each in answers] == [(400, "roles", refusal)] * 2
    assert browser.post("/accounts", asked | {"roles": ["STATISTIQUES"]}).status == 201
    assert support(world).patch(f"/accounts/{other.id}", {"roles": [*map(str, without), "ADMINISTRATION"]}).status == 200


@pytest.mark.rule("ACC-11", "AUT-06")
def test_support_tells_of_an_authenticator_taken_away_only_where_there_was_one(world: World) -> None:
    town = world.organisation("SI")
    without, keeper = add_account(world.hub, AGENT, town), add_account(world.hub, ADMINISTRATOR, town)
    helper = support(world)
    for account in (without, keeper):
        assert helper.delete(f"/accounts/{account.id}/second-factor").status == 204
    assert [waiting_mails(world, each.email) for each in (without, keeper)] == [[], ["authentificateur_retire"]]


@pytest.mark.rule("AUT-02")
def test_an_activation_link_is_mailed_again_to_who_never_signed_in_only(world: World) -> None:
    town = world.organisation("SI")
    keeper, browser = keeper_of(world, town)
    newcomer = add_account(world.hub, AGENT, town, password=None)
    assert browser.post(f"/accounts/{newcomer.id}/activation").status == 204
    assert browser.post(f"/accounts/{newcomer.id}/activation").status == 204  # it is on its way
    assert waiting_mails(world, newcomer.email) == ["activation"]
    assert "Mot de passe oublié" in browser.post(f"/accounts/{keeper.id}/activation").messages[0]
    for _ in range(2):  # the first has left, the next is asked for a moment later
        Ticker().send_waiting_mails()
        assert browser.post(f"/accounts/{newcomer.id}/activation").status == 204
    Ticker().send_waiting_mails()
    assert len(mails(to=newcomer.email, now=world.clock.now())) == 1


@pytest.mark.rule("ACC-07")
def test_the_list_is_walked_by_pages_filtered_and_searched(world: World) -> None:
    town = world.organisation("SI")
    _, browser = keeper_of(world, town)
    people = [add_account(world.hub, AGENT, town, first_name="Éloïse", last_name=f"NOM{number:02d}") for number in range(5)]
    delegate = add_account(world.hub, DELEGATE, town, last_name="AARON")
    seen, cursor = [], None
    while True:
        page = browser.get("/accounts", limit=3, **({"cursor": cursor} if cursor else {})).json
        seen += [each["id"] for each in page["accounts"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen[1:] == [*(each.id for each in people), delegate.id]  # delegates come last
    assert len(set(seen)) == 7
    assert [each["lastName"] for each in browser.get("/accounts", text="eloise nom03").json["accounts"]] == ["NOM03"]
    assert browser.get("/accounts", active="false").json == {"accounts": [], "next": None}
    assert browser.get("/accounts", cursor="???").status == 400


@pytest.mark.rule("ACC-02", "ACC-03")
def test_the_form_is_offered_what_the_organisation_may_give(world: World) -> None:
    town = world.organisation("SI")
    world.subscription(town)
    _, browser = keeper_of(world, town)
    options = browser.get("/accounts/options").json
    assert [each["value"] for each in options["actorTypes"]] == ["AGENT", "ADMINISTRATEUR_LOCAL", "DELEGUE_TECHNIQUE"]
    assert "ADMINISTRATION" not in [each["value"] for each in options["roles"]]
    assert options["processes"] == [{"code": world.process.code, "name": world.process.name}]
    assert next(each for each in options["roles"] if each["value"] == "GESTION_UTILISATEURS")["needs"] == "CONSULTATION_UTILISATEURS"


@pytest.mark.rule("ACC-04")
def test_an_agent_who_keeps_the_users_loses_it_at_once(world: World) -> None:
    town = world.organisation("SI")
    keeper = add_account(world.hub, AGENT, town, roles={Role.USERS_MANAGE, Role.USERS_READ})
    theirs = signed_in(world.hub, world.gateway, keeper)
    _, browser = keeper_of(world, town)
    assert browser.patch(f"/accounts/{keeper.id}", {"roles": ["CONSULTATION_UTILISATEURS"]}).status == 200
    assert theirs.post("/accounts", form()).status == 403
    assert theirs.get("/accounts").status == 200
