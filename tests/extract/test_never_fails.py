"""Whatever a server sends: an article, perhaps an empty one, and never an exception."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import extract
from pipeline.models import Article
from tests.extract.extract_pages import BODY, NOW, OTHERS, URL, page

PAGE = page(
    BODY + "<table><tr><td>a</td><td>b</td></tr></table><pre>x\ny</pre>",
    head='<script type=\'application/ld+json\'>{"@graph":[{"@type":"Article","author":[{"name":"某"}]}]}</script>',
    info="作者：某某 <time datetime='2024-03-05T01:02:03Z'>2024-03-05</time>",
    after=f"<div class='relatecon'>{OTHERS}</div>",
)
FRAGMENTS = [
    "<div>", "</div>", "<table><tr><td>", "</table>", "<p", "<a href='", "<!--", "-->", "<script>", "</script>", "<br>", "<h1>", "&#x", "&nbsp;",
    "<title>", "<meta charset=", "<li><ul>", "\ufffd", "\ud7ff", "\x00", "<svg><a>", "<template>", "<select><option>", "</body></html>", "<time datetime='9999-99-99T99:99'>",
]  # fmt: skip


def everything(html: str) -> Article:
    tree = extract.parse(html)
    extract.next_part(tree, URL)
    return extract.extract(tree, URL, fetched_at=NOW)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=600))
def test_any_bytes(body: bytes) -> None:
    assert isinstance(everything(extract.decode(body, None)), Article)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32 - 1))
def test_broken_pages(seed: int) -> None:
    """A good page with pieces cut out, doubled, moved and strange ones put in."""
    chance = random.Random(seed)
    html = PAGE
    for _ in range(chance.randint(1, 12)):
        at, to = sorted(chance.randrange(len(html) + 1) for _ in range(2))
        piece = chance.choice((html[at : min(to, at + 400)], chance.choice(FRAGMENTS)))
        html = chance.choice((html[:at] + html[to:], html[:at] + piece + html[at:], html[:to] + piece + html[at:]))[
            :60_000
        ]
    article = everything(html)
    assert article.body == "\n".join(block.text for block in article.blocks)
    assert 0.0 <= article.topic_score <= 1.0
    assert article.published_at is None or article.published_at.tzinfo is not None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_visible_text(text: str) -> None:
    assert isinstance(extract.from_text(text, fetched_at=NOW), Article)


def test_extracting_twice_gives_the_same() -> None:
    assert everything(PAGE) == everything(PAGE)
