"""URLs that are never visited, and those that look like them and are."""

from __future__ import annotations

import pytest

from pipeline.discover.scope import never

NEVER = [
    ("/wp-login.php", "account"), ("/user/login.php", "account"), ("/member.php?mod=logging&action=login", "account"), ("/register", "account"),
    ("/?s=催收", "search"), ("/search.php?q=x", "search"), ("/so?keyword=x", "search"),
    ("/a/1.html?replytocom=7", "comment"), ("/archives/5/comment", "comment"), ("/a/1/comment-page-2", "comment"), ("/plus/feedback.php?aid=3", "comment"),
    ("/a/1.html?print=1", "action"), ("/a.php?action=print&id=3", "action"), ("/share?u=x", "action"), ("/cart/", "action"), ("/?add-to-cart=3", "action"),
    ("/wp-json/wp/v2/posts", "machine"), ("/xmlrpc.php", "machine"), ("/apps/stow.php?aid=10", "machine"), ("/cdn-cgi/l/email-protection", "machine"),
    ("/calendar/2026/3/", "calendar"), ("/events/?month=2026-03", "calendar"), ("/?tribe-bar-date=2026-03-01", "calendar"),
    ("/a.pdf", "file"), ("/x/y.JPG", "file"), ("/app.apk", "file"), ("/style.css?v=3", "file"), ("/合同.docx", "file"),
    ("/jump?url=http://b.cn/", "redirector"), ("/go.php?link=https%3A%2F%2Fb.cn", "redirector"),
    ("/a/b/a/b/a/b/", "trap_repeats"), ("/x/x/x/", "trap_repeats"), ("/" + "/".join("abcdefghijklmn"), "trap_depth"),
    ("/list?sort=a&order=b&view=c", "trap_facets"), ("/list?" + "&".join(f"k{i}=1" for i in range(10)), "trap_facets"),
]  # fmt: skip
VISITED = [
    "/", "/hf/1211301.html", "/apps/view.php?aid=15&pageno=2", "/apps/list.php?tid=1&TotalResult=16&PageNo=2", "/?p=12", "/?id=2",
    "/category/login-fraud/", "/2024/05/01/x", "/article-318-1.html", "/portal.php?mod=view&aid=3", "/forum.php?mod=viewthread&tid=3",
    "/research/loan.html", "/feed/", "/feed.json", "/sitemap.txt", "/tag/%E5%82%AC%E6%94%B6/", "/a/a/", "/list?sort=new", "/print-media-law/1.html",
    "/so-what.html", "/zhishi/query-credit.html", "/shareholder/1.html", "/cartoon/1.html",
]  # fmt: skip


@pytest.mark.parametrize(("path", "reason"), NEVER, ids=[row[0][:40] for row in NEVER])
def test_never_visited(path: str, reason: str) -> None:
    assert never(f"http://a.cn{path}") == reason


@pytest.mark.parametrize("path", VISITED)
def test_visited(path: str) -> None:
    assert never(f"http://a.cn{path}") is None
