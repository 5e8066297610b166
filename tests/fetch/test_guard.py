"""Which addresses are asked, however they are spelt."""

from __future__ import annotations

import socket
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetch import guard

LOOPBACK = {
    "http://127.0.0.1/": "plain",
    "http://127.0.0.1./": "with the root's dot",
    "http://127.1/": "short form of inet_aton",
    "http://127.0.1/": "three parts",
    "http://2130706433/": "one number",
    "http://0x7f000001/": "hexadecimal",
    "http://0x7f.0.0.0x1/": "parts in hexadecimal",
    "http://0177.0.0.1/": "octal",
    "http://017700000001/": "one octal number",
    "http://127.8.9.10/": "all of 127/8",
    "http://0/": "this host",
    "http://0.0.0.0/": "this host",
    "http://%31%32%37.0.0.1/": "percent-encoded",
    "http://①②⑦.⓪.⓪.①/": "digits of Unicode",
    "http://１２７．０．０．１/": "full width, as Chinese keyboards type",
    "http://127。0。0。1/": "ideographic full stops",
    "http://user:pass@127.0.0.1:8080/": "behind a user name and a port",
    "http://[::1]/": "IPv6",
    "http://[0:0:0:0:0:0:0:1]/": "IPv6, long",
    "http://[::]/": "IPv6, any",
    "http://[::ffff:127.0.0.1]/": "IPv4 in IPv6",
    "http://[::ffff:7f00:1]/": "… in hexadecimal",
    "http://[::127.0.0.1]/": "IPv4-compatible",
    "http://[::ffff:0:127.0.0.1]/": "IPv4-translated",
    "http://[64:ff9b::127.0.0.1]/": "NAT64",
    "http://[2002:7f00:1::]/": "6to4",
    "http://localhost/": "by name",
    "http://LOCALHOST./": "by name, with case and dot",
    "http://a.b.localhost/": "RFC 6761: all names below it",
    "http://printer.local/": "multicast DNS",
    "http://metadata.google.internal/": "a cloud's own names",
    "http://10.0.0.1/": "RFC 1918",
    "http://172.16.0.1/": "RFC 1918",
    "http://192.168.1.1/": "RFC 1918",
    "http://100.64.0.1/": "carrier-grade NAT",
    "http://192.0.2.1/": "documentation",
    "http://198.18.0.1/": "benchmarks",
    "http://[fd12::1]/": "unique local",
    "http://[2001:db8::1]/": "documentation",
}

NEVER = {
    "http://169.254.169.254/": "metadata of most clouds",
    "http://2852039166/": "the same as one number",
    "http://[::ffff:169.254.169.254]/": "the same in IPv6",
    "http://100.100.100.200/": "metadata of Alibaba Cloud",
    "http://168.63.129.16/": "Azure's, on a public address",
    "http://[fd00:ec2::254]/": "metadata of AWS over IPv6",
    "http://[fe80::1%25eth0]/": "link-local, with a zone",
    "http://224.0.0.1/": "multicast",
    "http://255.255.255.255/": "broadcast",
    "http://[ff02::1]/": "multicast",
    "http://[64:ff9b:1::a00:1]/": "local NAT64",
}

PUBLIC = {
    "http://www.example.com/": "a name: what it resolves to is checked when it is dialled",
    "http://8.8.8.8/": "a public address",
    "http://[2606:4700::1111]/": "a public IPv6 address",
    "http://[64:ff9b::8.8.8.8]/": "a public address behind NAT64",
    "http://127.0.0.1.example.com/": "a name that only looks like one",
    "http://1.2.3.4.5/": "five parts are a name",
    "http://256.1.1.1/": "out of range: a name",
    "http://09.1/": "no octal number: a name",
    "http://mylocalhost/": "another name",
}


@pytest.mark.parametrize("url", LOOPBACK)
def test_private(url: str) -> None:
    assert guard.host_class(url) == "private", LOOPBACK[url]


@pytest.mark.parametrize("url", NEVER)
def test_never(url: str) -> None:
    assert guard.host_class(url) == "never", NEVER[url]


@pytest.mark.parametrize("url", PUBLIC)
def test_public(url: str) -> None:
    assert guard.host_class(url) == "public", PUBLIC[url]


DIALLED = [
    ("8.8.8.8", True, True),
    ("2606:4700::1111", True, True),
    ("127.0.0.1", False, True),
    ("::1", False, True),
    ("10.1.1.1", False, True),
    ("::ffff:10.1.1.1", False, True),
    ("169.254.169.254", False, False),
    ("fe80::1%lo", False, False),
]


@pytest.mark.parametrize(("address", "public_site", "local_site"), DIALLED)
def test_the_socket_is_made_for_allowed_addresses_only(address: str, public_site: bool, local_site: bool) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    info = (family, socket.SOCK_STREAM, 0, "", (address, 80))
    for allow_private, expected in ((False, public_site), (True, local_site)):
        make = guard.socket_factory(allow_private)
        if expected:
            make(info).close()
        else:
            with pytest.raises(guard.PrivateAddressError):
                make(info)


@given(st.integers(0, 2**32 - 1))
def test_every_spelling_of_an_address_is_that_address(number: int) -> None:
    address = ip_address(number)
    a, b, c, d = address.packed
    for spelling in (
        str(number),
        hex(number),
        f"0{number:o}",
        f"{a}.{b}.{c}.{d}",
        f"{a}.{b}.{c * 256 + d}",
        f"{a}.{b * 65536 + c * 256 + d}",
        f"{hex(a)}.{b}.0{c:o}.{d}",
    ):
        assert guard.literal_address(spelling) == address, spelling
    assert guard.classify(ip_address(f"::ffff:{address}")) == guard.classify(address)
