"""Short articles among many teasers are articles, and lists stay lists: discovery and extraction judge together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline import process
from pipeline.discover import page_kind
from pipeline.extract import parse
from pipeline.models import Page, Record
from pipeline.site import Site
from tests.extract.extract_pages import LEAD, NOW, SECOND, URL, page

REMARK = "近日，某地有人因为欠款被起诉，引起广泛关注，有关部门表示，将依法处理，并及时公布结果。"
TEASERS = "".join(
    f"<div><h4><a href='/hf/{n}.html'>别处发生的第{n}件事情详细报道</a></h4><p>{REMARK}</p></div>" for n in range(40)
)
SHORT = f"<p>{LEAD}</p><p>{SECOND}</p>"
DATED = "发布时间：2024-03-05 12:30"
# A site whose document title is its own name: one witness less.
DOUBTFUL = page(SHORT, info=DATED, after=f"<div>{TEASERS}</div>").replace("<title>信用卡逾期后怎么协商 - ", "<title>")


def kind(html: str, url: str = URL, site: Site | None = None) -> str | None:
    fetched = Page(url, url, 200, (("content-type", "text/html; charset=utf-8"),), html.encode(), NOW)
    found = process.process(fetched, site)
    return "article" if isinstance(found, Record) else found.kind


def test_a_short_article_among_many_teasers_is_one() -> None:
    assert page_kind(parse(DOUBTFUL), URL) == "list", "what discovery alone makes of it"
    assert kind(DOUBTFUL) == "article"


LISTS = {
    # why: (page, address)
    "teasers alone": (page(f"<div>{TEASERS}</div>", title="债务知识大全"), URL),
    "a list that says what it is about": (page(f"<p>{LEAD}</p><div>{TEASERS}</div>", title="债务知识大全"), URL),
    "its headline leads elsewhere": (page(f"{SHORT}<div>{TEASERS}</div>", info=DATED).replace("<h1>信用卡逾期后怎么协商</h1>", "<h2><a href='/hf/77.html'>信用卡逾期后怎么协商</a></h2>"), URL),
    "a section's address": (DOUBTFUL, "https://law.example.cn/zhaiwu/"),
    "it has further pages": (DOUBTFUL.replace(TEASERS, f"{TEASERS}<div class='p'><a href='/hf/2'>下一页</a></div>"), URL),
    "its text goes on elsewhere": (DOUBTFUL.replace(SHORT, f"{SHORT}<p>其实不必过于担心…[查看全文]</p>"), URL),
    "an address of lists": (DOUBTFUL, "https://law.example.cn/category/zhaiwu/"),
    "the title of a list": (page(SHORT, title="信用卡逾期的全部文章", info=DATED, after=f"<div>{TEASERS}</div>"), URL),
}  # fmt: skip


@pytest.mark.parametrize(("html", "url"), LISTS.values(), ids=LISTS.keys())
def test_a_list_stays_one(html: str, url: str) -> None:
    assert kind(html, url) == "list"


def test_a_sites_own_pattern_for_lists_is_not_doubted() -> None:
    site = Site(name="law", base_url="https://law.example.cn/")
    site = replace(site, discover=replace(site.discover, list_patterns=(r"/hf/\d+\.html",)))
    assert kind(DOUBTFUL, site=site) == "list"


def test_a_page_that_every_site_has_is_no_article() -> None:
    assert kind(page(SHORT, title="关于我们", info=DATED, after=f"<div>{TEASERS}</div>")) in ("list", "other")
