"""``python -m infra.canary recette``: what the canary needs in a stage, and its secret; run again, it renews the credentials.

The stage must be deployed: its template has the secret, and tells where the hub answers.
"""

import argparse
import json
import os
import secrets
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import boto3

from chalicelib import composition, environment
from chalicelib.composition import Composition
from chalicelib.domain.callers import Scope
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.oauth_clients import OAuthClient, secret_digest
from chalicelib.domain.organisations import Organisation, organisation_tally
from chalicelib.domain.pages import Tally
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import AccessMode, Person, Subscription, tallies
from chalicelib.domain.values import replace
from infra.keys import SECRETS
from infra.stacks import Stack
from infra.stages import REGION, STAGES, Stage

_DATA: dict[str, Any] = json.loads((Path(__file__).parent / "seed" / "canary.json").read_text(encoding="utf-8"))
_NAMES = UUID("5f0e1d0a-6c1b-4b52-9a57-6f1f0a1f7f3e")


def install(hub: Composition, base_url: str) -> dict[str, Any]:
    """Write what is missing of the reserved process, its two organisations, their subscription; make credentials; answer the secret."""
    operator, recipient = (_organisation(hub, _DATA[side]) for side in ("operator", "recipient"))
    code = _DATA["process"]["code"]
    known, wanted = hub.referential.process(code), _process(operator, hub)
    if known is None:
        hub.commit(wanted)
    elif known.max_attachment_bytes != wanted.max_attachment_bytes:  # an older one takes no large file
        hub.commit(replace(known, max_attachment_bytes=wanted.max_attachment_bytes))
    _, seats = hub.referential.process_with_subscriptions(code, [recipient])
    if recipient not in seats:
        _subscribe(recipient, code, hub)
    _, seats = hub.referential.process_with_subscriptions(code, [recipient])
    return {
        "baseUrl": base_url,
        "processCode": code,
        "attachmentType": _DATA["process"]["attachment_types"][0],
        "recipient": {"type": recipient.type, "companyRegister": recipient.company_register, "branchCode": recipient.branch_code},
        "osl": _client(Scope.OSL, operator, (), None, hub),
        "si": _client(Scope.SI, recipient, (code,), seats[recipient].id, hub),
    }


def _organisation(hub: Composition, row: dict[str, str]) -> OrganisationId:
    identity = OrganisationId(type=row["type"], company_register=row["company_register"], branch_code=row["branch_code"])
    if hub.referential.organisation(identity) is None:
        made = Organisation(id=identity, name=row["name"], postal_code="75007", territory="France", created_at=hub.clock.now())
        hub.commit(made, Tally(name=organisation_tally(identity.type), delta=1))
    return identity


def _process(operator: OrganisationId, hub: Composition) -> Process:
    row = _DATA["process"]
    lists = {name: tuple(row[name]) for name in ("osl_formats", "si_formats", "attachment_types")}
    return Process(**{**row, **lists, "purge_status": CaseStatus(row["purge_status"])}, osl=operator, created_at=hub.clock.now())


def _subscribe(recipient: OrganisationId, code: str, hub: Composition) -> None:
    now = hub.clock.now()
    made = Subscription(
        id=next(hub.ids),
        datapass_id=0,
        process_code=code,
        subscriber=recipient,
        access_mode=AccessMode.API,
        local_administrator=Person(email="ne-pas-repondre@hubee.invalid"),
        activate_at=now,
        validated_at=now,
        created_at=now,
    ).labelled(now)
    hub.commit(made, *tallies(None, made))


def _client(scope: Scope, owner: OrganisationId, codes: tuple[str, ...], subscription_id: str | None, hub: Composition) -> dict[str, str]:
    secret, client_id = secrets.token_urlsafe(32), str(uuid5(_NAMES, scope))
    before = hub.clients.client(client_id)
    client = OAuthClient(
        id=client_id,
        scope=scope,
        organisation=owner,
        process_codes=codes,
        subscription_id=subscription_id,
        secret_digest=secret_digest(secret),
        created_at=hub.clock.now(),
        version=before.version if before else 0,
    )
    hub.commit(client)
    return {"clientId": client_id, "clientSecret": secret}


def point_at(stage: Stage) -> None:
    """Work on a stage from here on."""
    os.environ.update(AWS_DEFAULT_REGION=REGION, HUB_TABLE_PREFIX=stage.prefix, HUB_CANARY_SECRET=f"hubee-{stage.name}/{SECRETS['CanarySecret'][0]}")


def keep(secret: dict[str, Any]) -> None:
    """Put the secret where the canary reads it."""
    boto3.client("secretsmanager", region_name=environment.region()).put_secret_value(
        SecretId=environment.canary_secret(), SecretString=json.dumps(secret)
    )


def main() -> None:
    """Install it in a stage."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("stage", choices=sorted(STAGES))
    stage = STAGES[asked.parse_args().stage]
    point_at(stage)
    base_url = Stack(boto3.client("cloudformation", region_name=REGION), stage.stack).outputs()["BaseUrl"]
    keep(install(composition.present(), base_url))


if __name__ == "__main__":
    main()
