"""Which links of a page are followed, what they are thought to lead to, and what the page says of them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from pipeline.discover import look, page_kind, page_links
from pipeline.extract import parse
from pipeline.models import Hint, Link
from pipeline.site import Discovery, Site

BASE = "http://www.a.cn"
CHINA = timezone(timedelta(hours=8))
PROSE = (
    "<p>借款到期没有还清，出借人可以先催告，再起诉。</p><p>逾期利息按约定计算，但不能超过上限；超过的部分，法院不予支持。</p>"
    * 2
)


def links(html: str, path: str = "/zhaiwu/", site: Site | None = None) -> dict[str, Link]:
    found = page_links(parse(html), BASE + path, site)
    assert len({link.url for link in found}) == len(found), "each link once"
    return {link.url.removeprefix(BASE): link for link in found}


def listing(items: str, after: str = "") -> str:
    return f"<title>债务 - 站</title><h1>债务</h1>{items}{after}"


def item(number: int, inside: str = "") -> str:
    return f'<div class="it"><h2><a href="/a/{number}.html">网贷逾期怎么办第{number}讲</a></h2>{inside}<p>先催告，再起诉。</p></div>'


ITEMS = "".join(item(number) for number in range(1, 6))
ARTICLE = f"<title>网贷逾期怎么办 - 站</title><h1>网贷逾期怎么办</h1><p>2026-03-04 作者：张</p><div>{PROSE}</div>"


def test_only_the_same_site_in_canonical_form() -> None:
    html = listing(
        ITEMS
        + '<a href="HTTP://A.CN:80/a/9.html#top">同一站点的另一种写法</a><a href="https://b.cn/x.html">友情链接别的站点</a>'
    )
    assert set(links(html)) == {f"/a/{i}.html" for i in range(1, 6)} | {"http://a.cn/a/9.html"}


@pytest.mark.parametrize(
    "href",
    ["", "#", "#c1", "javascript:;", "mailto:a@a.cn", "tel:12345", "/a.pdf", "/wp-login.php", "/?s=x", "/a/1.html?replytocom=3", "/print.php?id=1",
     "/user/logout", "weixin://x", "http://a b/", "/zhaiwu/"],
)  # fmt: skip
def test_never_followed(href: str) -> None:
    assert links(listing(f'<p><a href="{href}">这是一个很长的链接文字</a></p>')) == {}


def test_base_element_counts() -> None:
    assert "/x/2.html" in links(f'<base href="/x/">{listing(ITEMS)}<a href="2.html">相对链接的文章标题</a>')


KINDS = [
    (listing(ITEMS), "/a/1.html", "article", "a linked heading"),
    (
        listing('<ul><li><span>2026-01-01</span><a href="/a/1.html">网贷逾期怎么办才好</a></li></ul>'),
        "/a/1.html",
        "article",
        "a line of a list",
    ),
    (
        listing(ITEMS, '<div class="page"><a href="/zhaiwu/2.html">2</a></div>'),
        "/zhaiwu/2.html",
        "list",
        "a number in a pager",
    ),
    (listing(ITEMS, '<a href="/zhaiwu/2/">下一页</a>'), "/zhaiwu/2/", "list", "a next link without a pager"),
    (listing(ITEMS, '<a href="/l.php?tid=3">更多</a>'), "/l.php?tid=3", "list", "a list's address"),
    (ARTICLE + '<div class="crumbs"><a href="/zhaiwu/">债务</a></div>', "/zhaiwu/", "list", "a breadcrumb"),
    (ARTICLE + '<ul class="nav"><li><a href="/xinyong.html">信用卡</a></li></ul>', "/xinyong.html", "list", "a menu"),
    (ARTICLE + '<a rel="tag" href="/t/9">催收</a>', "/t/9", "list", "rel=tag"),
    (ARTICLE + '<a href="/about.html">关于我们</a>', "/about.html", "page", "a standing page by its name"),
    (
        ARTICLE + '<div class="related"><a href="/a/8.html">担保人怎样追偿</a></div>',
        "/a/8.html",
        "article",
        "a related article",
    ),
    (ARTICLE + '<p>下一篇：<a href="/a/8.html">担保人怎样追偿</a></p>', "/a/8.html", "article", "the next article"),
    (
        ARTICLE + '<div class="page-links"><a href="/zhaiwu/1_2.html">2</a></div>',
        "/zhaiwu/1_2.html",
        "part",
        "the same article's next page",
    ),
    (ARTICLE + '<div class="x"><a href="1_2.html">下一页</a></div>', "/zhaiwu/1_2.html", "part", "… by its words"),
    (
        ARTICLE + '<p>上一篇：<a href="/zhaiwu/2.html">2</a></p>',
        "/zhaiwu/2.html",
        "article",
        "a neighbour whose title is a number is no part",
    ),
    (
        ARTICLE + '<link rel="alternate" type="application/rss+xml" href="/feed/">',
        "/feed/",
        "feed",
        "an announced feed",
    ),
    (ARTICLE + '<a href="/rss.xml">RSS</a>', "/rss.xml", "feed", "a linked feed"),
]


@pytest.mark.parametrize(("html", "path", "kind", "why"), KINDS, ids=[row[3] for row in KINDS])
def test_kind(html: str, path: str, kind: str, why: str) -> None:
    assert links(html, "/zhaiwu/1.html" if html.startswith(ARTICLE) else "/zhaiwu/")[path].kind == kind


def test_feeds_of_comments_of_one_article_and_doubles_are_left_out() -> None:
    heads = "".join(
        f'<link rel="alternate" type="application/{kind}+xml" href="{href}">'
        for kind, href in (
            ("rss", "/feed/"),
            ("rdf", "/feed/rss/"),
            ("atom", "/feed/atom/"),
            ("rss", "/comments/feed/"),
            ("rss", "/zhaiwu/1.html/feed"),
        )
    )
    assert [
        link.url for link in page_links(parse(heads + ARTICLE), BASE + "/zhaiwu/1.html") if link.kind == "feed"
    ] == [BASE + "/feed/"]


@pytest.mark.parametrize(
    ("inside", "when", "precision"),
    [
        ("<span>2026-03-04</span>", datetime(2026, 3, 4, tzinfo=CHINA), "day"),
        ("<span>2026年3月4日</span>", datetime(2026, 3, 4, tzinfo=CHINA), "day"),
        ("<span>2026/3/4 15:16</span>", datetime(2026, 3, 4, 15, 16, tzinfo=CHINA), "minute"),
        ("<span>2026-03-04 15:16:17</span>", datetime(2026, 3, 4, 15, 16, 17, tzinfo=CHINA), "second"),
        ("<span>3天前</span>", None, None),
        ("<span>03-04</span>", None, None),
        ("<span>2026-03-04</span><span>更新 2026-05-06</span>", None, None),
        ("<span>2026-13-45</span>", None, None),
    ],
)
def test_dates_of_a_list_are_hints_when_they_are_full_and_one(
    inside: str, when: datetime | None, precision: str | None
) -> None:
    hint = links(listing(item(1, inside) + "".join(item(i) for i in range(2, 6))))["/a/1.html"].hint
    assert (hint.source, hint.title, hint.published_at, hint.published_precision) == (
        "list",
        "网贷逾期怎么办第1讲",
        when,
        precision,
    )


@pytest.mark.parametrize(
    ("anchor", "title"),
    [
        ('<a href="/a/9.html" title="网贷逾期怎么办才好呢">网贷逾期怎么…</a>', "网贷逾期怎么办才好呢"),
        ('<a href="/a/9.html">网贷逾期怎么办才...</a>', None),
        ('<a href="/a/9.html" title="查看全文">网贷逾期怎么办才好</a>', "网贷逾期怎么办才好"),
    ],
)
def test_titles_cut_short_are_no_hints(anchor: str, title: str | None) -> None:
    hint = links(listing(ITEMS + f"<div><h2>{anchor}</h2><p>先催告，再起诉。</p></div>"))["/a/9.html"].hint
    assert (hint.title if hint else None) == title


def test_ranks_before_titles_are_no_part_of_them() -> None:
    html = ARTICLE + '<div class="hot"><ul><li><a href="/a/9.html">3.担保人怎样追偿</a></li></ul></div>'
    assert links(html, "/zhaiwu/1.html")["/a/9.html"].hint == Hint("related", title="担保人怎样追偿")


def test_comments_links_are_no_titles() -> None:
    html = ARTICLE + '<div class="sidebar"><a href="/a/9.html#cmt3">写得很清楚，收藏了</a></div>'
    link = links(html, "/zhaiwu/1.html")["/a/9.html"]
    assert (link.text, link.hint) == ("", None)


def test_a_sites_own_patterns_come_first() -> None:
    site = Site(
        "a",
        BASE + "/",
        discover=Discovery(article_patterns=(r"^/x/\d+$",), list_patterns=(r"^/x/9",), exclude_patterns=(r"^/no/",)),
    )
    found = links(
        ARTICLE
        + '<a href="/x/1">1</a><a href="/x/92">这是一个长长的标题文字</a><a href="/no/1.html">这是一个长长的标题文字</a>',
        "/z/1.html",
        site,
    )
    assert {path: link.kind for path, link in found.items()} == {"/x/1": "article", "/x/92": "list"}


def test_messages_and_walls_lead_nowhere_and_a_redirect_to_its_target() -> None:
    assert links("<title>系统提示</title><p>当前网页不存在</p><a href='/'>返回首页</a>") == {}
    assert links('<meta http-equiv="refresh" content="0;url=/new.html">') == {
        "/new.html": Link(BASE + "/new.html", "page")
    }
    assert links('<meta http-equiv="refresh" content="0;url=http://b.cn/">') == {}


FRAMES = [
    ("<frameset><frame src=menu.htm><frame src='/main.htm'></frameset>", ["/zhaiwu/menu.htm", "/main.htm"], "in page order"),
    ("<frameset><frame src=a.htm><frameset><frame src=b.htm><frame src=a.htm></frameset></frameset>",
     ["/zhaiwu/a.htm", "/zhaiwu/b.htm"], "a frameset in another; each once"),
    ("<head><base href='/x/'></head><frameset><frame src=a.htm></frameset>", ["/x/a.htm"], "the base counts"),
    ("<frameset><frame src='http://ad.cn/'><frame src='javascript:1'><frame><frame src='/zhaiwu/'><frame src=a.htm></frameset>",
     ["/zhaiwu/a.htm"], "this site alone, pages alone, not itself"),
    ("<iframe src='a.htm'></iframe>", ["/zhaiwu/a.htm"], "a page with nothing but an inner frame"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "paths", "why"), FRAMES, ids=[row[2] for row in FRAMES])
def test_frames_are_followed(html: str, paths: list[str], why: str) -> None:
    assert links(html) == {path: Link(BASE + path, "page") for path in paths}


def test_inner_frames_of_a_page_with_text_of_its_own_are_not() -> None:
    assert "/ad.htm" not in links(ARTICLE + "<iframe src='/ad.htm'></iframe>")


def test_look_is_both() -> None:
    tree = parse(listing(ITEMS))
    before = tree.html
    assert look(tree, BASE + "/zhaiwu/") == (page_kind(tree, BASE + "/zhaiwu/"), page_links(tree, BASE + "/zhaiwu/"))
    assert tree.html == before, "the tree is left as it was"
