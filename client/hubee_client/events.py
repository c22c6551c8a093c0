"""Telling the other side something once.

The interface gives an event no idempotency key, so each carries a mark of ours in ``partnerAttributes``, and the case is read back for that
mark wherever an event may have been made already: before the first try of a repeated command, and after an answer that was lost. A request
whose answer was lost may still be at work on the hub; it is waited for (``Patience.settle``) before it counts as never done.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from hubee_client import digests, routes
from hubee_client.deposits import in_order
from hubee_client.disk import disk_faults
from hubee_client.faults import NotYet, Refused, Unanswered, Unreachable
from hubee_client.hub import Hub
from hubee_client.progress import Watch
from hubee_client.uploads import upload

_MARK = "hubee-client:"
_CHECK_SECONDS = 900
"""How long the hub may take to check a large file before a message with it can leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file that goes with an event."""

    path: Path
    type: str
    mime_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be told. ``key`` makes the same command, repeated, the same event; without one each command is an event of its own."""

    action_type: str
    status: str | None = None
    message: str | None = None
    author: str | None = None
    notifies: bool = True
    files: tuple[File, ...] = ()
    key: str | None = None


def mark_of(client_id: str, case_id: str, key: str | None) -> str:
    """The mark of an event: the same for the same key of the same client on the same case."""
    if key is None:
        return _MARK + uuid4().hex
    return _MARK + sha256("\n".join((client_id, case_id, key)).encode()).hexdigest()[:32]


def send(hub: Hub, case_id: str, message: Message, *, watch: Watch, known_events: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Send an event, with its files, once; answers the event as the hub keeps it.

    ``known_events`` are the case's events when the caller has just read them. Raises: DiskFault, Refused, and what ``Hub.ask`` raises.
    """
    mark = mark_of(hub.profile.client_id, case_id, message.key)
    announced = [_announced(each) for each in message.files]
    body = {
        "actionType": message.action_type,
        "notification": message.notifies,
        "message": message.message,
        "author": message.author,
        "caseNewStatus": message.status,
        "partnerAttributes": mark,
        **({"attachments": announced} if announced else {}),
    }
    event = _marked(known_events, mark) if known_events is not None else None
    if event is None and known_events is None and message.key is not None:
        event = _find(hub, case_id, mark)
    if event is None:
        event = _post_once(hub, case_id, body, mark)
    if message.files and event["status"] == "IN_PROGRESS":
        _bring_files(hub, case_id, event, message.files, announced, watch)
        _finalise(hub, routes.event(case_id, event["id"]))
        event = hub.read(routes.event(case_id, event["id"]))
    return event


def _announced(file: File) -> dict[str, Any]:
    with disk_faults(file.path):
        return {"fileName": file.path.name, "type": file.type, "mimeType": file.mime_type, "size": file.path.stat().st_size}


def _marked(events: list[dict[str, Any]], mark: str) -> dict[str, Any] | None:
    return next((each for each in events if each.get("partnerAttributes") == mark), None)


def _find(hub: Hub, case_id: str, mark: str) -> dict[str, Any] | None:
    return _marked(hub.read(routes.case(case_id)).get("events") or [], mark)


def _post_once(hub: Hub, case_id: str, body: dict[str, Any], mark: str) -> dict[str, Any]:
    for _ in range(hub.patience.tries):
        try:
            made: dict[str, Any] = hub.document("POST", routes.events(case_id), may_repeat=False, json=body)
        except Unanswered:
            found = _look_until_settled(hub, case_id, mark)
            if found is not None:
                return found
        else:
            return made
    raise Unreachable(f"L'événement n'a pas pu être envoyé, après {hub.patience.tries} essais.")


def _look_until_settled(hub: Hub, case_id: str, mark: str) -> dict[str, Any] | None:
    """Look for an event that may be on its way, until it can no longer come; the last look is after that moment."""
    until = hub.clock() + hub.patience.settle
    while True:
        is_settled = hub.clock() >= until
        found = _find(hub, case_id, mark)
        if found is not None or is_settled:
            return found
        hub.pause(max(0.01, min(until - hub.clock(), hub.patience.settle / 5)))


def _bring_files(hub: Hub, case_id: str, event: dict[str, Any], files: tuple[File, ...], announced: list[dict[str, Any]], watch: Watch) -> None:
    path = routes.event(case_id, event["id"])
    for attachment, file in zip(in_order(announced, event["attachments"]), files, strict=True):
        if attachment["status"] == "RECEIVED":
            continue  # by a try before this one; the key says that it is the same file
        with watch.file(file.path.name, attachment["size"]) as at:
            upload(hub, routes.attachment(path, attachment["id"]), file.path, digest=digests.sha256_of(file.path), at=at)


def _finalise(hub: Hub, path: str) -> None:
    """Send an event whose files are in, once the hub has checked them. Raises: Refused, NotYet."""
    until = hub.clock() + _CHECK_SECONDS
    wait = hub.patience.first_wait
    while True:
        event = hub.read(path)
        statuses = {each["fileName"]: each["status"] for each in event["attachments"]}
        if spoiled := [f"{name} : {status}" for name, status in statuses.items() if status not in ("PENDING", "RECEIVED")]:
            raise Refused("Le hub a écarté des fichiers : l'événement n'est pas envoyé.", *spoiled)
        if event["status"] != "IN_PROGRESS":
            return
        if "PENDING" not in statuses.values():
            break
        if hub.clock() >= until:
            raise NotYet("Le hub n'a pas fini de contrôler les fichiers : relancez la commande avec la même clé (--key).")
        hub.pause(wait)
        wait = min(wait * 2, 10.0)
    try:
        hub.ask("PATCH", path, json={"status": "SENT"})
    except Refused:
        # As for a deposit: a repetition may be refused where it was done.
        if hub.read(path)["status"] == "IN_PROGRESS":
            raise
