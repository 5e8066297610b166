"""What a robots.txt says to us (RFC 9309): our own reading of lines and groups, Protego's matching of patterns.

Lines and groups are read as the reference parser does (byte for byte, so GBK paths keep their bytes). The one group that
is ours goes to Protego spelt in letters, two for each character, upper and lower case: it then has nothing to decode or
to escape, which it would do its own way, and no pattern can match half of a character.

The RFC wants escapes of unreserved characters decoded before paths are compared (2.2.2), the reference parser and its
published cases do not decode them. A URL may be asked only if it may by both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

AGENT = "debt-article-pipeline"  # our product token, matched whole and without regard to case (RFC 9309, 2.2.1)
MAX_BYTES = 500 * 1024  # RFC 9309, 2.5
MAX_LINE = 2083 * 8 - 1  # what follows on a line is ignored, as the reference parser does

# Keys, by how they begin; misspellings are those that the reference parser takes.
KEYS: tuple[tuple[str, str], ...] = (
    ("user-agent", "agent"),
    ("useragent", "agent"),
    ("user agent", "agent"),
    ("allow", "allow"),
    ("disallow", "disallow"),
    ("dissallow", "disallow"),
    ("dissalow", "disallow"),
    ("disalow", "disallow"),
    ("diasllow", "disallow"),
    ("disallaw", "disallow"),
    ("sitemap", "sitemap"),
    ("site-map", "sitemap"),
    ("crawl-delay", "delay"),
    ("crawl delay", "delay"),
    ("crawldelay", "delay"),
)
BOM = b"\xef\xbb\xbf"
_SPACE = b" \t\n\v\f\r"
_TOKEN = re.compile(rb"[A-Za-z_-]*")
_ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}|[\x80-\xff]")
# A character in two letters. A star is two stars: as long as other characters (the longest rule wins), and one to Protego.
_IN_PATHS = {code: chr(ord("A") + (code >> 4)) + chr(ord("a") + (code & 15)) for code in range(128)}
_IN_PATTERNS = {**_IN_PATHS, ord("*"): "**"}
_ORIGIN = "http://h/"
_UNRESERVED = re.compile("%(?:4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A]|3[0-9]|2D|2E|5F|7E)")  # RFC 3986, 2.3


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one origin. ``status`` is that of the answer; ``body`` as it came, at most MAX_BYTES."""

    url: str
    status: int
    body: bytes
    sitemaps: tuple[str, ...] = ()
    crawl_delay: float | None = None  # seconds
    rules: Protego | None = field(default=None, compare=False, repr=False)  # escapes compared as they are
    decoded: Protego | None = field(default=None, compare=False, repr=False)  # … with unreserved ones decoded

    def allowed(self, url: str) -> bool:
        """Whether the URL may be asked for. /robots.txt itself always may (RFC 9309, 2.2.2)."""
        path = _path(url)
        if self.rules is None or self.decoded is None or path == "/robots.txt":
            return True
        if not path.isascii():  # no URL (RFC 3986): its escaped form is what must be asked about
            return False
        path = _escape(path.encode())
        if not self.rules.can_fetch(_ORIGIN + path.translate(_IN_PATHS), AGENT):
            return False
        plain = _decode(path)
        if plain == path and self.rules is self.decoded:
            return True
        return self.decoded.can_fetch(_ORIGIN + plain.translate(_IN_PATHS), AGENT)


def parse(body: bytes, url: str = "", status: int = 200, *, agent: str = AGENT) -> Robots:
    """Read a robots.txt; whatever it holds, it gives rules (an HTML page gives none)."""
    body = body[:MAX_BYTES]
    sitemaps: list[str] = []
    groups: dict[bool, list[tuple[str, str]]] = {}  # ours by name (True), or the one for all (False)
    current: set[bool] = set()
    rules_seen = False
    for key, value in _lines(body):
        if key == "sitemap":
            sitemaps.append(value.decode("utf-8", "replace"))
        elif key == "agent":
            if rules_seen:
                current, rules_seen = set(), False
            if (ours := _names(value, agent)) is not None:
                current.add(ours)
                groups.setdefault(ours, [])
        elif current:
            rules_seen = rules_seen or key != "delay"
            groups[True in current].append((key, _escape(value)))
    chosen = groups.get(True, groups.get(False, []))
    delay = _delay(chosen)
    chosen = [
        (key, value) for key, value in chosen if key != "delay" and value[:1] in ("/", "*")
    ]  # others match nothing
    rules = decoded = _protego(chosen)
    plain = [(key, _decode(value)) for key, value in chosen]
    if plain != chosen:
        decoded = _protego(plain)
    return Robots(url, status, body, tuple(dict.fromkeys(sitemaps)), delay, rules, decoded)


def origin(url: str) -> str:
    """Where the robots.txt of a URL is: scheme and authority decide (RFC 9309, 2.3)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def _lines(body: bytes) -> list[tuple[str, bytes]]:
    """(kind of key, value) of every line that has a known key. Lines end with LF, CR or both."""
    out: list[tuple[str, bytes]] = []
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        body = body.decode("utf-16", "replace").encode()
    mark = next((size for size in (3, 2, 1) if body.startswith(BOM[:size])), 0)  # also half a mark, as some files have
    for raw in re.split(rb"[\r\n]+", body[mark:]):
        line = raw[:MAX_LINE].partition(b"#")[0].partition(b"\0")[0].strip(_SPACE)
        head, colon, value = line.partition(b":")
        if not colon:
            words = re.split(rb"[ \t]+", line)
            if len(words) != 2:
                continue
            head, value = words
        name = head.strip(_SPACE).lower().decode("latin-1")
        kind = next((kind for prefix, kind in KEYS if name.startswith(prefix)), None)
        if kind:
            out.append((kind, value.strip(_SPACE)))
    return out


def _names(value: bytes, agent: str) -> bool | None:
    """True: this User-agent line means us; False: everyone; None: someone else."""
    if value == b"*" or (value.startswith(b"*") and value[1:2] in (b" ", b"\t", b"\v", b"\f")):
        return False
    token = _TOKEN.match(value)
    return True if token and token[0].decode().lower() == agent.lower() else None


def _escape(value: bytes) -> str:
    """Bytes beyond ASCII percent-encoded, escapes in upper case."""
    return _ESCAPE.sub(lambda m: m[0].upper() if m[0][:1] == b"%" else b"%%%02X" % m[0][0], value).decode("ascii")


def _decode(path: str) -> str:
    """Escapes of unreserved characters undone."""
    return _UNRESERVED.sub(lambda m: chr(int(m[0][1:], 16)), path)


def _path(url: str) -> str:
    """Path and query, as rules are compared with: from the first / or ? after the authority, without the fragment."""
    rest = url.partition("#")[0].partition("://")[2]
    start = re.search("[/?]", rest)
    path = rest[start.start() :] if start else "/"
    return path if path.startswith("/") else "/" + path


def _delay(rules: list[tuple[str, str]]) -> float | None:
    """The longest Crawl-delay of the group, in seconds; not a number, negative or not finite: none."""
    found = [float(value) for key, value in rules if key == "delay" and re.fullmatch(r"\d{1,9}(\.\d{0,9})?", value)]
    return max(found, default=None)


def _protego(rules: list[tuple[str, str]]) -> Protego | None:
    """The rules in Protego's hands. An allowed index.html allows its folder, as the reference parser has it."""
    lines = ["User-agent: *"]
    for key, value in rules:
        lines.append(f"{key}: {_spell(value)}")
        folder, slash, page = value.rpartition("/")
        if key == "allow" and page.startswith("index.htm"):
            lines.append(f"{key}: {_spell(folder + slash + '$')}")
    return Protego.parse("\n".join(lines)) if rules else None


def _spell(pattern: str) -> str:
    """A pattern in letters; its last $ stays an anchor."""
    anchor = "$" if pattern.endswith("$") else ""
    return "/" + pattern.removesuffix("$").translate(_IN_PATTERNS) + anchor
