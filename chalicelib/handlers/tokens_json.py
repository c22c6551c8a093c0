"""Tokens on the wire: the names are those of RFC 6749."""

from typing import Annotated

from pydantic import Field

from chalicelib.handlers.wire import Wire


class TokenJson(Wire):
    """An access token."""

    access_token: Annotated[str, Field(alias="access_token")]
    token_type: Annotated[str, Field(alias="token_type")]
    expires_in: Annotated[int, Field(alias="expires_in")]
    scope: str


class TokenErrorJson(Wire):
    """An error of RFC 6749 §5.2."""

    error: str
    error_description: Annotated[str, Field(alias="error_description")]


class KeySetJson(Wire):
    """The public keys of the tokens."""

    keys: list[dict[str, object]]
