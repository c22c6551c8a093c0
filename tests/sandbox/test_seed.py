"""The sandbox's seed: the catalogue and the partners are whole and agree with each other, the sample files are what they say."""

import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import fields

from chalicelib.domain.attachments import Attachment, faults_of, format_refusals
from chalicelib.domain.callers import Scope
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.contents import read_contents
from chalicelib.domain.generic_mailboxes import GENERIC_MAILBOXES, is_generic
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.organisations import ORGANISATION_TYPES, Organisation
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import AccessMode, Frequency, SubscriptionStatus, must_say_where
from infra.sandbox.samples import EXTENSION_BY_MIME, NOTICE, business_xml, certificate_pdf, content_of, sample_files

SEED = Path(__file__).parents[2] / "infra" / "seed"
VIENNE, INSEE = "SI-21380544300016-38544", "SI-12002701600563-92049"
NOW = datetime(2024, 8, 27, tzinfo=UTC)

CATALOGUE = {
    # code: (owner, attachment types, OSL formats, messages, SI formats), as catalogue.md words them
    "CERTDC": ("DGS", "DD_Certificatdedeces VA_CertificatdeDeces", "pdf xml", "no", ""),
    "EtatCivil": ("DILA", "ActeEtatCivil-PDF ActeEtatCivil-XML", "pdf xml", "yes", "pdf"),
    "depotDossierPACS": ("DILA", "15725-02 an anp cp flux-pacs recapPDF", "pdf xml", "yes", "pdf"),
    "recensementCitoyen": ("DILA", "10870-XML 10870-PDF jf ji", "pdf xml", "yes", "pdf"),
    "JeChangeDeCoordonnees": ("DILA", "flux-siv", "pdf xml", "no", ""),
    "HebergementTourisme": ("DILA", "recapPDF flux-dhtour", "pdf xml", "yes", "pdf"),
    "OTV": ("DILA", "Metier ActeEtatCivil-XML", "json", "no", ""),
    "SNATED": ("SNATED", "documents", "pdf xml odt docx", "yes", "pdf xml odt docx"),
    "CAF-contact": ("CNAF", "coordonnees-allocataire", "txt", "no", ""),
    "RSABEI-RSABAI": ("CNAF", "RSABEI RSABAI", "xml", "no", ""),
    "RSABEM-RSABAM": ("CNAF", "RSABEM RSABAM", "xml", "no", ""),
    "RSABEX-RSABAX": ("CNAF", "RSABEX RSABAX", "xml", "no", ""),
    "RSAFIM": ("CNAF", "RSAFIM RSAFAM", "xml", "no", ""),
    "RSAFIX": ("CNAF", "RSAFIX RSAFAX", "xml", "no", ""),
    "RSACTM": ("CNAF", "RSACTM RSACAM", "xml", "no", ""),
    "IRSACG-IRSDCG": ("CNAF", "IRSACG IRSDCG", "xml", "no", ""),
    "GRO": ("CNAF", "GRO", "xml", "no", ""),
    "DSG": ("CNAF", "DSG", "xml", "no", ""),
    "SGR": ("CNAF", "SGR", "zip", "no", ""),
    "MSABEI": ("CNAF", "MSABEI", "xml", "no", ""),
    "MSABEM": ("CNAF", "MSABEM", "xml", "no", ""),
    "MSABEX": ("CNAF", "MSABEX", "xml", "no", ""),
    "MSAFIM": ("CNAF", "MSAFIM", "xml", "no", ""),
    "RSA": ("RSA", "documents", "xml", "no", ""),
    "FormulaireQF": ("DINUM", "FormulaireQF", "json xml pdf", "no", ""),
}


def seed(name: str) -> Any:
    return json.loads((SEED / f"{name}.json").read_text(encoding="utf-8"))


def process_of(row: dict[str, Any]) -> Process:
    read: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    read |= {"osl": OrganisationId(**row["osl"]), "purge_status": CaseStatus(row["purge_status"])}
    return Process(**read, created_at=NOW)


PROCESSES = [process_of(row) for row in seed("processes")]
ORGANISATIONS = [Organisation(**{**row, "id": OrganisationId(**row["id"])}, created_at=NOW) for row in seed("organisations")]
SUBSCRIPTIONS, CLIENTS = seed("subscriptions"), seed("clients")
ORGANISATION_BY_ID = {str(each.id): each for each in ORGANISATIONS}
SUBSCRIPTION_BY_PAIR = {(each["process_code"], each["subscriber"]): each for each in SUBSCRIPTIONS}
every_process = pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.code)


def spelled(formats: tuple[str, ...]) -> str:
    return " ".join(EXTENSION_BY_MIME[each] for each in formats)


def active(code: str, mode: str) -> set[str]:
    return {each["subscriber"] for each in SUBSCRIPTIONS if (each["process_code"], each["access_mode"], each["state"]) == (code, mode, "Actif")}


def faults(mime_type: str, content: bytes) -> list[str]:
    announced = Attachment(id="a", container="c", position=0, file_name="f", type="t", size_bytes=len(content), mime_type=mime_type)
    return faults_of(announced, read_contents((content,)), digest_header=None)


@pytest.mark.rule("ORG-04")
def test_the_catalogue_is_the_one_of_the_specification() -> None:
    assert len(PROCESSES) == len(CATALOGUE) == 25
    shipped = {
        each.code: (
            ORGANISATION_BY_ID[str(each.osl)].code,
            " ".join(each.attachment_types),
            spelled(each.osl_formats),
            "yes" if each.allows_messages else "no",
            spelled(each.si_formats),
        )
        for each in PROCESSES
    }
    assert shipped == CATALOGUE


@pytest.mark.rule("ORG-04")
def test_a_row_of_the_catalogue_spells_out_every_field_of_a_process() -> None:
    for row in seed("processes"):
        assert set(row) == {field.name for field in fields(Process)} - {"created_at", "updated_at", "version", "is_reserved", "listeners"}
        assert all((len(row["code"]) <= 30, len(row["name"]) <= 100, row["description"]))


@pytest.mark.rule("ORG-04")
@every_process
def test_a_process_has_the_limits_that_the_catalogue_states(process: Process) -> None:
    assert process.osl.type == "OSL"
    assert process.validation == ("Manual" if CATALOGUE[process.code][0] in ("DGS", "DILA") else "Auto")
    assert process.max_attachment_bytes == (1024**3 if process.code in ("SNATED", "SGR") else 100 * 1024**2)
    assert process.purge_status is (CaseStatus.IN_PROGRESS if process.code == "CERTDC" else CaseStatus.CLOSED)
    assert (process.is_activated, process.purge_days, process.archive_days, process.deletion_days) == (True, 30, 60, 365)
    assert process.allows_awaiting == (process.code == "recensementCitoyen")
    assert process.message_with_status == process.allows_messages


@pytest.mark.rule("ORG-04")
def test_organisations_are_each_there_once_and_readable_as_the_interface_names_them() -> None:
    assert len(ORGANISATION_BY_ID) == len(ORGANISATIONS)
    assert {each.id.type for each in ORGANISATIONS} == set(ORGANISATION_TYPES)
    assert {VIENNE, "SI-11001401600015-75108"} <= set(ORGANISATION_BY_ID)
    for name, organisation in ORGANISATION_BY_ID.items():
        assert OrganisationId.parse(name) == organisation.id
        assert re.fullmatch(r"[a-z]+@[a-z-]+\.test", organisation.email or "")
        assert re.fullmatch(r"\+3319900\d{4}", organisation.phone_number or "")


@pytest.mark.rule("ORG-04")
def test_a_subscription_joins_a_process_and_an_instructing_service_that_exist_and_does_so_once() -> None:
    assert len(SUBSCRIPTION_BY_PAIR) == len(SUBSCRIPTIONS)
    assert len({each["datapass_id"] for each in SUBSCRIPTIONS}) == len(SUBSCRIPTIONS)
    for code, subscriber in SUBSCRIPTION_BY_PAIR:
        assert code in CATALOGUE
        assert ORGANISATION_BY_ID[subscriber].id.type == "SI"


@pytest.mark.rule("ORG-04")
def test_every_process_can_be_delivered_and_every_state_mode_and_frequency_is_there() -> None:
    assert {each["process_code"] for each in SUBSCRIPTIONS if each["state"] == "Actif"} == set(CATALOGUE)
    states = Counter(SubscriptionStatus(each["state"]) for each in SUBSCRIPTIONS)
    assert {states[each] for each in SubscriptionStatus if each is not SubscriptionStatus.ACTIVE} == {1}
    assert {AccessMode(each["access_mode"]) for each in SUBSCRIPTIONS} == set(AccessMode)
    assert {Frequency(each["frequency"]) for each in SUBSCRIPTIONS} == set(Frequency)
    for row in SUBSCRIPTIONS:
        must_say_where(Frequency(row["frequency"]), row["email"])
        assert bool(row.get("rejection_reason")) == (row["state"] == "Refusé")


@pytest.mark.rule("ORG-04")
def test_certificates_of_death_reach_the_insee_and_town_halls_work_in_both_modes() -> None:
    assert {INSEE, VIENNE} < active("CERTDC", "API")
    for code in ("CERTDC", "EtatCivil", "recensementCitoyen", "depotDossierPACS"):
        assert all(active(code, mode) for mode in AccessMode)


@pytest.mark.rule("ORG-04")
def test_an_administrator_is_a_person_of_one_organisation_and_a_delegate_is_of_none() -> None:
    pairs = {(each["local_administrator"]["email"], each["subscriber"]) for each in SUBSCRIPTIONS}
    administrators = {email for email, _ in pairs}
    delegates = {each["delegation"] for each in SUBSCRIPTIONS if each["delegation"]}
    assert len(administrators) == len(pairs)
    assert not administrators & delegates
    assert not [email for email in administrators | delegates if is_generic(email)]
    assert all(email.endswith(".test") for email in administrators | delegates)


@pytest.mark.rule("ORG-04")
def test_every_operator_has_a_client_of_all_its_processes_and_one_has_a_second_bound_to_one() -> None:
    assert len({each["name"] for each in CLIENTS}) == len(CLIENTS)
    assert {Scope(each["scope"]) for each in CLIENTS} == set(Scope)
    for client in CLIENTS:
        kind = ORGANISATION_BY_ID[client["organization"]].id.type
        assert kind == (client["scope"] if client["scope"] in ("OSL", "SI") else "Admin")
        assert (client["subscription"] is not None) == (client["scope"] == "SI")
    owner_by_code = {each.code: str(each.osl) for each in PROCESSES}
    (bound,) = [(each["organization"], each["process_codes"]) for each in CLIENTS if each["process_codes"]]
    assert bound == (owner_by_code["recensementCitoyen"], ["recensementCitoyen"])
    assert set(owner_by_code.values()) == {each["organization"] for each in CLIENTS if each["scope"] == "OSL" and not each["process_codes"]}


@pytest.mark.rule("ORG-04")
def test_si_clients_work_in_api_mode_but_the_one_that_shows_the_refusal() -> None:
    modes: Counter[tuple[str, bool]] = Counter()
    for client in (each for each in CLIENTS if each["scope"] == "SI"):
        subscription = SUBSCRIPTION_BY_PAIR[client["subscription"]["process_code"], client["subscription"]["subscriber"]]
        assert subscription["subscriber"] == client["organization"]
        assert subscription["state"] == "Actif"
        modes[subscription["access_mode"], client["name"].endswith("(mode Portail)")] += 1
    assert modes == {("API", False): modes.total() - 1, ("PORTAIL", True): 1}


@pytest.mark.rule("ORG-04")
@every_process
def test_sample_files_are_what_the_process_takes_and_carry_their_signature(process: Process) -> None:
    files = sample_files(process)
    assert tuple(each.type for each in files) == process.attachment_types
    assert files == sample_files(process), "the same call makes the same bytes"
    for each in files:
        announced = (each.file_name, each.mime_type, len(each.content))
        assert not format_refusals(*announced, allowed=process.osl_formats, max_bytes=process.max_attachment_bytes, process_code=process.code)
        assert not faults(each.mime_type, each.content)


@pytest.mark.rule("ORG-04")
@pytest.mark.parametrize("mime_type", EXTENSION_BY_MIME)
def test_a_sample_can_be_had_in_every_format_of_the_catalogue_and_opens(mime_type: str) -> None:
    content = content_of(PROCESSES[0], "documents", mime_type)
    assert not faults(mime_type, content)
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        assert archive.testzip() is None
        assert all(ET.fromstring(archive.read(name)) is not None for name in archive.namelist() if name.endswith((".xml", ".rels")))
    elif mime_type != "application/pdf":
        assert NOTICE in content.decode()


@pytest.mark.rule("ORG-04")
def test_a_certificate_names_the_place_of_each_of_its_objects() -> None:
    content = certificate_pdf("Décès (volet) \\ œuvre", ["une ligne " * 30] * 20)
    start = int(content.rpartition(b"startxref\n")[2].split()[0])
    places = [int(each) for each in re.findall(rb"(\d{10}) 00000 n \n", content[start:])]
    assert content[start:].startswith(b"xref\n0 6\n")
    assert len(places) == 5
    assert all(content[place:].startswith(b"%d 0 obj\n" % number) for number, place in enumerate(places, start=1))
    stream = content.partition(b"stream\n")[2].partition(b"\nendstream")[0]
    assert b"/Length %d " % len(stream) in content
    assert rb"(D\351c\350s \(volet\) \\ \234uvre) Tj" in stream


@pytest.mark.rule("ORG-04")
def test_a_business_file_keeps_its_fields_whatever_they_hold() -> None:
    root = ET.fromstring(business_xml("CAF-contact", {"Nom & prénom": "D'ARTOIS <Anaïs>"}))
    assert [(each.get("nom"), each.text) for each in root] == [("Nom & prénom", "D'ARTOIS <Anaïs>")]


def test_generic_mailboxes_are_bare_lower_case_names_each_once() -> None:
    names = GENERIC_MAILBOXES
    assert all(re.fullmatch(r"[a-z]+([.-][a-z]+)*", name) for name in names)
    assert {"mairie", "contact", "accueil"} <= names
