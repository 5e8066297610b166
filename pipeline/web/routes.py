"""Which address shows what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette.utils.asgi import Response

from pipeline.web import programs, views

# Names that a database file cannot have as its address beside ours.
RESERVED = frozenset(
    {"search", "article", "laws", "law", "questionable", "duplicates", "compare", "sites", "feed", "language"}
)

READING = ("GET", "HEAD")

View = Callable[[Any, Any], Awaitable[Response]]


def reading(view: View) -> View:
    """A view that changes nothing: other methods are answered 405 (RFC 9110, 15.5.6)."""

    # No functools.wraps: Datasette reads the signature to know what to call it with.
    async def answer(request: Any, datasette: Any) -> Response:
        if request.method in READING:
            return await view(request, datasette)
        return Response.text("405 Method Not Allowed", status=405, headers={"allow": ", ".join(READING)})

    return answer


_PAGES: list[tuple[str, View]] = [
    (r"^/$", views.home),
    (r"^/search$", views.search),
    (r"^/search\.json$", programs.search_json),
    (r"^/feed\.(?P<form>atom|rss|json)$", programs.feed),
    (r"^/article/(?P<id>\d{1,18})$", views.article),
    (r"^/article/(?P<id>\d{1,18})\.json$", programs.article_json),
    (r"^/laws$", views.laws),
    (r"^/law$", views.law),
    (r"^/questionable$", views.questionable),
    (r"^/duplicates$", views.duplicates),
    (r"^/duplicates/(?P<id>\d{1,18})$", views.group),
    (r"^/compare/(?P<first>\d{1,18})/(?P<second>\d{1,18})$", views.compare),
    (r"^/sites$", views.sites),
]
ROUTES: list[tuple[str, View]] = [(pattern, reading(view)) for pattern, view in _PAGES]
