"""What a folder to deposit must say, and how its faults are told: all at once, each with its place."""

import json
from pathlib import Path
from typing import Any

import pytest
from hubee_client.faults import DiskFault, Misused
from hubee_client.manifest import NAME, forgotten_files, read_manifest
from hubee_client.mime_types import guessed

TOWN = {"type": "SI", "companyRegister": "21380544300016", "branchCode": "38544"}
MANIFEST: dict[str, Any] = {
    "processCode": "CERTDC",
    "externalId": "DGS-1",
    "applicant": {"firstName": "Camille", "lastName": "MARTIN"},
    "cases": [{"externalId": "DGS-1-01", "recipient": "SI-21380544300016-38544"}, {"externalId": "DGS-1-02", "recipient": TOWN}],
    "attachments": [
        {"file": "certificat.pdf", "type": "DD_Certificatdedeces"},
        {"file": "données/acte.xml", "type": "VA_CertificatdeDeces", "fileName": "acte n°1.xml", "recipients": ["DGS-1-02"]},
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    directory = tmp_path / "dossier"
    (directory / "données").mkdir(parents=True)
    (directory / "certificat.pdf").write_bytes(b"%PDF-1.4")
    (directory / "données" / "acte.xml").write_bytes(b"<acte/>")
    (directory / NAME).write_text(json.dumps(MANIFEST), encoding="utf-8")
    return directory


def faults_with(folder: Path, **changes: Any) -> tuple[str, ...]:
    (folder / NAME).write_text(json.dumps(MANIFEST | changes), encoding="utf-8")
    with pytest.raises(Misused) as refusal:
        read_manifest(folder)
    return refusal.value.details


def test_a_manifest_becomes_the_interface_s_body(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert manifest.files == (folder / "certificat.pdf", folder / "données" / "acte.xml")
    assert manifest.body == {
        "processCode": "CERTDC",
        "externalId": "DGS-1",
        "applicant": {"firstName": "Camille", "lastName": "MARTIN", "email": None},
        "cases": [{"externalId": "DGS-1-01", "recipient": TOWN}, {"externalId": "DGS-1-02", "recipient": TOWN}],
        "attachments": [
            {
                "fileName": "certificat.pdf",
                "type": "DD_Certificatdedeces",
                "mimeType": "application/pdf",
                "size": 8,
                "recipients": ["DGS-1-01", "DGS-1-02"],
            },
            {"fileName": "acte n°1.xml", "type": "VA_CertificatdeDeces", "mimeType": "application/xml", "size": 7, "recipients": ["DGS-1-02"]},
        ],
    }


def test_the_same_manifest_always_makes_the_same_bytes(folder: Path) -> None:
    before = read_manifest(folder).content
    (folder / NAME).write_text(json.dumps(dict(reversed(MANIFEST.items())), indent=4), encoding="utf-8")
    assert read_manifest(folder).content == before


def test_every_fault_is_told_at_once(folder: Path) -> None:
    assert faults_with(
        folder,
        processCode="",
        externalId="x" * 31,
        applicant={"firstName": "Camille", "nom": "MARTIN"},
        cases=[{"externalId": "A", "recipient": "SI-123-1"}, {"externalId": "A", "recipient": 3}],
        attachments=[
            {"file": "absent.pdf", "type": "T"},
            {"file": "../ailleurs.pdf", "type": "T"},
            {"file": "certificat.pdf", "type": "T", "fileName": "sans type", "recipients": ["B"]},
        ],
    ) == (
        "cases[0].recipient : le SIRET « 123 » n'a pas 14 chiffres",
        "cases[1].recipient : un destinataire s'écrit « SI-SIRET-CODE » ou avec type, companyRegister, branchCode",
        "cases : externalId « A » est donné deux fois",
        "attachments[0].file : « absent.pdf » n'existe pas dans le dossier",
        "attachments[1].file : « ../ailleurs.pdf » est hors du dossier",
        "attachments[2] : le type de « sans type » ne se devine pas, donnez mimeType",
        "attachments[2].recipients : « B » n'est l'externalId d'aucun cas",
        "processCode : manque, ou n'est pas un texte",
        "externalId : plus de 30 caractères",
        "applicant : « nom » est inconnu (connus : email, firstName, lastName)",
        "applicant.lastName : manque, ou n'est pas un texte",
    )


@pytest.mark.parametrize(
    ("name", "mime_type"),
    [
        ("acte.pdf", "application/pdf"),
        ("ACTE.XML", "application/xml"),
        ("flux.json", "application/json"),
        ("flux.zip", "application/zip"),
        ("flux.xml.gz", None),
        ("flux.tgz", None),
        ("flux.xml.bz2", None),
        ("flux", None),
    ],
)
def test_a_type_is_guessed_of_what_the_file_is_not_of_what_is_packed_in_it(name: str, mime_type: str | None) -> None:
    assert guessed(name) == mime_type


def test_a_compressed_file_has_its_type_given(folder: Path) -> None:
    (folder / "flux.xml.gz").write_bytes(b"\x1f\x8b")
    packed = {"file": "flux.xml.gz", "type": "T"}
    assert faults_with(folder, attachments=[packed]) == ("attachments[0] : le type de « flux.xml.gz » ne se devine pas, donnez mimeType",)
    (folder / NAME).write_text(json.dumps(MANIFEST | {"attachments": [packed | {"mimeType": "application/gzip"}]}), encoding="utf-8")
    assert read_manifest(folder).body["attachments"][0]["mimeType"] == "application/gzip"


def test_a_word_that_is_misspelt_is_told(folder: Path) -> None:
    assert faults_with(folder, procesCode="CERTDC") == (
        "teledossier.json : « procesCode » est inconnu (connus : applicant, attachments, cases, externalId, processCode)",
    )


@pytest.mark.parametrize("name", ["cases", "attachments"])
@pytest.mark.parametrize("value", [None, [], {}, "x"])
def test_a_list_must_have_something(folder: Path, name: str, value: Any) -> None:
    assert f"{name} : manque, ou n'est pas une liste d'au moins un élément" in faults_with(folder, **{name: value})


def test_a_link_out_of_the_folder_is_refused(folder: Path) -> None:
    (folder.parent / "secret.pdf").write_bytes(b"%PDF-1.4 secret")
    (folder / "lien.pdf").symlink_to(folder.parent / "secret.pdf")
    assert faults_with(folder, attachments=[{"file": "lien.pdf", "type": "T"}]) == ("attachments[0].file : « lien.pdf » est hors du dossier",)


@pytest.mark.parametrize("content", ["{", "[]", '"x"'])
def test_what_is_no_manifest_is_refused(folder: Path, content: str) -> None:
    (folder / NAME).write_text(content, encoding="utf-8")
    with pytest.raises(Misused):
        read_manifest(folder)


def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misused, match=r"ne contient pas de teledossier\.json"):
        read_manifest(tmp_path)
    (tmp_path / NAME).mkdir()
    with pytest.raises(DiskFault):
        read_manifest(tmp_path)


def test_files_that_the_manifest_forgets_are_named(folder: Path) -> None:
    (folder / "données" / "oublié.pdf").write_bytes(b"x")
    (folder / ".hubee-deposit.json").write_bytes(b"x")
    assert forgotten_files(folder, read_manifest(folder)) == ["données/oublié.pdf"]
