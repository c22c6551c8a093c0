"""The portal's static site as the sandbox serves it: files for good, one page under every address, and never in the API's way."""

import gzip
from pathlib import Path

import pytest

from infra.sandbox.portal import Portal

BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8", "HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}
PROGRAM = {"HTTP_ACCEPT": "*/*"}
PAGE, SCRIPT, FONT = b"<!doctype html><title>HubEE</title>", b"console.log(1)\n" * 50, bytes(range(256))


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_bytes(PAGE)
    (tmp_path / "assets" / "index-1a2b.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "Marianne-1a2b.woff2").write_bytes(FONT)
    return Portal(tmp_path)


@pytest.mark.rule("POR-13")
@pytest.mark.parametrize("path", ["/", "/index.html", "/connexion", "/teledossiers/6f2c", "/activation", "/administration/journal", "/nulle/part"])
def test_every_address_of_a_page_is_drawn_by_the_one_page(portal: Portal, path: str) -> None:
    assert portal.has("GET", path, BROWSER)
    status, headers, content = portal.answer(path, {})
    assert (status, content) == (200, PAGE)
    assert dict(headers) == {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}


@pytest.mark.rule("OAU-04")
@pytest.mark.parametrize(
    "path",
    [
        "/token",
        "/oauth2/token",
        "/openapi.json",
        "/.well-known/jwks.json",
        "/teledossiers/v1/folders",
        "/referential/v1/processes",
        "/portal/v1/me",
        "/portal/v1/nowhere",
    ],
)
def test_what_the_api_answers_is_never_the_portals_even_to_a_browser(portal: Portal, path: str) -> None:
    assert not portal.has("GET", path, BROWSER)


@pytest.mark.rule("OAU-04")
@pytest.mark.parametrize(("method", "path", "headers"), [("GET", "/nowhere", PROGRAM), ("POST", "/", BROWSER), ("DELETE", "/connexion", BROWSER)])
def test_a_program_that_asks_for_what_is_not_there_is_the_apis(portal: Portal, method: str, path: str, headers: dict[str, str]) -> None:
    assert not portal.has(method, path, headers)


@pytest.mark.rule("POR-13")
def test_files_named_by_their_content_are_kept_for_good_and_travel_compressed_where_that_helps(portal: Portal) -> None:
    kept = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    status, headers, content = portal.answer("/assets/index-1a2b.js", BROWSER)
    assert (status, dict(headers)) == (200, {"Content-Type": "text/javascript; charset=utf-8", "Content-Encoding": "gzip", **kept})
    assert gzip.decompress(content) == SCRIPT
    assert portal.answer("/assets/index-1a2b.js", PROGRAM)[2] == SCRIPT
    status, headers, content = portal.answer("/assets/Marianne-1a2b.woff2", BROWSER)
    assert (status, dict(headers), content) == (200, {"Content-Type": "font/woff2", **kept}, FONT)


@pytest.mark.rule("POR-13")
def test_a_portal_that_was_not_built_serves_nothing(tmp_path: Path) -> None:
    portal = Portal(tmp_path / "nowhere")
    assert (portal.is_built, portal.has("GET", "/", BROWSER)) == (False, False)
