"""The bearer token of a profile: asked for once, kept between commands, renewed before it ends or when the hub refuses it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from hubee_client.disk import PRIVATE, read_json, write_json
from hubee_client.faults import DiskFault, Misused, NotAuthenticated
from hubee_client.profiles import Profile

_MARGIN_SECONDS = 60


@dataclass(slots=True)
class Tokens:
    """One profile's token. ``send`` puts a request on the wire and raises Passing for what may pass; ``path`` None keeps nothing."""

    profile: Profile
    send: Callable[[str, dict[str, Any]], httpx.Response]
    path: Path | None
    now: Callable[[], float] = time.time

    _value: str = ""
    _expires_at: float = 0.0

    def current(self) -> str:
        """A token that is good for a while. Raises: NotAuthenticated, Passing."""
        if not self._is_fresh():
            self._recall()
        if not self._is_fresh():
            self._renew()
        return self._value

    def refuse(self, value: str) -> None:
        """Forget a token that the hub did not take, unless another one has come meanwhile."""
        if self._value == value:
            self._value, self._expires_at = "", 0.0
            self._keep()

    def _is_fresh(self) -> bool:
        return bool(self._value) and self.now() < self._expires_at - _MARGIN_SECONDS

    def _recall(self) -> None:
        if self.path is None:
            return
        try:
            kept = read_json(self.path)
            if (
                kept
                and kept["client_id"] == self.profile.client_id
                and kept["base_url"] == self.profile.base_url
                and kept["scope"] == self.profile.scope
            ):
                self._value, self._expires_at = str(kept["value"]), float(kept["expires_at"])
        except (DiskFault, Misused, KeyError, TypeError, ValueError):
            return  # only a cache

    def _renew(self) -> None:
        form = {"grant_type": "client_credentials", "scope": self.profile.scope}
        answer = self.send("/token", {"data": form, "auth": (self.profile.client_id, self.profile.client_secret)})
        if answer.status_code != 200:
            raise NotAuthenticated(
                f"Le hub refuse l'identifiant ou le secret du profil « {self.profile.name} » ({answer.status_code}).", *_words(answer)
            )
        try:
            given = answer.json()
            self._value = str(given["access_token"])
            # A token that is short-lived is used for half its life, or each request would ask for one.
            life = float(given.get("expires_in", 3600))
            self._expires_at = self.now() + max(life, life / 2 + _MARGIN_SECONDS)
        except (ValueError, KeyError, TypeError) as error:
            raise NotAuthenticated("La réponse du hub à la demande de jeton est illisible : est-ce l'adresse d'un hub ?") from error
        self._keep()

    def _keep(self) -> None:
        if self.path is None or not self.path.parent.is_dir():
            return
        kept = {
            "base_url": self.profile.base_url,
            "client_id": self.profile.client_id,
            "scope": self.profile.scope,
            "value": self._value,
            "expires_at": self._expires_at,
        }
        write_json(self.path, kept, mode=PRIVATE)


def _words(answer: httpx.Response) -> tuple[str, ...]:
    try:
        said = answer.json()
    except ValueError:
        return ()
    return tuple(str(said[name]) for name in ("error", "error_description") if isinstance(said, dict) and said.get(name))
