"""URL patterns of a site, from examples: what its articles' and its lists' addresses have in common."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..urls import path_of

MAX_NAMES = 40  # alternatives in one pattern; more are generalised
_NUMBER = re.compile(r"\d+")
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_PAGE_NAME = re.compile(r"[_-]\d{1,4}$")
_SLASH_PAGE = r"(?:/(?:page/)?\d+)?/?"
_PAGE_FOLDER = r"(?:/page/\d+)?/?"


def article_patterns(articles: Iterable[str], lists: Iterable[str] = (), least: int = 2) -> tuple[str, ...]:
    """Patterns for ``articles``' paths: numbers become ``\\d+``, segments that differ become ``[^/]+``.

    A shape fewer than ``least`` articles have, or that most of ``lists`` have too, gives no pattern.

    >>> article_patterns(["http://a.cn/hf/12.html", "http://a.cn/hy/3.html"])
    ('^/[^/]+/\\\\d+\\\\.html$',)
    """
    groups: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for url in articles:
        path = path_of(url)
        groups[_shape(path)].add(path)
    others = [path_of(url) for url in lists]
    found = []
    for paths in sorted(groups.values(), key=len, reverse=True):
        if len(paths) < least:
            continue
        pattern = _common(sorted(paths))
        hits = sum(re.search(pattern, path) is not None for path in others)
        if hits * 2 <= len(others):
            found.append(pattern)
    return tuple(dict.fromkeys(found))


def list_patterns(lists: Iterable[str], articles: Iterable[str] = ()) -> tuple[str, ...]:
    """Patterns for ``lists`` and their further pages: the names that were seen, with an optional page number.

    None that one of ``articles`` fits: it is narrowed, or left out.

    >>> list_patterns(["http://a.cn/hf.html", "http://a.cn/hf_2.html", "http://a.cn/l.php?tid=3"])
    ('^/(?:hf)(?:[_-]\\\\d+)?\\\\.html$', '^/l\\\\.php\\\\?(?:.*&)?tid=')
    >>> list_patterns(["http://a.cn/zhaiwu/"], ["http://a.cn/zhaiwu/12"])
    ('^/(?:zhaiwu)(?:/page/\\\\d+)?/?$',)
    """
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    queries: dict[str, list[str]] = defaultdict(list)
    for url in lists:
        bare, _, query = path_of(url).partition("?")
        if query:
            queries[bare].append(query)
            continue
        folder, _, last = bare.rstrip("/").rpartition("/")
        extension = _EXTENSION.search(last)
        ending = extension[0] if extension else ""
        name = last.removesuffix(ending)
        if name:
            names[folder, ending].add(_PAGE_NAME.sub("", name) if ending else name)
    paths = [path_of(url) for url in articles]
    found = []
    for (folder, ending), seen in names.items():
        either = "|".join(map(re.escape, sorted(seen))) if len(seen) <= MAX_NAMES else r"[^/\d]+"
        pages = (rf"(?:[_-]\d+)?{re.escape(ending)}", re.escape(ending)) if ending else (_SLASH_PAGE, _PAGE_FOLDER)
        found.append([f"^{re.escape(folder)}/(?:{either}){page}$" for page in pages])
    for bare, asked in queries.items():
        key = asked[0].partition("=")[0]
        begins = rf"^{re.escape(bare)}\?(?:.*&)?"
        parts = [part for query in asked for part in query.split("&") if part.startswith(f"{key}=")]
        values = sorted({part.partition("=")[2] for part in parts})[:MAX_NAMES]
        either = "|".join(map(re.escape, values))
        found.append([f"{begins}{re.escape(key)}=", f"{begins}{re.escape(key)}=(?:{either})(?:&|$)"])
    fitting = (next((one for one in narrower if not _fits_any(one, paths)), None) for narrower in found)
    return tuple(pattern for pattern in fitting if pattern is not None)


def _fits_any(pattern: str, paths: Iterable[str]) -> bool:
    return any(re.search(pattern, path) for path in paths)


def _shape(path: str) -> tuple[object, ...]:
    """What paths of one pattern share: number of segments, ending, names of parameters, numbers in the last segment."""
    bare, _, query = path.partition("?")
    segments = bare.split("/")
    extension = _EXTENSION.search(segments[-1])
    stem = segments[-1].removesuffix(extension[0]) if extension else segments[-1]
    numeric = _NUMBER.sub("0", stem) if re.fullmatch(r"[A-Za-z]{0,3}[\d_-]+", stem) else "x" if stem else ""
    keys = tuple(part.partition("=")[0] for part in query.split("&")) if query else ()
    return len(segments), extension[0].lower() if extension else "", keys, numeric


def _common(paths: Sequence[str]) -> str:
    bare = [path.partition("?")[0] for path in paths]
    columns = zip(*(path.split("/") for path in bare), strict=True)
    pattern = "/".join(_segment(column) for column in columns)
    query = paths[0].partition("?")[2]
    if not query:
        return f"^{pattern}$"
    values = [dict(part.partition("=")[::2] for part in path.partition("?")[2].split("&")) for path in paths]
    parts = [f"{re.escape(key)}={_segment([one.get(key, '') for one in values])}" for key in values[0]]
    return rf"^{pattern}\?{'&'.join(parts)}(?:&|$)"


def _segment(column: Sequence[str]) -> str:
    """One path segment for all of them."""
    if all(re.fullmatch(r"\d+", text) for text in column):
        return r"\d+"
    if len(set(column)) == 1 and not _NUMBER.search(column[0]):
        return re.escape(column[0])
    generalised = {_NUMBER.sub("\0", text) for text in column}
    if len(generalised) == 1:
        return re.escape(generalised.pop()).replace(re.escape("\0"), r"\d+").replace("\0", r"\d+")
    if "" in column:
        return "[^/]*"
    endings = {match[0] if (match := _EXTENSION.search(text)) else "" for text in column}
    return "[^/]+" + (re.escape(endings.pop()) if len(endings) == 1 and "" not in endings else "")
