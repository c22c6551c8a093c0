"""A file is handed out as it was deposited: its bytes, its name, its type, its digest, and never shown in place."""

import re
from typing import Any
from urllib.parse import unquote

import pytest

from chalicelib.domain.attachments import digest_of
from tests.builders import PDF, Answer, World

FOLDERS = "/teledossiers/v1/folders"
EMOJI = "\U0001f600" * 255


def download(world: World, file_name: str, mime_type: str = "application/pdf", content: bytes = PDF) -> tuple[Answer, dict[str, Any]]:
    """Deposit one file of this name and fetch it as its recipient does."""
    town = world.town()
    file = {"fileName": file_name, "type": "10870-PDF", "size": len(content), "mimeType": mime_type, "recipients": ["EXT-01"]}
    folder = world.announced(town, attachments=[file])
    (attachment,) = folder["attachments"]
    assert attachment["fileName"] == file_name
    assert world.osl.put(f"{FOLDERS}/{folder['id']}/attachments/{attachment['id']}", content=content).status == 204
    assert world.osl.patch(f"{FOLDERS}/{folder['id']}", {"globalStatus": "HUBEE_COMPLETED"}).status == 204
    case = town.get(f"/teledossiers/v1/cases/{folder['cases'][0]['id']}").json
    return town.get(f"/teledossiers/v1/cases/{case['id']}/attachments/{attachment['id']}"), case["attachments"][0]


def name_in(disposition: str) -> str:
    """The name a browser takes, as RFC 6266 and RFC 5987 have it."""
    match = re.fullmatch(r"attachment; filename=\"([^\"\\\r\n]*)\"; filename\*=UTF-8''([A-Za-z0-9%_.~-]+)", disposition)
    assert match is not None, disposition
    assert match[1].isascii()
    assert match[1].isprintable()
    return unquote(match[2], errors="strict")


@pytest.mark.rule("CAS-11", "DEP-10")
@pytest.mark.parametrize(
    "file_name",
    [
        "acte.pdf",
        "récapitulatif d'état civil.pdf",
        EMOJI,
        'un "nom" cité.pdf',
        "a%0d%0aSet-Cookie: x=1.pdf",
        "semi; filename=autre.pdf",
        "..",
        "é",
        "%41.pdf",
        "\u202efdp.exe",
        "\u2028",
        " ",
    ],
    ids=ascii,
)
def test_a_file_is_downloaded_under_the_name_it_was_deposited_with(world: World, file_name: str) -> None:
    answer, attachment = download(world, file_name)
    assert (answer.status, answer.content) == (200, PDF)
    assert attachment["fileName"] == file_name
    assert name_in(answer.headers["content-disposition"]) == file_name
    assert "set-cookie" not in answer.headers
    assert all("\r" not in value and "\n" not in value for value in answer.headers.values())


@pytest.mark.rule("CAS-11", "DEP-10")
def test_a_download_carries_its_digest_its_type_and_is_never_shown_in_place(world: World) -> None:
    answer, attachment = download(world, "acte.pdf")
    assert attachment["size"] == len(PDF)
    assert {name: answer.headers[name] for name in ("content-type", "digest", "content-disposition", "x-content-type-options", "cache-control")} == {
        "content-type": "application/pdf",
        "digest": digest_of(PDF),
        "content-disposition": "attachment; filename=\"acte.pdf\"; filename*=UTF-8''acte.pdf",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }


@pytest.mark.rule("CAS-11")
@pytest.mark.parametrize(
    ("mime_type", "served"),
    [
        ("text/plain; charset=utf-8", "text/plain; charset=utf-8"),
        ("text/html", "text/html"),
        ("text/plain;\r\nSet-Cookie: x=1", "application/octet-stream"),
    ],
)
def test_a_type_that_is_no_header_is_served_as_bytes(world: World, mime_type: str, served: str) -> None:
    open_world = World(world.hub, world.gateway, world.clock, osl_formats=("text/plain", "text/html"))
    answer, attachment = download(open_world, "a.txt", mime_type, b"bonjour")
    assert (answer.status, answer.content, answer.headers["content-type"]) == (200, b"bonjour", served)
    assert attachment["mimeType"] == mime_type
    assert "set-cookie" not in answer.headers


@pytest.mark.rule("DEP-10", "CAS-11")
def test_bytes_come_back_unaltered_even_to_a_client_that_takes_gzip(world: World) -> None:
    open_world = World(world.hub, world.gateway, world.clock, osl_formats=("application/octet-stream",))
    content = bytes(range(256)) * 5_000 + b"\r\n\n\r"
    answer, _ = download(open_world, "octets.bin", "application/octet-stream", content)
    assert answer.content == content
    assert "content-encoding" not in answer.headers


@pytest.mark.rule("DEP-02", "DEP-10")
@pytest.mark.parametrize(
    "file_name", ["a/b.pdf", "a\\b.pdf", "../etc/passwd", "a\x00.pdf", "a\r\nb.pdf", "a\x7f.pdf", "a\x80.pdf", "a\x9f.pdf", "\t"], ids=ascii
)
def test_a_name_with_a_separator_or_a_control_character_is_refused(world: World, file_name: str) -> None:
    town = world.town()
    body = world.folder_body(town)
    body["attachments"][0]["fileName"] = file_name
    answer = world.osl.post(FOLDERS, body)
    fault = "[Path '/attachments/0/fileName'] fileName must not hold a path separator or a control character"
    message = f"Bad Request : Validation failed.\n[ERROR][REQUEST][POST {FOLDERS} @body] {fault}"
    assert (answer.status, answer.json) == (400, {"errors": [{"code": 400, "message": message}]})
    assert world.hub.exchange.cases_of(town.organisation, limit=9) == ()
