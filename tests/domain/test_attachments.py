"""What came is what was announced, by size, signature and digest only; content is never read."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.attachments import Attachment, AttachmentStatus, Verdict, digest_of, faults_of, format_refusals, media_type, must_be_changeable
from chalicelib.domain.contents import read_contents
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.values import replace

PENDING = Attachment(
    id="file", container="folders/folder", position=0, file_name="acte.pdf", type="ActeEtatCivil-PDF", size_bytes=8, mime_type="application/pdf"
)
RECEIVED = replace(PENDING, status=AttachmentStatus.RECEIVED, sha256="abc=", object_version="v1")
ZIP = b"PK\x03\x04rest of it"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


def faults(content: bytes, mime_type: str, *, size: int | None = None, digest: str | None = None) -> list[str]:
    """What is wrong with bytes announced under a type."""
    announced = replace(PENDING, mime_type=mime_type, size_bytes=len(content) if size is None else size)
    return faults_of(announced, read_contents((content,)), digest_header=digest)


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize(
    ("mime_type", "content"),
    [
        ("application/pdf", b"%PDF-1.4"),
        ("application/pdf", b"\x00" * 1019 + b"%PDF-"),
        ("Application/PDF; version=1", b"%PDF-1.4"),
        ("application/xml", b"<acte/>"),
        ("text/xml", b"\xef\xbb\xbf \r\n\t<acte>never closed"),
        ("application/atom+xml", "<acte/>".encode("utf-16")),
        ("application/xml", b"\xef\xbb\xbf" + b" \n" * 5_000 + b"<acte/>"),
        ("application/json", b" " * 4_096 + b"{}"),
        ("application/json", b' {"a": 1'),
        ("application/json", b"\xef\xbb\xbf[1, 2"),
        ("application/geo+json", b"{}"),
        ("text/plain", "Été".encode("latin-1")),
        ("text/plain", b""),
        ("application/zip", ZIP),
        ("application/x-zip-compressed", b"PK\x05\x06"),
        (DOCX, ZIP),
        (ODT, ZIP),
        ("image/png", b"no signature is known for it"),
        ("application/octet-stream", b"\x00\x01"),
    ],
)
def test_bytes_that_carry_the_signature_of_their_type_pass(mime_type: str, content: bytes) -> None:
    assert faults(content, mime_type) == []


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize(
    ("mime_type", "content"),
    [
        ("application/pdf", b"\x00" * 1021 + b"%PDF-"),
        ("application/pdf", b"<html/>"),
        ("application/pdf", b""),
        ("application/xml", b"x<acte/>"),
        ("application/xml", b""),
        ("application/xml", b" " * 5_000),
        ("application/xml", b" " * 5_000 + b"x<acte/>"),
        ("application/json", b"42"),
        ("text/plain", b"a\x00b"),
        ("application/zip", b"%PDF-1.4"),
        (DOCX, b"<w:document/>"),
    ],
)
def test_bytes_without_the_signature_of_their_type_are_told(mime_type: str, content: bytes) -> None:
    assert faults(content, mime_type) == [f"Attachment file is not of the declared type {mime_type}"]


@pytest.mark.rule("DEP-04", "DEP-05")
@given(
    mark=st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe"]),
    blanks=st.integers(0, 9_000),
    visible=st.sampled_from([b"<acte/>", b"{}", b""]),
    cut=st.integers(1, 5_000),
)
def test_what_is_first_in_a_file_is_found_wherever_it_is_and_however_it_comes(mark: bytes, blanks: int, visible: bytes, cut: int) -> None:
    content = mark + b" " * blanks + visible
    in_one, in_chunks = read_contents((content,)), read_contents(content[start : start + cut] for start in range(0, len(content), cut))
    assert in_one == in_chunks
    assert (in_one.first_visible, in_one.head, in_one.size_bytes) == (visible[:1], content[:4_096], len(content))


@pytest.mark.rule("DEP-04")
def test_every_difference_is_told_at_once() -> None:
    assert faults(b"<html/>", "application/pdf", size=9, digest="sha-256=other") == [
        "Attachment file size is 7, 9 was declared",
        "Attachment file is not of the declared type application/pdf",
        f"Attachment file digest is {digest_of(b'<html/>')}, other was declared",
    ]


@pytest.mark.rule("DEP-04")
@given(content=st.binary(max_size=40))
def test_the_digest_is_the_sha_256_in_base64_bare_or_named(content: bytes) -> None:
    expected = base64.b64encode(hashlib.sha256(content).digest()).decode()
    assert digest_of(content) == expected
    for header in (None, "", expected, f" {expected} ", f"SHA-256={expected}", f"sha256={expected}"):
        assert faults(content, "image/png", digest=header) == []
    for header in (expected[:-2], f"sha-256={expected[::-1]}", hashlib.sha256(content).hexdigest()):
        assert len(faults(content, "image/png", digest=header)) == 1


@pytest.mark.rule("DEP-04")
def test_a_clean_file_is_received_and_any_other_is_corrupted() -> None:
    clean = PENDING.checked(Verdict.CLEAN, sha256="abc=", object_version="v1")
    assert clean == RECEIVED
    for verdict in (Verdict.INFECTED, Verdict.BEYOND_LIMITS):
        corrupted = PENDING.checked(verdict, sha256="abc=", object_version=None)
        assert corrupted == replace(PENDING, status=AttachmentStatus.CORRUPTED, sha256="abc=")
    assert RECEIVED.rejected() == replace(PENDING, status=AttachmentStatus.REJECTED)


@pytest.mark.rule("CAS-11")
@pytest.mark.parametrize("status", list(AttachmentStatus))
def test_only_a_received_file_is_served(status: AttachmentStatus) -> None:
    attachment = replace(RECEIVED, status=status)
    if status is AttachmentStatus.RECEIVED:
        attachment.must_be_readable()
    else:
        with pytest.raises(NotFound, match=r"^File is not found$"):
            attachment.must_be_readable()


@pytest.mark.rule("DEP-04")
def test_the_same_bytes_again_are_nothing_to_do_and_none_are_taken_once_closed() -> None:
    assert RECEIVED.holds("abc=")
    assert not RECEIVED.holds("other=")
    assert not PENDING.holds("abc=")
    assert not replace(RECEIVED, status=AttachmentStatus.CORRUPTED).holds("abc=")
    with pytest.raises(Invalid, match=r"^Attachment file can not be changed any more$"):
        must_be_changeable(RECEIVED, is_open=False)


@pytest.mark.rule("DEP-10")
def test_where_the_bytes_lie_is_made_of_ids_only() -> None:
    assert replace(PENDING, file_name="../../acte.pdf").object_key == "folders/folder/file"


@pytest.mark.rule("DEP-03", "CAS-05")
def test_a_process_says_what_it_has_against_a_file() -> None:
    def refusals(mime_type: str, size_bytes: int, *allowed: str) -> list[str]:
        return format_refusals("acte.pdf", mime_type, size_bytes, allowed=allowed, max_bytes=10, process_code="EtatCivil")

    assert refusals("application/pdf", 10, "application/xml", "application/pdf") == []
    assert refusals("Application/PDF;q=1", 0, "application/pdf") == []
    not_allowed = "Attachment acte.pdf format application/pdf is not allowed for EtatCivil"
    assert refusals("application/pdf", 10) == [not_allowed]
    assert refusals("application/pdf", 11, "image/png") == [not_allowed, "Attachment acte.pdf size 11 exceeds the maximum 10 of EtatCivil"]
    assert media_type(" Text/XML ; charset=utf-8") == "text/xml"
