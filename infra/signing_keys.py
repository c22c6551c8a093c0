"""``python -m infra.signing_keys recette add|promote|drop``: the keys that sign tokens, replaced without one token refused.

The secret is a list: the first key signs, all verify. A function reads it when it starts, so each step waits until every
function has started anew (docs/runbook.md): ``add`` a key that only verifies yet, ``promote`` it to sign, and, an hour later,
when the last token of the one before is over, ``drop`` that.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import boto3
from botocore.exceptions import ClientError

from chalicelib.adapters.jwt_tokens import new_signing_key
from infra.stages import REGION, STAGES

Keys = list[dict[str, Any]]


def add(keys: Keys) -> Keys:
    """A new key, last: it verifies. The first key of all signs at once."""
    return [*keys, json.loads(new_signing_key())]


def promote(keys: Keys) -> Keys:
    """The last key signs; the others go on verifying."""
    return [*keys[-1:], *keys[:-1]]


def drop(keys: Keys) -> Keys:
    """The key that signs stays alone."""
    return keys[:1]


STEPS: dict[str, Callable[[Keys], Keys]] = {"add": add, "promote": promote, "drop": drop}


def take_step(step: str, *, secrets: Any, secret: str) -> list[str]:
    """Change the secret; answers the ids of its keys, the one that signs first. ``secrets``: a boto3 client."""
    keys = STEPS[step](_kept(secrets, secret))
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
    """Take one step of a stage's rotation."""
    stage, step = STAGES[sys.argv[1]], sys.argv[2]
    ids = take_step(step, secrets=boto3.client("secretsmanager", region_name=REGION), secret=f"hubee-{stage.name}/signing-keys")
    sys.stdout.write(f"signs: {ids[0]}; verify as well: {', '.join(ids[1:]) or 'none'}\n")


if __name__ == "__main__":
    main()
