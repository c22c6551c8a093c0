"""Files come and go whole: taken up after cuts, by parts and by links where the hub offers them, and compared."""

import random
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hubee_client.downloads import download
from hubee_client.faults import Corrupted, Misused, Unreachable
from hubee_client.hub import Hub
from hubee_client.profiles import Profile
from hubee_client.retry import Patience
from hubee_client.uploads import upload

from tests.client.file_hub import LINK, PART_BYTES, PATH, FileHub, digest_of, file_hub

CONTENT = random.Random("content").randbytes(5_300_000)


class Bench:
    """A client before a hub that behaves as the test says."""

    def __init__(self, root: Path) -> None:
        self.hub = FileHub()
        self.target = root / "fichier.bin"
        self.part = root / ".fichier.bin.part"
        self.source = root / "source.bin"
        self.progress: list[int] = []
        self.waits: list[float] = []
        self.client: Hub

    def download(self, size_bytes: int | None = len(CONTENT)) -> bytes:
        return download(self.client, PATH, self.target, size_bytes=size_bytes, at=self.progress.append)

    def upload(self, content: bytes = CONTENT) -> None:
        self.source.write_bytes(content)
        self.hub.size = len(content)
        upload(self.client, PATH, self.source, digest=sha256(content).digest(), at=self.progress.append)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    with file_hub(made.hub) as url:
        profile = Profile(name="t", base_url=url, client_id="i", client_secret="s", scope="SI")
        made.client = Hub(profile, Patience(tries=3, first_wait=0.5), pause=made.waits.append, chance=lambda: 0.0)
        yield made
        made.client.close()


def keep(bench: Bench, content: bytes = CONTENT) -> None:
    bench.hub.content, bench.hub.digest = content, digest_of(content)


@pytest.mark.rule("CAS-11")
@pytest.mark.parametrize("redirects", [False, True])
def test_a_file_cut_more_often_than_there_are_tries_comes_whole_each_byte_once(bench: Bench, redirects: bool) -> None:
    keep(bench)
    bench.hub.redirects = redirects
    bench.hub.cuts = [500_000] * 9
    assert bench.download() == sha256(CONTENT).digest()
    assert bench.target.read_bytes() == CONTENT
    assert not bench.part.exists()
    assert (bench.progress[-1], bench.hub.sent_bytes) == (len(CONTENT), len(CONTENT))
    assert bench.hub.seen.count(f"GET {LINK}") == (10 if redirects else 0)


def test_a_file_is_taken_up_by_the_next_command(bench: Bench) -> None:
    keep(bench)
    bench.part.write_bytes(CONTENT[:4_000_000])
    bench.download()
    assert bench.target.read_bytes() == CONTENT
    assert bench.hub.sent_bytes == len(CONTENT) - 4_000_000


@pytest.mark.parametrize("left", [CONTENT, CONTENT + b"more"])
def test_a_file_that_had_all_come_costs_one_byte(bench: Bench, left: bytes) -> None:
    keep(bench)
    bench.part.write_bytes(left)
    bench.download()
    assert bench.target.read_bytes() == CONTENT
    assert bench.hub.sent_bytes == 1


def test_another_file_s_beginning_is_thrown_away(bench: Bench) -> None:
    keep(bench)
    bench.part.write_bytes(b"?" * 1_000_000)
    bench.download()
    assert bench.target.read_bytes() == CONTENT


@pytest.mark.parametrize("is_known", [True, False])
def test_a_hub_without_ranges_sends_all_again(bench: Bench, is_known: bool) -> None:
    keep(bench)
    bench.hub.digest = bench.hub.digest if is_known else None
    bench.hub.knows_ranges = False
    bench.hub.cuts = [2_000_000, 1_000_000]
    bench.download()
    assert bench.target.read_bytes() == CONTENT


def test_a_file_that_is_not_what_the_hub_says_is_never_in_place(bench: Bench) -> None:
    keep(bench)
    bench.hub.digest = digest_of(b"another")
    with pytest.raises(Corrupted) as fault:
        bench.download()
    assert fault.value.args == ("Ce qui est arrivé ne correspond pas à l'empreinte ou à la taille annoncée par le hub.", PATH)
    assert not bench.target.exists()
    assert not bench.part.exists()
    assert bench.hub.sent_bytes == 2 * len(CONTENT)


def test_a_file_without_digest_must_have_its_size(bench: Bench) -> None:
    keep(bench)
    bench.hub.digest = None
    with pytest.raises(Unreachable):
        bench.download(size_bytes=len(CONTENT) + 1)
    assert not bench.target.exists()


def test_an_empty_file_comes(bench: Bench) -> None:
    keep(bench, b"")
    bench.download(size_bytes=0)
    assert bench.target.read_bytes() == b""


def test_an_aged_link_is_asked_for_again(bench: Bench) -> None:
    keep(bench)
    bench.hub.redirects = True
    bench.hub.refused_links = 2
    bench.download()
    assert bench.target.read_bytes() == CONTENT
    assert bench.waits == [0.25, 0.5]


def test_a_refused_token_is_renewed_once(bench: Bench) -> None:
    keep(bench)
    bench.hub.tokens_refused = 1
    bench.download()
    assert bench.hub.seen.count("POST /token") == 2
    assert bench.waits == []


@pytest.mark.rule("DEP-05")
def test_a_large_file_goes_by_parts_and_a_cut_costs_one_part_at_most(bench: Bench) -> None:
    bench.hub.cuts = [PART_BYTES, 400_000, 900_000, PART_BYTES, 10]
    bench.upload()
    assert (bench.hub.content, bench.hub.digest) == (CONTENT, digest_of(CONTENT))
    assert bench.hub.received_bytes == len(CONTENT) + 400_000 + 900_000 + 10
    assert bench.progress[-1] == len(CONTENT)


@pytest.mark.rule("DEP-05")
def test_parts_that_the_hub_has_are_not_sent_again(bench: Bench) -> None:
    bench.hub.parts = {1: CONTENT[:PART_BYTES], 3: b"of another file", 4: CONTENT[3 * PART_BYTES : 4 * PART_BYTES]}
    bench.upload()
    assert (bench.hub.content, bench.hub.received_bytes) == (CONTENT, len(CONTENT) - 2 * PART_BYTES)


def test_a_part_whose_link_is_refused_gets_another(bench: Bench) -> None:
    bench.hub.refused_links = 2
    bench.upload()
    assert bench.hub.content == CONTENT
    assert bench.hub.seen.count(f"POST {PATH}/upload/parts") == 3


@pytest.mark.rule("DEP-05")
def test_a_hub_that_knows_no_parts_gets_a_large_file_whole(bench: Bench) -> None:
    bench.hub.knows_parts = False
    bench.hub.cuts = [1_000_000]
    bench.upload()
    assert (bench.hub.content, bench.hub.digest) == (CONTENT, digest_of(CONTENT))
    assert bench.hub.seen == ["POST /token", f"POST {PATH}/upload", f"PUT {PATH}", f"PUT {PATH}"]


def test_a_small_file_goes_whole(bench: Bench) -> None:
    bench.upload(b"%PDF-1.4")
    assert (bench.hub.content, bench.hub.seen) == (b"%PDF-1.4", ["POST /token", f"PUT {PATH}"])


def test_a_file_that_shrinks_on_its_way_is_not_sent_as_another(bench: Bench) -> None:
    bench.hub.knows_parts = False
    bench.source.write_bytes(CONTENT)

    def shrink(_: int) -> None:
        bench.source.write_bytes(b"shrunk")

    with pytest.raises(Misused):
        upload(bench.client, PATH, bench.source, digest=sha256(CONTENT).digest(), at=shrink)
    assert bench.hub.content == b""
