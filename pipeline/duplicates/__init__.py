"""Who copied whom, and how: fingerprints, likeness of two texts, kinds of copies, groups, originals. All pure."""

from __future__ import annotations

from pipeline.duplicates.fingerprints import fingerprint, text_hash
from pipeline.duplicates.kinds import Comparison, Difference, Edge, compare, edge
from pipeline.duplicates.prepare import Text, prepare
from pipeline.duplicates.sketch import sketch

__all__ = [
    "Comparison",
    "Difference",
    "Edge",
    "Text",
    "compare",
    "edge",
    "fingerprint",
    "prepare",
    "sketch",
    "text_hash",
]
