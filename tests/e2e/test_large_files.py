"""Files that no request carries, over HTTP: in parts with cuts, in one piece, and back by ranges. **Source:** DEP-05, CAS-11."""

import hashlib
from functools import lru_cache
from random import Random
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.e2e.large_world import EICAR, LargeWorld, state
from tests.e2e.remote import CASES, FOLDERS, PROCESSES
from tests.e2e.running import Sandbox
from tests.e2e.uploader import Uploader, sha256_of, until

pytestmark = pytest.mark.rule("DEP-05")
MEGABYTE = 1024 * 1024
SIZE = 50 * MEGABYTE


@lru_cache(maxsize=2)
def noise(megabytes: int) -> bytes:
    return b"%PDF" + Random(1).randbytes(megabytes * MEGABYTE - 4)


@pytest.fixture
def large(sandbox: Sandbox) -> Any:
    made = LargeWorld(sandbox)
    assert made.admin.ask("GET", f"{PROCESSES}/{made.process}", 200).json()["attachmentMaxSizeEnabled"] == 2**30
    yield made
    made.close()


@pytest.mark.rule("CAS-11", "DEP-10", "NOT-03")
def test_fifty_megabytes_come_through_cuts_and_go_out_by_ranges(large: LargeWorld) -> None:
    osl, town, content = large.osl(), large.town(), noise(50)
    folder_id, case_id, path = large.announced(osl, town, SIZE)
    uploader = Uploader(osl, path, SIZE, lambda start, size: content[start : start + size], cut_after=iter([MEGABYTE, None, 7 * MEGABYTE, 0, None]))
    upload = uploader.upload(digest=sha256_of(content))
    assert upload["status"] in ("COMPLETE", "CHECKED")
    assert uploader.cuts == 3
    assert uploader.sent_bytes - SIZE <= uploader.cuts * upload["partSize"]
    osl.ask("PATCH", f"{FOLDERS}/{folder_id}", 204, {"globalStatus": "HUBEE_COMPLETED"})
    assert until(lambda: state(osl, folder_id), ("HUBEE_NOTIFIED", "RECEIVED")) == ("HUBEE_NOTIFIED", "RECEIVED")
    assert [each["caseId"] for each in town.waiting()] == [case_id]
    redirect = town.ask("GET", path.replace(f"{FOLDERS}/{folder_id}", f"{CASES}/{case_id}"), 307)
    assert redirect.headers["digest"] == sha256_of(content)
    whole = town.http.get(redirect.headers["location"])
    assert (whole.status_code, whole.content == content) == (200, True)
    assert (whole.headers["content-type"], whole.headers["content-disposition"]) == (
        "application/pdf",
        "attachment; filename=\"plan.pdf\"; filename*=UTF-8''plan.pdf",
    )
    digest, tag = hashlib.sha256(), whole.headers["etag"]
    for start in range(0, SIZE, 20 * MEGABYTE):
        asked = {"Range": f"bytes={start}-{start + 20 * MEGABYTE - 1}"}
        part = town.http.get(redirect.headers["location"], headers=asked)
        assert (part.status_code, part.headers["etag"]) == (206, tag)
        assert part.headers["content-range"] == f"bytes {start}-{min(start + 20 * MEGABYTE, SIZE) - 1}/{SIZE}"
        digest.update(part.content)
    assert digest.digest() == hashlib.sha256(content).digest()
    assert town.http.get(redirect.headers["location"], headers={"Range": f"bytes={SIZE}-"}).status_code == 416


def test_a_corrupted_part_is_refused_and_sent_again(large: LargeWorld) -> None:
    osl, town, content = large.osl(), large.town(), noise(10)
    folder_id, _, path = large.announced(osl, town, len(content))
    uploader = Uploader(osl, path, len(content), lambda start, size: content[start : start + size])
    upload = osl.ask("POST", f"{path}/upload", 201).json()
    part = uploader.part(upload, 1)
    link = uploader.link(1, sha256_of(part))
    assert uploader.put(link, b"X" + part[1:]) == 400
    assert httpx.put(f"{osl.http.base_url}".rstrip("/") + link["url"], content=part, trust_env=False).status_code == 403  # without its header
    assert osl.ask("GET", f"{path}/upload", 200).json()["parts"] == []
    uploader.upload()
    assert until(lambda: state(osl, folder_id)[1], "RECEIVED") == "RECEIVED"


def test_each_end_of_an_upload_has_its_state(large: LargeWorld) -> None:
    osl, town, content = large.osl(), large.town(), noise(10)
    infected = content[: -len(EICAR)] + EICAR
    folder_id, _, path = large.announced(osl, town, len(content))
    longer = Uploader(osl, path, len(content), lambda start, size: content[start : start + size] + b"x")
    refused = None
    upload = osl.ask("POST", f"{path}/upload", 201).json()
    for number in (1, 2):
        longer.put(longer.link(number, sha256_of(longer.part(upload, number))), longer.part(upload, number))
    refused = osl.ask("POST", f"{path}/upload/complete", 400, {}).json()["errors"][0]["message"]
    assert refused.endswith(f"size is {len(content) + 2}, {len(content)} was declared")
    assert state(osl, folder_id)[1] == "REJECTED"
    Uploader(osl, path, len(infected), lambda start, size: infected[start : start + size]).upload()
    assert until(lambda: state(osl, folder_id)[1], "CORRUPTED") == "CORRUPTED"
    osl.ask("POST", f"{path}/upload", 201)
    osl.ask("DELETE", f"{path}/upload", 204)
    osl.ask("GET", f"{path}/upload", 404)
    assert state(osl, folder_id)[1] == "CORRUPTED"


def test_a_program_that_knows_no_parts_puts_a_large_file_as_it_is(large: LargeWorld) -> None:
    osl, other, town, content = large.osl(), large.town(), large.town(), noise(10)
    folder_id, case_id, path = large.announced(osl, town, len(content))
    assert other.call("PUT", path, content=content).status_code == 403
    assert httpx.put(f"{osl.http.base_url}".rstrip("/") + path, content=content, trust_env=False).status_code == 401
    assert state(osl, folder_id)[1] == "PENDING"
    assert osl.call("PUT", path, content=content[:-1]).status_code == 400
    assert state(osl, folder_id)[1] == "REJECTED"
    wrong = osl.call("PUT", path, content=content, headers={"digest": sha256_of(b"other")})
    assert wrong.status_code == 400
    impossible = osl.call("PUT", path, content=content, headers={"digest": "AAAA"})
    assert (impossible.status_code, impossible.json()["errors"][0]["message"].partition(" digest ")[2]) == (400, "AAAA is not 32 bytes in base64")
    osl.ask("PUT", f"{path}/", 204, content=content, headers={"digest": f"SHA-256={sha256_of(content)}"})
    assert until(lambda: state(osl, folder_id)[1], "RECEIVED") == "RECEIVED"
    assert osl.call("PUT", path, content=content, headers={"digest": sha256_of(b"other")}).status_code == 400
    assert state(osl, folder_id)[1] == "RECEIVED"
    osl.ask("PATCH", f"{FOLDERS}/{folder_id}", 204, {"globalStatus": "HUBEE_COMPLETED"})
    assert until(lambda: state(osl, folder_id), ("HUBEE_NOTIFIED", "RECEIVED")) == ("HUBEE_NOTIFIED", "RECEIVED")
    found = town.http.get(
        path.replace(f"{FOLDERS}/{folder_id}", f"{CASES}/{case_id}"), headers={"Authorization": f"Bearer {town.token}"}, follow_redirects=True
    )
    assert (urlsplit(str(found.url)).path, found.content == content) == ("/files", True)
    assert osl.call("PUT", path, content=content).status_code == 400
