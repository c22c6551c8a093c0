"""A network of recorded answers: what moto answered once is answered again, so that its own work is measured on no side."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.endpoint import Endpoint
from moto.core.models import botocore_stubber

from infra.sandbox import moto_calls

Recorded = tuple[int, dict[str, str], bytes]


class _Raw(BytesIO):
    """A response's stream as botocore reads it."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        """All of it."""
        yield self.read()


def _answer(url: str, recorded: Recorded) -> AWSResponse:
    status, headers, content = recorded
    return AWSResponse(url, status, headers, _Raw(content))


@dataclass(slots=True)
class CannedNetwork:
    """Answers, by operation, in the order they were recorded, over and over."""

    recorded: dict[str, list[Recorded]] = field(default_factory=lambda: defaultdict(list))
    played: dict[str, Any] = field(default_factory=dict)

    def record(self, event_name: str, request: Any, **settings: Any) -> AWSResponse:
        """Ask moto, and keep what it answers."""
        answer = _ask_moto(event_name, request, **settings)
        assert answer is not None
        kept = (answer.status_code, dict(answer.headers), answer.content)
        self.recorded[event_name].append(kept)
        return _answer(request.url, kept)

    def play(self, event_name: str, request: Any, **_: Any) -> AWSResponse:
        """Answer from what was kept."""
        return _answer(request.url, next(self.played[event_name]))

    def rewind(self) -> None:
        """Begin again, from the first answer of each operation."""
        self.played = {name: itertools.cycle(every) for name, every in self.recorded.items()}


def _ask_moto(event_name: str, request: Any, **settings: Any) -> AWSResponse | None:
    botocore_stubber.enabled = True
    try:
        return botocore_stubber(event_name, request, **settings)
    finally:
        botocore_stubber.enabled = False


@contextmanager
def network(hook: Any, *clients: Any) -> Iterator[None]:
    """Put a hook between some boto3 clients and the network; moto, whose own hook would run beside it, stands still.

    Nothing goes straight to moto, as it would whenever the hook has another thread's call answered.
    """
    for client in clients:
        client.meta.events.register_first("before-send", hook, unique_id="canned")
    straight, Endpoint.make_request = Endpoint.make_request, moto_calls.over_the_wire
    botocore_stubber.enabled = False
    try:
        yield
    finally:
        botocore_stubber.enabled = True
        Endpoint.make_request = straight
        for client in clients:
            client.meta.events.unregister("before-send", unique_id="canned")
