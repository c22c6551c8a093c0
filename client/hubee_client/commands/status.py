"""``hubee status``."""

from typing import Annotated

import typer

from hubee_client import routes
from hubee_client.commands.session import JsonOption, ProfileOption, open_hub
from hubee_client.events import Message
from hubee_client.faults import Misused
from hubee_client.moves import move
from hubee_client.reports import Reporter
from hubee_client.statuses import checked_status


def status(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Identifiant du cas, ou du dossier avec --folder.")],
    *,
    folder: Annotated[bool, typer.Option("--folder", help="ID est celui d'un dossier (opérateur).")] = False,
    to: Annotated[str | None, typer.Option("--set", metavar="STATUT", help="Statut à donner ; sans elle, le statut est lu.")] = None,
    message: Annotated[str | None, typer.Option(metavar="TEXTE", help="Message pour l'autre partie, avec le statut.")] = None,
    silent: Annotated[bool, typer.Option("--silent", help="Changer le statut du cas sans en informer l'autre partie.")] = False,
    key: Annotated[str | None, typer.Option(metavar="CLÉ", help="La même commande avec la même clé ne prévient qu'une fois.")] = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lire ou changer le statut d'un cas ou d'un dossier."""
    is_told = to is not None and not folder and not silent
    if ((message or key) and not is_told) or (silent and (folder or to is None)):
        raise Misused("--message et --key vont avec --set sur un cas, --silent avec --set seul.")
    reporter = Reporter(is_json=as_json)
    wanted = checked_status(to) if to else None
    identifier = routes.checked_id(identifier, "dossier" if folder else "cas")
    path = routes.folder(identifier) if folder else routes.case(identifier)
    with open_hub(profile) as hub:
        if wanted and is_told:
            read = move(hub, identifier, Message(action_type="STATUS_UPDATE", status=wanted, message=message, key=key), watch=reporter)
        else:
            if wanted:
                hub.ask("PATCH", path, json={"globalStatus" if folder else "status": wanted})
            read = hub.read(path)
    now = read["globalStatus" if folder else "status"]
    document = {"id": identifier, "status": now, "externalId": read["externalId"], "processCode": read["processCode"]}
    lines = [f"{read['externalId']} ({read['processCode']}) : {now}"]
    if folder:
        document["cases"] = [{"id": each["id"], "externalId": each["externalId"], "status": each["status"]} for each in read["cases"]]
        lines += [f"  {each['externalId']} : {each['status']} ({each['id']})" for each in read["cases"]]
    reporter.result(document, *lines)
