"""The reasons a fetch can fail with: ``Failure.reason`` of stage ``fetch``, to count by and to decide on.

``http_NNN`` and ``wall_NAME`` are families: the status code, and the name of the wall from walls.WALLS.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.models import Failure, PageKind


@dataclass(frozen=True, slots=True)
class Reason:
    """``retry``: the same URL may go well later. ``host``: it speaks against the host, not the page (breaker)."""

    retry: bool
    host: bool
    meaning: str


REASONS: dict[str, Reason] = {
    "bad_url": Reason(False, False, "not an http(s) URL with a host"),
    "private_address": Reason(False, False, "loopback, private, link-local or metadata address, and not allowed to be"),
    "no_contact": Reason(False, False, "a redirect to a public host, while no contact is set in the settings"),
    "robots_disallowed": Reason(False, False, "robots.txt says no"),
    "excluded": Reason(False, False, "the site's file says no (exclude_patterns), also of where a redirect leads"),
    "robots_unreachable": Reason(
        True, False, "robots.txt could not be had (5xx, 429, network), so nothing may be asked"
    ),
    "host_paused": Reason(True, False, "the host asked for a pause, put up a wall, or failed too often; not asked"),
    "dns_error": Reason(True, True, "the host's name has no address"),
    "connect_error": Reason(True, True, "no connection, or it was closed before an answer"),
    "tls_error": Reason(True, True, "certificate or TLS handshake"),
    "timeout": Reason(True, True, "connecting, waiting or reading took longer than the settings allow"),
    "protocol_error": Reason(True, True, "the answer is no HTTP"),
    "headers_too_large": Reason(False, False, "a header line or the number of headers beyond the limit"),
    "truncated": Reason(True, False, "fewer bytes than announced, or compressed data without its end"),
    "too_large": Reason(False, False, "the body is beyond max_body, before or after decompression"),
    "bad_encoding": Reason(False, False, "Content-Encoding unknown, stacked too deep, or the data does not decode"),
    "media_type": Reason(False, False, "images, sound, video, programs, office files: never an article"),
    "too_many_redirects": Reason(False, False, "more redirects than max_redirects"),
    "redirect_loop": Reason(False, False, "a redirect back to a URL already asked on the way"),
    "redirect_off_site": Reason(False, False, "a redirect to another site; detail is where to"),
    "bad_redirect": Reason(False, False, "a redirect without a usable Location"),
    "soft_404": Reason(False, False, "status 200, but the page says that there is none"),
    "parked_domain": Reason(False, False, "the domain is for sale or parked"),
}

# Statuses worth another try (RFC 9110; 425 RFC 8470; 429 RFC 6585; 520–527 and 530 Cloudflare's own).
RETRY_STATUS = frozenset({408, 421, 425, 429, 500, 502, 503, 504, *range(520, 528), 530})


def reason_of(code: str) -> Reason:
    """The entry of a reason, families included."""
    if code.startswith("http_"):
        status = int(code[5:])
        return Reason(status in RETRY_STATUS, status == 429 or status >= 500, f"HTTP status {status}")
    if code.startswith("wall_"):
        return Reason(code != "wall_login", False, "a page that keeps machines out; see walls.py")
    return REASONS[code]


def failure(code: str, url: str, detail: str = "", *, status: int | None = None, after: float | None = None) -> Failure:
    """A Failure of stage ``fetch`` with ``retry`` as the table says; ``after`` seconds is what the server asked for."""
    kind: PageKind | None = "message" if code == "soft_404" else None
    if code.startswith(("wall_", "parked")) and code != "wall_login":  # a login is asked for one page, not the site
        kind = "wall"
    return Failure("fetch", code, url, detail, status, reason_of(code).retry, after, kind)
