"""What every command starts with: its voice, and a hub at the other end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from hubee_client import profiles, settings
from hubee_client.faults import Fault, Interrupted
from hubee_client.hub import Hub

ProfileOption = Annotated[
    str | None, typer.Option("--profile", "-p", metavar="NOM", help="Profil de « hubee login » (sinon HUBEE_PROFILE, sinon default).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard ; le reste va sur la sortie d'erreur.")]


@contextmanager
def open_hub(profile: str | None) -> Iterator[Hub]:
    """The hub of a profile, until the command ends. Raises: Misused, NotAuthenticated."""
    found = profiles.load(profile)
    hub = Hub(found, settings.patience(), token_path=profiles.token_path(found.name, profiles.home()))
    try:
        yield hub
    finally:
        hub.close()


@contextmanager
def telling(document: Callable[[], dict[str, Any]]) -> Iterator[None]:
    """Let the fault that ends a command tell programs what was done before: no other run will. Raises: Interrupted for Ctrl-C."""
    try:
        yield
    except Fault as fault:
        fault.document = document()
        raise
    except KeyboardInterrupt as stop:
        interrupted = Interrupted()
        interrupted.document = document()
        raise interrupted from stop
