"""A look at a site nobody has described: what is found, written and said."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from pipeline.config import load_site, write_site
from pipeline.errors import InputError
from pipeline.fetch.reasons import reason_of
from pipeline.models import Failure, Page
from pipeline.survey import Survey, name_of, survey

BASE = "http://www.survey.example/"
PROSE = "<p>借款到期没有还清，出借人可以先催告，再起诉。</p><p>逾期利息按约定计算，但不能超过上限；超过的部分，法院不予支持。</p>"
TITLES = [f"网贷逾期的处理办法第{i}讲" for i in range(8)]
Pages = dict[str, tuple[int, str, str]]


def look_at(pages: Mapping[str, tuple[int, str, str]], base: str = BASE) -> tuple[Survey, list[str]]:
    asked: list[str] = []

    async def get(url: str) -> Page | Failure:
        asked.append(url)
        path = url.removeprefix("http://www.survey.example")
        status, kind, body = pages.get(path, (404, "text/html", "<h1>404</h1>"))
        if kind == "failure":
            return Failure("fetch", body, url, "说明", retry=reason_of(body).retry)
        final = body if kind == "moved" else url
        if kind == "moved":
            status, kind, body = pages[body.removeprefix("http://www.survey.example")]
        return Page(url, final, status, (("content-type", f"{kind}; charset=utf-8"),), body.encode(), datetime.now(UTC))

    return asyncio.run(survey(base, get)), asked


def html(title: str, body: str, head: str = "") -> tuple[int, str, str]:
    return 200, "text/html", f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def article(number: int) -> tuple[int, str, str]:
    return html(
        f"{TITLES[number]} - 某某律师网",
        f'<div class="crumbs"><a href="/">首页</a> &gt; <a href="/daikuan/">贷款</a> &gt; 正文</div><h1>{TITLES[number]}</h1><p>2026-03-0{number + 1} 作者：张律师</p>{PROSE}',
    )


def items(numbers: range) -> str:
    return "".join(
        f'<div><h2><a href="/daikuan/{700 + i}.html">{TITLES[i]}</a></h2><p>先催告，再起诉。</p></div>' for i in numbers
    )


def feed(hours: int) -> str:
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    entries = "".join(
        f"<item><title>{TITLES[i]}</title><link>{BASE}daikuan/{700 + i}.html</link><pubDate>{format_datetime(begin + timedelta(hours=hours * i))}</pubDate></item>"
        for i in range(8)
    )
    return f'<rss version="2.0"><channel><title>x</title>{entries}</channel></rss>'


def site(hours: int = 30) -> Pages:
    generator = (
        '<meta name="generator" content="WordPress 6.5"><link rel="alternate" type="application/rss+xml" href="/feed/">'
    )
    menu = '<ul class="menu"><li><a href="/daikuan/">贷款</a></li><li><a href="/kong/">空</a></li><li><a href="/about.html">关于我们</a></li></ul>'
    return {
        "/": html("某某律师网 - 专业债务咨询", menu + items(range(3)), generator),
        "/robots.txt": (200, "text/plain", f"User-agent: *\nCrawl-delay: 3\nSitemap: {BASE}map.xml\n"),
        "/map.xml": (200, "application/xml", "<urlset>" + "".join(f"<url><loc>{BASE}daikuan/{700 + i}.html</loc></url>" for i in range(8)) + "</urlset>"),
        "/feed/": (200, "application/rss+xml", feed(hours)),
        "/daikuan/": html("贷款 - 某某律师网", f"<h1>贷款</h1>{items(range(8))}"),
        **{f"/daikuan/{700 + i}.html": article(i) for i in range(8)},
    }  # fmt: skip


def test_everything_that_is_there_is_found() -> None:
    found, asked = look_at(site())
    described = found.site
    assert (described.name, described.base_url, described.title, described.platform) == (
        "survey",
        BASE,
        "某某律师网",
        "wordpress",
    )
    assert described.discover.sitemaps == ("/map.xml",)
    assert described.discover.feeds == ("/feed/",)
    assert described.discover.start == ("/", "/daikuan/")
    assert described.discover.article_patterns == (r"^/daikuan/\d+\.html$",)
    assert described.discover.list_patterns[-1] == r"^/(?:daikuan)(?:/(?:page/)?\d+)?/?$"
    assert described.verified
    assert not described.allow_private
    assert len(asked) < 40


def test_what_was_found_is_said_and_the_file_can_be_written_and_read(tmp_path: Path) -> None:
    found, _ = look_at(site())
    said = "\n".join(found.findings)
    assert [
        part for part in ("WordPress", "robots.txt", "3 秒", "/map.xml", "/feed/", "栏目：1 个") if part not in said
    ] == []
    path = tmp_path / "survey.toml"
    write_site(path, found.site, found.comments)
    assert load_site(path) == found.site
    assert all(f"# - {line}" in path.read_text("utf-8") for line in found.findings)


MENU = "".join(
    f"<li><a href='/{name}/'>{name}</a></li>" for name in ("wd", "xyk", "empty", "framed", "zhengxin", "daikuan")
)


def test_no_start_page_is_written_that_is_gone_or_has_nothing() -> None:
    """An article's menu names columns that the home page does not."""
    pages = site()
    status, kind, body = pages["/daikuan/700.html"]
    pages["/daikuan/700.html"] = (status, kind, body.replace("<h1>", f"<ul class='nav'>{MENU}</ul><h1>"))
    pages["/empty/"] = html("空 - 某某律师网", "<h1>空</h1><p>暂无文章</p>")
    pages["/framed/"] = (200, "text/html", "<title>框架</title><frameset><frame src='/gone.htm'></frameset>")
    pages["/zhengxin/"] = html("征信 - 某某律师网", f"<h1>征信</h1>{items(range(3))}")
    found, asked = look_at(pages)
    assert found.site.discover.start == ("/", "/daikuan/", "/zhengxin/")
    assert len(asked) < 40


def test_a_site_in_frames_is_seen_through_them() -> None:
    pages = site()
    home = pages["/"]
    pages["/"] = (
        200,
        "text/html",
        "<title>某某律师网</title><frameset><frame src='top.htm'><frame src='main.htm'></frameset>",
    )
    pages["/main.htm"] = home
    del pages["/feed/"], pages["/map.xml"]
    found, _ = look_at(pages)
    assert found.site.discover.start == ("/", "/main.htm", "/daikuan/")
    assert found.site.discover.article_patterns == (r"^/daikuan/\d+\.html$",)
    assert any("frameset" in line for line in found.findings)


def test_a_home_page_without_anything_is_no_start_page() -> None:
    pages = site()
    pages["/"] = html("某某律师网", "")
    assert "/" not in look_at(pages)[0].site.discover.start


@pytest.mark.parametrize(("hours", "every"), [(2, "3h"), (20, "6h"), (60, "12h"), (300, "1d")])
def test_rhythm_from_the_feed(hours: int, every: str) -> None:
    assert look_at(site(hours))[0].site.schedule.every == every


def test_only_what_was_fetched_is_written() -> None:
    """A sitemap that robots.txt names and that is a page, a feed that is announced and missing."""
    pages = site()
    pages["/map.xml"] = html("404", "<h1>页面不存在</h1>")
    del pages["/feed/"]
    found, _ = look_at(pages)
    assert (found.site.discover.sitemaps, found.site.discover.feeds) == ((), ())
    assert "没有找到网站地图" in found.findings
    assert "没有找到订阅" in found.findings


def refusing(after: int, refusal: tuple[int, str, str]) -> Survey:
    """The site seen by one who is refused after so many requests."""
    pages, asked = site(), 0

    class Refusing(dict[str, tuple[int, str, str]]):
        def get(self, path: str, default: object = None) -> object:
            nonlocal asked
            asked += 1
            return refusal if asked > after else pages.get(path, default)

    return look_at(Refusing())[0]


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [((0, "failure", "http_429"), "请求过多 http_429"), ((429, "text/html", "slow down"), "请求过多 http_429"), ((503, "text/html", ""), "网站出错 http_503")],
)  # fmt: skip
def test_what_was_refused_is_said_and_what_the_site_names_is_kept(refusal: tuple[int, str, str], reason: str) -> None:
    found = refusing(2, refusal)
    assert found.site.discover.feeds == ("/feed/",)
    assert found.site.discover.sitemaps == ("/map.xml",)
    assert found.site.discover.article_patterns == (r"^/daikuan/\d+\.html$",)
    said = "\n".join(found.findings)
    assert f"个网址没有取到：{reason}" in said
    assert "sites add --force" in said
    assert "没有找到" not in said


def test_a_refused_robots_txt_is_not_said_to_be_missing() -> None:
    assert "robots.txt 没有取到：请求过多 http_429" in refusing(1, (429, "text/html", "")).findings


def test_what_is_forbidden_is_said_and_not_written() -> None:
    pages = site()
    pages["/feed/"] = (0, "failure", "robots_disallowed")
    found, _ = look_at(pages)
    assert found.site.discover.feeds == ()
    assert any("robots.txt 不允许" in line and "/feed/" in line for line in found.findings)
    assert not any("--force" in line for line in found.findings)


def test_articles_are_judged_as_a_crawl_will() -> None:
    """The text stands below a heading that leads elsewhere, as an item of a list does: the second reading tells."""
    others = "".join(f"<li><a href='/daikuan/{700 + i}.html'>{TITLES[i]}</a> 2026-11-20</li>" for i in range(8))
    pages = site()
    for i in range(8):
        heading = f"<h1><a href='/pc/'>某某律师网电脑版</a></h1><div class='wrap'><h2>{TITLES[i]}</h2><p>来源：本站　2026.03.0{i + 1}</p>"
        text = "".join(
            f"<p>借款到期以后，出借人可以先催告，再起诉；第{n}种情形见下文，利息另算。</p>" for n in range(7)
        )
        pages[f"/daikuan/{700 + i}.html"] = html(
            f"{TITLES[i]}_某某律师网",
            f"{heading}<div>{text}</div><div class='side'><h3>热门文章</h3><ul>{others}</ul></div></div>",
        )
    found, _ = look_at(pages)
    assert any("6 个可能的文章页，6 个是文章" in line for line in found.findings)
    assert found.site.discover.article_patterns == (r"^/daikuan/\d+\.html$",)


def test_an_unknown_system_is_generic_and_still_described() -> None:
    pages = site()
    pages["/"] = html("某某律师网", pages["/"][2].replace("WordPress 6.5", "自制系统"))
    pages["/"] = (200, "text/html", pages["/"][2].replace("WordPress 6.5", ""))
    found, _ = look_at(pages)
    assert found.site.platform == "generic"
    assert found.site.discover.article_patterns == (r"^/daikuan/\d+\.html$",)


def test_no_common_shape_no_pattern() -> None:
    pages = {"/": html("站", '<p><a href="/x">一个奇怪的文章标题文字</a></p>'), "/x": article(0)}
    found, _ = look_at(pages)
    assert found.site.discover.article_patterns in ((), (r"^/x$",))
    assert found.comments["discover.article_patterns"]


def test_the_site_is_where_the_home_page_leads() -> None:
    pages = site()
    pages["/old"] = (200, "moved", BASE)
    found, _ = look_at(pages, BASE + "old")
    assert found.site.base_url == BASE


@pytest.mark.parametrize(
    ("pages", "base", "said"),
    [
        ({"/": (0, "failure", "robots_disallowed")}, BASE, "取不到：robots.txt 不允许 robots_disallowed（说明）"),
        ({"/": (0, "failure", "http_503")}, BASE, "取不到：网站出错 http_503（说明）"),
        ({"/": (500, "text/html", "x")}, BASE, "500"),
        ({"/": (200, "image/png", "\x89PNG")}, BASE, "不是网页"),
        ({"/": html("请登录", "<p>请先登录后查看</p>")}, BASE, "登录"),
        ({"/": html("站", "")}, BASE, "首页没有内容"),  # a page that is made by scripts, or for later
        ({}, "mailto:a@b.cn", "不是网址"),
    ],
)
def test_a_site_that_cannot_be_seen_is_one_clear_line(pages: Pages, base: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        look_at(pages, base)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.hefeilaws.com/", "hefeilaws"),
        ("http://m.a-b.com.cn/", "a-b"),
        ("http://china.findlaw.cn/", "china-findlaw"),
        ("http://127.0.0.1:8101/", "127-0-0-1-8101"),
        ("http://localhost:80/", "localhost-80"),
        ("http://[::1]:8080/", "1-8080"),
    ],
)
def test_name_from_the_host(url: str, name: str) -> None:
    assert name_of(url) == name


@pytest.mark.parametrize(
    ("host", "private"), [("127.0.0.1:8101", True), ("10.0.0.1", True), ("localhost", True), ("www.a.cn", False)]
)
def test_private_hosts_are_said_to_be(host: str, private: bool) -> None:
    async def get(url: str) -> Page | Failure:
        body = "<title>站</title><p>网贷逾期以后怎样协商还款</p>".encode() if url == f"http://{host}/" else b""
        return Page(url, url, 200 if body else 404, (("content-type", "text/html"),), body, datetime.now(UTC))

    assert asyncio.run(survey(f"http://{host}/", get)).site.allow_private is private
