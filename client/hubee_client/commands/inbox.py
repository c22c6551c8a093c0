"""``hubee inbox``."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from hubee_client import inbox_settings
from hubee_client.commands.session import JsonOption, ProfileOption, open_hub, telling
from hubee_client.faults import Partial
from hubee_client.inbox import Report, fetch_inbox
from hubee_client.inbox_settings import InboxSettings
from hubee_client.reports import Reporter
from hubee_client.statuses import checked_status


def inbox(
    directory: Annotated[Path, typer.Argument(metavar="RÉPERTOIRE", help="Où ranger ce qui arrive.")],
    *,
    process: Annotated[list[str] | None, typer.Option("--process", metavar="CODE", help="Seulement cette démarche (répétable).")] = None,
    config: Annotated[Path | None, typer.Option(metavar="FICHIER", help="Réglages par démarche (sinon RÉPERTOIRE/hubee-inbox.toml).")] = None,
    status: Annotated[str | None, typer.Option(metavar="STATUT", help="Statut donné à chaque nouveau télédossier rangé.")] = None,
    acknowledge: Annotated[bool | None, typer.Option("--acknowledge/--no-acknowledge", help="Acquitter ou non ce qui est rangé.")] = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Récupérer tout ce qui est nouveau, un répertoire par notification ; fait pour être lancé régulièrement (cron).

    Rien n'est acquitté qui ne soit entier sur le disque. Une commande coupée reprend où elle en était.
    """
    reporter = Reporter(is_json=as_json)
    path = config or directory / inbox_settings.NAME
    settings = _overridden(inbox_settings.read_settings(path, must_exist=config is not None), status, acknowledge)
    report = Report()
    with telling(report.document), open_hub(profile) as hub:
        fetch_inbox(directory, hub=hub, settings=settings, watch=reporter, process_codes=process, report=report)
        if report.failures:
            raise Partial(f"{len(report.failures)} notification(s) n'ont pas pu être traitées ; elles restent dans la file.")
    reporter.result(report.document(), *_lines(report))


def _overridden(settings: InboxSettings, status: str | None, acknowledge: bool | None) -> InboxSettings:
    """The settings with what the command line says instead, for every process."""
    changes: dict[str, Any] = {}
    if status is not None:
        changes["status"] = checked_status(status)
    if acknowledge is not None:
        changes["acknowledge"] = acknowledge
    return InboxSettings(
        usual=replace(settings.usual, **changes),
        by_process={code: replace(each, **changes) for code, each in settings.by_process.items()},
    )


def _lines(report: Report) -> list[str]:
    if not report.deliveries and not report.counts:
        return ["Rien de nouveau."]
    words = {
        "deliveries": "nouvelle(s) livraison(s)",
        "finished": "livraison(s) terminée(s) après une coupure",
        "receipts": "accusé(s) de réception",
        "kept": "déjà rangée(s) et non acquittée(s)",
        "left": "laissée(s) par réglage",
    }
    counted = [f"{report.counts[name]} {what}." for name, what in words.items() if report.counts[name]]
    return [each["directory"] for each in report.deliveries] + counted
