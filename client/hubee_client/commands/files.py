"""``hubee upload`` and ``hubee download``: one file at a time, for what the other commands do not cover."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from hubee_client import digests, downloads, routes, uploads
from hubee_client.commands.session import JsonOption, ProfileOption, open_hub
from hubee_client.disk import disk_faults, flush_directory, make_directory
from hubee_client.faults import Misused, NotFound
from hubee_client.file_names import is_taken, numbered, safe_name
from hubee_client.hub import Hub
from hubee_client.locks import lock
from hubee_client.reports import Reporter

CaseOption = Annotated[str | None, typer.Option("--case", metavar="CAS", help="Identifiant du cas.")]
EventOption = Annotated[str | None, typer.Option("--event", metavar="ÉVÉNEMENT", help="Identifiant de l'événement, avec --case.")]


def upload(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Fichier à envoyer.")],
    *,
    attachment: Annotated[str, typer.Option(metavar="ID", help="Identifiant de la pièce jointe annoncée.")],
    folder: Annotated[str | None, typer.Option(metavar="DOSSIER", help="Identifiant du dossier.")] = None,
    case: CaseOption = None,
    event: EventOption = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Envoyer le contenu d'une pièce jointe déjà annoncée ; un gros fichier va par morceaux, et reprend après une coupure."""
    if (folder is None) == (case is None) or (case is None) != (event is None):
        raise Misused("Donnez --folder, ou --case et --event.")
    if not file.is_file():
        raise Misused(f"« {file} » n'est pas un fichier.")
    reporter = Reporter(is_json=as_json)
    owner = (
        routes.folder(routes.checked_id(folder, "dossier"))
        if folder
        else routes.event(routes.checked_id(case or "", "cas"), routes.checked_id(event or "", "événement"))
    )
    path = routes.attachment(owner, routes.checked_id(attachment, "pièce jointe"))
    digest = digests.sha256_of(file)
    size = file.stat().st_size
    with open_hub(profile) as hub, reporter.file(file.name, size) as at:
        uploads.upload(hub, path, file, digest=digest, at=at)
    reporter.result({"attachmentId": attachment, "size": size, "sha256": digest.hex()}, f"{file.name} : {size} octets envoyés.")


def download(
    *,
    case: Annotated[str, typer.Option("--case", metavar="CAS", help="Identifiant du cas.")],
    event: EventOption = None,
    attachment: Annotated[str | None, typer.Option(metavar="ID", help="Une pièce jointe ; sans elle, toutes.")] = None,
    to: Annotated[Path, typer.Option("--to", metavar="RÉPERTOIRE", help="Où ranger les fichiers.")] = Path(),
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Récupérer les fichiers d'un cas ou d'un événement, chacun vérifié ; un fichier coupé reprend où il en était.

    Rien n'est écrasé : un fichier dont le nom est pris par autre chose reçoit un numéro.
    """
    reporter = Reporter(is_json=as_json)
    case_path = routes.case(routes.checked_id(case, "cas"))
    owner = routes.event(routes.checked_id(case, "cas"), routes.checked_id(event, "événement")) if event else case_path
    wanted = routes.checked_id(attachment, "pièce jointe") if attachment else None
    make_directory(to)
    # Two commands that write into one directory could mix two halves of one file.
    with open_hub(profile) as hub, lock(to / ".hubee-download.lock", f"le répertoire {to}"):
        announced = [each for each in hub.read(owner).get("attachments") or [] if wanted in (None, each["id"])]
        if wanted and not announced:
            raise NotFound(f"La pièce jointe {wanted} n'est pas de ce cas ou de cet événement.")
        files = _fetch_all(hub, owner, announced, to, reporter)
    reporter.result({"files": files}, *(f"{each['path'] or '(non récupérable)'}  {each['fileName']} : {each['status']}" for each in files))


def _fetch_all(hub: Hub, owner: str, announced: list[dict[str, Any]], to: Path, reporter: Reporter) -> list[dict[str, Any]]:
    taken: list[str] = []
    files = []
    for each in announced:
        told = {name: each[name] for name in ("id", "fileName", "size", "status")}
        if each["status"] != "RECEIVED":
            files.append({**told, "path": None, "sha256": None})
            continue
        # On its way a file has its id for a name: a part of another one could not be told from its own.
        arrived = to / f".{safe_name(each['id'])}.arrived"
        with reporter.file(each["fileName"], each["size"]) as at:
            digest = downloads.download(hub, routes.attachment(owner, each["id"]), arrived, size_bytes=each["size"], at=at)
        taken.append(_put(arrived, each["fileName"], to, taken, digest, reporter))
        files.append({**told, "path": str(to / taken[-1]), "sha256": digest.hex()})
    return files


def _put(arrived: Path, file_name: str, to: Path, taken: list[str], digest: bytes, reporter: Reporter) -> str:
    """Give a file its name, or the next one that nothing else has; answers it. One that is there already, the same, stays. Raises: DiskFault."""
    for name in numbered(file_name):
        if is_taken(name, taken):
            continue
        target = to / name
        with disk_faults(target):
            if not os.path.lexists(target):
                arrived.rename(target)
                flush_directory(to)
                return name
            if target.is_file() and digests.sha256_of(target) == digest:
                arrived.unlink()
                return name
        reporter.say(f"« {target} » est là, avec un autre contenu : il reste tel quel.")
    raise AssertionError("there is always another number")
