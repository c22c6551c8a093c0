"""The bytes of an attachment are checked against what was announced; what does not agree, or is infected, is never served."""

import gzip
import io
import zipfile
from dataclasses import dataclass
from typing import Any

import pytest

from chalicelib.domain.attachments import digest_of
from chalicelib.domain.callers import Scope
from tests.builders import PDF, Answer, Partner, World

FOLDERS = "/teledossiers/v1/folders"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


def zipped(*members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for index, member in enumerate(members):
            archive.writestr(f"{index}.txt", member)
    return buffer.getvalue()


ZIP = zipped(b"bonjour")


@dataclass(frozen=True)
class Announced:
    """One announced file: where its bytes go, and how it reads afterwards."""

    world: World
    town: Partner
    folder: dict[str, Any]

    @property
    def id(self) -> str:
        found: str = self.folder["attachments"][0]["id"]
        return found

    @property
    def path(self) -> str:
        return f"{FOLDERS}/{self.folder['id']}/attachments/{self.id}"

    def put(self, content: bytes, **headers: str) -> Answer:
        return self.world.osl.put(self.path, content=content, headers=headers)

    def status(self) -> str:
        found: str = self.world.osl.get(f"{FOLDERS}/{self.folder['id']}").json["attachments"][0]["status"]
        return found

    def complete(self) -> None:
        assert self.world.osl.patch(f"{FOLDERS}/{self.folder['id']}", {"globalStatus": "HUBEE_COMPLETED"}).status == 204

    def fetched(self, by: Partner | None = None) -> Answer:
        return (by or self.town).get(f"/teledossiers/v1/cases/{self.folder['cases'][0]['id']}/attachments/{self.id}")


def announced(world: World, size: int, mime_type: str = "application/pdf") -> Announced:
    open_world = World(world.hub, world.gateway, world.clock, osl_formats=(mime_type,), max_attachment_bytes=20_000_000)
    town = open_world.town()
    file = {"fileName": "pièce", "type": "10870-PDF", "size": size, "mimeType": mime_type, "recipients": ["EXT-01"]}
    return Announced(open_world, town, open_world.announced(town, attachments=[file]))


def refused(answer: Answer, *messages: str, status: int = 400) -> None:
    assert (answer.status, answer.json) == (status, {"errors": [{"code": status, "message": message} for message in messages]})


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize("content", [PDF + b" ", PDF[:-1], b""])
def test_bytes_of_another_size_are_refused_and_the_attachment_is_rejected(world: World, content: bytes) -> None:
    file = announced(world, len(PDF))
    size = f"Attachment {file.id} size is {len(content)}, {len(PDF)} was declared"
    kind = [] if content else [f"Attachment {file.id} is not of the declared type application/pdf"]
    refused(file.put(content), size, *kind)
    assert file.status() == "REJECTED"
    assert file.put(PDF).status == 204
    assert file.status() == "RECEIVED"


FITTING = {
    "application/pdf": [PDF, b"\x00" * 1020 + b"%PDF"],
    "application/xml": [
        b"<a/>",
        b" \n\t<a/>",
        b"\xef\xbb\xbf <a/>",
        "\ufeff<a/>".encode("utf-16-le"),
        "\ufeff<a/>".encode("utf-16-be"),
        b"<a><b></a>",
    ],
    "text/xml": [b"<a/>", "\ufeff \n<a/>".encode("utf-16-be")],
    "image/svg+xml": [b"<svg/>"],
    "application/json": [b"{}", b" [1]", b"\xef\xbb\xbf{}", b"{not json"],
    "application/zip": [ZIP],
    DOCX: [ZIP],
    ODT: [ZIP],
    "text/plain": [b"bonjour", "é".encode("latin-1"), b"%PDF"],
    "text/plain; charset=utf-8": [b"bonjour"],
    "image/png": [b"anything", b"\x00"],
    "application/octet-stream": [b"\x00\xff"],
}
UNFITTING = {
    "application/pdf": [b"%PD", b"\x00" * 1021 + b"%PDF", ZIP, b"<a/>"],
    "application/xml": [b"{}", b"bonjour <a/>", PDF],
    "text/xml": [PDF],
    "image/svg+xml": [b"\x89PNG"],
    "application/json": [b"<a/>", b"1", b'"x"'],
    "application/zip": [PDF, b"PK"],
    DOCX: [PDF],
    ODT: [b"bonjour"],
    "text/plain": [b"a\x00b", "bonjour".encode("utf-16")],
    "TEXT/PLAIN; charset=utf-8": [b"a\x00b"],
}


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize(("mime_type", "content"), [(mime, content) for mime, every in FITTING.items() for content in every])
def test_bytes_that_carry_the_signature_of_their_type_are_received(world: World, mime_type: str, content: bytes) -> None:
    file = announced(world, len(content), mime_type)
    assert file.put(content).status == 204
    assert file.status() == "RECEIVED"


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize(("mime_type", "content"), [(mime, content) for mime, every in UNFITTING.items() for content in every])
def test_bytes_without_the_signature_of_their_type_are_refused(world: World, mime_type: str, content: bytes) -> None:
    file = announced(world, len(content), mime_type)
    refused(file.put(content), f"Attachment {file.id} is not of the declared type {mime_type}")
    assert file.status() == "REJECTED"


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize("header", ["{}", "SHA-256={}", "sha-256={}"])
def test_a_right_digest_is_accepted_with_or_without_its_name(world: World, header: str) -> None:
    file = announced(world, len(PDF))
    assert file.put(PDF, digest=header.format(digest_of(PDF))).status == 204
    assert file.status() == "RECEIVED"


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize("header", ["{}", "SHA-256={}"])
def test_a_wrong_digest_is_refused(world: World, header: str) -> None:
    file = announced(world, len(PDF))
    wrong = digest_of(b"other")
    refused(file.put(PDF, digest=header.format(wrong)), f"Attachment {file.id} digest is {digest_of(PDF)}, {wrong} was declared")
    assert file.status() == "REJECTED"


@pytest.mark.rule("DEP-04")
def test_a_wrong_digest_of_bytes_that_were_received_is_refused_and_they_stay(world: World) -> None:
    file = announced(world, len(PDF))
    assert file.put(PDF, digest=digest_of(PDF)).status == 204
    wrong = digest_of(b"other")
    refused(file.put(PDF, digest=wrong), f"Attachment {file.id} digest is {digest_of(PDF)}, {wrong} was declared")
    assert file.status() == "RECEIVED"
    file.complete()
    assert file.fetched().content == PDF


@pytest.mark.rule("DEP-04")
def test_an_empty_file_announced_as_empty_is_received(world: World) -> None:
    file = announced(world, 0, "text/plain")
    assert file.put(b"").status == 204
    file.complete()
    assert (file.fetched().status, file.fetched().content) == (200, b"")


@pytest.mark.rule("DEP-04", "DEP-10")
def test_the_same_bytes_again_change_nothing_and_other_bytes_replace(world: World) -> None:
    file = announced(world, len(PDF))
    other = PDF.replace(b"1.4", b"1.7")
    assert [file.put(content).status for content in (PDF, PDF, other)] == [204, 204, 204]
    file.complete()
    assert file.fetched().content == other


@pytest.mark.rule("DEP-04", "DEP-10")
def test_nothing_is_brought_after_completion(world: World) -> None:
    file = announced(world, len(PDF))
    assert file.put(PDF).status == 204
    file.complete()
    for content in (PDF, PDF.replace(b"1.4", b"1.7")):
        refused(file.put(content), f"Attachment {file.id} can not be changed any more")
    assert file.fetched().content == PDF


@pytest.mark.rule("DEP-04", "CAS-11")
@pytest.mark.parametrize(
    "content",
    [EICAR, zipped(b"bonjour", EICAR), zipped(zipped(EICAR)), gzip.compress(EICAR), zipped(b"\x00" * 50_000_000)],
    ids=["plain", "zipped", "zipped twice", "gzipped", "zip bomb"],
)
def test_an_infected_file_or_a_bomb_is_corrupted_and_never_served(world: World, content: bytes) -> None:
    file = announced(world, len(content), "application/octet-stream")
    answer = file.put(content)
    assert (answer.status, answer.content) == (204, b"")
    assert file.status() == "CORRUPTED"
    refused(file.fetched(file.world.osl), "File is not found", status=404)
    file.complete()
    for partner in (file.town, file.world.osl, file.world.admin()):
        refused(file.fetched(partner), "File is not found", status=404)


@pytest.mark.rule("DEP-04", "CAS-11")
def test_a_clean_file_that_is_replaced_by_an_infected_one_is_not_served_any_more(world: World) -> None:
    file = announced(world, len(EICAR), "application/octet-stream")
    assert [file.put(content).status for content in (b"x" * len(EICAR), EICAR)] == [204, 204]
    file.complete()
    refused(file.fetched(), "File is not found", status=404)


@pytest.mark.rule("DEP-04", "OAU-03")
def test_an_attachment_is_brought_by_its_operator_under_its_own_folder_only(world: World) -> None:
    file, other = announced(world, len(PDF)), announced(world, len(PDF))
    stranger = world.partner(Scope.OSL, world.organisation("OSL"))
    refused(stranger.put(file.path, content=PDF), "Unauthorized user", status=403)
    foreign = f"{FOLDERS}/{file.folder['id']}/attachments/{other.id}"
    refused(file.world.osl.put(foreign, content=PDF), "Binary meta-data is not found", status=404)
    unknown = "00000000-0000-4000-8000-000000000000"
    refused(file.world.osl.put(f"{FOLDERS}/{file.folder['id']}/attachments/{unknown}", content=PDF), "Binary meta-data is not found", status=404)
    refused(file.world.osl.put(f"{FOLDERS}/{unknown}/attachments/{file.id}", content=PDF), "Folder is not found", status=404)
    assert (file.status(), other.status()) == ("PENDING", "PENDING")
