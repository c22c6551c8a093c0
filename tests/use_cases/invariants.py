"""What must hold of everything a memory hub stores, whatever happened and wherever it was cut."""

from collections import Counter

from chalicelib.domain.attachments import AttachmentStatus
from chalicelib.domain.case_events import CaseEvent, EventStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.folders import Folder
from chalicelib.domain.notifications import Notification
from tests.fakes.hub import MemoryHub


def told(hub: MemoryHub) -> list[Notification]:
    """Every notification ever made, waiting or acknowledged."""
    return [row.notification for row in hub.rows("ledger")]


def must_tell_each_delivery_once(hub: MemoryHub) -> None:
    """Every delivered case has one notification of its own for its recipient and every other case has none."""
    delivered = Counter(each.case_id for each in told(hub) if each.event_id is None)
    cases: list[Case] = hub.rows("case")
    assert delivered == Counter(case.id for case in cases if case.is_delivered)


def must_tell_each_event_once(hub: MemoryHub) -> None:
    """An event sent with a notification is in the other side's queue once; acknowledged, in its sender's once, too."""
    events: list[CaseEvent] = [each for each in hub.rows("event") if each.asks_notification]
    expected: Counter[tuple[str, str]] = Counter()
    for event in events:
        if event.status is not EventStatus.IN_PROGRESS:
            expected.update((event.id, side) for side in event.receivers())
        if event.status is EventStatus.RECEIVED and event.side != "ADMIN":
            expected[event.id, event.side] += 1
    found = Counter((each.event_id, "OSL" if each.queue.startswith("OSL|") else "SI") for each in told(hub) if each.event_id)
    assert found == expected


def must_be_whole(hub: MemoryHub) -> None:
    """Every folder has all its cases and attachments, every received file its bytes, every waiting notification its case."""
    folders: list[Folder] = hub.rows("folder")
    for folder in folders:
        cases, attachments = hub.exchange.children(folder)
        assert tuple(case.id for case in cases) == folder.case_ids
        assert tuple(each.id for each in attachments) == folder.attachment_ids
        for each in attachments:
            if each.status is AttachmentStatus.RECEIVED:
                assert each.object_version is not None
                assert len(hub.files.get(each.object_key, each.object_version)) == each.size_bytes
    waiting: list[Notification] = hub.rows("queue")
    assert {each.case_id for each in waiting} <= {case.id for case in hub.rows("case")}


def must_have_no_strays(hub: MemoryHub) -> None:
    """No case, attachment or bytes without their folder or event."""
    folders: list[Folder] = hub.rows("folder")
    assert {case.id for case in hub.rows("case")} == {each for folder in folders for each in folder.case_ids}
    assert {each.id for each in hub.rows("attachment")} == {each for folder in folders for each in folder.attachment_ids}
    events = {(event.case_id, event.id) for event in hub.rows("event")}
    assert {tuple(file.container.split("/")[1::2]) for file in hub.rows("file")} <= events
    for key, _ in hub.files.snapshot():
        place = key.split("/")
        assert place[1] in {folder.id for folder in folders} if place[0] == "folders" else (place[1], place[3]) in events


def must_count_right(hub: MemoryHub) -> None:
    """The counts are those of what they count."""
    labels = Counter(f"subscriptions|{each.process_code}|{each.label}" for each in hub.rows("seat"))
    labels += Counter(f"subscriptions|{each.process_code}|{each.label}" for each in hub.rows("subscription") if hasattr(each, "label"))
    kept = hub.snapshot()[0]
    assert {key[1]: number for key, number in kept.items() if key[0] == "tally" and key[1].startswith("sub") and number} == labels


def must_be_sound(hub: MemoryHub) -> None:
    """All of it, once the jobs have run."""
    must_tell_each_delivery_once(hub)
    must_tell_each_event_once(hub)
    must_be_whole(hub)
    must_have_no_strays(hub)
    must_count_right(hub)
