"""What is mapped over pages: ``process(page, site) -> Record | Failure``. Pure, so that any engine can map it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from selectolax.lexbor import LexborHTMLParser

from pipeline import discover, duplicates, extract, labels, laws
from pipeline.laws import Library, Statutes
from pipeline.models import Article, Citation, Failure, Hint, Link, Outcome, Page, Record, Verdict
from pipeline.moments import day_in_china
from pipeline.site import Site


def process(
    page: Page,
    site: Site | None = None,
    *,
    hint: Hint | None = None,
    parts: Sequence[Page] = (),
    library: Library | None = None,
) -> Record | Failure:
    """One article page to its record, or to the reason why there is none. ``parts``: the article's further pages.

    ``library``: what its citations are judged by; by default the package's registry alone.
    """
    return examine(page, site, hint=hint, parts=parts, library=library).result


def examine(
    page: Page,
    site: Site | None = None,
    *,
    hint: Hint | None = None,
    parts: Sequence[Page] = (),
    library: Library | None = None,
) -> Outcome:
    """The record or failure of a page together with the links on it, from one parse."""
    content_type = page.header("content-type")
    form = discover.sniff(page.body, content_type)
    if form == "sitemap":
        return _listing(page, discover.parse_sitemap(page.body, page.final_url), site)
    if form == "feed":
        return _listing(page, discover.parse_feed(page.body, page.final_url), site)
    if form == "binary":
        return Outcome(_failed(page, "not_text", f"不是文本（{content_type or '没有 Content-Type'}）"))
    if form == "text" and discover.is_code(page.body, content_type):
        return Outcome(Failure("classify", "not_article", page.final_url, "给程序看的文本，不是文章", kind="other"))
    if form == "text":
        text = extract.decode(page.body, content_type)
        return Outcome(
            _complete(extract.from_text(text, page.final_url, fetched_at=page.fetched_at, site=site), library=library)
        )
    return _html(page, site, hint, parts, library)


def process_html(
    data: bytes | str,
    url: str = "",
    *,
    content_type: str | None = None,
    fetched_at: datetime | None = None,
    site: Site | None = None,
    library: Library | None = None,
) -> Record | Failure:
    """One article page from anywhere to its record.

    ``data`` as bytes is decoded by ``content_type``, the page's own ``<meta>`` or its bytes; as str it is taken as is.
    ``url`` helps with the canonical URL, relative links and dates in paths. ``fetched_at`` (a naive one is China's; default:
    unknown) is what relative dates such as 3天前 are counted from. The caller's word is taken that this is an article:
    only an error message, a wall, a redirect or an empty page is refused.

    Raises TypeError for ``data`` that is neither bytes nor str.
    """
    if not isinstance(data, (bytes, str)):
        raise TypeError(f"data: bytes or str is needed, not {type(data).__name__}")
    if isinstance(data, str):
        data, content_type = data.encode("utf-8", "replace"), "text/html; charset=utf-8"
    if discover.sniff(data, content_type) == "binary":
        return Failure("extract", "not_text", url, "不是文本")
    tree = extract.parse_bytes(data, content_type)
    framed = discover.framed(tree)
    article = extract.extract(tree, url, site=site, fetched_at=fetched_at)
    # No message is as long as prose, and to judge a page costs as much as to read it.
    if framed or not discover.is_prose(article.body):
        kind = discover.no_content(_whole(tree, data, content_type, site), url, site)
        if kind is not None:
            return Failure("classify", "not_article", url, f"{labels.PAGE_KIND[kind]}，不是文章", kind=kind)
    return _complete(article, library=library)


def check_citations(
    text: str, citations: Sequence[Citation], *, on: date | None, statutes: Statutes | None = None
) -> tuple[Verdict, ...]:
    """One verdict for each citation, in order. ``on``: the day of the article, or a moment of it, whose day in China it
    is (a naive one is China's); None judges by the newest version. ``statutes``: the texts of provisions, where held.

    Raises TypeError for an ``on`` that is neither.
    """
    if on is not None and not isinstance(on, date):
        raise TypeError(f"on: a date or datetime is needed, not {type(on).__name__}")
    if isinstance(on, datetime):
        on = day_in_china(on) if on.tzinfo else on.date()
    return laws.check(text, citations, on=on, statutes=statutes)


def finish(article: Article, library: Library | None = None) -> Record:
    """An article with its citations, their verdicts on its day of publication, and its fingerprint."""
    citations, verdicts = (library or Library()).read(article.body, on=day_of(article.published_at))
    return Record(article, citations, verdicts, duplicates.fingerprint(article, citations))


def day_of(published_at: datetime | None) -> date | None:
    """The day in China, which an article's laws are judged for."""
    return day_in_china(published_at) if published_at else None


def _html(page: Page, site: Site | None, hint: Hint | None, parts: Sequence[Page], library: Library | None) -> Outcome:
    content_type = page.header("content-type")
    tree = extract.parse_bytes(page.body, content_type)
    url = page.final_url

    looked: list[Article] = []

    def second(entries: Sequence[str]) -> bool:
        """Extraction's own view; where it will change the tree, on one of its own."""
        own = _whole(tree, page.body, content_type, site)
        reading = extract.read(own, url, site=site, hint=hint, fetched_at=page.fetched_at)
        looked.append(reading.article)
        return extract.is_article(reading, entries)

    kind, links = discover.look(tree, url, site, second=second)
    if kind == "wall":
        return Outcome(_wall(url, discover.wall_of(tree, url)), links)
    if kind != "article":
        return Outcome(Failure("classify", "not_article", url, f"{labels.PAGE_KIND[kind]}，不是文章", kind=kind), links)
    rules = site.rules if site else None
    further = extract.next_part(tree, url, rules)
    articles = looked or [extract.extract(tree, url, site=site, hint=hint, fetched_at=page.fetched_at)]
    for part in parts:
        tree = extract.parse_bytes(part.body, part.header("content-type"))
        further = extract.next_part(tree, part.final_url, rules)
        articles.append(extract.extract(tree, part.final_url, site=site, fetched_at=part.fetched_at))
    seen = {url, page.url, *(one for part in parts for one in (part.url, part.final_url))}
    article = extract.join(articles) if parts else articles[0]
    result = _complete(article, None if further in seen else further, library=library)
    return Outcome(result, links)


def _whole(tree: LexborHTMLParser, data: bytes, content_type: str | None, site: Site | None) -> LexborHTMLParser:
    """The tree of a page, parsed again where extraction takes elements out of it, which a site's own rules alone do."""
    return extract.parse_bytes(data, content_type) if site is not None and site.rules.drop else tree


def _complete(article: Article, next_part: str | None = None, *, library: Library | None) -> Record | Failure:
    if not article.body.strip():
        return Failure("extract", "empty_body", article.url, "页面上没有找到正文")
    if not article.title.strip():
        return Failure("extract", "no_title", article.url, "页面上没有找到标题")
    record = finish(article, library)
    return Record(record.article, record.citations, record.verdicts, record.fingerprint, next_part)


def _wall(url: str, name: str) -> Failure:
    """A page that keeps its reader out, in the reasons of fetch/reasons.py. A login is asked for one page, not the site."""
    if name == "login":
        return Failure("classify", "wall_login", url, "要登录、成为会员或付费才看得到全文")
    reason = "parked_domain" if name == "parked" else f"wall_{name}"
    return Failure("classify", reason, url, "页面要求访问验证，不作绕过", kind="wall")


def _listing(page: Page, links: tuple[Link, ...] | Failure, site: Site | None) -> Outcome:
    if isinstance(links, Failure):
        return Outcome(links)
    links = tuple(link for link in links if discover.excluded(link.url, site) is None)
    return Outcome(Failure("classify", "not_article", page.final_url, "订阅源或站点地图", kind="list"), links)


def _failed(page: Page, reason: str, detail: str) -> Failure:
    return Failure("extract", reason, page.final_url, detail)
