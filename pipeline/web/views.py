"""The pages: each asks the store in a thread what it shows, and hands that to its template."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from pipeline import labels
from pipeline.errors import QueryError, TooSlow
from pipeline.export.feeds import MEDIA_TYPES, safe_url
from pipeline.store.reading import COMMON
from pipeline.web import articles, counts, looking, provisions
from pipeline.web.markup import highlighted, verdict_class
from pipeline.web.messages import COOKIE, LANGUAGES, Words
from pipeline.web.reading import Counted, read

# Our pages have no inline script and no inline style, and load nothing from anywhere else.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
PAGE = 20  # rows of a list on one page
FARTHEST = 500  # the last page that can be asked for

View = Callable[..., Awaitable[Response]]
Context = dict[str, Any]


class Missing(Exception):
    """There is nothing at this address; ``key`` of the message that says so."""

    def __init__(self, key: str = "error.missing") -> None:
        super().__init__(key)
        self.key = key


def page(template: str) -> Callable[[Callable[..., Awaitable[Context]]], View]:
    """A view from a function that gives a template's variables; what goes wrong becomes a page that says so."""

    def decorate(gather: Callable[..., Awaitable[Context]]) -> View:
        # No functools.wraps: Datasette reads the signature to know what to call it with.
        async def view(request: Any, datasette: Any) -> Response:
            await allowed(request, datasette)
            words = _words(request)
            status = 200
            try:
                context = await gather(request, datasette, words)
                name, status = template, context.get("http_status", status)
            except Missing as error:
                status, name, context = 404, "error", {"title": words(error.key), "why": ""}
            except TooSlow:
                status, name = 503, "error"
                context = {"title": words("error.slow"), "why": words("error.slow.why")}
            return await _render(request, datasette, words, name, context, status)

        return view

    return decorate


async def allowed(request: Any, datasette: Any) -> None:
    """As for Datasette's own pages of this database; raises its Forbidden."""
    name = datasette.get_database().name
    await datasette.ensure_permissions(request.actor, [("view-database", name), "view-instance"])


def by_meaning(datasette: Any) -> bool:
    """Whether questions are answered by meaning too, as settings.toml says."""
    return bool((datasette.plugin_config("pipeline.web") or {}).get("semantic"))


def _words(request: Any) -> Words:
    return Words(request.args.get("lang") or request.cookies.get(COOKIE) or "zh")


async def _render(
    request: Any, datasette: Any, words: Words, template: str, context: Context, status: int
) -> Response:  # fmt: skip
    from pipeline.web.plugin import asset

    kept = [(key, value) for key in request.args for value in request.args.getlist(key) if key != "lang"]
    common = {
        "t": words,
        "labels": labels,
        "path": datasette.urls.path,
        "asset": functools.partial(asset, datasette),
        "database": datasette.get_database().name,
        "here": request.path,
        "switch": "?" + urlencode([*kept, ("lang", words.other)]),
        "safe_url": safe_url,
        "highlighted": highlighted,
        "verdict_class": verdict_class,
        "provision": functools.partial(provisions.name, words),
        "law_url": functools.partial(provisions.address, datasette.urls.path),
        "search_url": lambda query: datasette.urls.path(f"/search?{urlencode({'q': query})}"),
        "thousands": "{:,}".format,
        "q": "",
    }
    html = await datasette.render_template(f"reading/{template}.html", {**common, **context}, request)
    response = Response.html(html, status=status, headers={"content-security-policy": POLICY})
    if (chosen := request.args.get("lang")) in LANGUAGES:
        response.set_cookie(COOKIE, chosen, max_age=365 * 86400, samesite="lax", httponly=True)
    return response


def _counted(datasette: Any) -> Counted:
    """The one that belongs to this Datasette."""
    if not hasattr(datasette, "_counted_for_pages"):
        datasette._counted_for_pages = Counted(datasette)
    return datasette._counted_for_pages  # type: ignore[no-any-return]


def page_number(request: Any, name: str = "page", *, least: int = 1, most: int = FARTHEST) -> int:
    text = request.args.get(name) or ""
    return min(max(int(text), least), most) if text.isascii() and text.isdigit() and len(text) < 10 else least


def _paging(request: Any, datasette: Any, number: int, *, more: bool) -> Context:
    """Addresses of the pages before and after."""

    def address(to: int) -> str:
        kept = {key: request.args[key] for key in request.args if key not in ("page", "lang")}
        return str(datasette.urls.path(f"{request.path}?{urlencode({**kept, 'page': str(to)})}"))

    return {
        "page_number": number,
        "previous_page": address(number - 1) if number > 1 else None,
        "next_page": address(number + 1) if more and number < FARTHEST else None,
    }


# ------------------------------------------------------------------------------------------------------------ pages


@page("home")
async def home(request: Any, datasette: Any, words: Words) -> Context:
    """What is in the collection."""
    counted, shown = await _counted(datasette).get("home", counts.drawn)
    for one in counted.laws:
        if one.citations >= COMMON:  # else whoever comes to its page first waits for the count
            wanted = provisions.Wanted(one.law_id or "")
            _counted(datasette).prepare(f"law {wanted}", functools.partial(provisions.counted, wanted=wanted))
    latest = await read(datasette, lambda store: store.reading.latest(8))
    return {"latest": latest, **shown[words.language], "overview": counted}


@page("search")
async def search(request: Any, datasette: Any, words: Words) -> Context:
    """Results of a query with facets."""
    asked = looking.asked(request.args)
    number = page_number(request, most=FARTHEST)
    try:
        found = await read(
            datasette,
            functools.partial(looking.find, asked=asked, limit=PAGE, number=number, semantic=by_meaning(datasette)),
        )
    except QueryError as error:
        return {
            "asked": asked,
            "q": asked.query,
            "error": error,
            "http_status": 400,
            "found": None,
            "facets": (),
            **_paging(request, datasette, 1, more=False),
        }
    address = functools.partial(looking.address, datasette.urls.path)
    feeds = {form: datasette.urls.path(f"/feed.{form}?{looking.parameters(asked)}") for form in MEDIA_TYPES}
    return {
        "asked": asked,
        "q": asked.query,
        "error": None,
        **found,
        "facets": looking.facets(found["facets"], asked, words, address),
        "chosen": looking.chosen(asked, address),
        "sorts": looking.sorts(asked, address),
        "first_page": address(asked),
        "topic_switch": address(replace(asked, every=not asked.every)),
        "suggested": [(one, address(replace(asked, query=one))) for one in found["found"].suggestions],
        "feeds": feeds,
        "json_url": datasette.urls.path(f"/search.json?{looking.parameters(asked)}"),
        **_paging(request, datasette, number, more=looking.more(found["found"], number, PAGE)),
    }


@page("article")
async def article(request: Any, datasette: Any, words: Words) -> Context:
    """One article with its citations, copies and relatives."""
    found = await read(datasette, functools.partial(articles.read, article_id=int(request.url_vars["id"]), words=words))
    if found is None:
        raise Missing("article.missing")
    return found


@page("laws")
async def laws(request: Any, datasette: Any, words: Words) -> Context:
    """The laws or provisions cited most."""
    by_provision = request.args.get("by") == "provision"
    number = page_number(request)
    rows = await _counted(datasette).get(
        f"laws {by_provision}", lambda store: store.reading.most_cited(PAGE * FARTHEST, provisions=by_provision)
    )
    first = (number - 1) * PAGE * 2
    shown = rows[first : first + PAGE * 2]
    return {
        "by_provision": by_provision,
        "rows": shown,
        **_paging(request, datasette, number, more=len(rows) > first + len(shown)),
    }


@page("law")
async def law(request: Any, datasette: Any, words: Words) -> Context:
    """A law or one article of it: text, versions, who cites it and how well."""
    every = provisions.wanted(request.args)
    number = page_number(request)
    if not every:
        raise Missing("laws.missing")
    wanted, *also = every
    counted = await _counted(datasette).get(f"law {wanted}", functools.partial(provisions.counted, wanted=wanted))
    if counted is None:
        raise Missing("laws.missing")
    statutes = provisions.beside(datasette.get_database().path)
    found = await read(
        datasette,
        functools.partial(provisions.read, wanted=wanted, statutes=statutes, limit=PAGE, offset=(number - 1) * PAGE),
    )
    more = counted["judged"].citations > number * PAGE
    return {
        "wanted": wanted,
        "also": also[: provisions.AT_ONCE],
        "others": len(also),
        **counted,
        **found,
        **_paging(request, datasette, number, more=more),
    }


@page("questionable")
async def questionable(request: Any, datasette: Any, words: Words) -> Context:
    """Questionable citations, those of the newest articles first."""
    number = page_number(request)
    rows = await read(datasette, lambda store: store.reading.doubtful(PAGE * 2 + 1, (number - 1) * PAGE * 2))
    return {"rows": rows[: PAGE * 2], **_paging(request, datasette, number, more=len(rows) > PAGE * 2)}


@page("duplicates")
async def duplicates(request: Any, datasette: Any, words: Words) -> Context:
    """Groups of copies."""
    kind = request.args.get("kind") or ""
    kind = kind if kind in labels.COPY else ""
    number = page_number(request)
    counted = await _counted(datasette).get("groups", lambda store: store.reading.group_counts())
    rows = await _counted(datasette).get(
        f"groups {kind} {number}", lambda store: store.reading.groups(PAGE + 1, (number - 1) * PAGE, kind=kind or None)
    )
    kinds = [(one, counted[one]) for one in labels.COPY if counted.get(one)]
    return {
        "kind": kind,
        "kinds": kinds,
        "total": counted[""],
        "rows": rows[:PAGE],
        **_paging(request, datasette, number, more=len(rows) > PAGE),
    }


@page("group")
async def group(request: Any, datasette: Any, words: Words) -> Context:
    """One group: the chain, and for templates the places that vary."""
    found = await read(datasette, functools.partial(articles.group, article_id=int(request.url_vars["id"])))
    if found is None:
        raise Missing("article.missing")
    return found


@page("compare")
async def compare(request: Any, datasette: Any, words: Words) -> Context:
    """Two articles, word by word."""
    first, second = int(request.url_vars["first"]), int(request.url_vars["second"])
    found = await read(datasette, functools.partial(articles.compare, first=first, second=second))
    if found is None:
        raise Missing("article.missing")
    return found


@page("sites")
async def sites(request: Any, datasette: Any, words: Words) -> Context:
    """What ``status`` says."""
    status, shares = await _counted(datasette).get("sites", counts.sites)
    return {"status": status, "shares": shares, "notes": {one.name: counts.notes(one, words) for one in status.sites}}
