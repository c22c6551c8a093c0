"""A file that no request carries comes in parts, is checked where it lies, and is delivered once it is. **Source:** DEP-05."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.attachments import digest_of
from chalicelib.domain.errors import Invalid, NotFound, StaleWrite, Unavailable
from chalicelib.domain.folders import Deposit
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.uploads import DeclaredPart, UploadStatus, upload_key
from chalicelib.domain.values import replace
from chalicelib.handlers.jobs import run_job
from chalicelib.use_cases import upload_files
from chalicelib.use_cases.file_at_hand import event_file
from tests.fakes.cuts import Meanwhile
from tests.fakes.files import EICAR
from tests.scenes import run_jobs
from tests.upload_scene import LARGE, UploadScene, parts_of
from tests.use_cases.invariants import must_be_sound

pytestmark = pytest.mark.rule("DEP-05")
OTHER = b"%PDF-1.7\n".ljust(len(LARGE), b"-")
INFECTED = LARGE[: -len(EICAR)] + EICAR
TEXT = b"no pdf".ljust(len(LARGE))


def stored(scene: UploadScene) -> list[bytes]:
    return list(scene.hub.files.snapshot().values())


def test_a_folder_is_accepted_with_all_bytes_in_and_delivered_when_they_are_checked() -> None:
    scene = UploadScene()
    town = scene.town()
    made = scene.announced(town, files=2)
    keys = [scene.uploaded(made, number=number, digest=digest_of(LARGE)) for number in range(2)]
    scene.set_folder(made.folder.id)
    assert (scene.folder_status(made), scene.file(made).status, scene.waiting(town)) == ("HUBEE_COMPLETED", "PENDING", [])
    scene.set_folder(made.folder.id)
    run_jobs(scene.hub, at=scene.in_a(minutes=1))
    assert scene.arrive(keys[0]) is False
    assert (scene.folder_status(made), scene.file(made).status, scene.waiting(town)) == ("HUBEE_COMPLETED", "RECEIVED", [])
    assert [scene.arrive(keys[1]), scene.arrive(keys[1]), scene.arrive(keys[0])] == [True, True, True]
    case = scene.hub.exchange.case(made.cases[0].id)
    assert case is not None
    assert scene.folder_status(made) == "HUBEE_NOTIFIED"
    assert [each.case_id for each in scene.waiting(town)] == [case.id]
    assert [(each.status, each.sha256, each.upload) for each in case.attachments] == [("RECEIVED", digest_of(LARGE), None)] * 2
    assert stored(scene) == [LARGE, LARGE]
    run_jobs(scene.hub, at=scene.in_a(minutes=5))
    assert scene.hub.rows("agenda", "unchecked-file") == []
    must_be_sound(scene.hub)


@pytest.mark.parametrize(
    ("content", "digest", "status"),
    [
        (LARGE, digest_of(LARGE), "RECEIVED"),
        (LARGE, None, "RECEIVED"),
        (INFECTED, None, "CORRUPTED"),
        (TEXT, None, "REJECTED"),
        (LARGE, digest_of(OTHER), "REJECTED"),
    ],
    ids=["good", "good, no digest", "virus in its last bytes", "another type", "another digest"],
)
def test_what_the_checks_find_is_what_a_small_file_would_have_become(content: bytes, digest: str | None, status: str) -> None:
    scene = UploadScene()
    town = scene.town()
    made = scene.announced(town)
    key = scene.uploaded(made, content, digest=digest)
    assert (scene.file(made).status, scene.file(made).is_unchecked) == ("PENDING", True)
    assert scene.arrive(key) is True
    assert (scene.file(made).status, stored(scene)) == (status, [LARGE] if status == "RECEIVED" else [])
    scene.set_folder(made.folder.id)
    assert (scene.folder_status(made), len(scene.waiting(town))) == ("HUBEE_NOTIFIED", 1)


def test_beginning_again_goes_on_with_the_upload_that_is_open() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    first = scene.open_upload(made)
    scene.send_parts(made, {2: parts_of(LARGE)[2]})
    again = scene.open_upload(made)
    assert (again.upload, [(each.number, each.size_bytes, each.sha256) for each in again.parts]) == (
        first.upload,
        [(2, 15, digest_of(b"the second part"))],
    )
    with pytest.raises(Invalid) as missing:
        scene.complete(made)
    assert missing.value.messages == ("Upload part 1 has not been received",)
    assert (scene.file(made).status, scene.file(made).upload) == ("PENDING", first.upload)
    with pytest.raises(Invalid, match="has not been received"):
        scene.set_folder(made.folder.id)
    scene.send_parts(made, {1: parts_of(LARGE)[1]})
    complete = scene.complete(made, declared=parts_of(LARGE))
    assert [scene.complete(made).upload, scene.open_upload(made).upload] == [complete.upload] * 2
    assert complete.upload.status is UploadStatus.COMPLETE
    scene.arrive(scene.key_of(made))
    assert (scene.complete(made).upload.status, scene.file(made).status) == (UploadStatus.CHECKED, "RECEIVED")


def test_beginning_again_begins_anew_when_the_store_has_lost_the_upload() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    lost = scene.open_upload(made)
    scene.hub.files.erase(scene.file(made).prefix)  # what is being uploaded there goes too
    anew = scene.open_upload(made)
    assert anew.upload.id != lost.upload.id
    assert (scene.file(made).upload, anew.parts) == (anew.upload, ())
    scene.send_parts(made, parts_of(LARGE))
    scene.complete(made, declared=parts_of(LARGE))
    scene.arrive(scene.key_of(made))
    assert scene.file(made).status == "RECEIVED"


def test_a_part_that_is_another_than_its_sender_has_is_told_and_sent_again() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    scene.open_upload(made)
    scene.send_parts(made, {**parts_of(LARGE), 2: b"the spoilt part"})
    with pytest.raises(Invalid) as refused:
        scene.complete(made, declared=parts_of(LARGE))
    assert refused.value.messages == (f"Upload part 2 digest is {digest_of(b'the spoilt part')}, {digest_of(b'the second part')} was declared",)
    scene.send_parts(made, {2: parts_of(LARGE)[2]})
    scene.complete(made, declared=parts_of(LARGE))
    scene.arrive(scene.key_of(made))
    assert scene.file(made).status == "RECEIVED"


def test_a_file_of_another_size_is_rejected_and_its_upload_is_gone() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    scene.open_upload(made)
    scene.send_parts(made, {**parts_of(LARGE), 2: b"longer than announced"})
    with pytest.raises(Invalid) as refused:
        scene.complete(made)
    assert refused.value.messages == (f"Attachment {made.attachments[0].id} size is {len(LARGE) + 6}, {len(LARGE)} was declared",)
    assert (scene.file(made).status, scene.file(made).upload, scene.hub.uploads.open, stored(scene)) == ("REJECTED", None, {}, [])
    scene.arrive(scene.uploaded(made))
    assert scene.file(made).status == "RECEIVED"


def test_an_upload_that_is_given_up_leaves_what_was_there_before() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    before = scene.file(made)
    scene.open_upload(made)
    scene.send_parts(made, parts_of(LARGE))
    scene.abort(made)
    assert (scene.file(made).status, scene.file(made).upload, before.upload, scene.hub.uploads.open) == ("PENDING", None, None, {})
    with pytest.raises(NotFound, match="Upload is not found"):
        scene.abort(made)
    with pytest.raises(NotFound, match="Upload is not found"):
        scene.complete(made)
    scene.arrive(scene.uploaded(made))
    with pytest.raises(Invalid, match="can not be aborted"):
        scene.abort(made)
    scene.open_upload(made)  # another file in its place
    assert scene.file(made).status == "RECEIVED"
    scene.abort(made)
    assert (scene.file(made).status, scene.hub.files.get(scene.file(made).object_key, scene.file(made).object_version or "")) == ("RECEIVED", LARGE)


def test_another_upload_replaces_the_file_and_what_comes_late_of_the_first_changes_nothing() -> None:
    scene = UploadScene()
    town = scene.town()
    made = scene.announced(town)
    late = scene.uploaded(made)
    scene.arrive(late)
    again = scene.uploaded(made, OTHER)
    assert (scene.file(made).status, scene.file(made).is_unchecked) == ("PENDING", True)
    scene.arrive(late)
    assert scene.file(made).status == "PENDING"
    scene.arrive(again)
    scene.set_folder(made.folder.id)
    case = scene.hub.exchange.case(made.cases[0].id)
    assert case is not None
    assert scene.hub.files.get(case.attachments[0].object_key, case.attachments[0].object_version or "") == OTHER


def test_a_request_with_the_bytes_overtakes_an_upload_that_waits_to_be_checked() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    key = scene.uploaded(made)
    scene.upload(made, content=OTHER)
    assert scene.arrive(key) is True
    assert (scene.file(made).status, stored(scene)) == ("RECEIVED", [OTHER])


def test_what_is_overtaken_while_it_is_checked_is_judged_again() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    key = scene.uploaded(made)
    scene.arrive(key, through=Meanwhile(scene.hub, [lambda: scene.upload(made, content=OTHER)]))
    assert (scene.file(made).status, stored(scene)) == ("RECEIVED", [OTHER])
    scene.arrive(again := scene.uploaded(made))
    scene.arrive(again, through=Meanwhile(scene.hub, [lambda: scene.arrive(again)]))
    assert (scene.file(made).status, scene.file(made).sha256) == ("RECEIVED", digest_of(LARGE))


def test_a_folder_completed_while_its_file_is_checked_is_delivered_once() -> None:
    scene = UploadScene()
    town = scene.town()
    made = scene.announced(town)
    key = scene.uploaded(made)
    scene.arrive(key, through=Meanwhile(scene.hub, [lambda: scene.set_folder(made.folder.id)]))
    assert (scene.folder_status(made), len(scene.waiting(town))) == ("HUBEE_NOTIFIED", 1)
    must_be_sound(scene.hub)


def test_nothing_is_uploaded_once_the_folder_is_completed() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    key = scene.uploaded(made)
    scene.set_folder(made.folder.id)
    refused: tuple[Callable[[], object], ...] = (lambda: scene.link_whole(made), lambda: scene.upload(made), lambda: scene.open_upload(made))
    for each in refused:
        with pytest.raises(Invalid, match="can not be changed any more"):
            each()
    scene.arrive(key)
    assert scene.folder_status(made) == "HUBEE_NOTIFIED"


def test_a_file_of_whose_arrival_nobody_told_is_checked_minutes_later() -> None:
    scene = UploadScene()
    town = scene.town()
    made = scene.announced(town)
    scene.uploaded(made)
    scene.set_folder(made.folder.id)
    run_jobs(scene.hub, at=scene.in_a(minutes=2))
    assert scene.folder_status(made) == "HUBEE_COMPLETED"
    run_jobs(scene.hub, at=scene.in_a(minutes=4))
    assert (scene.folder_status(made), len(scene.waiting(town))) == ("HUBEE_NOTIFIED", 1)
    assert scene.hub.rows("agenda", "unchecked-file") == []


def test_an_upload_that_the_store_has_lost_is_waited_for_then_rejected() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    key = scene.uploaded(made)
    scene.hub.files.erase(key)
    with pytest.raises(Unavailable):
        scene.arrive(key)
    with pytest.raises(Unavailable):
        run_jobs(scene.hub, at=scene.in_a(minutes=4))
    assert (scene.file(made).status, len(scene.hub.rows("agenda", "unchecked-file"))) == ("PENDING", 1)
    run_jobs(scene.hub, at=scene.now + LIMITS.upload_life)
    assert (scene.file(made).status, scene.hub.rows("agenda", "unchecked-file")) == ("REJECTED", [])


def test_an_upload_never_finished_goes_with_its_deposit() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    first = scene.open_upload(made)
    scene.send_parts(made, {1: parts_of(LARGE)[1]})
    scene.now += LIMITS.upload_life
    with pytest.raises(NotFound, match="Upload is not found"):
        upload_files.link_parts(scene.at_hand(made), [DeclaredPart(number=1, sha256=digest_of(b""))], now=scene.now, links=scene.hub.links)
    assert scene.open_upload(made).upload.id != first.upload.id
    for days in (24, 25):
        run_jobs(scene.hub, at=scene.in_a(days=days))
    assert [scene.hub.rows(kind) for kind in ("folder", "attachment", "agenda")] == [[], [], []]
    assert stored(scene) == []


def test_a_file_sent_in_one_piece_is_in_as_soon_as_its_object_is_there() -> None:
    scene = UploadScene()
    town = scene.town()
    made = scene.announced(town)
    key = scene.link_whole(made, size=len(LARGE), digest=f"SHA-256={digest_of(LARGE)}")
    assert scene.arrive(key) is True  # told of too early: nothing happens
    with pytest.raises(Invalid, match="has not been received"):
        scene.set_folder(made.folder.id)
    scene.hub.files.put(key, LARGE)
    scene.set_folder(made.folder.id)
    assert (scene.folder_status(made), scene.file(made).status, scene.waiting(town)) == ("HUBEE_COMPLETED", "PENDING", [])
    run_jobs(scene.hub, at=scene.in_a(minutes=4))
    assert (scene.folder_status(made), scene.file(made).status, len(scene.waiting(town))) == ("HUBEE_NOTIFIED", "RECEIVED", 1)


def test_a_file_announced_in_one_piece_is_looked_for_less_and_less_and_at_last_no_more() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    scene.link_whole(made)
    looks = 0
    for hour in range(24 * 9):
        before = scene.hub.rows("agenda", "unchecked-file")
        run_job("check-forgotten-files", cast(Composition, scene.hub), scene.now + timedelta(hours=hour))
        looks += scene.hub.rows("agenda", "unchecked-file") != before
    assert scene.hub.rows("agenda", "unchecked-file") == []
    assert looks < 40


def test_a_file_in_one_piece_of_another_size_is_rejected_before_it_is_sent() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    with pytest.raises(Invalid, match="size is 5"):
        scene.link_whole(made, size=5)
    assert scene.file(made).status == "REJECTED"


@pytest.mark.parametrize("digest", ["AAAA", "sha-256=x", "00" * 32, "é"])
def test_a_digest_that_no_file_has_is_refused_before_anything_is_thrown_away(digest: str) -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    words = f"Attachment {made.attachments[0].id} digest {digest.removeprefix('sha-256=')} is not 32 bytes in base64"
    scene.arrive(scene.uploaded(made))
    before = scene.file(made)
    with pytest.raises(Invalid) as refused:
        scene.link_whole(made, size=len(LARGE) + 1, digest=digest)
    assert (refused.value.messages, scene.file(made)) == ((words,), before)
    scene.open_upload(made)
    scene.send_parts(made, parts_of(LARGE))
    before = scene.file(made)
    with pytest.raises(Invalid) as refused:
        scene.complete(made, digest=digest)
    assert (refused.value.messages, scene.file(made)) == ((words,), before)
    assert scene.complete(made, digest=digest_of(LARGE)).upload.status is UploadStatus.COMPLETE
    assert scene.complete(made, digest=digest).upload.status is UploadStatus.COMPLETE  # said again, it changes nothing


def come(scene: UploadScene, made: Deposit, status: str) -> None:
    """Let a file be what it is before another one comes."""
    if status != "PENDING":
        scene.arrive(scene.uploaded(made, LARGE if status == "RECEIVED" else TEXT))
    assert scene.file(made).status == status


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize("before", ["PENDING", "RECEIVED", "REJECTED"])
def test_a_file_in_one_piece_replaces_what_was_there_once_it_is_in_and_is_waited_for(before: str) -> None:
    scene = UploadScene()
    made = scene.announced(town := scene.town())
    come(scene, made, before)
    known = scene.file(made)
    key = scene.link_whole(made)
    assert replace(scene.file(made), upload=known.upload, version=known.version) == known
    scene.hub.files.put(key, OTHER)
    scene.set_folder(made.folder.id)
    assert (scene.folder_status(made), scene.file(made).status, scene.waiting(town)) == ("HUBEE_COMPLETED", "PENDING", [])
    scene.arrive(key)
    (delivered,) = scene.hub.exchange.cases([made.cases[0].id]).values()
    assert (scene.folder_status(made), [each.sha256 for each in delivered.attachments]) == ("HUBEE_NOTIFIED", [digest_of(OTHER)])


@pytest.mark.rule("DEP-04")
@pytest.mark.parametrize(("content", "status"), [(OTHER, "RECEIVED"), (TEXT, "REJECTED"), (INFECTED, "CORRUPTED")])
def test_a_file_in_one_piece_is_checked_as_it_arrives_though_another_was_there(content: bytes, status: str) -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    come(scene, made, "RECEIVED")
    key = scene.link_whole(made)
    scene.hub.files.put(key, content)
    assert scene.arrive(key) is True
    assert (scene.file(made).status, scene.file(made).sha256) == (status, None if status == "REJECTED" else digest_of(content))


@pytest.mark.rule("DEP-04", "DEP-06")
@pytest.mark.parametrize("before", ["RECEIVED", "REJECTED"])
def test_a_file_in_one_piece_that_does_not_come_takes_nothing_away(before: str) -> None:
    scene = UploadScene()
    made = scene.announced(town := scene.town())
    come(scene, made, before)
    known = scene.file(made)
    late = scene.link_whole(made)  # refused by the store, or cut
    scene.set_folder(made.folder.id)
    delivered = scene.hub.exchange.case(made.cases[0].id)
    assert delivered is not None
    told = (known.status, known.sha256, known.object_version)
    assert [(each.status, each.sha256, each.object_version) for each in delivered.attachments] == [told]
    scene.hub.files.put(late, OTHER)  # what comes all the same comes too late
    scene.arrive(late)
    assert scene.hub.exchange.case(delivered.id) == delivered
    assert (scene.file(made).status, scene.file(made).sha256, stored(scene)) == (*told[:2], [LARGE] if before == "RECEIVED" else [])
    assert (scene.folder_status(made), len(scene.waiting(town))) == ("HUBEE_NOTIFIED", 1)


@pytest.mark.rule("DEP-04")
def test_a_folder_that_goes_while_the_file_in_one_piece_is_checked_goes_with_what_it_had() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    come(scene, made, "RECEIVED")
    key = scene.link_whole(made)
    scene.hub.files.put(key, OTHER)
    folder = scene.hub.exchange.folder(made.folder.id)
    assert folder is not None
    scene.arrive(key, through=Meanwhile(scene.hub, [lambda: scene.hub.commit(folder.notified(at=scene.now))]))  # the store was asked before it came
    assert (scene.file(made).sha256, stored(scene)) == (digest_of(LARGE), [LARGE])


@pytest.mark.rule("DEP-04")
def test_a_folder_completed_while_the_file_in_one_piece_is_checked_is_delivered_with_it() -> None:
    scene = UploadScene()
    made = scene.announced(town := scene.town())
    come(scene, made, "RECEIVED")
    key = scene.link_whole(made)
    scene.hub.files.put(key, OTHER)
    scene.arrive(key, through=Meanwhile(scene.hub, [lambda: scene.set_folder(made.folder.id)]))
    (delivered,) = scene.hub.exchange.cases([made.cases[0].id]).values()
    assert [each.sha256 for each in delivered.attachments] == [digest_of(OTHER)]
    assert (scene.folder_status(made), len(scene.waiting(town))) == ("HUBEE_NOTIFIED", 1)
    must_be_sound(scene.hub)


@pytest.mark.rule("CAS-06", "DEP-04")
def test_an_event_goes_with_what_it_had_unless_another_file_is_in_which_is_checked_first() -> None:
    scene = UploadScene()
    town = scene.town()
    case_id = scene.delivered(town, files=0).cases[0].id
    for is_in in (False, True):
        event = scene.send(case_id, "ATTACH_DEPOSIT", caller=town)
        had = scene.bring_file(event, caller=town)
        file = event_file(case_id, event.id, had.id, caller=town, exchange=scene.hub.exchange)
        ports: dict[str, Any] = {"ids": scene.hub.ids, "uploads": scene.hub.uploads, "links": scene.hub.links, "commit": scene.hub.commit}
        upload_files.link_whole(file, size_bytes=None, digest=None, now=scene.now, **ports)
        (held,) = scene.hub.exchange.event_files(event)
        assert (held.status, held.sha256, held.upload is None) == ("RECEIVED", had.sha256, False)
        if is_in:
            assert held.upload is not None
            key = upload_key(held.prefix, held.upload.id)
            scene.hub.files.put(key, b"%PDF-1.7".ljust(had.size_bytes))
            with pytest.raises(Invalid, match="is PENDING, not RECEIVED"):
                scene.set_event(event, "SENT", caller=town)
            scene.arrive(key)
        scene.set_event(event, "SENT", caller=town)
        (sent,) = scene.hub.exchange.event_files(event)
        assert (sent.status, sent.sha256 == had.sha256) == ("RECEIVED", not is_in)


def test_a_file_in_one_piece_that_comes_after_the_folder_went_without_it_is_erased() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    late = scene.link_whole(made)
    scene.upload(made, content=LARGE)
    scene.set_folder(made.folder.id)
    delivered = scene.hub.exchange.case(made.cases[0].id)
    scene.hub.files.put(late, OTHER)
    scene.arrive(late)
    assert scene.hub.exchange.case(made.cases[0].id) == delivered
    assert (scene.file(made).sha256, stored(scene)) == (digest_of(LARGE), [LARGE])


def test_links_are_given_for_parts_that_exist_and_digests_that_are() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town())
    with pytest.raises(NotFound):
        upload_files.link_parts(scene.at_hand(made), [], now=scene.now, links=scene.hub.links)
    scene.open_upload(made)
    good, wrong = DeclaredPart(number=2, sha256=digest_of(b"")), DeclaredPart(number=3, sha256="x")
    requests, until = upload_files.link_parts(scene.at_hand(made), [good], now=scene.now, links=scene.hub.links)
    assert [(each.number, each.request.headers) for each in requests] == [(2, {"x-amz-checksum-sha256": digest_of(b"")})]
    assert until == scene.now + LIMITS.upload_link_life
    with pytest.raises(Invalid) as refused:
        upload_files.link_parts(scene.at_hand(made), [good, wrong], now=scene.now, links=scene.hub.links)
    assert refused.value.messages == ("Upload part 3 does not exist, there are 2", "Upload part 3 sha256 is not 32 bytes in base64")


def unchecked(scene: UploadScene, made: Deposit) -> None:
    scene.uploaded(made)


def put_in_one_piece(scene: UploadScene, made: Deposit) -> None:
    scene.hub.files.put(scene.link_whole(made), LARGE)


def link(scene: UploadScene, made: Deposit) -> None:
    scene.link_whole(made)


def open_in_parts(scene: UploadScene, made: Deposit) -> None:
    scene.open_upload(made)


Step = Callable[[UploadScene, Deposit], None]


@pytest.mark.rule("DEP-06", "NOT-03", "DEP-13")
@pytest.mark.parametrize(
    ("comes", "given_up"),
    [(unchecked, link), (put_in_one_piece, link), (put_in_one_piece, open_in_parts)],
)
def test_a_folder_is_not_completed_counting_on_bytes_that_are_given_up_meanwhile(comes: Step, given_up: Step) -> None:
    scene = UploadScene()
    town = scene.town()
    made = scene.announced(town, files=2)
    scene.uploaded(made, number=1)  # which waits to be checked: the folder is not delivered at once
    comes(scene, made)
    with pytest.raises(StaleWrite):
        scene.set_folder(made.folder.id, through=Meanwhile(scene.hub, [lambda: given_up(scene, made)]))
    with pytest.raises(Invalid, match=f"^Attachment {made.attachments[0].id} 0.pdf has not been received$"):
        scene.set_folder(made.folder.id)  # as it is judged again
    assert (scene.folder_status(made), scene.waiting(town)) == ("HUBEE_RECEIVED", [])
    scene.hub.files.put(scene.link_whole(made), LARGE)
    scene.set_folder(made.folder.id)
    for number in range(2):
        scene.arrive(scene.key_of(made, number))
    assert (scene.folder_status(made), len(scene.waiting(town))) == ("HUBEE_NOTIFIED", 1)
    must_be_sound(scene.hub)


def test_uploads_of_several_files_do_not_meet_on_their_folder() -> None:
    scene = UploadScene()
    made = scene.announced(scene.town(), files=2)
    scene.open_upload(made, number=1, through=Meanwhile(scene.hub, [lambda: scene.link_whole(made)]))
    assert scene.hub.exchange.folder(made.folder.id) == replace(made.folder, version=1)
