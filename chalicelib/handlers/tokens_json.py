"""Tokens on the wire: the names are those of RFC 6749."""

from typing import Any

from msgspec import Struct


class TokenJson(Struct, kw_only=True):
    """An access token."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str


class TokenErrorJson(Struct, kw_only=True):
    """An error of RFC 6749 §5.2."""

    error: str
    error_description: str


class KeySetJson(Struct, kw_only=True):
    """The public keys of the tokens."""

    keys: list[dict[str, Any]]
