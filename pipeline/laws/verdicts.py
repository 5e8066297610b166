"""The door to judging: ``check`` judges the citations of a text, ``judge`` one of them by the registry alone."""

from __future__ import annotations

from pipeline.laws.judging import Judgement, check, judge

__all__ = ["Judgement", "check", "judge"]
