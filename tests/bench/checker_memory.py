"""``python -m tests.bench.checker_memory FILE``: check a file as the function does, in a process of its own, and tell what memory that took.

The rows are in memory, the bytes on the disk; what is measured is the whole process at its largest, Python and libraries included.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from chalicelib.adapters.yara_scanner import YaraScanner
from chalicelib.domain.uploads import Upload, UploadStatus
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Unchanged
from chalicelib.use_cases.check_files import check_upload
from tests.fakes.files import MemoryFiles
from tests.scenes import MemoryScene

_CHUNK_BYTES = 1024 * 1024


class DiskFiles(MemoryFiles):
    """A store whose every object is one file of the disk."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def version_of(self, key: str) -> str | None:  # noqa: ARG002
        return "v1"

    def stream(self, key: str, version: str) -> Iterator[bytes]:  # noqa: ARG002
        with self._path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk


def main(path: Path) -> dict[str, object]:
    """Check it; answers its status, the seconds it took, and the process's largest size in bytes."""
    scene = MemoryScene()
    made = scene.announce(scene.town())
    upload = Upload(id="u", store_id=None, status=UploadStatus.COMPLETE, opened_at=scene.now)
    attachment = replace(scene.at_hand(made).attachment, size_bytes=path.stat().st_size, mime_type="application/octet-stream", upload=upload)
    scene.hub.commit(attachment, Unchanged(scene.at_hand(made).holder))
    began = time.monotonic()
    hub = scene.hub
    checked = check_upload(
        f"{attachment.prefix}/u.upload",
        now=scene.now,
        exchange=hub.exchange,
        files=DiskFiles(path),
        uploads=hub.uploads,
        scanner=YaraScanner(),
        commit=hub.commit,
    )
    assert checked is not None
    return {"status": checked.status, "seconds": round(time.monotonic() - began, 1), "bytes": _largest_size(), "sha256": checked.sha256}


def _largest_size() -> int:
    """The process's largest resident size until now, in bytes.

    Linux keeps ru_maxrss across exec: there it is at least as much as the process had that started this one.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kilobytes = next(line.split()[1] for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM:"))
    return int(kilobytes) * 1024


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
