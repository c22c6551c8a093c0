"""``hubee``: the commands put together, and how each ends: with one of the exit codes, and words."""

import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any

import typer
from typer import rich_utils

from hubee_client import __version__
from hubee_client.commands import deposit, files, inbox, login, send, status
from hubee_client.faults import ExitCode, Fault, Interrupted, Misused
from hubee_client.reports import Reporter

for _name, _title in (("COMMANDS_PANEL_TITLE", "Commandes"), ("REQUIRED_LONG_STRING", "[obligatoire]")):
    setattr(rich_utils, _name, _title)

app = typer.Typer(
    name="hubee",
    help="Déposer des télédossiers sur HubEE, les recevoir, y répondre.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (login.login, deposit.deposit, inbox.inbox, status.status, send.send, files.upload, files.download):
    app.command()(_command)


def _show_version(is_asked: bool) -> None:
    if is_asked:
        sys.stdout.write(f"hubee {__version__}\n")
        raise typer.Exit


@app.callback()
def _general(version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True, help="Dire la version.")) -> None:
    """Options before the command."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; answers its exit code."""
    reporter = Reporter(is_json="--json" in arguments)
    try:
        code = int(typer.main.get_command(app)(list(arguments), prog_name="hubee", standalone_mode=False) or 0)
        if code == ExitCode.INTERRUPTED:  # what Typer makes of Ctrl-C
            raise KeyboardInterrupt
        return code
    except Fault as fault:
        reporter.fault(fault)
        return int(fault.code)
    except (KeyboardInterrupt, typer.Abort):
        reporter.fault(Interrupted())
        return int(ExitCode.INTERRUPTED)
    except Exception as error:
        told = _misuse(error) or Fault(f"Erreur inattendue du programme : {type(error).__name__}.", "Ce qui était commencé peut être repris.")
        if told.code is ExitCode.FAILED:
            traceback.print_exc()
        reporter.fault(told)
        return int(told.code)


def _misuse(error: Any) -> Misused | None:
    """A command line that is not understood, in words. What Typer raises for it has changed homes; its shape has not."""
    if getattr(error, "exit_code", None) != ExitCode.USAGE or not hasattr(error, "format_message"):
        return None
    words: dict[str, Callable[[], str]] = {
        "NoSuchOption": lambda: f"Option inconnue : {error.option_name}.",
        "MissingParameter": lambda: f"Il manque {_name_of(error.param)}.",
        "BadParameter": lambda: f"La valeur donnée pour {_name_of(error.param)} n'est pas possible.",
        "NoArgsIsHelpError": lambda: "Il manque une commande.",
        "BadOptionUsage": lambda: f"L'option {error.option_name} attend une valeur.",
    }
    made = words.get(type(error).__name__)
    command = error.ctx.command_path if getattr(error, "ctx", None) else "hubee"
    return Misused(made() if made else f"Commande incomprise : {error.format_message()}", f"Voir « {command} --help ».")


def _name_of(parameter: Any) -> str:
    """What a person calls a parameter: an option by its dashes, an argument by its place in the usage line."""
    if parameter is None:
        return "un argument"
    options: list[str] = [each for each in parameter.opts if each.startswith("-")]
    return options[0] if options else str(parameter.metavar or parameter.name)


def run() -> None:
    """Run the command of this process."""
    sys.exit(main(sys.argv[1:]))
