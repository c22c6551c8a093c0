"""Deliveries: one directory for one notification, which appears in the inbox whole or not at all, and once.

    INBOX/PROCESS/20261126T005205327Z_EXTERNALID_CASEID[_event-EVENTID]/
        delivery.json   the notification, and each file: what the hub calls it, its name here, its SHA-256
        case.json       the case as the hub gave it
        event.json      the event, for one
        files/          the files
    where something else has that name, it takes a number: nothing is written over, nothing is given up for what is there
    INBOX/.hubee/       the lock, what is on its way (staging), what was published and is not yet out of the queue (published)

A note in ``published`` is written before the directory is moved to its place. So a command that was cut knows, even if somebody has taken the
directory away meanwhile, that it was there: what is still in staging is to be moved, what is not was moved.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubee_client import digests, routes
from hubee_client.disk import as_json, disk_faults, flush_directory, make_directory, move_directory, read_json, write_json, write_new
from hubee_client.downloads import download
from hubee_client.faults import DiskFault, Misused, NotYet
from hubee_client.file_names import free_name, numbered, safe_name
from hubee_client.hub import Hub
from hubee_client.progress import Watch

OWN = ".hubee"


@dataclass(frozen=True, slots=True)
class Published:
    """A delivery that is in the inbox, or was: who takes it away may. ``is_treated``: its case has had its status."""

    directory: Path
    is_treated: bool


@dataclass(frozen=True, slots=True)
class Store:
    """An inbox on disk."""

    root: Path

    @property
    def lock_path(self) -> Path:
        """What only one command holds."""
        return self.root / OWN / "lock"

    def prepare(self) -> None:
        """Make the inbox's own directories. Raises: DiskFault."""
        for each in ("staging", "published"):
            make_directory(self.root / OWN / each)

    def published(self, notification_id: str) -> Published | None:
        """What is known of a delivery, having made sure that it is in its place; None when it was not made. Raises: DiskFault, Misused."""
        note = read_json(self._note(notification_id))
        if note is None:
            return None
        if self.staging(notification_id).is_dir():
            return self.publish(notification_id, Path(note["directory"]))
        return Published(self.root / note["directory"], note["isTreated"])

    def publish(self, notification_id: str, directory: Path) -> Published:
        """Move what was staged to its place, for good; where something else is there, to the next one. Raises: DiskFault.

        ``directory`` is relative.
        """
        staged = self.staging(notification_id)
        places = (directory.with_name(name) for name in numbered(directory.name))
        place = next(each for each in places if not os.path.lexists(self.root / each) or _is_there(self.root / each, staged))
        target = self.root / place
        is_there = os.path.lexists(target)
        if is_there:  # removed before the note: what a cut leaves of it is no delivery, and is gathered again
            with disk_faults(staged):
                shutil.rmtree(staged)
        write_json(self._note(notification_id), {"directory": str(place), "isTreated": False})
        if not is_there:
            move_directory(staged, target)
        return Published(target, is_treated=False)

    def mark_treated(self, notification: Mapping[str, Any], published: Published, *, is_leaving: bool) -> None:
        """Note that the case has had its status, which must not be set again once others have moved it on. Raises: DiskFault.

        ``is_leaving``: the notification is about to be acknowledged; should the answer to that be lost, the note says what to ask again.
        """
        known = {"directory": str(published.directory.relative_to(self.root)), "isTreated": True, "isLeaving": is_leaving}
        write_json(self._note(notification["id"]), known | {name: notification[name] for name in ("id", "caseId", "eventId")})

    def leaving(self) -> list[dict[str, Any]]:
        """The notifications that were being acknowledged when a command was cut: id, caseId, eventId. Raises: DiskFault, Misused."""
        with disk_faults(self.root):
            paths = sorted((self.root / OWN / "published").glob("[!.]*.json"))
        notes = [read_json(each) for each in paths]
        return [each for each in notes if each and each.get("isLeaving")]

    def forget(self, notification_id: str) -> None:
        """Drop the note of what is out of the queue for good; if it comes back, it was asked for again. Raises: DiskFault."""
        with disk_faults(self.root):
            self._note(notification_id).unlink(missing_ok=True)

    def staging(self, notification_id: str) -> Path:
        """Where a delivery is gathered."""
        return self.root / OWN / "staging" / safe_name(notification_id)

    def _note(self, notification_id: str) -> Path:
        return self.root / OWN / "published" / f"{safe_name(notification_id)}.json"


def _is_there(place: Path, staged: Path) -> bool:
    """Whether a delivery that comes again, since its notification was put back into the queue, is in a place still, to the last byte."""
    try:
        there, came = (read_json(each / "delivery.json") for each in (place, staged))
        is_same = (there["notification"]["id"], there["files"]) == (came["notification"]["id"], came["files"])
        return is_same and all(digests.sha256_of(place / each["path"]).hex() == each["sha256"] for each in came["files"] if each["path"])
    except (DiskFault, Misused, KeyError, TypeError):
        return False


def directory_of(notification: dict[str, Any], case: dict[str, Any]) -> Path:
    """Where a delivery belongs, relative to the inbox; told by ids, so that nothing a sender writes chooses it."""
    moment = "".join(each for each in str(notification.get("dateTime") or "").split("+")[0] if each.isascii() and each.isalnum()).rstrip("Z")
    name = "_".join((f"{moment}Z", _beginning(str(case["externalId"])), notification["caseId"]))
    if notification["eventId"]:
        name += f"_event-{notification['eventId']}"
    return Path(safe_name(str(notification["processCode"]))) / safe_name(name)


def _beginning(external_id: str) -> str:
    """As much of a name as leaves room for the ids."""
    return safe_name(external_id)[:40].encode()[:80].decode(errors="ignore")


def gather(
    hub: Hub, store: Store, notification: dict[str, Any], case: dict[str, Any], event: dict[str, Any] | None, watch: Watch
) -> list[dict[str, Any]]:
    """Bring everything of one delivery into staging, taking up what a cut left; answers what ``delivery.json`` says of each file.

    Raises: Corrupted, DiskFault, NotYet while the hub still checks a file, and what ``Hub.ask`` raises.
    """
    staged = store.staging(notification["id"])
    with disk_faults(staged):
        (staged / "parts").mkdir(parents=True, exist_ok=True)
        if (staged / "files").exists():  # named by a command that was cut; what has been purged since would stay among them
            shutil.rmtree(staged / "files")
        (staged / "files").mkdir()
    source = routes.event(notification["caseId"], notification["eventId"]) if event else routes.case(notification["caseId"])
    attachments = (event or case).get("attachments") or []
    digest_by_id = {each["id"]: _fetch(hub, source, each, staged / "parts" / safe_name(each["id"]), watch) for each in attachments}
    taken: list[str] = []
    files = []
    for each in attachments:
        told = {name: each.get(name) for name in ("id", "fileName", "type", "mimeType", "size", "status")}
        digest = digest_by_id[each["id"]]
        if digest is None:
            files.append({**told, "path": None, "sha256": None})
            continue
        taken.append(free_name(str(each["fileName"]), taken))
        with disk_faults(staged):
            (staged / "parts" / safe_name(each["id"])).replace(staged / "files" / taken[-1])
        files.append({**told, "path": f"files/{taken[-1]}", "sha256": digest.hex()})
    write_new(staged / "case.json", as_json(case))
    if event is not None:
        write_new(staged / "event.json", as_json(event))
    write_new(staged / "delivery.json", as_json({"notification": notification, "hub": hub.profile.base_url, "files": files}))
    with disk_faults(staged):
        shutil.rmtree(staged / "parts")
        for directory in (staged / "files", staged, staged.parent):
            flush_directory(directory)
    return files


def _fetch(hub: Hub, source: str, attachment: dict[str, Any], target: Path, watch: Watch) -> bytes | None:
    """Fetch one file under its id, which no other file can have; answers its SHA-256, None for one that cannot be had any more."""
    if attachment["status"] == "PENDING":
        raise NotYet(f"Le hub contrôle encore « {attachment['fileName']} ».")
    if attachment["status"] != "RECEIVED":
        return None
    if target.exists():  # whole, and compared: it has its name
        return digests.sha256_of(target)
    size = int(attachment["size"])
    with watch.file(str(attachment["fileName"]), size) as at:
        return download(hub, routes.attachment(source, attachment["id"]), target, size_bytes=size, at=at)
