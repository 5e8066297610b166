"""Which laws there are, what they are called, and what their versions and provisions are called.

numerals → names, document numbers → works (and titles with a slip: near) → registry → placing: which work, and which
version of it, a title with its notes and days means. Nothing here reads running text, and nothing here judges. Beside
these stand three modules that few need and that are imported by their own names: ``custom`` (config/laws.toml), ``pages``
(a web page that is a statute) and ``build`` (the command that makes data/ from facts).
"""

from __future__ import annotations

from pipeline.laws.naming.names import STATE, key
from pipeline.laws.naming.numerals import DIGITS, article_label, chinese, parse_number
from pipeline.laws.naming.placing import Named, named, version_of
from pipeline.laws.naming.registry import Registry, default
from pipeline.laws.naming.works import (
    Version,
    Work,
    in_force,
    law_id,
    prints_all,
    provision_id,
    read_work,
    spans,
    version_id,
)

__all__ = [
    "DIGITS",
    "STATE",
    "Named",
    "Registry",
    "Version",
    "Work",
    "article_label",
    "chinese",
    "default",
    "in_force",
    "key",
    "law_id",
    "named",
    "parse_number",
    "prints_all",
    "provision_id",
    "read_work",
    "spans",
    "version_id",
    "version_of",
]
