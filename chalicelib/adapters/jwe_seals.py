"""Seals the signing secrets of webhooks: a compact JWE (dir, A256GCM) under a key of Secrets Manager, bound to its webhook."""

import json
import secrets
from collections.abc import Sequence
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

_ALGORITHMS = ["dir", "A256GCM"]


def new_sealing_key() -> str:
    """A new key, as the JWK that is kept in the secret store."""
    key = OctKey.generate_key(256, {"kid": secrets.token_hex(8), "use": "enc", "alg": "dir"})
    return json.dumps(key.as_dict(private=True))


class JweSeals:
    """Keeps the promises of the use cases' ``Seals`` port.

    ``keys`` are JWKs, the newest first: it seals, all of them open, so that a key can be replaced while secrets lie under the
    one before.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = [OctKey.import_key(json.loads(each)) for each in keys]

    def seal(self, secret: str, *, webhook_id: str) -> str:
        """A secret as it may be stored; whose it is lies sealed beside it."""
        header = {"alg": "dir", "enc": "A256GCM", "kid": str(self._keys[0].kid)}
        return jwe.encrypt_compact(header, json.dumps([webhook_id, secret]).encode(), self._keys[0], algorithms=_ALGORITHMS)

    def open(self, sealed: str, *, webhook_id: str) -> str:
        """The secret again. Raises: ValueError."""
        try:
            plain = jwe.decrypt_compact(sealed, self._key_of, algorithms=_ALGORITHMS).plaintext
        except (JoseError, KeyError) as error:
            raise ValueError("The secret of a webhook can not be opened") from error
        owner, secret = json.loads(plain or b"[null, null]")
        if owner != webhook_id or not isinstance(secret, str):
            raise ValueError("The secret is another webhook's")
        return secret

    def _key_of(self, sealed: Any) -> OctKey:
        return {key.kid: key for key in self._keys}[sealed.headers()["kid"]]
