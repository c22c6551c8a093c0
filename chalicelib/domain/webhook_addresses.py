"""Where the hub may be made to call: public https addresses, and nothing of its own network.

An address is judged twice: as it is written when it is registered, and as it resolves before each delivery.
**Source:** NOT-05; RFC 6890 and the IANA registries of special-purpose addresses, as ``ipaddress`` has them.
"""

import re
from collections.abc import Sequence, Set
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

from chalicelib.domain.errors import Invalid

URL_LENGTH = 2_000
_HTTPS = 443
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_URL = re.compile(rf"https://({_LABEL}(?:\.{_LABEL})*)(?::([1-9][0-9]{{0,4}}))?(/[!-~]*)?", re.ASCII | re.IGNORECASE)
# What leads to an IPv4 address by another name, or is of no network that is routed for all, though ``ipaddress`` may say so.
_SPECIAL_4 = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))  # protocol assignments, 6to4 relays
_SPECIAL_6 = tuple(
    map(
        IPv6Network,
        ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10"),  # mapped, NAT64, Teredo, 6to4
    )
)


class Target(NamedTuple):
    """An address taken apart: ``path`` with its query."""

    host: str
    port: int
    path: str


def target_of(url: str, *, allowed: Set[str]) -> Target:
    """Read a webhook's address: https, a name of several parts (no number), port 443, no credentials, no fragment.

    ``allowed`` names what the sandbox lets be called as well, as ``host:port``. Raises: Invalid.
    """
    match = _URL.fullmatch(url) if len(url) <= URL_LENGTH else None
    if match is None or "#" in url or "\\" in url:
        raise Invalid(f"url must be an https address of at most {URL_LENGTH} characters, without credentials or fragment")
    host, port = match[1].lower(), int(match[2] or _HTTPS)
    if f"{host}:{port}" not in allowed:
        if port != _HTTPS:
            raise Invalid(f"url must use port {_HTTPS}")
        if "." not in host or len(host) > 253 or host.rpartition(".")[2].isdigit():
            raise Invalid("url must name a public host")
    return Target(host=host, port=port, path=match[3] or "/")


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the Internet may reach; anything unreadable is not."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    special: Sequence[IPv4Network | IPv6Network] = _SPECIAL_4 if isinstance(ip, IPv4Address) else _SPECIAL_6
    return _is_routed(ip) and not any(ip in each for each in special)


def _is_routed(ip: IPv4Address | IPv6Address) -> bool:
    special = ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_reserved or ip.is_unspecified
    return ip.is_global and not special
