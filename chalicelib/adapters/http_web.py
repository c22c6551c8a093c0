"""Requests over HTTP, as a partner's program sends them: what boto3 itself stands on, no library more."""

from collections.abc import Mapping

import urllib3

from chalicelib.domain.canary import Reply
from chalicelib.domain.errors import Unavailable

_SECONDS = 10.0


class HttpWeb:
    """Keeps the promises of the ``Web`` port; follows no redirect and repeats nothing: a watcher sees what there is."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(timeout=_SECONDS, retries=False)

    def ask(self, method: str, url: str, *, headers: Mapping[str, str], content: bytes) -> Reply:
        """Send a request. Raises: Unavailable when nothing comes back."""
        try:
            answer = self._pool.request(method, url, headers=dict(headers), body=content, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise Unavailable("The hub does not answer") from error
        return Reply(answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.data)
