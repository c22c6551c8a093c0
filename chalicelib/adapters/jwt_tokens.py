"""Access tokens: JWTs signed with ES256, verified without a read (OAU-01, OAU-04)."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from chalicelib.domain.callers import Scope
from chalicelib.domain.errors import Unauthenticated
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.oauth_clients import Bearer

_ALGORITHM = "ES256"
_REMEMBERED = 1_024


def new_signing_key() -> str:
    """A new private key, as the JWK that is kept in the secret store."""
    key = ECKey.generate_key("P-256", {"kid": secrets.token_hex(8), "use": "sig", "alg": _ALGORITHM})
    return json.dumps(key.as_dict(private=True))


class JwtTokens:
    """Keeps the promises of the ``Tokens`` port.

    ``signing_keys`` are private JWKs, the newest first: it signs, all of them verify, so that a key can be replaced
    while tokens of the one before still live. ``issuer`` is the hub's own name, told apart by stage.
    """

    def __init__(self, signing_keys: list[str], issuer: str) -> None:
        self._keys = [ECKey.import_key(json.loads(each)) for each in signing_keys]
        self._issuer = issuer
        self._signed_claims = lru_cache(maxsize=_REMEMBERED)(self._read_signed)

    @cached_property
    def _key_by_id(self) -> dict[str, ECKey]:
        return {key.kid: key for key in self._keys if key.kid is not None}

    def sign(self, bearer: Bearer, *, now: datetime) -> str:
        """Make a token that lives an hour."""
        issued = int(now.timestamp())
        claims = {
            "iss": self._issuer,
            "aud": self._issuer,
            "sub": bearer.client_id,
            "scope": str(bearer.scope),
            "client_born": bearer.born,
            "iat": issued,
            "exp": issued + int(LIMITS.token_life.total_seconds()),
            "jti": secrets.token_urlsafe(12),
        }
        key = self._keys[0]
        return jwt.encode({"alg": _ALGORITHM, "kid": key.kid, "typ": "at+jwt"}, claims, key, algorithms=[_ALGORITHM])

    def verify(self, token: str, *, now: datetime) -> Bearer:
        """Whom a token was issued to. Raises: Unauthenticated."""
        try:
            claims = self._signed_claims(token)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Unauthenticated("Invalid Credentials") from error
        if claims.get("iss") != self._issuer or claims.get("aud") != self._issuer:
            raise Unauthenticated("Invalid Credentials")
        expires, subject, scope, born = (claims.get(name) for name in ("exp", "sub", "scope", "client_born"))
        if not isinstance(expires, int) or expires <= now.timestamp():
            raise Unauthenticated("Invalid Credentials")
        if not isinstance(subject, str) or not isinstance(scope, str) or not isinstance(born, str) or scope not in Scope.__members__:
            raise Unauthenticated("Invalid Credentials")
        return Bearer(subject, Scope(scope), born)

    def _read_signed(self, token: str) -> Mapping[str, Any]:
        """The claims of a token whose signature is good. A program shows one token for an hour: it is checked once."""
        return jwt.decode(token, self._key_of, algorithms=[_ALGORITHM]).claims

    def _key_of(self, signed: Any) -> ECKey:
        return self._key_by_id[signed.headers()["kid"]]

    def public_keys(self) -> dict[str, list[dict[str, Any]]]:
        """The JWK set that anyone may verify with."""
        return {"keys": [key.as_dict(private=False) for key in self._keys]}
