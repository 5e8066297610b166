"""Says of each citation whether it was right on a day: the article exists, the law was in force, the number still holds.

Judged by the registry (existence.py) and, where texts of statutes are held, by them (quotations.py, parts.py). Here stands
what takes an accusation back: another version that the author may mean, his own words, lines that are not the law's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from pipeline.laws.judging.attribution import (
    Claim,
    Edition,
    Naming,
    claims,
    coming,
    edition,
    namings,
    told_to_be_none,
)
from pipeline.laws.judging.case import Case
from pipeline.laws.judging.existence import Judgement, judge
from pipeline.laws.judging.parts import with_parts
from pipeline.laws.judging.quotations import judge_quotation
from pipeline.laws.judging.texts import Statutes
from pipeline.laws.naming.registry import Registry, default
from pipeline.laws.naming.works import Work
from pipeline.models import Citation, Verdict

# For and against lines of articles being those of the law above them.
_WEIGHTS = {"exact": 1, "paraphrase": 1, "altered": -1, "misattributed": -1, "unsupported": -1}


def check(
    text: str,
    citations: Sequence[Citation],
    *,
    on: date | None,
    statutes: Statutes | None = None,
    registry: Registry | None = None,
) -> tuple[Verdict, ...]:
    """One verdict for each citation, in order. ``on``: the day of the article; None judges by the newest version.

    With ``statutes``, what the text says of each provision is held against the provision's own words.
    """
    works = registry or default()
    said = {} if statutes is None else {one: claim for claim in claims(text, citations) for one in claim.citations}

    def read(citation: Citation, edition: Edition | None) -> Verdict:
        judged = judge(text, citation, on, works, edition)
        return judged.verdict if statutes is None else _with_text(judged, said.get(citation), statutes, works)

    found = [
        _fairest(text, citation, naming, on, works, read)
        for citation, naming in zip(citations, namings(text, citations), strict=True)
    ]
    return tuple(_as_the_author_says(text, one) for one in _without_own_articles(found, said))


def _fairest(
    text: str,
    citation: Citation,
    naming: Naming | None,
    on: date | None,
    registry: Registry,
    read: Callable[[Citation, Edition | None], Verdict],
) -> Verdict:
    """The verdict by the version that the author names; what he may mean else counts before he is accused."""
    work = registry.get(citation.law_id) if citation.law_id else None
    named = edition(naming, work, on) if work is not None else None
    first = read(citation, named)
    if work is not None and named is None and _amended(work, on):
        return (
            _not_comparable(first, "这部文件后来修改过，未收录修改后的文本，无法核对。")
            if first.questionable
            else first
        )
    if work is not None and named is not None and not named.complete:
        first = _unless_unknown(first, work)
    if not first.questionable or (named is not None and named.sure):
        return first
    if named is not None and not (plainly := read(citation, None)).questionable:
        return plainly
    later = coming(text, work, on) if work is not None else None
    if later is not None and not (told := read(citation, later)).questionable:
        return told
    return first


def _as_the_author_says(text: str, verdict: Verdict) -> Verdict:
    """An author who tells himself that there is no such article is not held to have cited it wrongly."""
    if verdict.status != "no_such_article" or not told_to_be_none(text, verdict.citation):
        return verdict
    return replace(verdict, status="not_held", explanation=f"{verdict.explanation}文章自己也说没有这一条。")


def _unless_unknown(verdict: Verdict, work: Work) -> Verdict:
    """Nothing but that no version has the article is held against an author whose version the registry may lack."""
    article, inserted = verdict.citation.article or 0, verdict.citation.inserted
    none = verdict.status == "no_such_article" and not any(one.has(article, inserted) for one in work.versions)
    if none or not verdict.questionable:
        return verdict
    return _not_comparable(verdict, "未收录文中所说的版本，无法核对。")


def _amended(work: Work, on: date | None) -> bool:
    """Whether another text than those that are held was in force that day, or may have been."""
    past = work.is_repealed(on)
    return work.amended is not None and (on is None or on >= work.amended) and not past


def _not_comparable(verdict: Verdict, why: str) -> Verdict:
    return replace(verdict, status="not_held", quotation="not_held", quoted=None, statute=None, similarity=None,
                   successor=None, explanation=why)  # fmt: skip


def _without_own_articles(verdicts: list[Verdict], said: dict[Citation, Claim]) -> Iterator[Verdict]:
    """Takes back what is said against lines 第N条 … that are not the law's that was named above them.

    A regulation that is printed names other laws between its own articles. Where no more of such lines are the law's
    words than are not, they are taken for the articles of another text.
    """
    if not any(_WEIGHTS.get(verdict.quotation, 0) < 0 for verdict in verdicts):
        yield from verdicts
        return
    balance: Counter[str | None] = Counter()
    lines = {
        verdict.citation
        for verdict in verdicts
        if (claim := said.get(verdict.citation)) and claim.manner == "cited" and verdict.citation.raw[0] in "第苐"
    }
    for verdict in verdicts:
        if verdict.citation in lines:
            balance[verdict.citation.law_id] += _WEIGHTS.get(verdict.quotation, 0)
    for verdict in verdicts:
        accused = _WEIGHTS.get(verdict.quotation, 0) < 0 and verdict.citation in lines
        if accused and balance[verdict.citation.law_id] <= 0:
            yield replace(verdict, quotation="not_held", quoted=None, statute=None, similarity=None, successor=None,
                          explanation="")  # fmt: skip
        else:
            yield verdict


def _with_text(judged: Judgement, claim: Claim | None, statutes: Statutes, registry: Registry) -> Verdict:
    verdict, work, version = judged.verdict, judged.work, judged.version
    if work is None or version is None or verdict.status not in ("exists", "repealed"):
        return verdict
    if claim is not None:
        named = judged.edition
        case = Case(verdict, work, version, claim, verdict.on, named.versions if named else (),
                    complete=named is None or named.complete)  # fmt: skip
        verdict = judge_quotation(case, statutes, registry)
    return with_parts(verdict, work, version, statutes, judged.edition)
