"""The door to finding: ``find_citations(text)``."""

from __future__ import annotations

from pipeline.laws.finding import find_citations

__all__ = ["find_citations"]
