"""What the environment says of the client's patience."""

import os
from collections.abc import Mapping

from hubee_client.faults import Misused
from hubee_client.retry import Patience


def patience(environment: Mapping[str, str] = os.environ) -> Patience:
    """HUBEE_TRIES, HUBEE_WAIT and HUBEE_SETTLE (seconds), where they are given. Raises: Misused."""
    usual = Patience()
    try:
        first_wait = float(environment.get("HUBEE_WAIT", usual.first_wait))
        return Patience(
            tries=int(environment.get("HUBEE_TRIES", usual.tries)),
            first_wait=first_wait,
            longest_wait=max(first_wait, usual.longest_wait),
            settle=float(environment.get("HUBEE_SETTLE", usual.settle)),
        )
    except ValueError as error:
        raise Misused(f"HUBEE_TRIES, HUBEE_WAIT et HUBEE_SETTLE sont des nombres : {error}.") from error
