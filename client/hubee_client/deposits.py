"""Depositing a folder of this disk, so that a cut at any point and the same command again neither lose nor double it.

What was done is written beside the manifest before the next step: the key before the folder is created, the folder before its files, each file,
the end. Only the folder that is written there is ever completed; a hub that does not know idempotency keys may keep another, which nobody is told of.
"""

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from hubee_client import digests, routes
from hubee_client.disk import disk_faults, read_json, write_json
from hubee_client.faults import Misused, NotFound, Refused
from hubee_client.hub import Hub
from hubee_client.locks import lock
from hubee_client.manifest import Manifest, forgotten_files, read_manifest
from hubee_client.progress import Watch
from hubee_client.uploads import upload

STATE = ".hubee-deposit.json"
LOCK = ".hubee-deposit.lock"
_SPOILED = ("REJECTED", "CORRUPTED", "DELETED")


@dataclass(slots=True)
class _Deposit:
    """One deposit with what is known of it; ``state`` is on disk too, always."""

    directory: Path
    hub: Hub
    watch: Watch
    manifest: Manifest
    state: dict[str, Any]

    def keep(self, **changes: Any) -> None:
        self.state |= changes
        write_json(self.directory / STATE, self.state)


def deposit_folder(directory: Path, *, hub: Hub, watch: Watch, may_restart: bool = False, takes_spoiled: bool = False) -> dict[str, Any]:
    """Deposit a folder, or finish its deposit; answers ``{"directory", "folderId", "externalId", "caseIds", "isNew"}``.

    ``may_restart`` gives up a deposit that was begun and never completed. ``takes_spoiled`` completes it although the hub refused a file.
    Raises: Misused, Refused, Locked, DiskFault, and what ``Hub.ask`` raises.
    """
    manifest = read_manifest(directory)
    with lock(directory / LOCK, f"le dépôt de {directory}"):
        for each in forgotten_files(directory, manifest):
            watch.say(f"{directory.name} : « {each} » n'est pas dans le manifeste et ne sera pas déposé.")
        state = read_json(directory / STATE)
        if may_restart and state is not None:
            _give_up(directory, state, hub)
            state = None
        deposit = _begin(directory, hub, watch, manifest, state)
        is_new = not deposit.state["isCompleted"]
        if is_new:
            _create(deposit)
            _bring_files(deposit, takes_spoiled=takes_spoiled)
            _complete(deposit, takes_spoiled=takes_spoiled)
        folder = deposit.state["folder"]
        return {
            "directory": str(directory),
            "folderId": folder["id"],
            "externalId": manifest.body["externalId"],
            "caseIds": [each["id"] for each in folder["cases"]],
            "isNew": is_new,
        }


def _begin(directory: Path, hub: Hub, watch: Watch, manifest: Manifest, state: dict[str, Any] | None) -> _Deposit:
    """Take up what was begun. Raises: Misused where the folder is no longer what was begun, or was begun elsewhere."""
    names = [str(each.relative_to(directory)) for each in manifest.files]
    begun = {
        "hub": hub.profile.base_url,
        "clientId": hub.profile.client_id,
        "manifest": sha256(manifest.content).hexdigest(),
        "files": [[name, digests.written(digests.sha256_of(path))] for name, path in zip(names, manifest.files, strict=True)],
    }
    deposit = _Deposit(directory, hub, watch, manifest, state or {})
    if state is None:
        deposit.keep(version=1, key=str(uuid4()), folder=None, sent=[], isCompleted=False, **begun)
    elif {name: state.get(name) for name in ("hub", "clientId")} != {name: begun[name] for name in ("hub", "clientId")}:
        raise Misused(f"Le dépôt de {directory} a été commencé sur {state.get('hub')} par le client {state.get('clientId')}.")
    elif {name: state.get(name) for name in begun} != begun:
        raise Misused(
            f"{directory} a changé depuis le début de son dépôt.",
            f"Le dépôt est terminé ; pour en faire un autre, supprimez {STATE}."
            if state.get("isCompleted")
            else "Remettez-le comme il était, ou recommencez avec --restart.",
        )
    return deposit


def _create(deposit: _Deposit) -> None:
    if deposit.state["folder"] is None:
        headers = {"Content-Type": "application/json", "Idempotency-Key": deposit.state["key"]}
        folder = deposit.hub.document("POST", routes.FOLDERS, content=deposit.manifest.content, headers=headers)
        attachments = in_order(deposit.manifest.body["attachments"], folder["attachments"])
        deposit.keep(folder={"id": folder["id"], "cases": folder["cases"], "attachments": attachments})


def in_order(announced: list[dict[str, Any]], answered: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answered attachments in the order of those that were announced, which the interface does not promise to keep. Raises: Refused."""
    left, found = list(answered), []
    for each in announced:
        same = next((other for other in left if _is_same(each, other)), None)
        if same is None:
            raise Refused(f"Le hub n'a pas gardé l'annonce de « {each['fileName']} ».")
        left.remove(same)
        found.append(same)
    return found


def _is_same(announced: dict[str, Any], answered: dict[str, Any]) -> bool:
    """Whether an answered attachment has all that was announced of it; of an event's, recipients are not."""
    if any(answered[name] != announced[name] for name in ("fileName", "type", "mimeType", "size")):
        return False
    return "recipients" not in announced or set(answered["recipients"]) == set(announced["recipients"])


def _bring_files(deposit: _Deposit, *, takes_spoiled: bool) -> None:
    folder = deposit.state["folder"]
    path = routes.folder(folder["id"])
    for attachment, file, (name, digest) in zip(folder["attachments"], deposit.manifest.files, deposit.state["files"], strict=True):
        if attachment["id"] in deposit.state["sent"]:
            continue
        try:
            with deposit.watch.file(name, attachment["size"]) as at:
                upload(deposit.hub, routes.attachment(path, attachment["id"]), file, digest=digests.read(digest) or b"", at=at)
        except Refused as refusal:
            if not takes_spoiled or refusal.status != 400:
                raise
            deposit.watch.say(f"{name} : {refusal.message} {' '.join(refusal.details)}")
        deposit.keep(sent=[*deposit.state["sent"], attachment["id"]])


def _complete(deposit: _Deposit, *, takes_spoiled: bool) -> None:
    path = routes.folder(deposit.state["folder"]["id"])
    read = deposit.hub.read(path)
    if read["globalStatus"] == "HUBEE_RECEIVED":
        spoiled = [f"{each['fileName']} : {each['status']}" for each in read["attachments"] if each["status"] in _SPOILED]
        if spoiled and not takes_spoiled:
            raise Refused(f"Le hub a écarté des fichiers de {deposit.directory.name} : le dépôt n'est pas terminé.", *spoiled)
        try:
            deposit.hub.ask("PATCH", path, json={"globalStatus": "HUBEE_COMPLETED"})
        except Refused:
            # A repetition, after an answer that was lost, is refused by a hub that counts it as a second completion.
            if deposit.hub.read(path)["globalStatus"] == "HUBEE_RECEIVED":
                raise
    deposit.keep(isCompleted=True)


def _give_up(directory: Path, state: dict[str, Any], hub: Hub) -> None:
    """Forget a deposit that was never completed, here and on the hub. Raises: Refused when the hub has completed it."""
    if state.get("isCompleted"):
        raise Misused(f"Le dépôt de {directory} est terminé : il ne se recommence pas.", f"Pour en faire un autre, supprimez {STATE}.")
    if state.get("folder"):
        with suppress(NotFound):  # deleted by a try whose answer was lost
            hub.ask("DELETE", routes.folder(state["folder"]["id"]))
    with disk_faults(directory):
        (directory / STATE).unlink(missing_ok=True)
