"""Programs with the habits of those in the field: each differs from an ordinary one in one way."""

import gzip
import json
from typing import Any

import httpx

from tests.e2e.remote import Program

OVERRIDE = "X-HTTP-Method-Override"


class WithoutPatch(Program):
    """Its HTTP library knows no PATCH."""

    def send(self, method: str, path: str, *, content: bytes | None, headers: dict[str, str], params: dict[str, Any] | None = None) -> httpx.Response:
        """PATCH goes as POST."""
        if method == "PATCH":
            method, headers = "POST", {**headers, OVERRIDE: "PATCH"}
        return super().send(method, path, content=content, headers=headers, params=params)


class Compressing(Program):
    """It compresses every body, files included, and takes compressed answers."""

    def send(self, method: str, path: str, *, content: bytes | None, headers: dict[str, str], params: dict[str, Any] | None = None) -> httpx.Response:
        """Compress, both ways."""
        headers = {**headers, "Accept-Encoding": "gzip"}
        if content is not None:
            content, headers = gzip.compress(content), {**headers, "Content-Encoding": "gzip"}
        answer = super().send(method, path, content=content, headers=headers, params=params)
        is_large_json = answer.headers.get("content-type") == "application/json" and len(answer.content) >= 2_000
        assert answer.headers.get("content-encoding") == "gzip" or not is_large_json
        return answer


class Terse(Program):
    """It sends no header that it does not have to: no Accept, no User-Agent, no Content-Type with a file."""

    def send(self, method: str, path: str, *, content: bytes | None, headers: dict[str, str], params: dict[str, Any] | None = None) -> httpx.Response:
        """Strip the request."""
        request = self.http.build_request(method, path, content=content, headers=headers, params=params)
        for name in ("accept", "accept-encoding", "user-agent"):
            del request.headers[name]
        if request.headers.get("content-type") == "application/octet-stream":
            del request.headers["content-type"]
        return self.http.send(request)


class Talkative(Program):
    """It adds fields of its own to every body, at every depth."""

    def call(self, method: str, path: str, body: Any = None, **settings: Any) -> httpx.Response:
        """Call with more than was asked for."""
        return super().call(method, path, _with_more(body), **settings)


def _with_more(body: Any) -> Any:
    if isinstance(body, dict):
        return {"_editor": {"release": [1, None, "é"]}, **{name: _with_more(value) for name, value in body.items()}, "legacyId": None}
    return [_with_more(each) for each in body] if isinstance(body, list) else body


class Greedy(Program):
    """It asks for all there is."""

    maximum = 100_000


class _AsksForTokens(Program):
    def body(self) -> dict[str, Any]:
        """The token request's fields."""
        return {"grant_type": "client_credentials", "scope": self.credentials["scope"]}

    def got(self, answer: httpx.Response) -> str:
        """The token of a whole answer."""
        token = answer.json()
        assert (answer.status_code, token["token_type"], token["expires_in"], token["scope"]) == (200, "Bearer", 3600, self.credentials["scope"])
        return str(token["access_token"])

    @property
    def pair(self) -> tuple[str, str]:
        """Its id and its secret."""
        return self.credentials["clientId"], self.credentials["clientSecret"]


class SignsInWithJson(_AsksForTokens):
    """Its token request is a JSON object."""

    def sign_in(self) -> str:
        """Get a token."""
        client_id, secret = self.pair
        return self.got(self.http.post("/oauth2/token", json={**self.body(), "client_id": client_id, "client_secret": secret}))


class SignsInWithBasic(_AsksForTokens):
    """It authenticates by a header, and asks for its scope in lower case."""

    def sign_in(self) -> str:
        """Get a token."""
        return self.got(self.http.post("/token", data={**self.body(), "scope": self.credentials["scope"].lower()}, auth=self.pair))


class SignsInWithoutContentType(_AsksForTokens):
    """Its form has no Content-Type."""

    def sign_in(self) -> str:
        """Get a token."""
        client_id, secret = self.pair
        form = "&".join(f"{name}={value}" for name, value in {**self.body(), "client_id": client_id, "client_secret": secret}.items())
        return self.got(self.http.post("/token", content=form.encode()))


class EscapesEverything(Program):
    """It writes JSON in UTF-16-safe escapes and blanks, with a charset in its Content-Type."""

    def call(self, method: str, path: str, body: Any = None, **settings: Any) -> httpx.Response:
        """Call with a body as old libraries write it."""
        if body is None:
            return super().call(method, path, **settings)
        content = json.dumps(body, ensure_ascii=True, indent=4).encode()
        headers = {**settings.pop("headers", {}), "Content-Type": "application/json; charset=UTF-8"}
        return super().call(method, path, content=content, headers=headers, **settings)


HABITS: tuple[type[Program], ...] = (
    WithoutPatch,
    Compressing,
    Terse,
    Talkative,
    Greedy,
    SignsInWithJson,
    SignsInWithBasic,
    SignsInWithoutContentType,
    EscapesEverything,
)
