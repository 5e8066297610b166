"""What programs read: a query as JSON or as a feed, an article as JSON."""

from __future__ import annotations

import functools
import json
from dataclasses import replace
from typing import Any

from datasette.utils.asgi import Response

from pipeline.errors import QueryError, TooSlow
from pipeline.export.feeds import MEDIA_TYPES, of_query, write
from pipeline.export.values import plain
from pipeline.web import looking
from pipeline.web.messages import Words
from pipeline.web.reading import read
from pipeline.web.views import PAGE, allowed, by_meaning, page_number

FEED = 50  # entries of a feed


async def search_json(request: Any, datasette: Any) -> Response:
    """The hits of a query as JSON: ``total``, ``hits``, ``next`` (address of the next page)."""
    await allowed(request, datasette)
    asked = looking.asked(request.args)
    number = page_number(request)
    try:
        found = await read(
            datasette,
            functools.partial(looking.results, asked=asked, limit=PAGE, number=number, semantic=by_meaning(datasette)),
        )
    except QueryError as error:
        return _json({"error": str(error), "position": error.position}, 400)
    except TooSlow:
        return _json({"error": Words("zh")("error.slow")}, 503)
    following = None
    if looking.more(found, number, PAGE):
        query = f"{looking.parameters(asked)}&page={number + 1}"
        following = datasette.absolute_url(request, datasette.urls.path(f"/search.json?{query}"))
    hits = [{**plain(hit), "page": datasette.urls.path(f"/article/{hit.article_id}")} for hit in found.hits]
    return _json({"query": asked.query, "total": found.total, "next": following, "hits": hits})


async def article_json(request: Any, datasette: Any) -> Response:
    """Everything known of one article, as JSON."""
    await allowed(request, datasette)
    found = await read(datasette, lambda store: store.article(int(request.url_vars["id"])))
    return _json(plain(found)) if found else _json({"error": Words("zh")("article.missing")}, 404)


async def feed(request: Any, datasette: Any) -> Response:
    """The newest articles of a query as Atom, RSS or JSON Feed."""
    await allowed(request, datasette)
    form = request.url_vars["form"]
    asked = replace(looking.asked(request.args), sort="date")
    try:
        cards = await read(datasette, functools.partial(looking.newest, asked=asked, limit=FEED))
    except QueryError as error:
        return Response.text(str(error), status=400)
    except TooSlow:
        return Response.text(Words("zh")("error.slow"), status=503)
    parameters = looking.parameters(asked)
    absolute = functools.partial(datasette.absolute_url, request)
    own = absolute(datasette.urls.path(f"/feed.{form}?{parameters}"))
    home = absolute(datasette.urls.path(f"/search?{parameters}"))
    body = write(of_query(cards, asked.query, own=own, home=home), form)
    return Response(body, content_type=MEDIA_TYPES[form])


def _json(value: Any, status: int = 200) -> Response:
    return Response(
        json.dumps(value, ensure_ascii=False), status=status, content_type="application/json; charset=utf-8"
    )
