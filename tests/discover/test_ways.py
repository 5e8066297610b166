"""Each way of discovery alone is enough to find all articles of a site."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from typing import Any

import pytest

BASE = "http://www.ways.example/"
HTML = {"content-type": "text/html; charset=utf-8"}
XML = {"content-type": "application/xml"}
COUNT = 12
TOPICS = ["网贷逾期", "信用卡分期", "担保追偿", "律师函", "失信名单", "借条时效"]
TITLES = [f"{TOPICS[i % 6]}的处理办法第{i}讲" for i in range(COUNT)]
PROSE = "<p>借款到期没有还清，出借人可以先催告，再起诉。</p><p>逾期利息按约定计算，但不能超过上限；超过的部分，法院不予支持。</p>"
Pages = dict[str, tuple[int, dict[str, str], bytes]]


def html(title: str, body: str) -> tuple[int, dict[str, str], bytes]:
    text = f"<html><head><meta charset=utf-8><title>{title} - 途径网</title></head><body>{body}</body></html>"
    return 200, HTML, text.encode()


def article(number: int, extra: str = "") -> tuple[int, dict[str, str], bytes]:
    head = f"<h1>{TITLES[number]}</h1><p>2026-03-{number + 1:02d} 作者：张律师</p>"
    return html(TITLES[number], f"{head}<div>{PROSE}</div>{extra}")


def plain_home() -> tuple[int, dict[str, str], bytes]:
    return html("途径网", "<h1>途径网</h1><p>欢迎。</p>")


def articles(extra: Callable[[int], str] = lambda number: "") -> Pages:
    return {f"/a/{100 + i}.html": article(i, extra(i)) for i in range(COUNT)}


def items(numbers: range) -> str:
    return "".join(
        f'<div class="it"><h2><a href="/a/{100 + i}.html">{TITLES[i]}</a></h2><p>借款到期没有还清，可以先催告。</p></div>'
        for i in numbers
    )


def only_sitemap() -> Pages:
    """robots.txt names an index, the index a packed sitemap."""
    locs = "".join(f"<url><loc>{BASE}a/{100 + i}.html</loc><lastmod>2026-03-01</lastmod></url>" for i in range(COUNT))
    packed = gzip.compress(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</urlset>'.encode())
    index = f"<sitemapindex><sitemap><loc>{BASE}maps/1.xml.gz</loc></sitemap></sitemapindex>"
    return {
        "/": plain_home(),
        "/robots.txt": (200, {"content-type": "text/plain"}, f"User-agent: *\nSitemap: {BASE}maps/all.xml\n".encode()),
        "/maps/all.xml": (200, XML, index.encode()),
        "/maps/1.xml.gz": (200, {"content-type": "application/x-gzip"}, packed),
        **articles(),
    }


def only_feed() -> Pages:
    """A feed nobody links to, at the usual place."""
    entries = "".join(
        f"<item><title>{TITLES[i]}</title><link>{BASE}a/{100 + i}.html</link></item>" for i in range(COUNT)
    )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>途径网</title>{entries}</channel></rss>'
    return {"/": plain_home(), "/rss.xml": (200, XML, feed.encode()), **articles()}


def only_next_links() -> Pages:
    """One list of four pages; each names the next one only."""
    pages: Pages = {"/": html("途径网", '<a href="/wenzhang.html">文章</a>'), **articles()}
    for page in range(4):
        address = "/wenzhang.html" if page == 0 else f"/wenzhang_{page + 1}.html"
        following = f'<a href="/wenzhang_{page + 2}.html">下一页</a>' if page < 3 else "<span>下一页</span>"
        pages[address] = html("文章", f"<h1>文章</h1>{items(range(page * 3, page * 3 + 3))}<div>{following}</div>")
    return pages


def only_categories() -> Pages:
    """Four categories in the menu, no further page."""
    names = {"jiekuan": "借款", "xinyong": "信用卡", "danbao": "担保", "zhixing": "执行"}
    menu = "".join(f'<li><a href="/{name}/">{label}</a></li>' for name, label in names.items())
    pages: Pages = {"/": html("途径网", f'<ul class="menu">{menu}</ul>'), **articles()}
    for k, (name, label) in enumerate(names.items()):
        pages[f"/{name}/"] = html(label, f"<h1>{label}</h1>{items(range(k * 3, k * 3 + 3))}")
    return pages


def only_related() -> Pages:
    """The home page names one article, each article two others."""

    def related(number: int) -> str:
        two = [(number * 2 + 1) % COUNT, (number * 2 + 2) % COUNT]
        links = "".join(f'<li><a href="{100 + i}.html">{TITLES[i]}</a></li>' for i in two)
        return f'<div class="xiangguan"><h4>相关文章</h4><ul>{links}</ul></div>'

    return {"/": html("途径网", f'<p>今日推荐：<a href="/a/100.html">{TITLES[0]}</a></p>'), **articles(related)}


@pytest.mark.parametrize("site", [only_sitemap, only_feed, only_next_links, only_categories, only_related])
def test_one_way_is_enough(site: Callable[[], Pages], walk: Callable[..., Any]) -> None:
    pages: Mapping[str, Any] = site()
    walked = walk(pages, BASE)
    assert walked.articles == {f"/a/{100 + i}.html" for i in range(COUNT)}
