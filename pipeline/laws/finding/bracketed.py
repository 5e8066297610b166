"""What stands around a title in 《》: issuers and numbers before it, the rest of its name and its notes behind."""

from __future__ import annotations

from pipeline.laws.finding import grammar
from pipeline.laws.finding.context import Context
from pipeline.laws.finding.spoken import Law
from pipeline.laws.finding.titles import (
    BETWEEN,
    BOOK_BEHIND,
    CONTRACT,
    DOC_BEFORE,
    DRAFT_BEHIND,
    FIRM_BEFORE,
    FIRM_BEHIND,
    INTERPRETATION,
    ISSUERS_BEFORE,
    NAME_BEHIND,
    NOTES,
    is_norm,
    written,
)

NOTE_BEGINS = frozenset("（( 　\t\r\n\xa0\u2002\u2003")
# No name goes on so: the first character of most of what follows 》.
_NO_NAME = frozenset(("", *"第，。、；：和与及（( \n"))


def between(text: str, position: int) -> int:
    """Where an article may begin behind a law that ends at ``position``: 《民法典》合同编第三章中的."""
    found = BETWEEN.match(text, position)
    return found.end() if found else position


def before_title(text: str, at: int, inner: str) -> tuple[int, str, bool]:
    """Where a citation of a bracketed title begins, the issuer before it, whether a document number stands there."""
    if at and text[at - 1] == "号" and (doc := DOC_BEFORE.search(text, max(0, at - 30), at)):
        return doc.start(), "", True
    if inner.lstrip().startswith(("关于", "对", "印发")) and (
        issuers := ISSUERS_BEFORE.search(text, max(0, at - 60), at)
    ):
        return issuers.start(), issuers[0].rstrip("、,和与及 "), False
    return at, "", False


def draft_behind(text: str, inner: str, end: int) -> tuple[str, int] | None:
    """《…法》（草案）: the title with its note, and where that ends."""
    if text[end : end + 1] not in NOTE_BEGINS or not (note := DRAFT_BEHIND.match(text, end)):
        return None
    return (written(inner + note[0]), note.end()) if is_norm(inner, True) else None


def longer_name(context: Context, text: str, inner: str, law: Law, end: int) -> tuple[Law | None, int] | None:
    """《民诉法》解释（二）: the work of which the bracketed law is a part of the name, and where that ends.

    The work is None where it is an interpretation and which one is not known.
    """
    if law.kind != "法" or text[end : end + 1] in _NO_NAME or not (behind := NAME_BEHIND.match(text, end)):
        return None
    find, tail = context.registry.find, behind[0].removeprefix("的")
    works = find(inner + behind[0]) or find(law.title + behind[0]) or find(law.title + tail)
    if len(works) == 1:
        return context.names.law(works[0]), behind.end()
    if INTERPRETATION.fullmatch(behind[0]) and grammar.read(text, behind.end()):
        return None, behind.end()
    return None


def names_norm(text: str, inner: str, at: int, end: int, *, numbered: bool, issued: bool) -> bool:
    """Whether an unknown title is a norm, by itself and by what stands around it."""
    if CONTRACT.search(inner) or BOOK_BEHIND.match(text, end):
        return False
    if not issued and (FIRM_BEFORE.search(text, max(0, at - 16), at) or FIRM_BEHIND.match(text, end)):
        return False
    notes = NOTES.match(text, end)
    numbered = numbered or bool(notes and DOC_BEFORE.search(notes[0].rstrip(")） ")))
    if numbered and not inner.endswith("书"):
        return True
    behind = between(text, notes.end() if notes else end)
    return is_norm(inner, issued or grammar.read(text, behind) is not None, issued)
