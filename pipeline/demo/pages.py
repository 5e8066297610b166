"""The small parts of the demo site's pages: list items, relative dates, pagers, related entries, feed items."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from html import escape

from pipeline.demo import markup
from pipeline.demo.data import ZONE, Broken, DemoArticle

TEASER = 90  # characters of a body that a list shows


def shown_date(published: datetime, now: datetime) -> str:
    """A date as the theme prints it: counted back, with month and day from a week on, with the year from a year on."""
    seconds = int((now - published).total_seconds())
    local = published.astimezone(ZONE)
    if seconds < 60:
        return "刚刚"
    if seconds < 3600:
        return f"{seconds // 60}分钟前"
    if seconds < 86400:
        return f"{seconds // 3600}小时前"
    days = seconds // 86400
    if days < 7:
        return f"{days}天前"
    if days < 30:
        return f'{days // 7}周前<span class="datetime"> ({local:%m-%d})</span>'
    if days < 365:
        return f'{days // 30}个月前<span class="datetime"> ({local:%m-%d})</span>'
    return f'{days // 365}年前<span class="datetime"> ({local:%Y-%m-%d})</span>'


def teaser(article: DemoArticle) -> str:
    """The beginning of a body in one line."""
    return "".join(markup.to_text(article.body))[:TEASER] + "..."


def item(page: DemoArticle | Broken, base: str, now: datetime, visit: int) -> str:
    """One entry of a list page. A broken page is listed like any other, as an old one."""
    if isinstance(page, Broken):
        info, intro = '<span class="date">6年前<span class="datetime"> (2019-01-07)</span></span>', page.title
    else:
        info = (
            f'<span class="user">{page.author}</span><span class="date">{shown_date(page.published, now)}</span>'
            f'<span class="view">{page.id % 977 + visit}</span>'
        )
        intro = teaser(page)
    return (
        f'<div class="post item">\n    <h2><a href="{base}{page.path}" target="_blank">{escape(page.title)}</a></h2>\n'
        f'    <div class="info">{info}</div>\n    <div class="intro">{escape(intro)}</div>\n</div>'
    )


def pager(base: str, place: str, number: int, last: int) -> str:
    """Links to the first, the next and the last page of a list."""
    if last == 1:
        return '<span class="now-page">1</span>'

    def address(page: int) -> str:
        return base + ("/" if place == "/page" else f"{place}.html") if page == 1 else f"{base}{place}_{page}.html"

    parts = [f'<a href="{address(1)}" class="m">首页</a>', f'<span class="now-page">{number}</span>']
    if number < last:
        parts.append(f'<span class="next-page"><a href="{address(number + 1)}">{number + 1}</a></span>')
        parts.append(f'<a href="{address(number + 1)}" class="m">下页</a>')
    parts.append(f'<a href="{address(last)}" class="m">尾页</a>')
    return "\n".join(parts)


def neighbour(label: str, article: DemoArticle | None, base: str) -> str:
    """The line to the previous or next article of the category."""
    if article is None:
        return ""
    name = "single-prev" if label == "上一篇" else "single-next"
    return f'<p>{label}：<a href="{base}{article.path}" class="{name}">{escape(article.title)}</a></p>'


def related(article: DemoArticle, base: str) -> str:
    """One entry of the related list; the theme's excerpts lose characters, here every thirteenth."""
    text = "".join(char for at, char in enumerate(teaser(article), 1) if at % 13)
    link = f'<a href="{base}{article.path}" title="{escape(article.title)}">{escape(article.title)}</a>'
    return f'<div class="relate"><div class="relateinfo"><h3>{link}</h3><p>{escape(text)}</p></div></div>'


def side(article: DemoArticle, base: str) -> str:
    """One entry of a sidebar box."""
    return f'<li class="sideitem"><a href="{base}{article.path}" class="itemtitle">{escape(article.title)}</a></li>'


def feed_item(article: DemoArticle, base: str) -> str:
    """One RSS item with the whole text, as the system writes it."""
    return (
        f"<item><title>{escape(article.title)}</title><link>{base}{article.path}</link>"
        f"<description>{escape(markup.to_html(article.body))}</description>"
        f"<pubDate>{format_datetime(article.published.replace(microsecond=0))}</pubDate></item>"
    )
