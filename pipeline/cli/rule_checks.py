"""Which rule of a site's file fails, and on which page: what ``sites check`` says besides what it found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline import extract
from pipeline.models import Failure, Record
from pipeline.urls import path_of

if TYPE_CHECKING:
    from pipeline.models import Outcome, Page
    from pipeline.site import Site

_SCHEME = re.compile(r"\^[(?:]*https?\b")  # no path begins so
# Warnings of extract.rules: a code, and after a colon the field of [rules] whose selector it was.
_FIELD = {
    "rule_matched_nothing": "在这一页没有匹配到可用的内容，改用了通用的办法",
    "rule_unreadable": "不是可用的 CSS 选择器",
}


def of_page(site: Site, url: str, outcome: Outcome, *, way_in: bool) -> tuple[str, ...]:
    """What the site's rules get wrong on one page."""
    result = outcome.result
    said = [_in_words(site, one) for one in result.article.warnings] if isinstance(result, Record) else []
    found = site.discover
    listed, meant = _matching(found.list_patterns, url), _matching(found.article_patterns, url)
    if isinstance(result, Record) and listed is not None:
        said.append(f"discover.list_patterns「{listed}」认为这一页是列表，可是它是文章")
    if isinstance(result, Failure) and result.reason == "not_article" and meant is not None and listed is None:
        said.append(f"discover.article_patterns「{meant}」认为这一页是文章，可是它是 {result.kind} 页")
    if way_in and not any(link.kind == "article" for link in outcome.links):
        said.append("从这一页没有找到任何文章链接：检查网址和 discover.article_patterns")
        for pattern in found.list_patterns:
            if taken := [link.url for link in outcome.links if _matching((pattern,), link.url)]:
                said.append(f"discover.list_patterns「{pattern}」把 {len(taken)} 个链接当作列表（如 {taken[0]}）")
    return tuple(said)


def of_site(site: Site, urls: Sequence[str], articles: Iterable[Page]) -> Iterator[str]:
    """Rules that did nothing on any page looked at: ``urls`` that links named, ``articles`` that were fetched."""
    for key in ("article_patterns", "list_patterns", "exclude_patterns"):
        for pattern in getattr(site.discover, key):
            if not urls or any(_matching((pattern,), url) for url in urls):
                continue
            if why := _misread(pattern, urls):
                yield f"discover.{key}「{pattern}」不会起作用：{why}"
            elif key != "exclude_patterns":  # what is excluded beforehand may not be linked at all
                yield f"discover.{key}「{pattern}」没有匹配到见过的 {len(urls)} 个网址中的任何一个（如 {urls[0]}）"
    trees = [extract.parse_bytes(page.body, page.header("content-type")) for page in articles]
    for selector in site.rules.drop:
        if trees and not any(tree.css(selector) for tree in trees):
            yield f"rules.drop「{selector}」在 {len(trees)} 个文章页上都没有匹配到元素"


def _misread(pattern: str, urls: Sequence[str]) -> str | None:
    """Why a pattern that matches no path is written for something else."""
    path = path_of(urls[0])
    if _SCHEME.match(pattern) or any(re.search(pattern, url) for url in urls):
        return f"匹配的只是路径和查询（如 {path}），没有 http:// 和域名；应以 ^/ 开头"
    if any(re.search(pattern, path_of(url)[1:]) for url in urls):
        return f"路径以 / 开头（如 {path}），^ 后面要写 /"
    return None


def _in_words(site: Site, warning: str) -> str:
    code, _, name = warning.partition(":")
    if code not in _FIELD:
        return warning
    value = getattr(site.rules, name, None)
    selectors = value if isinstance(value, tuple) else (value,)
    return f"rules.{name}「{'、'.join(filter(None, selectors))}」{_FIELD[code]}"


def _matching(patterns: Iterable[str], url: str) -> str | None:
    """The first pattern that matches a URL's path and query."""
    return next((pattern for pattern in patterns if re.search(pattern, path_of(url))), None)
