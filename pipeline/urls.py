"""Canonical URLs and what belongs to a site (RFC 3986, section 6; WHATWG URL for hosts and stray characters)."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote, unquote_plus, urljoin, urlsplit

import idna

# Query parameters that name a visit, not a page.
TRACKING = frozenset(
    "gclid fbclid msclkid yclid spm scm share_token sharefrom share_from from_source timestamp nsukey isappinstalled "
    "weixin_share bdmark hmsr hmpl hmcu hmkw hmci bd_vid qz_gdt mc_cid mc_eid".split()
)
# Names of session ids; short values are left alone (``sid=12`` is a story on some systems).
SESSION = frozenset("phpsessid jsessionid sid sessionid session_id aspsessionid s_id".split())
SESSION_LENGTH = 16  # characters; PHP's shortest session id has 22, Java's 32
# ``from=…`` is a tracking parameter with these values only: WeChat's share targets, and places on the site itself.
VISIT_FROM = frozenset(
    "singlemessage timeline groupmessage home index list top nav menu side sidebar banner search related hot recommend"
    " app wap weixin wechat qq weibo baidu".split()
)
MAX_LENGTH = 2048  # characters of a URL; longer ones are traps or broken markup

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_-])?")
_PLAIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/[A-Za-z0-9_~!$'*,=:@/.-]*")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_ODD = re.compile(r"%([0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/]")
_QUERY_ODD = re.compile(r"%([0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?]")
_PATH_SESSION = re.compile(r";jsessionid=[^/;]*|\(S\([A-Za-z0-9]{16,}\)\)/?", re.IGNORECASE)
_CONTROLS = "".join(map(chr, range(0x21)))
_INDEX = re.compile(r"/index\.(?:php|html?|aspx?|jsp)(?:/|$)", re.IGNORECASE)
_MOBILE = re.compile(r"^/(?:m|wap|mobile|3g|h5|touch)/", re.IGNORECASE)
_MOBILE_HOST = re.compile(r"(?:m|wap|mobile|3g)\.")
_TWIN = re.compile(r"^(?:www|m|wap|mobile|3g)\.(?=[^.]+\.)")


def canonicalize(url: str, base: str | None = None) -> str | None:
    """The one spelling of a URL, joined to ``base``; None where it is no http(s) URL.

    Upper-case escapes, no needless ones, no default port, dot segments, fragment, user, tracking parameter or
    session id; host names in ASCII (UTS 46). Escapes that mean something (``%2F``) or hold another charset than
    UTF-8 (``%D0%C5``) stay as they are.

    >>> canonicalize("HTTP://Example.COM:80/a/../b?utm_source=x&id=2#top")
    'http://example.com/b?id=2'
    """
    url = url.strip(_CONTROLS)
    if "\\" in url:
        path, mark, query = url.partition("?")
        url = path.replace("\\", "/") + mark + query
    if len(url) > MAX_LENGTH:
        return None
    if base is not None and not url.startswith(("http://", "https://")):
        if url.startswith("/") and not url.startswith("//"):
            url = _origin(base) + url
        else:
            try:
                url = urljoin(base, url)
            except ValueError:
                return None
    return _normalize(url)


@lru_cache(maxsize=1024)
def _origin(url: str) -> str:
    return "/".join(url.split("/", 3)[:3])


@lru_cache(maxsize=16384)
def _normalize(url: str) -> str | None:
    if _PLAIN.fullmatch(url) and "/." not in url:
        return url
    for char in "\t\r\n":
        url = url.replace(char, "")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host:
        return None
    name = _host(host)
    if name is None:
        return None
    netloc = name if port in (None, _PORTS[scheme]) else f"{name}:{port}"
    path = _PATH_ODD.sub(_escape, _PATH_SESSION.sub("", parts.path)) or "/"
    query = _query(parts.query)
    return f"{scheme}://{netloc}{_dot_segments(path)}{'?' + query if query else ''}"


def _host(host: str) -> str | None:
    if ":" in host:
        return f"[{host.lower()}]"
    try:
        name = host.rstrip(".").lower() if host.isascii() else idna.encode(host, uts46=True).decode().rstrip(".")
    except idna.IDNAError:
        return None
    return name if _HOST.fullmatch(name) else None


def _escape(match: re.Match[str]) -> str:
    """An escape in its one spelling; a character that may not stand here, escaped (UTF-8)."""
    if match[1]:
        byte = int(match[1], 16)
        return chr(byte) if byte in _UNRESERVED else f"%{match[1].upper()}"
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))


def _query(query: str) -> str:
    kept = (part for part in query.split("&") if part and not _is_visit(part))
    return _QUERY_ODD.sub(_escape, "&".join(kept))


def _is_visit(part: str) -> bool:
    """Whether a name=value of a query names a visit (campaign, share, session) and not a page."""
    raw, _, value = part.partition("=")
    name = unquote_plus(raw).lower()
    if name in SESSION:
        return len(value) >= SESSION_LENGTH
    return name.startswith("utm_") or name in TRACKING or (name == "from" and value in VISIT_FROM)


def _dot_segments(path: str) -> str:
    if "/." not in path:
        return path
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


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """host[:port] of a canonical URL: what politeness and robots.txt are counted by."""
    return urlsplit(url).netloc


def site_key(url: str) -> str:
    """The host without www., m., wap., 3g. or mobile., with its port: twins of one site share it.

    >>> site_key("https://m.example.com/a") == site_key("http://www.example.com/")
    True
    """
    return _TWIN.sub("", host_of(url))


def same_site(url: str, base_url: str) -> bool:
    """Whether a URL belongs to the site at ``base_url`` (scheme and www/m/wap twins are the same site)."""
    host, base = _netloc(url), _netloc(base_url)
    return host == base or _TWIN.sub("", host) == _TWIN.sub("", base)


def _netloc(url: str) -> str:
    return url.split("/", 3)[2] if url.count("/") >= 2 else ""


def twin_key(url: str) -> str:
    """What http/https and www/m/wap twins of one page share: site key, path and query of a canonical URL.

    >>> twin_key("https://m.example.com/a?id=1")
    'example.com/a?id=1'
    """
    rest = url.split("/", 3)
    return f"{_TWIN.sub('', _netloc(url))}/{rest[3] if len(rest) > 3 else ''}"


def is_variant(url: str, other: str) -> bool:
    """Whether two canonical URLs may well be one page's: the same but for www/m, a mobile folder, index.php, case, a slash
    at the end, and parameters. One that both have with other values tells pages apart where it holds a digit (?id=12).

    >>> is_variant("http://a.cn/index.php/N/1/?ref=top", "http://m.a.cn/n/1"), is_variant("http://a.cn/?p=1", "http://a.cn/?p=2")
    (True, False)
    """
    mine, theirs = urlsplit(url), urlsplit(other)
    if _bare(mine) != _bare(theirs):
        return False
    here, there = _parameters(mine.query), _parameters(theirs.query)
    differing = [here[name] + there[name] for name in here.keys() & there.keys() if here[name] != there[name]]
    return not any(char.isdigit() for value in differing for char in value)


def plainness(url: str) -> tuple[int, bool, bool, int, bool, int, str]:
    """Orders the variants of a canonical URL: the one to show people is the least."""
    parts = urlsplit(url)
    path = parts.path
    rest = _INDEX.sub("/", path)
    return (
        len(_parameters(parts.query)),
        bool(_MOBILE.match(rest) or _MOBILE_HOST.match(parts.netloc)),
        rest != path,
        sum(map(str.isupper, path)),
        path.endswith("/"),
        len(path),
        f"{path}?{parts.query}",
    )


def _bare(parts: SplitResult) -> tuple[str, str]:
    path = _MOBILE.sub("/", _INDEX.sub("/", parts.path)).casefold()
    return _TWIN.sub("", parts.netloc), path.rstrip("/")


def _parameters(query: str) -> dict[str, str]:
    """Name → all values, joined."""
    found: dict[str, str] = {}
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        found[name] = f"{found[name]}&{value}" if name in found else value
    return found


def path_of(url: str) -> str:
    """Path and query, decoded: what a site's URL patterns are searched in."""
    rest = url.split("/", 3)
    if len(rest) < 4:
        return "/"
    return "/" + (unquote(rest[3]) if "%" in rest[3] else rest[3])
