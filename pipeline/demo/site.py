"""Renders the demo site as Z-BlogPHP with the theme tpure does: (path, visit) → response, without any network."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from importlib import resources
from string import Template
from urllib.parse import urlsplit

from pipeline.demo import markup, pages
from pipeline.demo.data import Broken, DemoArticle, Frame, articles, frame

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Response:
    """What the server sends; ``promised`` is a Content-Length that the body does not reach."""

    status: int
    body: bytes
    content_type: str = HTML
    location: str | None = None
    etag: str | None = None
    promised: int | None = None


@dataclass(slots=True)
class DemoSite:
    """The whole site at one moment. ``visit`` counts requests: view counters and related lists follow it."""

    base: str  # http://host:port, without a slash at the end
    now: datetime
    frame: Frame = field(default_factory=frame)
    articles: tuple[DemoArticle, ...] = ()

    def __post_init__(self) -> None:
        self.articles = self.articles or articles(self.now)

    # ---------------------------------------------------------------------------------------------- routing

    def respond(self, target: str, visit: int = 0) -> Response:
        """The answer to ``GET target``; unknown paths are 404."""
        path = urlsplit(target).path
        fixed: dict[str, Callable[[], Response]] = {
            "/robots.txt": lambda: Response(200, self.frame.robots.strip().encode() + b"\n", "text/plain"),
            "/feed.php": self._feed,
            "/guestbook.html": lambda: self._simple("留言本", "欢迎留言，我们会在两个工作日之内回复。", visit),
        }
        if path in fixed:
            return fixed[path]()
        if broken := next((each for each in self.frame.broken if each.path == path), None):
            return self._broken(broken, visit)
        if article := next((each for each in self.articles if each.path == path), None):
            return self._article(article, visit)
        if path == "/" and "id=" in target:
            return self._redirect(target)
        return self._listing(path, visit) or self._not_found(visit)

    def _redirect(self, target: str) -> Response:
        wanted = target.rpartition("id=")[2]
        found = next((each for each in self.articles if str(each.id) == wanted), None)
        return Response(302, b"", location=self.base + found.path) if found else self._not_found(0)

    def _listing(self, path: str, visit: int) -> Response | None:
        """A list page: home, category, tag or author, each with its numbered further pages."""
        stem, _, number = path.removesuffix(".html").rpartition("_")
        if not stem:
            stem, number = path.removesuffix(".html"), "1"
        if not number.isdigit():
            return None
        for place, title, members in self._lists():
            if stem == place:
                return self._list_page(place, title, members, int(number), visit)
        return None

    def _lists(self) -> list[tuple[str, str, Sequence[DemoArticle | Broken]]]:
        """Every list of the site: its path without page number and .html, heading, members newest first."""
        everything: list[DemoArticle | Broken] = [*self.articles, *self.frame.broken]
        out: list[tuple[str, str, Sequence[DemoArticle | Broken]]] = [("/", "", everything), ("/page", "", everything)]
        for slug, name in self.frame.categories:
            broken = self.frame.broken if slug == "hf" else ()
            out.append((f"/{slug}", name, [*(each for each in self.articles if each.category == slug), *broken]))
        for number, tag in enumerate(self.tags, 1):
            out.append((f"/tags/{number}", tag, [each for each in self.articles if tag in each.tags]))
        for number, author in enumerate(self.authors, 1):
            out.append((f"/author/{number}", author, [each for each in self.articles if each.author == author]))
        return out

    @property
    def tags(self) -> list[str]:
        """All tags, in a fixed order."""
        return sorted({tag for each in self.articles for tag in each.tags})

    @property
    def authors(self) -> list[str]:
        """All authors, in a fixed order."""
        return sorted({each.author for each in self.articles})

    # ---------------------------------------------------------------------------------------------- pages

    def _article(self, article: DemoArticle, visit: int) -> Response:
        kin = [each for each in self.articles if each.category == article.category]
        at = kin.index(article)
        others = [each for each in kin if each is not article]
        related = random.Random(visit).sample(others, min(6, len(others)))
        category = dict(self.frame.categories)[article.category]
        url = self.base + article.path
        content = _template("article").substitute(
            title=escape(article.title),
            url=url,
            category=category,
            category_url=f"{self.base}/{article.category}.html",
            author=article.author,
            author_url=f"{self.base}/author/{self.authors.index(article.author) + 1}.html",
            date=pages.shown_date(article.published, self.now),
            views=article.id % 977 + visit,
            body=markup.to_html(article.body),
            firm=self.frame.firm,
            site_title=self.frame.title,
            tags="".join(
                f"<a href='{self.base}/tags/{self.tags.index(tag) + 1}.html' title='{tag}'>{tag}</a>"
                for tag in article.tags
            ),
            previous=pages.neighbour("上一篇", kin[at + 1] if at + 1 < len(kin) else None, self.base),
            next=pages.neighbour("下一篇", kin[at - 1] if at else None, self.base),
            related="\n".join(pages.related(each, self.base) for each in related),
        )
        crumb = (
            f'当前位置：<a href="{self.base}/">首页</a> &gt; '
            f'<a href="{self.base}/{article.category}.html">{category}</a> &gt; 正文内容'
        )
        head = f'<link rel="canonical" href="{url}" />'
        return self._page(article.title, content, visit, crumb=crumb, kind="article", head=head)

    def _list_page(
        self, place: str, title: str, members: Sequence[DemoArticle | Broken], number: int, visit: int
    ) -> Response:
        size = self.frame.per_page
        last = max(1, -(-len(members) // size))
        if not 1 <= number <= last:
            return self._not_found(visit)
        shown = members[(number - 1) * size : number * size]
        content = _template("list").substitute(
            heading=f"<h1>{title}</h1>" if title else "",
            items="\n".join(pages.item(each, self.base, self.now, visit) for each in shown),
            pager=pages.pager(self.base, "/page" if place == "/" else place, number, last),
        )
        crumb = f'当前位置：<a href="{self.base}/">首页</a>' + (f" &gt; {title}" if title else "")
        return self._page(
            title or self.frame.tagline, content, visit, crumb=crumb, kind="index" if not title else "category"
        )

    def _simple(self, title: str, text: str, visit: int, status: int = 200) -> Response:
        content = (
            f'<div class="content"><div class="block"><div class="post"><h1>{title}</h1><p>{text}</p></div></div></div>'
        )
        return self._page(title, content, visit, kind="page", status=status)

    def _not_found(self, visit: int) -> Response:
        return self._simple("404 错误", "抱歉，您访问的页面不存在。", visit, status=404)

    def _broken(self, page: Broken, visit: int) -> Response:
        """Each kind of broken page, see site.toml."""
        if page.what == "missing":
            return self._not_found(visit)
        if page.what == "error":
            return Response(500, b"Internal Server Error", "text/plain")
        if page.what == "empty":
            return Response(200, b"")
        if page.what == "soft_404":
            return self._simple("系统提示", "抱歉，您要查看的文章不存在或者已经被删除，三秒后返回首页。", visit)
        whole = self._article(self.articles[0], visit).body.replace(
            self.articles[0].title.encode(), page.title.encode()
        )
        if page.what == "disallowed":
            return Response(200, whole)
        if page.what == "head_only":
            return Response(200, whole[: whole.index(b"</head>")])
        return Response(200, whole[: len(whole) // 2], promised=len(whole))

    def _feed(self) -> Response:
        items = "".join(pages.feed_item(each, self.base) for each in self.articles[: self.frame.feed_items])
        xml = (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>{self.frame.title}</title><link>{self.base}/</link>"
            f"<description>{self.frame.tagline}</description>{items}</channel></rss>"
        )
        return Response(200, xml.encode(), "text/xml; charset=utf-8", etag=f'"{self.articles[0].id}"')

    def _page(
        self,
        title: str,
        content: str,
        visit: int,
        *,
        crumb: str = "",
        kind: str = "",
        head: str = "",
        status: int = 200,
    ) -> Response:
        """The frame around a page's content."""
        hot = random.Random(visit + 1).sample(self.articles, 5)
        links = "".join(
            f'<li><a href="{self.base}/{slug}.html">{name}</a></li>' for slug, name in self.frame.categories
        )
        feed = f'<link rel="alternate" type="application/rss+xml" href="{self.base}/feed.php" title="{self.frame.title}" />'
        html = _template("base").substitute(
            head_title=f"{escape(title)} - {self.frame.title}",
            base=self.base,
            head=head + feed,
            body_class=kind,
            site_title=self.frame.title,
            tagline=self.frame.tagline,
            menu=links,
            breadcrumb=crumb or f'当前位置：<a href="{self.base}/">首页</a>',
            content=content,
            sidebar_categories=links,
            sidebar_newest="".join(pages.side(each, self.base) for each in self.articles[:5]),
            sidebar_hot="".join(pages.side(each, self.base) for each in hot),
            visit=visit,
        )
        return Response(status, html.encode())


def _template(name: str) -> Template:
    return Template(resources.files(__package__).joinpath(f"templates/{name}.html").read_text("utf-8"))
