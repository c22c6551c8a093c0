"""What is asked of a form before it becomes requests. **Source:** SUB-15."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.errors import Invalid
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.mails import Mail
from chalicelib.domain.processes import Process
from chalicelib.domain.request_decisions import acceptance, refusal, subscription_of
from chalicelib.domain.request_forms import RequestForm, faults_of, is_siret, requests_of
from chalicelib.domain.requests import RequestStatus, SubscriptionRequest
from chalicelib.domain.subscriptions import Person
from chalicelib.domain.values import replace

TOWN = OrganisationId.parse("SI-21380544300016-38544")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FORM = RequestForm(
    organisation=TOWN,
    organisation_name="Commune de Vienne",
    postal_code="38200",
    territory="Isère",
    requester="jeanne.durand@vienne.test",
    local_administrator=Person(email="jeanne.durand@vienne.test"),
    delegate_email=None,
    process_codes=("A", "B"),
)
OSL = OrganisationId.parse("OSL-13002526500013-75107")


@pytest.mark.rule("SUB-15")
@pytest.mark.parametrize("register", ["21380544300016", "13002526500013", "35600000000048", "35600000009075", "21750001600019"])
def test_real_sirets_pass(register: str) -> None:
    assert is_siret(register)


@pytest.mark.rule("SUB-15")
@pytest.mark.parametrize("register", ["21380544300017", "2138054430001", "213805443000160", "2138054430001a", "²1380544300016", "", "35600000009076"])
def test_what_is_no_siret_does_not(register: str) -> None:
    assert not is_siret(register)


@given(st.integers(min_value=0, max_value=10**13 - 1), st.integers(min_value=0, max_value=13), st.integers(min_value=1, max_value=9))
@pytest.mark.rule("SUB-15")
def test_a_mistyped_digit_never_passes_but_at_la_poste(start: int, place: int, slip: int) -> None:
    fitting = [f"{start:013d}{last}" for last in range(10) if not f"{start:013d}".startswith("356000000") and is_siret(f"{start:013d}{last}")]
    for register in fitting:
        wrong = register[:place] + str((int(register[place]) + slip) % 10) + register[place + 1 :]
        assert wrong.startswith("356000000") or not is_siret(wrong)


@pytest.mark.rule("SUB-15")
def test_every_fault_of_a_form_is_told_beside_its_field() -> None:
    wrong = replace(
        FORM,
        organisation=replace(TOWN, company_register="21380544300017"),
        local_administrator=Person(email="mairie@vienne.test"),
        delegate_email=" MAIRIE@vienne.test",
    )
    faults = dict(faults_of(wrong, known=None, processes={}, subscribed=()))
    assert set(faults) == {"companyRegister", "localAdministrator.email", "delegateEmail", "processCodes"}
    assert faults["processCodes"] == "La démarche A n'existe pas. La démarche B n'existe pas."
    same = replace(FORM, delegate_email="Jeanne.DURAND@vienne.test")
    assert dict(faults_of(same, known=None, processes={}, subscribed=()))["delegateEmail"].startswith("Le délégué technique est une personne")


def a_request(**overrides: object) -> SubscriptionRequest:
    usual: dict[str, object] = {
        "id": "r",
        "reference": "ref",
        "process_code": "A",
        "osl": OSL,
        "organisation": TOWN,
        "organisation_name": "Commune de Vienne",
        "postal_code": "38200",
        "territory": "Isère",
        "requester": "jeanne.durand@vienne.test",
        "local_administrator": Person(email="Jeanne.Durand@vienne.test"),
        "status": RequestStatus.WAITING,
        "created_at": NOW,
        "version": 1,
    }
    return SubscriptionRequest(**(usual | overrides))  # type: ignore[arg-type]


@pytest.mark.rule("SUB-15")
@pytest.mark.parametrize("status", [each for each in RequestStatus if each is not RequestStatus.WAITING])
def test_only_what_waits_is_decided(status: RequestStatus) -> None:
    request = a_request(status=status)
    with pytest.raises(Invalid):
        acceptance(request, subscription_of(request, subscription_id="s", at=NOW), known=None, at=NOW)
    with pytest.raises(Invalid):
        refusal(request, "Doublon", subscription_id="s", at=NOW)


@pytest.mark.rule("SUB-15")
def test_the_requester_is_told_once_of_a_decision_and_the_delegate_of_an_acceptance() -> None:
    request = a_request(delegate_email="robin@editeur.test")
    accepted = acceptance(request, subscription_of(request, subscription_id="s", at=NOW), known=None, at=NOW)
    mails = [(each.to, each.template) for each in accepted if isinstance(each, Mail)]
    assert sorted(mails) == [("jeanne.durand@vienne.test", "demande_acceptee"), ("robin@editeur.test", "abonnement_accepte")]
    refused = refusal(a_request(requester="agent@vienne.test"), "Doublon", subscription_id="s", at=NOW)
    mails = [(each.to, each.template) for each in refused if isinstance(each, Mail)]
    assert sorted(mails) == [("Jeanne.Durand@vienne.test", "abonnement_refuse"), ("agent@vienne.test", "demande_refusee")]


@pytest.mark.rule("SUB-15")
def test_the_requests_of_an_address_and_a_minute_have_the_same_ids() -> None:
    process = {code: _process(code) for code in ("A", "B", "C")}

    def ids(form: RequestForm, at: datetime) -> list[str]:
        made = requests_of(form, reference="x", processes=process, status=RequestStatus.TO_CONFIRM, at=at)
        assert {each.form_size for each in made} == {len(made)}
        return [each.id for each in made]

    first = ids(FORM, NOW)
    assert len(set(first)) == 2
    assert ids(replace(FORM, requester=" Jeanne.Durand@VIENNE.test", process_codes=("C",)), NOW + timedelta(seconds=59)) == first[:1]
    assert not set(first) & set(ids(FORM, NOW + timedelta(minutes=1)))
    assert not set(first) & set(ids(replace(FORM, requester="autre@vienne.test"), NOW))


def _process(code: str) -> Process:
    return Process(
        code=code,
        name=code,
        osl=OSL,
        osl_formats=(),
        attachment_types=(),
        max_attachment_bytes=1,
        purge_status=CaseStatus.CLOSED,
        purge_days=1,
        archive_days=1,
        deletion_days=1,
        allows_messages=True,
        validation="Manual",
        created_at=NOW,
    )
