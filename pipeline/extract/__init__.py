"""From the bytes of a page to an Article: charset, tree, headline, text, dates, names. Pure; knows no clock."""

from __future__ import annotations

from . import topic
from .article import extract, read
from .charset import decode
from .parse import parse, parse_bytes
from .parts import join, next_part
from .second import is_article
from .visible import from_text

__all__ = ["decode", "extract", "from_text", "is_article", "join", "next_part", "parse", "parse_bytes", "read", "topic"]
