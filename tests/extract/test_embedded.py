"""Pages that have their text only as data for their own script."""

from __future__ import annotations

import json
from html import escape

import pytest

from pipeline import process_html
from pipeline.extract.embedded import shown
from pipeline.models import Failure, Page
from pipeline.process import process
from tests.extract.extract_pages import BODY, LEAD, NOW, SECOND, TEXT, THIRD, URL, page

TITLE = "信用卡逾期后怎么协商"
PLAIN = "\n".join((LEAD, SECOND, THIRD))
STORY = {"id": 7, "title": TITLE, "content": BODY, "createTime": "2024-03-05 10:20:30", "author": {"name": "张三"}}
OTHERS = [{"title": f"别人的问题{n}", "summary": PLAIN} for n in range(5)]


def script(data: object, opening: str = "<script id='__NEXT_DATA__' type='application/json'>", end: str = "") -> str:
    return f"{opening}{json.dumps(data, ensure_ascii=False)}{end}</script>"


def empty(scripts: str, inside: str = "") -> str:
    return f"<html><head><title>{TITLE} - 某某法律网</title></head><body><div id='app'>{inside}</div>{scripts}</body></html>"


NEXT = {"props": {"pageProps": {"article": STORY, "related": OTHERS}}}
NUXT = [{"data": 1}, {"article": 2}, {"title": 3, "content": 4, "publishTime": 5}, TITLE, BODY, "2024-03-05T02:20:30Z"]
WITH = {
    "Next": script(NEXT),
    "Nuxt 3, values by their place": script(NUXT, "<script type='application/json' data-nuxt-data='n' id='__NUXT_DATA__'>"),
    "Nuxt 2": script({"state": {"detail": STORY}}, "<script>window.__NUXT__=", ";"),
    "a state of another kind": script({"a": [{"b": STORY}]}, "<script>window.__INITIAL_STATE__ = ", ";(function(){})()"),
    "escaped": script({"article": STORY | {"content": BODY.replace("<", "&lt;").replace(">", "&gt;")}}),
    "the second of two": script({"menu": ["首页"]}) + script(NEXT),
    "behind data that is none": "<script>window.__NUXT__=(function(a){return {a:a}}(1))</script>" + script(NEXT),
}  # fmt: skip


@pytest.mark.parametrize("scripts", WITH.values(), ids=WITH.keys())
def test_the_article_is_read_from_the_data(scripts: str) -> None:
    body = empty(scripts, "<noscript>请开启JavaScript，以便查看全文。</noscript>").encode()
    record = process(Page(URL, URL, 200, (("content-type", "text/html; charset=utf-8"),), body, NOW))
    assert not isinstance(record, Failure), record
    assert (record.article.title, record.article.body) == (TITLE, TEXT)
    assert str(record.article.published_at)[:10] == "2024-03-05"


def test_plain_text_is_read_by_lines() -> None:
    record = process_html(empty(script({"data": {"title": TITLE, "body": PLAIN}})), URL)
    assert not isinstance(record, Failure)
    assert record.article.body == PLAIN


WITHOUT = {
    "a page that shows its text": page() + script(NEXT),
    "… in one line": empty(script(NEXT), f"<p>{LEAD}{SECOND}</p>"),
    "a list of others": empty(script({"list": OTHERS})),
    "settings": empty(script({"content": "x" * 500, "title": TITLE})),
    "broken data": empty("<script id='__NEXT_DATA__' type='application/json'>{\"content\": </script>"),
    "no data": empty("<script>var a = {};</script>"),
    "nested without end": empty("<script type='application/json'>" + "[" * 100_000 + "</script>"),
    "openings alone": "<script " * 50_000 + "application/json",
}


@pytest.mark.parametrize("html", WITHOUT.values(), ids=WITHOUT.keys())
def test_pages_that_are_left_alone(html: str) -> None:
    assert shown(html) is html


FIELD = f"<h1>{TITLE}</h1><p>发布日期：2024-03-05</p><textarea id='t' style='display:none'>{escape(BODY)}</textarea><div>正在加载……</div>"


def test_the_text_in_a_hidden_field() -> None:
    """A content system of government sites writes the text into a field, and a script lays it open."""
    record = process_html(empty("", FIELD), URL)
    assert not isinstance(record, Failure)
    assert (record.article.title, record.article.body) == (TITLE, TEXT)


@pytest.mark.parametrize(
    "field", [FIELD.replace("style='display:none'", ""), FIELD.replace(escape(BODY), "请输入内容，字数不限；"), FIELD + f"<p>{LEAD}{SECOND}</p>"],
    ids=["a field to write in", "no text", "a page with one of its own"],
)  # fmt: skip
def test_fields_that_stay_closed(field: str) -> None:
    assert shown(empty("", field)) == empty("", field)
