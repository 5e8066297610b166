"""Which addresses may be asked, in whatever spelling they come (WHATWG URL, host parsing; RFC 6890 registries).

The check that counts is ``socket_factory``: it sees the very address that is dialled, after every redirect and DNS
answer, so nothing can change between check and use. ``literal_address`` refuses a URL before anything is sent.
"""

from __future__ import annotations

import re
import socket
import unicodedata
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

AddressClass = Literal["public", "private", "never"]
Address = IPv4Address | IPv6Address

# Never asked, not even with allow_private: they belong to the machine's network, not to a web site.
NEVER: tuple[tuple[IPv4Network | IPv6Network, str], ...] = (
    (IPv4Network("169.254.0.0/16"), "link-local, cloud metadata at 169.254.169.254"),
    (IPv6Network("fe80::/10"), "link-local"),
    (IPv4Network("100.100.100.200/32"), "metadata service of Alibaba Cloud"),
    (IPv4Network("168.63.129.16/32"), "platform service of Azure, on a public address"),
    (IPv4Network("192.0.0.192/32"), "metadata service of Oracle Cloud"),
    (IPv6Network("fd00:ec2::254/128"), "metadata service of AWS"),
    (IPv6Network("fd20:ce::254/128"), "metadata service of Google Cloud"),
    (IPv6Network("64:ff9b:1::/48"), "NAT64 of the local network, with any IPv4 address inside"),
    (IPv4Network("224.0.0.0/4"), "multicast"),
    (IPv6Network("ff00::/8"), "multicast"),
    (IPv4Network("240.0.0.0/4"), "reserved, broadcast"),
)

# IPv6 forms that carry an IPv4 address: network, and how far its 32 bits are from the right.
EMBEDDING: tuple[tuple[IPv6Network, int, str], ...] = (
    (IPv6Network("::ffff:0:0/96"), 0, "IPv4-mapped"),
    (IPv6Network("::ffff:0:0:0/96"), 0, "IPv4-translated (SIIT)"),
    (IPv6Network("64:ff9b::/96"), 0, "NAT64"),
    (IPv6Network("2002::/16"), 80, "6to4"),
    (IPv6Network("::/96"), 0, "IPv4-compatible"),
)

# Names that mean this machine or its network wherever they are resolved (RFC 6761, RFC 8375).
LOCAL_NAMES = ("localhost", "localdomain", "internal", "local", "home.arpa")

_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")


class PrivateAddressError(OSError):
    """The address that was about to be dialled is one that must not be asked."""


def classify(address: Address) -> AddressClass:
    """Whether an address is on the open internet, private to a machine or network, or never to be asked.

    >>> classify(ip_address("::ffff:127.0.0.1"))
    'private'
    """
    if isinstance(address, IPv6Address):
        if int(address) in (0, 1):
            return "private"
        if any(address in network for network, _ in NEVER if network.version == 6):
            return "never"
        for network6, shift, _ in EMBEDDING:
            if address in network6:
                return classify(IPv4Address(int(address) >> shift & 0xFFFFFFFF))
        return "public" if address.is_global else "private"
    if any(address in network for network, _ in NEVER if network.version == 4):
        return "never"
    return "public" if address.is_global else "private"


def literal_address(host: str) -> Address | None:
    """The address that a URL's host spells, in any way that browsers or the C library take; None for a name.

    >>> literal_address("0x7f.1"), literal_address("[::1]"), literal_address("example.com")
    (IPv4Address('127.0.0.1'), IPv6Address('::1'), None)
    """
    text = unicodedata.normalize("NFKC", unquote(host)).strip().strip("[]").replace("。", ".").lower().rstrip(".")
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return _loose_ipv4(text)


def _loose_ipv4(text: str) -> IPv4Address | None:
    """One to four numbers, each decimal, octal (0…) or hexadecimal (0x…), the last one filling the rest (inet_aton)."""
    parts = text.split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    try:
        *head, last = (_number(part) for part in parts)
    except ValueError:  # an 8 or 9 in an octal number
        return None
    if any(number > 255 for number in head) or last >= 256 ** (4 - len(head)):
        return None
    return IPv4Address(sum(number << (24 - 8 * i) for i, number in enumerate(head)) + last)


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8 if part.startswith("0") else 10)


def host_class(url: str) -> AddressClass:
    """What a URL's host says of itself, before any DNS: ``public`` also for every name that is not plainly local."""
    return _host_class(urlsplit(url).hostname or "")


@lru_cache(maxsize=4096)
def _host_class(host: str) -> AddressClass:
    address = literal_address(host)
    if address is not None:
        return classify(address)
    name = host.rstrip(".").lower()
    return "private" if any(name == local or name.endswith("." + local) for local in LOCAL_NAMES) else "public"


def socket_factory(allow_private: bool) -> Any:
    """For aiohttp's connector: makes the socket for an address, or refuses it with PrivateAddressError."""
    allowed = ("public", "private") if allow_private else ("public",)

    def make(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, sockaddr = info
        address = str(sockaddr[0]).partition("%")[0]
        if classify(ip_address(address)) not in allowed:
            raise PrivateAddressError(f"{address} 不是公网地址")
        return socket.socket(family=family, type=kind, proto=protocol)

    return make
