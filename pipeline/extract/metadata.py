"""What a page says about itself for machines: meta elements, canonical link, JSON-LD (schema.org)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from .dates import SHANGHAI

_ARTICLE = re.compile(r"article|blogposting|newsarticle|webpage|question|report|creativework", re.I)
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")  # JSON can spell them: "\\ud800"
_MAX_JSON = 200_000  # characters of one JSON-LD script that are looked at
_WECHAT = "微信公众平台"
_EPOCH = re.compile(r"""\bct\s*=\s*["'](1\d{9})["']""")
_BROKEN = re.compile(r'"(headline|datePublished|pubDate|dateModified|upDate)"\s*:\s*"([^"\\]{4,200})"')


@dataclass(frozen=True, slots=True)
class Metadata:
    """Machine-readable facts. ``meta`` maps lower-case name, property or itemprop to its contents, in order."""

    title: str = ""
    canonical: str = ""
    language: str = ""
    meta: dict[str, list[str]] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)  # the JSON-LD object of the article
    crumbs: tuple[tuple[str, str], ...] = ()  # of a JSON-LD BreadcrumbList: name and address

    def first(self, *names: str) -> str:
        """The first non-empty content under any of the names, in the order of the names."""
        for name in names:
            for content in self.meta.get(name, ()):
                if content:
                    return content
        return ""

    def text(self, key: str) -> str:
        """A JSON-LD value as one text: of a person or firm its name, of a list the first."""
        return _text(self.data.get(key))


def read(tree: LexborHTMLParser) -> Metadata:
    """All of it, in one look-up over the tree."""
    meta: dict[str, list[str]] = {}
    data: dict[str, Any] = {}
    crumbs: tuple[tuple[str, str], ...] = ()
    title = canonical = ""
    for node in tree.css('meta, title, link[rel="canonical" i], script[type="application/ld+json" i]'):
        tag, attributes = node.tag, node.attributes
        if tag == "meta":
            content = (attributes.get("content") or "").strip()
            for key in ("name", "property", "itemprop"):
                if name := attributes.get(key):
                    meta.setdefault(name.lower().strip(), []).append(content)
        elif tag == "title":
            title = title or (node.text() if node.parent is None or node.parent.tag != "svg" else "")
        elif tag == "link":
            canonical = canonical or (attributes.get("href") or "").strip()
        else:
            objects = _json_ld(node.text()[:_MAX_JSON])
            data = _merge(data, objects)
            crumbs = crumbs or _crumbs(objects)
    if _WECHAT in meta.get("og:site_name", ()):  # shows its date by script alone
        meta.setdefault("publish_date", []).extend(_epochs(tree))
    root = tree.root
    language = (root.attributes.get("lang") or root.attributes.get("xml:lang") or "") if root is not None else ""
    return Metadata(" ".join(title.split()), canonical, language, meta, data, crumbs)


def _epochs(tree: LexborHTMLParser) -> Iterator[str]:
    """The time of publication in the scripts of a WeChat page, as ISO 8601."""
    for node in tree.css("script"):
        if match := _EPOCH.search(node.text()[:_MAX_JSON]):
            yield datetime.fromtimestamp(int(match[1]), SHANGHAI).isoformat()


def _json_ld(script: str) -> list[dict[str, Any]]:
    """The objects of a JSON-LD script; broken JSON still gives its plain strings."""
    try:
        return list(_objects(json.loads(script, strict=False)))
    except (ValueError, RecursionError):
        return [dict(_BROKEN.findall(script))]


def _crumbs(objects: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    """The entries of the first BreadcrumbList, in order (schema.org/BreadcrumbList)."""
    for item in objects:
        entries = item.get("itemListElement")
        if _text(item.get("@type")) == "BreadcrumbList" and isinstance(entries, list):
            named = ((one.get("name") or one.get("item"), one.get("item")) for one in entries if isinstance(one, dict))
            return tuple((_text(name), _address(where)) for name, where in named)
    return ()


def _address(value: Any) -> str:
    return _text((value.get("@id") or value.get("url")) if isinstance(value, dict) else value)


def _merge(known: dict[str, Any], found: list[dict[str, Any]]) -> dict[str, Any]:
    """JSON-LD objects about an article, the first to say something wins."""
    for item in found:
        kind = item.get("@type", "")
        if any(key in item for key in ("datePublished", "pubDate", "headline", "articleBody")) or _ARTICLE.search(
            _text(kind)
        ):
            known = {**item, **known}
    return known


def _objects(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "breadcrumb"):
            if key in value and depth < 4:
                yield from _objects(value[key], depth + 1)
    elif isinstance(value, list) and depth < 4:
        for item in value[:50]:
            yield from _objects(item, depth + 1)


def _text(value: Any, depth: int = 0) -> str:
    if isinstance(value, str):
        return _NO_TEXT.sub("", value).strip()
    if isinstance(value, dict) and depth < 3:
        return _text(value.get("name") or value.get("@id"), depth + 1)
    if isinstance(value, list) and value and depth < 3:
        return _text(value[0], depth + 1)
    return ""
