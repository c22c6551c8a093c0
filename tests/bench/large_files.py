"""One gigabyte through the sandbox: up with fifty cuts, checked, back by ranges; and each end an upload may have."""

import base64
import hashlib
import json
import mmap
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import httpx

from tests.bench.zip_of import zip_of
from tests.e2e.large_world import EICAR, LargeWorld, state
from tests.e2e.remote import CASES, FOLDERS
from tests.e2e.running import ROOT, running_sandbox
from tests.e2e.uploader import Uploader, until

_MEGABYTE = 1024 * 1024
_SIZE = 1024 * _MEGABYTE
_CUTS = 50
_RANGE = 64 * _MEGABYTE
_CHECKER_BYTES = 256 * _MEGABYTE


class Figure(NamedTuple):
    """What was measured, beside its bound."""

    name: str
    measured: str
    bound: str
    is_kept: bool


def figures() -> Iterator[Figure]:
    """Measure everything; a gigabyte of disk is taken meanwhile, three where the archives are checked."""
    with tempfile.TemporaryDirectory() as folder:
        path = _made(Path(folder) / "large")
        yield from _checker(Path(folder), path)
        with running_sandbox(Path(folder) / "sandbox") as sandbox, _mapped(path) as content:
            world = LargeWorld(sandbox)
            try:
                yield from _there_and_back(world, content)
            finally:
                world.close()


def _made(path: Path) -> Path:
    """A gigabyte that is a PDF as far as anybody looks."""
    block = Random(1).randbytes(16 * _MEGABYTE)
    with path.open("wb") as file:
        for number in range(_SIZE // len(block)):
            file.write((b"%PDF" if number == 0 else number.to_bytes(4, "big")) + block[4:])
    return path


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        yield content


def _checker(folder: Path, path: Path) -> Iterator[Figure]:
    yield _checked("1 GB, clean", path, "RECEIVED")
    with path.open("r+b") as file:  # in the last megabyte
        file.seek(-100_000, 2)
        before = file.read(len(EICAR))
        file.seek(-100_000, 2)
        file.write(EICAR)
    yield _checked("1 GB, a virus in its last megabyte", path, "CORRUPTED")
    with path.open("r+b") as file:
        file.seek(-100_000, 2)
        file.write(before)
    archive = zip_of(path, folder / "archive")
    yield _checked("1 GB in a zip, clean", archive, "RECEIVED")
    archive.unlink()


def _checked(name: str, path: Path, status: str) -> Figure:
    child = subprocess.run([sys.executable, "-m", "tests.bench.checker_memory", str(path)], cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(child.stdout.splitlines()[-1])
    measured = f"{found['status']}, {found['bytes'] // _MEGABYTE} MB, {found['seconds']} s"
    return Figure(
        f"check {name}", measured, f"{status}, <= {_CHECKER_BYTES // _MEGABYTE} MB", found["status"] == status and found["bytes"] <= _CHECKER_BYTES
    )


def _there_and_back(world: LargeWorld, content: mmap.mmap) -> Iterator[Figure]:
    osl, town = world.osl(), world.town()
    folder_id, case_id, path = world.announced(osl, town, _SIZE)
    osl.http.timeout = town.http.timeout = httpx.Timeout(600)  # moto puts a gigabyte together in memory
    whole = hashlib.sha256(content)
    random = Random(2)
    cut_after = (random.choice([None, 0, 3 * _MEGABYTE, 7 * _MEGABYTE]) for _ in iter(int, 1))
    uploader = Uploader(osl, path, _SIZE, lambda start, size: content[start : start + size], cut_after=_first(cut_after, _CUTS))
    began = time.monotonic()
    upload = uploader.upload(digest=base64.b64encode(whole.digest()).decode())
    again = uploader.sent_bytes - _SIZE
    measured = f"{uploader.cuts} cuts, {again / _MEGABYTE:.0f} MB sent again, {time.monotonic() - began:.0f} s"
    bound = f"{_CUTS} cuts, <= {_CUTS * upload['partSize'] // _MEGABYTE} MB"
    yield Figure("upload 1 GB", measured, bound, uploader.cuts == _CUTS and again <= _CUTS * upload["partSize"])
    osl.ask("PATCH", f"{FOLDERS}/{folder_id}", 204, {"globalStatus": "HUBEE_COMPLETED"})
    wanted = ("HUBEE_NOTIFIED", "RECEIVED")
    began = time.monotonic()
    found = until(lambda: state(osl, folder_id), wanted, seconds=600)
    yield Figure("deliver 1 GB", f"{found[0]}, {found[1]}, {time.monotonic() - began:.0f} s", ", ".join(wanted), found == wanted)
    location = town.ask("GET", path.replace(f"{FOLDERS}/{folder_id}", f"{CASES}/{case_id}"), 307).headers["location"]
    digest, began = hashlib.sha256(), time.monotonic()
    for start in range(0, _SIZE, _RANGE):
        part = town.http.get(location, headers={"Range": f"bytes={start}-{start + _RANGE - 1}"}, timeout=600)
        digest.update(part.content)
    is_equal = digest.digest() == whole.digest()
    yield Figure("download 1 GB by ranges", f"{'equal' if is_equal else 'OTHER'}, {time.monotonic() - began:.0f} s", "equal", is_equal)


def _first(cuts: Iterator[int | None], number: int) -> Iterator[int | None]:
    """The same until so many cuts were made."""
    made = 0
    while made < number:
        cut = next(cuts)
        made += cut is not None
        yield cut
