"""``hubee send``."""

from pathlib import Path
from typing import Annotated

import typer

from hubee_client import events, mime_types, routes
from hubee_client.commands.session import JsonOption, ProfileOption, open_hub
from hubee_client.faults import Misused
from hubee_client.reports import Reporter
from hubee_client.statuses import checked_status


def send(
    case_id: Annotated[str, typer.Argument(metavar="CAS", help="Identifiant du cas.")],
    *,
    message: Annotated[str | None, typer.Option("--message", "-m", metavar="TEXTE", help="Message pour l'autre partie.")] = None,
    file: Annotated[list[Path] | None, typer.Option("--file", "-f", metavar="FICHIER", help="Fichier à joindre (répétable).")] = None,
    file_type: Annotated[str, typer.Option("--type", metavar="TYPE", help="Type des fichiers joints.")] = "reponse",
    mime: Annotated[str | None, typer.Option(metavar="MIME", help="Type MIME des fichiers joints, s'il ne se devine pas.")] = None,
    status: Annotated[str | None, typer.Option(metavar="STATUT", help="Statut que prend le cas avec cet envoi.")] = None,
    author: Annotated[str | None, typer.Option(metavar="NOM", help="Qui envoie, tel que l'autre partie le lira.")] = None,
    quiet: Annotated[bool, typer.Option("--no-notification", help="Ne pas notifier l'autre partie.")] = False,
    key: Annotated[str | None, typer.Option(metavar="CLÉ", help="La même commande avec la même clé n'envoie qu'une fois.")] = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Envoyer un message, des fichiers, ou les deux."""
    if not message and not file:
        raise Misused("Rien à envoyer : donnez --message, --file, ou les deux.")
    case_id = routes.checked_id(case_id, "cas")
    reporter = Reporter(is_json=as_json)
    told = events.Message(
        action_type="ATTACH_DEPOSIT" if file else "SENDING_MESSAGE",
        status=checked_status(status) if status else None,
        message=message,
        author=author,
        notifies=not quiet,
        files=tuple(events.File(path=each, type=file_type, mime_type=_mime_of(each, mime)) for each in file or ()),
        key=key,
    )
    with open_hub(profile) as hub:
        sent = events.send(hub, case_id, told, watch=reporter)
    document = {"caseId": case_id, "eventId": sent["id"], "actionType": sent["actionType"], "status": sent["status"]}
    reporter.result(document, f"Envoyé : événement {sent['id']} ({sent['actionType']}, {sent['status']}).")


def _mime_of(path: Path, given: str | None) -> str:
    if not path.is_file():
        raise Misused(f"« {path} » n'est pas un fichier.")
    guessed = given or mime_types.guessed(path.name)
    if guessed is None:
        raise Misused(f"Le type de « {path.name} » ne se devine pas : donnez --mime.")
    return guessed
