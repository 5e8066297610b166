"""Pages for members or buyers only: each is its own failure; many in a row are the site's."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import labels
from pipeline.crawl import recorder
from pipeline.discover import wall_of
from pipeline.extract import parse_bytes
from tests.crawl.small_sites import Pages, article, crawled, listing

LOCKED = "<p>本文仅限会员查看，请先登录后再阅读全文。</p>"


def closed(number: int) -> str:
    """Headline and byline of an article, and who may read it in the place of its text."""
    before, _, after = article(number).partition("<div class=content>")
    return f"{before}<div class=content>{LOCKED}{after[after.index('</div>') :]}"


def site(count: int, *members: int) -> Pages:
    def pages(host: str, path: str) -> str | None:
        if path == "/":
            return listing(*(f"/hf/{n}.html" for n in range(count)))
        of = {f"/hf/{n}.html": closed(n) if n in members else article(n) for n in range(count)}
        return of.get(path)

    return pages


@pytest.mark.parametrize(
    ("members", "ending", "stored", "why"),
    [
        ((2,), "finished", 5, "one page is that page's failure"),
        ((0, 2, 4), "finished", 3, "and so are some, with articles between them"),
        (range(6), "paused", 0, "a site that shows nothing but this is left alone"),
    ],
)
def test_members_only_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, members: tuple[int, ...], ending: str, stored: int, why: str
) -> None:
    monkeypatch.setattr(recorder, "LOCKED_IN_A_ROW", 4)
    found = crawled(site(6, *members), tmp_path, monkeypatch)
    assert (found.summary.ending, len(found.titles)) == (ending, stored), why
    assert found.summary.tally.reasons["wall_login"] == found.summary.tally.failed > 0
    waits = "SELECT DISTINCT round(julianday(due_at) - julianday('now')) FROM pages WHERE state = 'failed'"
    assert found.rows(waits) == [(30.0,)], "as other pages that the same request would meet again"
    assert "登录" in labels.reason("wall_login")


FORM = "<title>{}</title><body><h1>{}</h1><form>用户名 <input> 密码 <input type=password> 请输入验证码 <input></form>"


@pytest.mark.parametrize(
    ("page", "name", "why"),
    [
        (FORM.format("会员中心-用户登录", "用户登录"), "login", "a form for logging in asks for a code, too"),
        (FORM.format("安全检查", "访问过于频繁"), "captcha", "a code and nothing else is a test for people"),
        ("<title>文章</title><h1>文章</h1><p>购买后即可阅读</p>", "login", "to be bought"),
    ],
)
def test_what_a_wall_is(page: str, name: str, why: str) -> None:
    assert wall_of(parse_bytes(page.encode(), "text/html; charset=utf-8"), "http://a.cn/") == name, why
