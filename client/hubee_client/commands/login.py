"""``hubee login``."""

import os
import sys
from typing import Annotated

import typer

from hubee_client import profiles, settings
from hubee_client.commands.session import JsonOption
from hubee_client.faults import Misused
from hubee_client.hub import Hub
from hubee_client.reports import Reporter


def login(
    *,
    profile: Annotated[str, typer.Option("--profile", "-p", metavar="NOM", help="Nom du profil.")] = profiles.DEFAULT,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Adresse du hub (sinon HUBEE_URL).")] = None,
    client_id: Annotated[str | None, typer.Option(metavar="ID", help="Identifiant du client (sinon HUBEE_CLIENT_ID).")] = None,
    scope: Annotated[str | None, typer.Option(metavar="PORTÉE", help="OSL, SI ou ADMIN (sinon HUBEE_SCOPE).")] = None,
    secret_stdin: Annotated[bool, typer.Option("--secret-stdin", help="Lire le secret sur l'entrée standard.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Vérifier un identifiant et son secret auprès du hub, et les garder dans un profil.

    Le secret vient de l'entrée standard (--secret-stdin), de HUBEE_CLIENT_SECRET, ou est demandé ; jamais d'une option, qui se verrait.
    """
    name = profiles.checked_name(profile)
    address = profiles.checked_url(url or _given("HUBEE_URL", "Adresse du hub"))
    identifier = client_id or _given("HUBEE_CLIENT_ID", "Identifiant du client")
    what = profiles.checked_scope(scope or _given("HUBEE_SCOPE", "Portée (OSL, SI, ADMIN)"))
    secret = sys.stdin.readline().strip() if secret_stdin else _given("HUBEE_CLIENT_SECRET", "Secret", is_hidden=True)
    if not secret:
        raise Misused("Le secret est vide.")
    made = profiles.Profile(name=name, base_url=address, client_id=identifier, client_secret=secret, scope=what)
    directory = profiles.home()
    hub = Hub(made, settings.patience())
    try:
        hub.sign_in()
    finally:
        hub.close()
    path = profiles.save(made, directory)
    told = {"profile": name, "baseUrl": address, "clientId": identifier, "scope": what, "path": str(path)}
    Reporter(is_json=as_json).result(told, f"Profil « {name} » enregistré pour {address} ({what}) dans {path}.")


def _given(variable: str, question: str, *, is_hidden: bool = False) -> str:
    """A value of the environment, or of a person who is there to be asked. Raises: Misused."""
    if value := os.environ.get(variable):
        return value
    if not sys.stdin.isatty():
        raise Misused(f"{question} : rien n'est donné, et personne à qui le demander ({variable}, ou « hubee login --help »).")
    answer: str = typer.prompt(question, hide_input=is_hidden, err=True)
    return answer.strip()
