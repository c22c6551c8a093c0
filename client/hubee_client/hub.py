"""Asking a hub: a token on each request, patience when it fails, its refusals told in words."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx

from hubee_client import __version__
from hubee_client.faults import NotAuthenticated, NotFound, Refused, Unreachable
from hubee_client.profiles import Profile
from hubee_client.retry import Effect, Passing, Patience, passing_failure, persist
from hubee_client.tokens import Tokens

T = TypeVar("T")
_ABOUT_US = {"User-Agent": f"hubee/{__version__}", "editorName": "HubEE", "applicationName": "hubee", "softwareVersion": __version__}
_TIMEOUT = httpx.Timeout(60.0, connect=10.0)


class Hub:
    """One hub, spoken to as one client. Not to be shared between threads."""

    def __init__(
        self,
        profile: Profile,
        patience: Patience,
        *,
        token_path: Path | None = None,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.profile = profile
        self.patience = patience
        self.pause = pause
        self.clock = clock
        self._chance = chance
        # Redirects are followed by hand, since the link they name must not see the token.
        self._http = httpx.Client(base_url=profile.base_url, timeout=_TIMEOUT, headers=_ABOUT_US, follow_redirects=False)
        self._elsewhere = httpx.Client(timeout=_TIMEOUT, headers={"User-Agent": _ABOUT_US["User-Agent"]}, follow_redirects=False)
        self._tokens = Tokens(profile, self._ask_for_token, token_path)

    def close(self) -> None:
        """Close every connection."""
        self._http.close()
        self._elsewhere.close()

    def sign_in(self) -> None:
        """Get a token, if there is none. Raises: NotAuthenticated, Unreachable."""
        self.persist(self._tokens.current)

    def persist(self, attempt: Callable[[], T], *, may_repeat: bool = True) -> T:
        """Try with this hub's patience; see ``retry.persist``."""
        return persist(attempt, may_repeat=may_repeat, patience=self.patience, pause=self.pause, chance=self._chance)

    def ask(self, method: str, path: str, *, may_repeat: bool = True, **settings: Any) -> httpx.Response:
        """Ask until it answers. ``settings`` are httpx's.

        Raises: NotAuthenticated, NotFound, Refused, Unreachable; Unanswered where ``may_repeat`` is false and nobody knows whether it was done.
        """

        def attempt() -> httpx.Response:
            with self.exchange(method, path, **settings) as answer:
                try:
                    answer.read()
                except httpx.RequestError as error:
                    raise _passing(error) from error
                return answer

        return self.persist(attempt, may_repeat=may_repeat)

    def document(self, method: str, path: str, *, may_repeat: bool = True, **settings: Any) -> Any:
        """Ask for a JSON document; one that was cut counts as no answer. Raises: as ``ask``."""

        def attempt() -> Any:
            with self.exchange(method, path, **settings) as answer:
                try:
                    answer.read()
                    return answer.json()
                except (httpx.RequestError, ValueError) as error:
                    raise Passing(f"réponse incomplète ({type(error).__name__})", Effect.UNKNOWN) from error

        return self.persist(attempt, may_repeat=may_repeat)

    def read(self, path: str, **params: Any) -> Any:
        """Read a JSON document. Raises: as ``ask``."""
        return self.document("GET", path, params=params or None)

    @contextmanager
    def exchange(self, method: str, path: str, **settings: Any) -> Iterator[httpx.Response]:
        """One request, its answer still to be read; a refused token is renewed and the request sent once more.

        ``settings["content"]`` may be a function that makes the body, since one that was sent cannot be sent again.
        Raises: Passing, NotAuthenticated, NotFound, Refused.
        """
        for is_last in (False, True):
            token = self._tokens.current()
            headers = {**(settings.get("headers") or {}), "Authorization": f"Bearer {token}"}
            answer = self._send(self._http, method, path, {**settings, "headers": headers})
            try:
                if answer.status_code == 401 and not is_last:
                    self._tokens.refuse(token)
                    continue
                _must_be_answered(answer, method)
                yield answer
                return
            finally:
                answer.close()

    @contextmanager
    def exchange_by_link(self, method: str, url: str, **settings: Any) -> Iterator[httpx.Response]:
        """One request to a link that the hub handed out, which carries its own right. Raises: Passing, NotFound, Refused."""
        url = str(httpx.URL(self.profile.base_url).join(url))
        answer = self._send(self._elsewhere, method, url, settings)
        try:
            _must_be_answered(answer, method)
            yield answer
        finally:
            answer.close()

    def _send(self, http: httpx.Client, method: str, url: str, settings: Mapping[str, Any]) -> httpx.Response:
        content = settings.get("content")
        try:
            request = http.build_request(method, url, **{**settings, "content": content() if callable(content) else content})
            return http.send(request, stream=True)
        except httpx.RequestError as error:
            raise _passing(error) from error

    def _ask_for_token(self, path: str, settings: dict[str, Any]) -> httpx.Response:
        try:
            answer = self._http.post(path, **settings)
        except httpx.RequestError as error:
            raise _passing(error) from error
        if failure := passing_failure(answer.status_code, answer.headers, now=datetime.now(UTC)):
            raise failure
        return answer


def _passing(error: httpx.RequestError) -> Passing:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        raise Unreachable(f"Le certificat du hub n'est pas reconnu : {error}.") from error
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        raise Unreachable(f"La requête ne peut pas partir : {error}.") from error
    is_unsent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
    # The exception's own words may carry an address; its kind says enough.
    return Passing(f"connexion impossible ou coupée ({type(error).__name__})", Effect.NONE if is_unsent else Effect.UNKNOWN)


def _must_be_answered(answer: httpx.Response, method: str) -> None:
    status = answer.status_code
    if status < 400 or status == 416:
        return
    try:
        answer.read()
        words = _words(answer.json())
    except (httpx.RequestError, ValueError):
        words = ()
    if failure := passing_failure(status, answer.headers, now=datetime.now(UTC)):
        raise failure
    if status == 401:
        raise NotAuthenticated("Le hub refuse le jeton qu'il vient de donner.", *words)
    what = f"{method} {answer.request.url.path}"
    if status == 404:
        raise NotFound(f"Le hub ne connaît pas ce qui est demandé ({what}).", *words, status=status)
    raise Refused(f"Le hub refuse ({status}, {what}).", *words, status=status)


def _words(body: Any) -> tuple[str, ...]:
    """The messages of a refusal in the contract's shape."""
    errors = body.get("errors") if isinstance(body, dict) else None
    if not isinstance(errors, list):
        return ()
    return tuple(str(each["message"]) for each in errors if isinstance(each, dict) and each.get("message"))
