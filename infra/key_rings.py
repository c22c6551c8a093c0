"""``python -m infra.key_rings recette signing-keys|webhook-keys add|promote|drop``: keys replaced without one token or secret lost.

A ring is a secret that holds a list: the first key signs (or seals), all verify (or open). A function reads it when it starts, so
each step waits until every function has started anew (docs/runbook.md): ``add`` a key that only verifies yet, ``promote`` it to
sign, and, once nothing of the one before is left, ``drop`` that. Nothing seals webhooks' secrets anew: those keys all stay.
"""

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

import boto3
from botocore.exceptions import ClientError

from chalicelib.adapters.jwe_seals import new_sealing_key
from chalicelib.adapters.jwt_tokens import new_signing_key
from infra.stages import REGION, STAGES

Keys = list[dict[str, Any]]
NEW_KEY: dict[str, Callable[[], str]] = {"signing-keys": new_signing_key, "webhook-keys": new_sealing_key}


def changed(ring: str, step: str, keys: Keys) -> Keys:
    """The keys of a ring after a step. Raises: ValueError for a step that would lose something."""
    match step:
        case "add":
            return [*keys, json.loads(NEW_KEY[ring]())]  # the first key of all is in force at once
        case "promote":
            return [*keys[-1:], *keys[:-1]]
        case "drop" if ring == "signing-keys":
            return keys[:1]
    raise ValueError(f"{ring} know no step {step}")


def take_step(ring: str, step: str, *, secrets: Any, secret: str) -> list[str]:
    """Change the secret; answers the ids of its keys, the one in force first. ``secrets``: a boto3 client. Raises: ValueError."""
    keys = changed(ring, step, _kept(secrets, secret))
    secrets.put_secret_value(SecretId=secret, SecretString=json.dumps(keys))
    return [key["kid"] for key in keys]


def _kept(secrets: Any, secret: str) -> Keys:
    try:
        keys: Keys = json.loads(secrets.get_secret_value(SecretId=secret)["SecretString"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":  # what a secret without a value answers, too
            raise
        return []
    return keys


def main() -> None:
    """Take one step with one of a stage's rings."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("stage", choices=sorted(STAGES))
    asked.add_argument("ring", choices=sorted(NEW_KEY))
    asked.add_argument("step", choices=["add", "promote", "drop"])
    told = asked.parse_args()
    secret = f"hubee-{told.stage}/{told.ring}"
    try:
        ids = take_step(told.ring, told.step, secrets=boto3.client("secretsmanager", region_name=REGION), secret=secret)
    except ValueError as error:
        asked.error(str(error))
    sys.stdout.write(f"in force: {ids[0]}; beside it: {', '.join(ids[1:]) or 'none'}\n")


if __name__ == "__main__":
    main()
