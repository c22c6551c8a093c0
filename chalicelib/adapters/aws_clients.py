"""The boto3 clients, one a service; boto3 makes them in one thread at a time."""

from functools import cache
from threading import Lock
from typing import Any

import boto3
from botocore.config import Config

_making = Lock()
_CONNECT_SECONDS, _READ_SECONDS = 2, 5
_READ_SECONDS_BY_SERVICE = {"s3": 20, "sesv2": 15}  # the next bytes of a file; a mail that SES may have taken is looked after by a person
"""How long a service may be silent: shorter than the gateway waits (29 s), so that callers are told, and not cut off."""
_LINKS = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})


def aws_client(service: str, region: str) -> Any:
    """The client of a service, made when it is first needed."""
    with _making:
        return _made(service, region)


def linking_client(region: str) -> Any:
    """A client of S3 that signs links to the region's own endpoint: the global one redirects, and a signature names its host."""
    with _making:
        return _made_for_links(region)


@cache
def _made(service: str, region: str) -> Any:
    read = _READ_SECONDS_BY_SERVICE.get(service, _READ_SECONDS)
    return boto3.client(service, region_name=region, config=Config(connect_timeout=_CONNECT_SECONDS, read_timeout=read))


@cache
def _made_for_links(region: str) -> Any:
    return boto3.client("s3", region_name=region, endpoint_url=f"https://s3.{region}.amazonaws.com", config=_LINKS)


def forget_clients() -> None:
    """Make them anew from now on: AWS is another one, in tests and in the sandbox."""
    _made.cache_clear()
    _made_for_links.cache_clear()
