"""How a receiver knows that a delivery is the hub's, and is fresh: HMAC-SHA256 over the timestamp, a point, and the body (NOT-05)."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

SIGNATURE = "HubEE-Signature"
DELIVERY = "HubEE-Delivery"
ATTEMPT = "HubEE-Attempt"


def signature(body: bytes, *, secrets: Sequence[str], at: datetime) -> str:
    """The value of the signature header, ``t=…,v1=…``: the instant in whole seconds, then one digest (hex) per live secret."""
    moment = str(int(at.timestamp()))
    digests = [hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={moment}", *(f"v1={digest}" for digest in digests)])
