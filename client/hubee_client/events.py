"""Telling the other side something once.

The interface gives an event no idempotency key, so each carries a mark of ours in ``partnerAttributes``, and the case is read back for that
mark wherever an event may have been made already: before the first try of a repeated command, and after an answer that was lost. A request
whose answer was lost may still be at work on the hub; it is waited for (``Patience.settle``) before it counts as never done.

A mark is ``hubee-client:KEY:CONTENT``, two digests: of the key with client and case, and of all that is told, files included. So a key that
served for something else is noticed. A mark of the client's first versions ends after KEY.
"""

import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from hubee_client import digests, routes
from hubee_client.deposits import in_order
from hubee_client.disk import disk_faults
from hubee_client.faults import Misused, NotFound, NotYet, Refused, Unanswered, Unreachable
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


def is_begun(events: list[dict[str, Any]], *, client_id: str, case_id: str, key: str | None) -> bool:
    """Whether one of a case's events was made under a key, whatever it tells."""
    return key is not None and bool(_under(events, _mark_of_key(client_id, case_id, key)))


def send(hub: Hub, case_id: str, message: Message, *, watch: Watch, known_events: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Send an event, with its files, once; answers the event as the hub keeps it.

    ``known_events`` are the case's events when the caller has just read them.
    Raises: Misused for a key under which something else was sent, DiskFault, Refused, and what ``Hub.ask`` raises.
    """
    announced = [_announced(each) for each in message.files]
    file_digests = [digests.sha256_of(each.path) for each in message.files]
    told = {
        "actionType": message.action_type,
        "notification": message.notifies,
        "message": message.message,
        "author": message.author,
        "caseNewStatus": message.status,
        **({"attachments": announced} if announced else {}),
    }
    mark = f"{_mark_of_key(hub.profile.client_id, case_id, message.key)}:{_digest_of(told, file_digests)}"
    event = None
    if message.key is not None:
        event = _made_before(hub, case_id, _events(hub, case_id) if known_events is None else known_events, told, mark, message.key, watch)
    if event is None:
        event = _post_once(hub, case_id, {**told, "partnerAttributes": mark}, mark)
    if message.files and event["status"] == "IN_PROGRESS":
        _bring_files(hub, case_id, event, message.files, announced, file_digests, watch)
        _finalise(hub, routes.event(case_id, event["id"]))
        event = hub.read(routes.event(case_id, event["id"]))
    return event


def _mark_of_key(client_id: str, case_id: str, key: str | None) -> str:
    """The mark's first part: the same for the same key of the same client on the same case."""
    if key is None:
        return _MARK + uuid4().hex
    return _MARK + sha256("\n".join((client_id, case_id, key)).encode()).hexdigest()[:32]


def _digest_of(told: dict[str, Any], file_digests: list[bytes]) -> str:
    # What is not told is left out, so that what a later version may tell besides changes no mark of today.
    words = {name: value for name, value in told.items() if value is not None} | {"files": [each.hex() for each in file_digests]}
    return sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:32]


def _events(hub: Hub, case_id: str) -> list[dict[str, Any]]:
    return hub.read(routes.case(case_id)).get("events") or []


def _under(events: list[dict[str, Any]], mark_of_key: str) -> list[dict[str, Any]]:
    return [each for each in events if (each.get("partnerAttributes") or "").startswith(mark_of_key)]


def _made_before(
    hub: Hub, case_id: str, events: list[dict[str, Any]], told: dict[str, Any], mark: str, key: str, watch: Watch
) -> dict[str, Any] | None:
    """The event that the same command has made before, whole or not.

    Something else that was begun under the key, and that nobody has been told of, gives way. Raises: Misused where it was sent.
    """
    mark_of_key = mark.rpartition(":")[0]
    under_key = _under(events, mark_of_key)
    for each in under_key:
        if each["partnerAttributes"] == mark or (each["partnerAttributes"] == mark_of_key and _was_told(each, told)):
            return each
    for each in under_key:
        if each["status"] != "IN_PROGRESS":
            raise Misused(
                f"La clé « {key} » a déjà servi, sur ce cas, à un autre envoi (événement {each['id']}) : rien n'est envoyé.",
                "Répétez la même commande, avec les mêmes fichiers, ou donnez une autre clé (--key).",
            )
    for each in under_key:
        watch.say(f"L'envoi commencé sous la clé « {key} » (événement {each['id']}) avait un autre contenu et n'est pas parti : il est abandonné.")
        with suppress(NotFound):  # deleted by a try whose answer was lost
            hub.ask("DELETE", routes.event(case_id, each["id"]))
    return None


def _was_told(event: dict[str, Any], told: dict[str, Any]) -> bool:
    """Whether an event of the first versions, whose mark does not say it, has told the same, as far as the hub shows it."""

    def files(attachments: list[dict[str, Any]] | None) -> Counter[tuple[str, int]]:
        return Counter((each["fileName"], each["size"]) for each in attachments or [])

    words = ("actionType", "message", "author", "caseNewStatus")
    return (
        event["status"] != "IN_PROGRESS"
        and all(event.get(name) == told[name] for name in words)
        and files(event.get("attachments")) == files(told.get("attachments"))
    )


def _announced(file: File) -> dict[str, Any]:
    with disk_faults(file.path):
        return {"fileName": file.path.name, "type": file.type, "mimeType": file.mime_type, "size": file.path.stat().st_size}


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
        found = next((each for each in _events(hub, case_id) if each.get("partnerAttributes") == mark), None)
        if found is not None or is_settled:
            return found
        hub.pause(max(0.01, min(until - hub.clock(), hub.patience.settle / 5)))


def _bring_files(
    hub: Hub,
    case_id: str,
    event: dict[str, Any],
    files: tuple[File, ...],
    announced: list[dict[str, Any]],
    file_digests: list[bytes],
    watch: Watch,
) -> None:
    path = routes.event(case_id, event["id"])
    for attachment, file, digest in zip(in_order(announced, event["attachments"]), files, file_digests, strict=True):
        if attachment["status"] == "RECEIVED":
            continue  # by a try before this one; the mark says that it is the same file
        with watch.file(file.path.name, attachment["size"]) as at:
            upload(hub, routes.attachment(path, attachment["id"]), file.path, digest=digest, at=at)


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
