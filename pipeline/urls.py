"""Canonical URLs and what belongs to a site (RFC 3986, section 6; WHATWG URL for hosts)."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

import idna

# Query parameters that name a visit, not a page.
TRACKING = frozenset(
    "gclid fbclid msclkid yclid spm scm share_token sharefrom share_from from_source timestamp nsukey isappinstalled "
    "weixin_share bdmark hmsr hmpl hmcu hmkw hmci".split()
)
SESSION = frozenset("phpsessid jsessionid sid sessionid aspsessionid".split())
_PORTS = {"http": 80, "https": 443}
_SAFE = "!$&'()*+,;=:@/-._~"


def canonicalize(url: str, base: str | None = None) -> str | None:
    """The one spelling of a URL, joined to ``base``; None where it is no http(s) URL.

    >>> canonicalize("HTTP://Example.COM:80/a/../b?utm_source=x&id=2#top")
    'http://example.com/b?id=2'
    """
    try:
        joined = urljoin(base, url.strip()) if base else url.strip()
        parts = urlsplit(re.sub(r"[\t\r\n]", "", joined))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host:
        return None
    try:
        host = host.rstrip(".") if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return None
    if ":" in host:
        host = f"[{host}]"
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    path = _dot_segments(quote(unquote(re.sub(r";jsessionid=[^/?]*", "", parts.path, flags=re.I), errors="surrogateescape"),
                               safe=_SAFE, errors="surrogateescape")) or "/"
    return urlunsplit((scheme, netloc, path, _query(parts.query), ""))


def _query(query: str) -> str:
    kept = [
        (key, value)
        for key, value in parse_qsl(query, keep_blank_values=True)
        if not (key.lower().startswith("utm_") or key.lower() in TRACKING or key.lower() in SESSION)
    ]
    return urlencode(kept, safe="/:,", quote_via=quote)


def _dot_segments(path: str) -> str:
    out: list[str] = []
    segments = path.split("/")
    for i, segment in enumerate(segments):
        last = i == len(segments) - 1
        if segment == "..":
            if len(out) > 1:
                out.pop()
            if last:
                out.append("")
        elif segment == ".":
            if last:
                out.append("")
        else:
            out.append(segment)
    return "/".join(out)


def host_of(url: str) -> str:
    """host[:port] of a canonical URL: what politeness and robots.txt are counted by."""
    return urlsplit(url).netloc


def site_key(url: str) -> str:
    """The host without www., m., wap. or mobile., with its port: twins of one site share it.

    >>> site_key("https://m.example.com/a") == site_key("http://www.example.com/")
    True
    """
    return re.sub(r"^(?:www|m|wap|mobile)\.(?=[^.]+\.)", "", host_of(url))


def same_site(url: str, base_url: str) -> bool:
    """Whether a URL belongs to the site at ``base_url`` (scheme and www/m/wap twins are the same site)."""
    return site_key(url) == site_key(base_url)


def path_of(url: str) -> str:
    """Path and query, decoded: what a site's URL patterns are searched in."""
    parts = urlsplit(url)
    return unquote(parts.path + (f"?{parts.query}" if parts.query else ""))
