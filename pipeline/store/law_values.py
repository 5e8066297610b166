"""What is told of laws and of who cites them: the values that ``store.laws`` gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LawCount:
    """How often a law, or one provision of it (``article`` is not None), is cited."""

    law_id: str | None
    law: str
    article: int | None
    inserted: int
    citations: int
    articles: int  # articles of the collection that cite it
    questionable: int


@dataclass(frozen=True, slots=True)
class LawVersion:
    """One version of a law; dates as ISO text. ``articles``: ``1..1260``, ``293-1``; empty = not known."""

    version: str
    published: str | None
    effective: str | None
    expired: str | None
    doc_no: str | None
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitingArticle:
    """One citation of a law, and where it stands."""

    article_id: int
    title: str
    url: str
    site: str
    published_at: str | None
    raw: str
    article: int | None
    inserted: int
    status: str
    quotation: str
    questionable: bool
    explanation: str


@dataclass(frozen=True, slots=True)
class Law:
    """A law with its versions, other names, the provisions cited most, and who cites it."""

    law_id: str
    title: str
    type: str | None
    issuer: str | None
    known: bool  # whether the registry has it
    repealed: str | None
    successor: str | None
    versions: tuple[LawVersion, ...]
    aliases: tuple[str, ...]
    provisions: tuple[LawCount, ...]
    citing: tuple[CitingArticle, ...]
    together: tuple[LawCount, ...] = ()  # of one provision, or of all of the law with other laws
