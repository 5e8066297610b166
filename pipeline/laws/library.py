"""What citations are found and judged by: the works that are known, and the texts of statutes where they are held."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.laws.finding.citations import find_citations
from pipeline.laws.judging.stale import stale_claims
from pipeline.laws.judging.texts import Statutes
from pipeline.laws.judging.verdicts import check
from pipeline.laws.naming.registry import Registry, default
from pipeline.models import Citation, Verdict

RULES = 22  # counts up when the same text and the same library give other verdicts than before


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a library is made of, beside the package's registry; picklable, so that each process opens its own.

    ``custom``: the text of config/laws.toml, and ``source`` what messages call it; ``statutes``: a file, which may be
    missing. ``store.library`` opens it.
    """

    custom: str = ""
    source: str = "laws.toml"
    statutes: Path | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """``stamp`` tells two libraries apart, so that stored verdicts are known to be of an older one."""

    registry: Registry = field(default_factory=default)
    statutes: Statutes | None = None
    stamp: str = f"{RULES}"

    def read(self, text: str, *, on: date | None) -> tuple[tuple[Citation, ...], tuple[Verdict, ...]]:
        """The citations of a text, and a verdict for each; after these, verdicts on rules it tells that do not hold.

        ``on``: the day the text is from; None judges by the newest versions, and tells nothing of stale rules.
        """
        citations = find_citations(text, registry=self.registry)
        verdicts = check(text, citations, on=on, statutes=self.statutes, registry=self.registry)
        return citations, verdicts + stale_claims(text, on=on, citations=citations)
