"""What judging a quotation needs from whoever holds the texts of statutes. store.statutes is one such holder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one article in one version."""

    law_id: str
    version_id: str
    article: int
    inserted: int
    text: str


class Statutes(Protocol):
    """Texts of statutes, by version and number, and by likeness."""

    def article(self, version_id: str, article: int, inserted: int) -> str | None:
        """The text of an article in a version; None where it is not held."""

    def divided(self, version_id: str) -> bool:
        """Whether the texts of a version keep each 款 and 项 in a line of its own."""

    def near(self, version_id: str, article: int, reach: int) -> Sequence[Passage]:
        """The articles of a version whose numbers are at most ``reach`` away from that one, itself and 之N among them."""

    def similar(self, text: str, *, limit: int = 6, share: float = 0.4) -> Sequence[Passage]:
        """Articles of any law that have at least that share of ``text``'s runs of characters, most first."""
