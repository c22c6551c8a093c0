"""Who calls and how far it sees: its organisation, its processes, its access mode."""

import pytest

from chalicelib.domain.callers import Caller, Scope, Side
from chalicelib.domain.errors import Forbidden, NotFound
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.partners import PartnerInfo
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.values import replace

TOWN = OrganisationId(type="SI", company_register="21380544300016", branch_code="38544")
OTHER_TOWN = replace(TOWN, branch_code="38545")
OPERATOR = OrganisationId(type="OSL", company_register="13000918600011", branch_code="75115")
ADMINISTRATION = OrganisationId(type="Admin", company_register="13002526500013", branch_code="75107")

SI = Caller(scope=Scope.SI, client_id="si", organisation=TOWN, process_codes=frozenset({"EtatCivil"}), access_mode=AccessMode.API)
OSL = Caller(scope=Scope.OSL, client_id="osl", organisation=OPERATOR, process_codes=frozenset({"EtatCivil", "depotDossierPACS"}))
ADMIN = Caller(scope=Scope.ADMIN, client_id="admin", organisation=ADMINISTRATION)
DATAPASS = Caller(scope=Scope.DATAPASS, client_id="datapass", organisation=ADMINISTRATION)


@pytest.mark.rule("OAU-03")
def test_each_scope_stands_on_its_side_and_datapass_on_none() -> None:
    assert [each.side for each in (SI, OSL, ADMIN)] == [Side.SI, Side.OSL, Side.ADMIN]
    with pytest.raises(Forbidden, match=r"^Unauthorized user$"):
        _ = DATAPASS.side


@pytest.mark.rule("SUB-07", "SUB-08")
@pytest.mark.parametrize("mode", [AccessMode.PORTAL, None])
def test_an_si_program_is_refused_outside_api_mode_by_a_message_that_names_the_mode(mode: AccessMode | None) -> None:
    with pytest.raises(Forbidden, match=r"^Unauthorized user: the subscription's access mode is PORTAIL, not API$"):
        replace(SI, access_mode=mode).must_use_the_api()


@pytest.mark.rule("SUB-08")
def test_nobody_but_an_si_program_is_hindered_by_an_access_mode() -> None:
    for caller in (SI, OSL, ADMIN, DATAPASS):
        caller.must_use_the_api()


@pytest.mark.rule("OAU-03", "OAU-07")
def test_a_process_is_reached_by_its_own_and_by_the_administration() -> None:
    for caller in (SI, OSL, ADMIN):
        caller.must_own_process("EtatCivil")
    for caller in (SI, replace(OSL, process_codes=frozenset({"EtatCivil"})), DATAPASS):
        with pytest.raises(Forbidden, match=r"^Unauthorized user$"):
            caller.must_own_process("depotDossierPACS")


@pytest.mark.rule("CAS-04", "DEP-08", "OAU-03")
def test_a_case_is_seen_by_its_sides_only_and_by_its_recipient_once_delivered() -> None:
    for caller in (SI, OSL, ADMIN):
        caller.must_see_case(recipient=TOWN, process_code="EtatCivil", is_delivered=True)
    for caller in (OSL, ADMIN):
        caller.must_see_case(recipient=TOWN, process_code="EtatCivil", is_delivered=False)
    with pytest.raises(NotFound, match=r"^Case is not found$"):
        SI.must_see_case(recipient=TOWN, process_code="EtatCivil", is_delivered=False)


@pytest.mark.rule("CAS-04", "OAU-03")
@pytest.mark.parametrize("is_delivered", [True, False])
@pytest.mark.parametrize(
    ("caller", "recipient", "process_code"),
    [(SI, OTHER_TOWN, "EtatCivil"), (SI, TOWN, "depotDossierPACS"), (OSL, TOWN, "CERTDC"), (DATAPASS, TOWN, "EtatCivil")],
)
def test_anothers_case_is_refused_delivered_or_not(caller: Caller, recipient: OrganisationId, process_code: str, is_delivered: bool) -> None:
    with pytest.raises(Forbidden, match=r"^Unauthorized user$"):
        caller.must_see_case(recipient=recipient, process_code=process_code, is_delivered=is_delivered)


@pytest.mark.rule("OAU-06")
def test_a_program_says_what_it_is_and_stays_the_same_caller() -> None:
    partner = PartnerInfo(editor_name="Éditeur", application_name="Logiciel", software_version="1.2")
    named = SI.from_program(partner)
    assert named.partner == partner
    assert replace(named, partner=SI.partner) == SI
