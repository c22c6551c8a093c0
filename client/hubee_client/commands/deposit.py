"""``hubee deposit``."""

from pathlib import Path
from typing import Annotated, Any

import typer

from hubee_client.commands.session import JsonOption, ProfileOption, open_hub, telling
from hubee_client.deposits import deposit_folder
from hubee_client.faults import DiskFault, Fault, NotAuthenticated, Partial, Unreachable
from hubee_client.reports import Reporter


def deposit(
    folders: Annotated[list[Path], typer.Argument(metavar="DOSSIER", help="Dossiers contenant un teledossier.json et ses fichiers.")],
    *,
    restart: Annotated[bool, typer.Option("--restart", help="Abandonner un dépôt commencé et jamais terminé, et le refaire.")] = False,
    accept_spoiled: Annotated[bool, typer.Option("--accept-spoiled", help="Terminer le dépôt même si le hub écarte un fichier.")] = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Déposer des télédossiers ; la même commande reprend ce qui a été coupé, et ne dépose jamais deux fois."""
    reporter = Reporter(is_json=as_json)
    deposits: list[dict[str, Any]] = []
    failures: list[tuple[Path, Fault]] = []
    with telling(lambda: _document(deposits, failures)), open_hub(profile) as hub:
        for folder in folders:
            try:
                made = deposit_folder(folder, hub=hub, watch=reporter, may_restart=restart, takes_spoiled=accept_spoiled)
            except Fault as fault:
                if len(folders) == 1 or isinstance(fault, DiskFault | NotAuthenticated):
                    raise
                failures.append((folder, fault))
                reporter.say(f"{folder} : {fault.message} {' '.join(fault.details)}")
                if isinstance(fault, Unreachable) and len(failures) >= 3 and all(isinstance(each, Unreachable) for _, each in failures[-3:]):
                    break  # the hub is away: the others would each wait as long
            else:
                deposits.append(made)
                if len(folders) > 1:
                    reporter.say(f"{folder} : {'déposé' if made['isNew'] else 'déjà déposé'}.")
        if failures:
            untold = len(folders) - len(deposits)
            told = (f"{folder} : {each.message}" for folder, each in failures)
            raise Partial(f"{untold} télédossier(s) sur {len(folders)} ne sont pas déposés.", *told)
    lines = [f"{each['externalId']} : dossier {each['folderId']}" + ("" if each["isNew"] else " (déjà déposé)") for each in deposits]
    reporter.result({"deposits": deposits}, *lines)


def _document(deposits: list[dict[str, Any]], failures: list[tuple[Path, Fault]]) -> dict[str, Any]:
    told = [{"directory": str(folder), "message": each.message, "details": list(each.details)} for folder, each in failures]
    return {"deposits": deposits, "failures": told}
