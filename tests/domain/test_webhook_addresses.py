"""Where the hub may be made to call: what is refused as it is written, and what is refused as it resolves."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.domain.errors import Invalid
from chalicelib.domain.webhook_addresses import Target, is_public, target_of

pytestmark = pytest.mark.rule("NOT-05")
INTERNAL = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
    *("192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
)
INTERNAL_6 = (
    *("::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32", "100::/64"),
    *("::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"),
)


@given(st.ip_addresses(v=4))
@example(IPv4Address("169.254.169.254"))
def test_an_address_of_a_special_network_is_never_public(ip: IPv4Address) -> None:
    if any(ip in IPv4Network(each) for each in INTERNAL):
        assert not is_public(str(ip))


@given(st.sampled_from(INTERNAL).flatmap(lambda network: st.ip_addresses(network=network)))
def test_no_address_of_an_internal_network_is_public(ip: IPv4Address) -> None:
    assert not is_public(str(ip))


@given(st.sampled_from(INTERNAL_6).flatmap(lambda network: st.ip_addresses(network=IPv6Network(network))))
@example(IPv6Address("fd00:ec2::254"))
def test_nor_one_of_ipv6(ip: IPv6Address) -> None:
    assert not is_public(str(ip))


@given(st.ip_addresses(v=4))
def test_no_address_hides_another_inside_itself(ip: IPv4Address) -> None:
    number = int(ip)
    mapped, nat64 = IPv6Address((0xFFFF << 32) | number), IPv6Address((0x0064FF9B << 96) | number)
    six_to_four = IPv6Address((0x2002 << 112) | (number << 80))
    assert not any(map(is_public, map(str, (mapped, nat64, six_to_four, IPv6Address(number)))))


@pytest.mark.parametrize("address", ["8.8.8.8", "212.27.48.10", "2a01:e0c:1::1", "2606:4700::1111"])
def test_an_ordinary_address_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", ["", "localhost", "127.1", "0x7f000001", "2130706433", "fe80::1%eth0", "8.8.8.8 ", "8.8.8.8/32"])
def test_what_is_no_address_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.fr", Target("example.fr", 443, "/")),
        ("https://Example.FR:443/hub?key=a%20b", Target("example.fr", 443, "/hub?key=a%20b")),
        ("https://a-b.xn--caf-dma.fr/", Target("a-b.xn--caf-dma.fr", 443, "/")),
    ],
)
def test_a_public_https_address_is_taken_apart(url: str, target: Target) -> None:
    assert target_of(url, allowed=frozenset()) == target


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.fr/", "ftp://example.fr/", "//example.fr/", "example.fr", "", "https://", "https:///hub"),
        *("https://user@example.fr/", "https://user:word@example.fr/", "https://example.fr@10.0.0.1/", "https://example.fr#@10.0.0.1/"),
        *("https://example.fr:8443/", "https://example.fr:0443/", "https://example.fr:/", "https://example.fr:99999/"),
        *("https://localhost/", "https://127.0.0.1/", "https://8.8.8.8/", "https://[::1]/", "https://2130706433/", "https://0x7f.1/"),
        *("https://example.fr/a#b", "https://example.fr\\@10.0.0.1/", "https://example.fr/a\\b", "https://exa mple.fr/"),
        *("https://example.fr/\r\nHost: a", "https://example.fr/é", "https://café.fr/", "https://-a.fr/", "https://a..fr/", "https://a.fr?b"),
        *("https://example.fr/\n", " https://example.fr/", f"https://{'a' * 64}.fr/", f"https://{'a.' * 130}fr/", f"https://a.fr/{'b' * 2000}"),
    ],
)
def test_any_other_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match=r"^url must"):
        target_of(url, allowed=frozenset())


def test_the_sandbox_lets_be_called_exactly_what_it_names() -> None:
    allowed = frozenset({"localhost:9443"})
    assert target_of("https://localhost:9443/hub", allowed=allowed) == Target("localhost", 9443, "/hub")
    for url in ("https://localhost:9444/", "https://localhost/", "http://localhost:9443/", "https://a@localhost:9443/"):
        with pytest.raises(Invalid):
            target_of(url, allowed=allowed)


@given(st.text())
def test_whatever_is_written_is_read_or_refused_and_never_leads_elsewhere(text: str) -> None:
    try:
        target = target_of("https://" + text, allowed=frozenset())
    except Invalid:
        return
    assert text.lower().startswith(target.host)
    assert (target.port, "." in target.host) == (443, True)
