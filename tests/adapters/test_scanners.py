"""One promise, two antiviruses: yara in the process, and a real clamd over its sockets. **Source:** DEP-04."""

import gzip
import io
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from chalicelib.adapters import spooled_content, yara_scanner
from chalicelib.adapters.clamd_scanner import ClamdScanner
from chalicelib.adapters.yara_scanner import YaraScanner
from chalicelib.domain.attachments import Verdict
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.values import replace
from chalicelib.use_cases.ports import Scanner

# In pieces, or this file would set off an antivirus; joined, because "+" is folded into the .pyc.
EICAR = b"".join((b"X5O!P%@AP[4\\", b"PZX54(P^)7CC)7}", b"$EICAR-STANDARD-", b"ANTIVIRUS-TEST-", b"FILE!$H+H*"))
MEBIBYTE = 1024 * 1024
STREAM_MAX_BYTES = 30 * MEBIBYTE
DIRECTORY = b"PK\x01\x02"
FLAGS_AT, SIZE_AT = 6, 22  # in a local header of a zip
ENCRYPTED, TEN_BYTES, FOUR_GIGABYTES = b"\x01", b"\x0a\x00\x00\x00", b"\xfe\xff\xff\xff"
CLAMD = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def zipped(content: bytes | dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED, times: int = 1) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, member in (content if isinstance(content, dict) else {"content": content}).items():
            archive.writestr(name, member)
    return zipped(file.getvalue(), method=method, times=times - 1) if times > 1 else file.getvalue()


@cache
def bomb() -> bytes:
    """300 MB of zeros in 300 kB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros", "w") as member:
        for _ in range(300):
            member.write(bytes(MEBIBYTE))
    return file.getvalue()


def patched(archive: bytes, offset: int, value: bytes) -> bytes:
    """An archive of one member with a field rewritten in its header and, two bytes further, in the directory."""
    changed = bytearray(archive)
    for start in (offset, archive.index(DIRECTORY) + offset + 2):
        changed[start : start + len(value)] = value
    return bytes(changed)


def zip_whose_members_share(stream: bytes, *, members: int) -> bytes:
    header, entry = zipped(b"")[:-22].split(DIRECTORY)
    body, directory = header[:-2] + stream, (DIRECTORY + entry) * members
    return body + directory + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0, 0, len(directory), len(body), 0)


def office_document(text: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:t>" + text + b"</w:t>", "word/media/1.png": os.urandom(20_000)})


PROMISED: dict[str, tuple[Verdict, Callable[[], bytes]]] = {
    "empty": (Verdict.CLEAN, lambda: b""),
    "xml": (Verdict.CLEAN, lambda: b"<?xml version='1.0'?><dossier/>"),
    "pdf": (Verdict.CLEAN, lambda: b"%PDF-1.4\n%%EOF\n"),
    "three zips deep": (Verdict.CLEAN, lambda: zipped(b"hello", times=LIMITS.archive_depth)),
    "office document": (Verdict.CLEAN, lambda: office_document(b"Bonjour")),
    "gzip": (Verdict.CLEAN, lambda: gzip.compress(b"hello" * 100)),
    "small and very regular zip": (Verdict.CLEAN, lambda: zipped(bytes(9 * MEBIBYTE))),
    "cut zip": (Verdict.CLEAN, lambda: zipped(b"hello" * 100)[:-30]),
    "no zip in spite of its first bytes": (Verdict.CLEAN, lambda: b"PK\x03\x04 and then anything, carried all the same"),
    "virus": (Verdict.INFECTED, lambda: EICAR),
    "virus at the end of 5 MB": (Verdict.INFECTED, lambda: os.urandom(5 * MEBIBYTE) + EICAR),
    "virus in a zip": (Verdict.INFECTED, lambda: zipped(EICAR)),
    "virus in a zip within a zip": (Verdict.INFECTED, lambda: zipped(EICAR, times=2)),
    "virus in a zip stored in a zip": (Verdict.INFECTED, lambda: zipped(zipped(EICAR), method=zipfile.ZIP_STORED)),
    "virus in an office document": (Verdict.INFECTED, lambda: office_document(EICAR)),
    "virus in a gzip": (Verdict.INFECTED, lambda: gzip.compress(EICAR)),
    "virus in the second stream of a gzip": (Verdict.INFECTED, lambda: gzip.compress(b"hello") + gzip.compress(EICAR)),
    "virus in a gzip stored in a zip": (Verdict.INFECTED, lambda: zipped(gzip.compress(EICAR), method=zipfile.ZIP_STORED)),
    "virus in a self-extracting zip": (Verdict.INFECTED, lambda: b"MZ" + bytes(10_000) + zipped(EICAR)),
    "virus behind a header that says 10 bytes": (Verdict.INFECTED, lambda: patched(zipped(bytes(MEBIBYTE) + EICAR), SIZE_AT, TEN_BYTES)),
    "virus behind a header that says 4 GB": (Verdict.INFECTED, lambda: patched(zipped(EICAR), SIZE_AT, FOUR_GIGABYTES)),
    "virus beside an encrypted member": (Verdict.INFECTED, lambda: patched(zipped(b"hello"), FLAGS_AT, ENCRYPTED) + EICAR),
    "bomb": (Verdict.BEYOND_LIMITS, bomb),
    "bomb in a zip": (Verdict.BEYOND_LIMITS, lambda: zipped(bomb())),
    "bomb that says 10 bytes": (Verdict.BEYOND_LIMITS, lambda: patched(bomb(), SIZE_AT, TEN_BYTES)),
    "bomb in a gzip": (Verdict.BEYOND_LIMITS, lambda: gzip.compress(bytes(300 * MEBIBYTE), compresslevel=1)),
    "encrypted zip": (Verdict.BEYOND_LIMITS, lambda: patched(zipped(b"hello"), FLAGS_AT, ENCRYPTED)),
}
IRREGULAR: dict[str, tuple[Verdict, Callable[[], bytes]]] = {  # clamd lets some of these pass: yara alone promises them
    "virus in a cut zip": (Verdict.INFECTED, lambda: zipped(EICAR)[:-30]),
    "virus in the first of two zips end to end": (Verdict.INFECTED, lambda: zipped(EICAR) + zipped(b"hello")),
    "virus in the second of two zips end to end": (Verdict.INFECTED, lambda: zipped(b"hello") + zipped(EICAR)),
    "virus in a gzip whose checksum is wrong": (Verdict.INFECTED, lambda: gzip.compress(EICAR)[:-8] + bytes(8)),
    "four zips deep": (Verdict.BEYOND_LIMITS, lambda: zipped(b"hello", times=LIMITS.archive_depth + 1)),
    "lzma in a zip": (Verdict.BEYOND_LIMITS, lambda: zipped(b"hello", method=zipfile.ZIP_LZMA)),
    "7z": (Verdict.BEYOND_LIMITS, lambda: b"7z\xbc\xaf\x27\x1c" + bytes(100)),
    "directory and header that disagree": (Verdict.BEYOND_LIMITS, lambda: zipped(b"hello").replace(b"\x08\x00", b"\x00\x00", 1)),
}


@pytest.fixture(scope="session")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A real clamd that knows EICAR only; its addresses by kind."""
    if CLAMD is None:
        absence = "CLAMD IS NOT INSTALLED, half of the antivirus is NOT TESTED: apt-get install clamav-daemon"
        if os.environ.get("CI") == "true":
            pytest.fail(absence)
        pytest.skip(absence)
    home = tmp_path_factory.mktemp("clamd")
    (home / "eicar.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sockets = f"LocalSocket {home}/clamd.ctl\nTCPAddr 127.0.0.1\nTCPSocket {port}\n"
    limits = f"StreamMaxLength {STREAM_MAX_BYTES}\nMaxScanSize {LIMITS.archive_bytes}\nMaxFileSize {2 * LIMITS.archive_bytes}\n"
    rest = "AlertExceedsMax yes\nAlertEncrypted yes\n" + ("User root\n" if os.geteuid() == 0 else "")
    (home / "clamd.conf").write_text(f"Foreground yes\nDatabaseDirectory {home}\n{sockets}{limits}{rest}")
    with subprocess.Popen([CLAMD, "-c", home / "clamd.conf"], stdout=subprocess.PIPE, text=True) as process:
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        is_serving = any(line.startswith("Self checking") for line in process.stdout or ())  # its last word before it serves
        watchdog.cancel()
        assert is_serving, "clamd did not start; its complaint is on stderr"
        yield {"clamd on a unix socket": f"{home}/clamd.ctl", "clamd on unix:": f"unix:{home}/clamd.ctl", "clamd on a port": f"127.0.0.1:{port}"}
        process.terminate()


@pytest.fixture(params=["yara", "clamd on a unix socket", "clamd on a port"])
def scanner(request: pytest.FixtureRequest) -> Scanner:
    return YaraScanner() if request.param == "yara" else ClamdScanner(request.getfixturevalue("clamd")[request.param])


@contextmanager
def server_that_says(answer: bytes, *, once_it_has_read: bytes) -> Iterator[ClamdScanner]:
    """A scanner before a server that is no clamd: it answers once, then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            received = b""
            with connection:
                while once_it_has_read not in received and (more := connection.recv(4096)):
                    received += more
                connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield ClamdScanner(f"127.0.0.1:{listener.getsockname()[1]}", timeout_seconds=0.5)
        thread.join(timeout=10)


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize("file", PROMISED)
def test_a_file_is_judged_the_same_by_both_antiviruses(scanner: Scanner, file: str) -> None:
    verdict, build = PROMISED[file]
    assert scanner.scan([build()]) is verdict


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize("file", IRREGULAR)
def test_yara_reads_what_is_irregular_or_says_that_it_can_not(file: str) -> None:
    verdict, build = IRREGULAR[file]
    assert YaraScanner().scan([build()]) is verdict


@pytest.mark.rule("DEP-04")
def test_yara_stops_just_past_each_limit() -> None:
    content = zipped({name: bytes(MEBIBYTE) for name in "abcde"})
    enough = replace(LIMITS, archive_members=5, archive_bytes=5 * MEBIBYTE)
    assert YaraScanner(enough).scan([content]) is Verdict.CLEAN
    assert YaraScanner(replace(enough, archive_members=4)).scan([content]) is Verdict.BEYOND_LIMITS
    assert YaraScanner(replace(enough, archive_members=4)).scan([gzip.compress(b"a") * 5]) is Verdict.BEYOND_LIMITS
    assert YaraScanner(replace(enough, archive_bytes=5 * MEBIBYTE - 1)).scan([content]) is Verdict.BEYOND_LIMITS


@pytest.mark.rule("DEP-04")
def test_yara_counts_what_it_reads_when_members_share_a_stream_that_inflates_to_nothing() -> None:
    idle = b"\x00\x00\x00\xff\xff" * 200_000 + b"\x03\x00"
    assert YaraScanner().scan([zip_whose_members_share(idle, members=50)]) is Verdict.CLEAN
    assert YaraScanner().scan([zip_whose_members_share(idle, members=300)]) is Verdict.BEYOND_LIMITS


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize("build", [bomb, lambda: zip_whose_members_share(b"", members=200_000)], ids=["bomb", "endless directory"])
def test_yara_refuses_a_bomb_before_it_fills_the_memory(build: Callable[[], bytes]) -> None:
    content = build()
    tracemalloc.start()
    try:
        assert YaraScanner().scan([content]) is Verdict.BEYOND_LIMITS
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 64 * MEBIBYTE


def in_chunks(content: bytes) -> Iterator[bytes]:
    return (content[start : start + MEBIBYTE] for start in range(0, len(content), MEBIBYTE))


def large(*, at: int, size: int = 40 * MEBIBYTE) -> bytes:
    """A file with a virus at an offset."""
    content = bytearray(b"." * size)
    content[at : at + len(EICAR)] = EICAR
    return bytes(content)


LARGE: dict[str, tuple[Verdict, Callable[[], bytes]]] = {
    "nothing": (Verdict.CLEAN, lambda: b"." * (40 * MEBIBYTE)),
    "a virus in the last bytes": (Verdict.INFECTED, lambda: large(at=40 * MEBIBYTE - len(EICAR))),
    "a virus across two windows": (Verdict.INFECTED, lambda: large(at=spooled_content.WINDOW_BYTES - 20)),
    "a virus at the end of a long member": (Verdict.INFECTED, lambda: zipped({"a": os.urandom(20 * MEBIBYTE), "b": large(at=39 * MEBIBYTE)})),
    "a virus in a long stored member": (Verdict.INFECTED, lambda: zipped(large(at=30 * MEBIBYTE), method=zipfile.ZIP_STORED)),
    "a virus in a long archive that extracts itself": (Verdict.INFECTED, lambda: b"MZ" + os.urandom(20 * MEBIBYTE) + zipped(EICAR)),
    "a virus after long and stray bytes of an archive": (Verdict.INFECTED, lambda: zipped(b"hello") + b"." * (20 * MEBIBYTE) + zipped(EICAR)[:-30]),
    "a long gzip": (Verdict.CLEAN, lambda: gzip.compress(os.urandom(20 * MEBIBYTE), compresslevel=1)),
}


@pytest.mark.rule("DEP-05")
@pytest.mark.parametrize("file", LARGE)
def test_a_long_file_is_judged_like_a_short_one_in_bounded_memory(file: str) -> None:
    verdict, build = LARGE[file]
    content = build()
    tracemalloc.start()
    try:
        assert YaraScanner().scan(in_chunks(content)) is verdict
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 32 * MEBIBYTE


@pytest.mark.rule("DEP-05")
@pytest.mark.parametrize(
    ("content", "verdict"), [(b"." * (20 * MEBIBYTE), Verdict.CLEAN), (large(at=19 * MEBIBYTE, size=20 * MEBIBYTE), Verdict.INFECTED)]
)
def test_clamd_takes_a_file_in_chunks(clamd: dict[str, str], content: bytes, verdict: Verdict) -> None:
    assert ClamdScanner(clamd["clamd on a port"]).scan(in_chunks(content)) is verdict


@pytest.mark.rule("DEP-04")
def test_yara_is_not_imported_before_the_first_scan() -> None:
    program = f"import sys, {yara_scanner.__name__}; sys.exit('yara' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False).returncode == 0


@pytest.mark.rule("DEP-04")
def test_no_file_of_the_scanner_sets_off_an_antivirus() -> None:
    adapters, here = Path(yara_scanner.__file__).parent, Path(__file__)
    for path in (*adapters.glob("*_scanner.py"), adapters / "signatures.yar", here, *here.parent.glob(f"__pycache__/{here.stem}*.pyc")):
        assert EICAR not in path.read_bytes(), path


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.ctl", "unix:/nowhere/clamd.ctl", "nowhere.invalid:3310"])
def test_a_clamd_that_is_down_is_unavailable(address: str) -> None:
    with pytest.raises(Unavailable):
        ClamdScanner(address).scan([b"hello"])


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize("answer", [b"", b"\0", b"garbage\0", b"stream: OK", b"OK\0", b"stream: read ERROR\0", b"\xff" * 9000], ids=range(7))
def test_an_answer_that_is_not_clamds_is_unavailable(answer: bytes) -> None:
    with server_that_says(answer, once_it_has_read=b"hello" + bytes(4)) as scanner, pytest.raises(Unavailable):
        scanner.scan([b"hello"])


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize(("read", "size_bytes"), [(b"what never comes", 5), (b"zINSTREAM", 40 * MEBIBYTE)], ids=["silence", "hangs up half-way"])
def test_a_clean_answer_that_is_not_to_the_whole_file_is_unavailable(read: bytes, size_bytes: int) -> None:
    with server_that_says(b"stream: OK\0", once_it_has_read=read) as scanner, pytest.raises(Unavailable):
        scanner.scan([bytes(size_bytes)])


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize("kind", ["clamd on a unix socket", "clamd on unix:", "clamd on a port"])
def test_a_file_over_what_clamd_takes_is_beyond_limits(clamd: dict[str, str], kind: str) -> None:
    assert ClamdScanner(clamd[kind]).scan([bytes(STREAM_MAX_BYTES)]) is Verdict.CLEAN
    assert ClamdScanner(clamd[kind]).scan([bytes(STREAM_MAX_BYTES + MEBIBYTE)]) is Verdict.BEYOND_LIMITS
