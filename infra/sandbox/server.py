"""The sandbox's server: waitress, whose own refusals are in the contract's shape and whose connections outlive a 204."""

from socket import socket

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask, WSGITask

from infra.sandbox.front import Front
from infra.sandbox.gateway import reason_of, shaped


class _Answering(WSGITask):  # type: ignore[misc]
    def set_close_on_finish(self) -> None:
        """Close when the caller asks for it; waitress would after every answer without a length, and a 204 has none."""
        if self.has_body or self.version == "1.0" or self.request.headers.get("CONNECTION", "").lower() == "close":
            super().set_close_on_finish()


class _Refusing(ErrorTask):  # type: ignore[misc]
    def execute(self) -> None:
        """Answer a request that is no HTTP."""
        status, headers, content = shaped(self.request.error.code, self.request.error.reason)
        self.status = reason_of(status)
        self.response_headers.extend(headers)
        self.set_close_on_finish()
        self.content_length = len(content)
        self.write(content)


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class = _Answering
    error_task_class = _Refusing


def server_of(front: Front, listener: socket) -> BaseWSGIServer:
    """A server on a socket that listens already; bodies beyond the gateway's limit reach the front, which refuses them in its shape."""
    server = create_server(
        front,
        sockets=[listener],
        threads=32,
        ident="hubee",
        max_request_body_size=2**31,
        channel_timeout=300,
        clear_untrusted_proxy_headers=True,
    )
    server.channel_class = _Channel
    return server
