"""Which address shows what."""

from __future__ import annotations

from typing import Any

from pipeline.web import programs, views

# Names that a database file cannot have as its address beside ours.
RESERVED = frozenset(
    {"search", "article", "laws", "law", "questionable", "duplicates", "compare", "sites", "feed", "language"}
)

ROUTES: list[tuple[str, Any]] = [
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
