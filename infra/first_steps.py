"""``python -m infra.first_steps recette --mail … --first-name … --last-name …``: what a stage that was just deployed lacks.

The operators and démarches of the catalogue, one ADMIN client, whose secret is printed once, and the first national
administrator, who is mailed a link. What is there already stays; run again after a cut, it goes on.
"""

import argparse
import os
import secrets
import sys
from datetime import datetime

from chalicelib.composition import Composition
from chalicelib.domain.account_life import creation
from chalicelib.domain.account_mails import activation_mail
from chalicelib.domain.accounts import Account, Managers, account_id
from chalicelib.domain.audit import Doer
from chalicelib.domain.callers import Scope
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.organisations import organisation_tally
from chalicelib.domain.pages import Tally, Window
from chalicelib.domain.roles import ACTOR_RULES, ActorType
from chalicelib.use_cases.manage_clients import create_client
from infra.catalogue import organisation_of, process_of, rows
from infra.stages import REGION, STAGES, Stage

ADMINISTRATION = "Admin-13002526500013-75107"


def fill_catalogue(hub: Composition, now: datetime) -> int:
    """Write the operators and the démarches that are not there; answers how many were missing."""
    processes = [process_of(row, now) for row in rows("processes")]
    operators = {process.osl for process in processes}
    organisations = [each for each in (organisation_of(row, now) for row in rows("organisations")) if each.id in operators]
    known = hub.referential.known(operators)
    missing = [each for each in organisations if each.id not in known]
    for organisation in missing:
        hub.commit(organisation, Tally(name=organisation_tally(organisation.id.type), delta=1))
    unknown = [each for each in processes if hub.referential.process(each.code) is None]
    for process in unknown:
        hub.commit(process)
    return len(missing) + len(unknown)


def first_client(hub: Composition, now: datetime) -> tuple[str, str] | None:
    """An ADMIN client, with its secret; None where there is one already."""
    if any(each.scope is Scope.ADMIN for each in hub.clients.clients(Window(offset=0, limit=100))):
        return None
    secret = secrets.token_urlsafe(32)
    made = create_client(
        scope=Scope.ADMIN,
        organisation=None,
        process_codes=(),
        subscription_id=None,
        client_id=next(hub.ids),
        secret=secret,
        administration=hub.administration,
        by=Doer(chain=str(hub.administration), actor="first-steps"),
        now=now,
        ids=hub.ids,
        referential=hub.referential,
        commit=hub.commit,
    )
    return made.id, secret


def first_administrator(hub: Composition, now: datetime, *, email: str, first_name: str, last_name: str) -> bool:
    """The first national administrator, mailed a link that opens his account; another one where he has never opened it, False where he has."""
    identity = account_id(email)
    known, credentials = hub.accounts.with_credentials(identity)
    if known is not None:
        if credentials is not None and credentials.password_hash is not None:
            return False
        hub.commit(activation_mail(known, cause=now.isoformat(), at=now))
        return True
    account = Account(
        id=identity,
        email=email,
        actor_type=ActorType.NATIONAL_ADMINISTRATOR,
        organisations=(OrganisationId.parse(ADMINISTRATION),),
        first_name=first_name,
        last_name=last_name,
        roles=ACTOR_RULES[ActorType.NATIONAL_ADMINISTRATOR].default_roles,
        active_at=now,
        sessions_from=now,
        created_at=now,
    )
    managers = hub.accounts.managers(account.organisations[0])
    hub.commit(*creation(account, managers or Managers(organisation=account.organisations[0]), fact_id=next(hub.ids), actor=identity, at=now))
    return True


def _point_at(stage: Stage, queue_url: str) -> None:
    os.environ.update(
        AWS_DEFAULT_REGION=REGION,
        HUB_TABLE_PREFIX=stage.prefix,
        HUB_ADMINISTRATION=ADMINISTRATION,
        HUB_MAIL_QUEUE_URL=queue_url,
    )


def main() -> None:
    """Take the first steps on a stage."""
    import boto3

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("stage", choices=sorted(STAGES))
    for name in ("mail", "first-name", "last-name"):
        asked.add_argument(f"--{name}", required=True, help="of the first national administrator")
    told = asked.parse_args()
    stage = STAGES[told.stage]
    _point_at(stage, boto3.client("sqs", region_name=REGION).get_queue_url(QueueName=f"{stage.prefix}mails")["QueueUrl"])
    hub = Composition()
    now = hub.clock.now()
    sys.stdout.write(f"{fill_catalogue(hub, now)} operators and démarches written\n")
    client = first_client(hub, now)
    sys.stdout.write(f"ADMIN client {client[0]}, secret {client[1]}\n" if client else "An ADMIN client is there already\n")
    is_new = first_administrator(hub, now, email=told.mail, first_name=told.first_name, last_name=told.last_name)
    sys.stdout.write("The national administrator is mailed a link\n" if is_new else "That address has an account that was opened already\n")


if __name__ == "__main__":
    main()
