"""``python -m infra.sandbox``: the whole hub, in one process, on one port."""

import logging
import os
import socket
import sys
import time
from pathlib import Path
from threading import Thread
from typing import Any

from infra.sandbox import moto_aws
from infra.sandbox.clock import SandboxClock
from infra.sandbox.home import sandbox_home


def main() -> None:
    """Start AWS, the hub, its data, and serve until interrupted."""
    started = time.perf_counter()
    port = int(os.environ.get("PORT", "8000"))
    host = os.environ.get("HOST", "127.0.0.1")
    base_url = f"http://localhost:{port}"
    try:
        listener = socket.create_server((host, port))  # first of all: a sandbox that runs there already is left alone
    except OSError as error:
        sys.exit(f"Le port {port} n'est pas libre ({error.strerror}). Un autre : make run PORT={port + 1}")
    home = sandbox_home()
    home.mkdir(parents=True, exist_ok=True)
    log = home / "hub.log"
    moto_aws.start(base_url)

    from chalicelib import composition
    from chalicelib.handlers import telemetry
    from infra.sandbox.front import build
    from infra.sandbox.links import SandboxLinks
    from infra.sandbox.portal import Portal, built_portal
    from infra.sandbox.seed import Seeding, write_credentials
    from infra.sandbox.server import server_of
    from infra.sandbox.ticker import Ticker

    telemetry.write_to(log.open("w", encoding="utf-8"))
    clock = SandboxClock()
    hub = composition.Composition(
        clock=clock, links=SandboxLinks(), on_lost_announcement=lambda error: telemetry.record_failure("mail not announced", error)
    )
    composition.use(hub)
    seeding = Seeding(hub, word=os.environ.get("SEED", "hubee"), now=clock.now())
    clients, accounts = seeding.run(), seeding.people()
    credentials = write_credentials(home, base_url, clients, accounts)
    ticker = Ticker()
    portal = Portal(built_portal())
    server = server_of(build(clock, ticker, portal), listener)
    ticker.start()
    if number := int(os.environ.get("HUB_SAMPLES") or 0):
        Thread(target=_fill, args=(seeding, ticker, number), name="samples", daemon=True).start()
    print(_welcome(base_url, clients, accounts, credentials, log, portal.is_built, time.perf_counter() - started), flush=True)
    try:
        server.run()
    except KeyboardInterrupt:
        sys.exit(0)


def _fill(seeding: Any, ticker: Any, number: int) -> None:
    """Make télédossiers while people already look around."""
    from chalicelib.handlers import telemetry

    try:
        started = time.perf_counter()
        made = seeding.samples(number, as_of=ticker.as_of)
        print(f"  {made} télédossiers sont là, {time.perf_counter() - started:.0f} s plus tard.", flush=True)
    except Exception as error:
        telemetry.record_failure("no samples", error)


def _welcome(
    base_url: str, clients: list[dict[str, Any]], accounts: list[dict[str, Any]], credentials: Path, log: Path, has_portal: bool, seconds: float
) -> str:
    width = max(len(client["name"]) for client in clients)
    people = max(len(account["email"]) for account in accounts)
    lines = [
        "",
        f"Le bac à sable HubEE est prêt en {seconds:.1f} s",
        "",
        f"  Portail        {base_url if has_portal else 'absent : sa construction demande Node 20 ou plus et npm'}",
        f"  API            {base_url}",
        f"  Documentation  {base_url}/docs",
        f"  Mails          {base_url}/sandbox/mailbox",
        f"  Horloge        {base_url}/sandbox/clock",
        f"  Identifiants   {credentials}",
        f"  Journal        {log}",
        "",
        f"  {'client API':<{width}}  {'scope':<8}  {'client id':<36}  client secret",
        *(f"  {each['name']:<{width}}  {each['scope']:<8}  {each['clientId']}  {each['clientSecret']}" for each in clients),
        "",
        f"  {'compte du portail':<{people}}  {'type':<23}  {'mot de passe':<20}  {'organisation':<26}  secret de l'authentificateur",
        *(
            f"  {each['email']:<{people}}  {each['actorType']:<23}  {each['password']:<20}  "
            f"{each['organization'] or 'plusieurs':<26}  {each['totpSecret'] or '-'}"
            for each in accounts
        ),
        "",
        "  make demo (dans un autre terminal) : des échanges entiers, du dépôt à la clôture.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    logging.getLogger("waitress").setLevel(logging.ERROR)
    main()
