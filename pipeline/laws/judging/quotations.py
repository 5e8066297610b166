"""Judges what an article lets a provision say, by the texts of all versions and of all other laws that are held.

In this order, the first that is sure: the words stand there; they stood there in an earlier version; they are told in
other words; a word of them was changed; they are another provision's; nothing of them is there. What is not sure is
``not_held``: a wrong accusation is worse than a missed one. The thresholds are measured by tests/benchmarks/verdicts.py.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from pipeline.laws.judging.attribution import tells_of_a_case
from pipeline.laws.judging.case import Case, unclear
from pipeline.laws.judging.elsewhere import VERBATIM, Alike, copied, nearly_copied, of_neighbour, verbatim_in_neighbour
from pipeline.laws.judging.entailment import RANGE, little_in_common, unsaid
from pipeline.laws.judging.other_versions import SUPPORTED, all_held, other_texts, other_version
from pipeline.laws.judging.texts import Statutes
from pipeline.laws.judging.wording import (
    Difference,
    altered,
    carried_on,
    clause_at,
    contained,
    differences,
    exchanged_degree,
    first_sentences,
    has_run,
    is_condensed,
    is_exact,
    items_from,
    nearest_sentence,
    of_sentences,
    plain,
    telling,
)
from pipeline.laws.naming.registry import Registry
from pipeline.models import Verdict

# Of the claim's pairs of characters so many stand in the article:
_TOLD_LOOSELY = 0.3  # it may tell of it
_ALIGNED = 0.72  # … it is the article's wording, but for some words
_QUOTED = 0.62  # … in quotation marks
_SENTENCE = 24  # characters of a quotation that is more than a few words of the law's
_STRANGE = 0.12  # … it is about something else
_ACCUSING = frozenset(("altered", "misattributed", "unsupported"))
_ARGUED = 80  # characters beyond which what follows from a provision is an argument, and not what it says
_CLAUSE_SHOWN = 60  # characters of a clause in an explanation
_CONJUNCTIONS = frozenset(("但是", "但", "并", "并且", "或者", "以及"))
_FEW = 12  # characters below which a claim shows nothing


def judge_quotation(case: Case, statutes: Statutes, registry: Registry) -> Verdict:
    """The verdict with what the texts say about the quotation; unchanged where they say nothing."""
    citation = case.verdict.citation
    article, inserted = citation.article or 0, citation.inserted
    statute = statutes.article(case.version.version_id, article, inserted)
    words = case.claim.text
    if statute is None or (len(words) < 2 * _FEW and len(plain(words)) < _FEW // 2):
        return case.verdict
    if case.claim.manner == "cited":
        words = first_sentences(words, statute)
    exact = is_exact(words, statute)
    base = Verdict(
        citation,
        case.verdict.status,
        case.verdict.on,
        case.version.version_id,
        case.verdict.successor,
        "exact" if exact else case.verdict.quotation,
        quoted=words,
        statute=nearest_sentence(words, statute),
        similarity=1.0 if exact else round(contained(words, statute), 3),
        explanation=case.verdict.explanation,
    )
    if exact:
        return _carried_on(case, base, statute, statutes)
    if case.claim.applied:
        return _supported(base) or unclear(base)
    if len(plain(words)) < _FEW:
        firm = case.claim.direct or case.claim.manner != "told"
        other = other_version(case, base, words, statutes, verbatim_only=True) if firm else None
        return other or _fairly(case, _unsaid(case, base, words, statute, statutes) or base, base, statutes)
    alike = Alike(words, statutes, registry)
    found = other_version(case, base, words, statutes)
    if found is not None:
        return found
    found = (
        copied(case, base, alike)
        or _changed_or_copied(case, base, statute, alike)
        or nearly_copied(case, base, alike)
        or of_neighbour(case, base, statute, alike)
        or _elsewhere_or_unsaid(case, base, statute, alike)
        or _supported(base)
        or _nothing(case, base, words, statute)
    )
    found = _fairly(case, found, base, statutes)
    rightly = found.quotation == "paraphrase" and not found.questionable
    return _carried_on(case, found, statute, statutes) if rightly else found


def _carried_on(case: Case, found: Verdict, statute: str, statutes: Statutes) -> Verdict:
    """The verdict on the words, or on the sentence with which they go on as the statute does, if that is altered."""
    behind = case.claim.rest if case.claim.manner != "quoted" else ""
    said = carried_on(found.quoted or "", behind, statute) if behind else None
    if said is None or case.claim.reported or not all_held(case, statutes):
        return found
    base = replace(found, quoted=said, statute=nearest_sentence(said, statute), similarity=round(contained(said, statute), 3))  # fmt: skip
    return _changed(replace(case, claim=replace(case.claim, text=said)), base, said, statute) or found


def _fairly(case: Case, found: Verdict, base: Verdict, statutes: Statutes) -> Verdict:
    """The verdict, if it accuses nobody of what somebody else says, or of what another version may say."""
    accusing = found.quotation in _ACCUSING and (case.claim.reported or not all_held(case, statutes))
    return unclear(base) if accusing else found


def _changed_or_copied(case: Case, base: Verdict, statute: str, alike: Alike) -> Verdict | None:
    """What looks like this article with a word changed may be its neighbour, word for word."""
    changed = _changed(case, base, alike.words, statute)
    if changed is None:
        return None
    source = copied(case, base, alike, nearly=1.01)
    if source is not None and (source.successor or "").startswith(f"{case.work.law_id}#"):
        return source
    near = (base.similarity or 0.0) >= _ALIGNED
    return changed if near else verbatim_in_neighbour(case, base, alike) or changed


def _changed(case: Case, base: Verdict, words: str, statute: str) -> Verdict | None:
    """The article's own wording with a word of it changed: a number, or any word inside quotation marks."""
    quoted = case.claim.manner == "quoted"
    enough = _QUOTED if quoted and len(plain(words)) >= _SENTENCE else _ALIGNED
    if (base.similarity or 0.0) < enough or RANGE.search(words):
        return None  # 3—7年 loses its dash in plain text
    if case.answerable and not case.claim.doubted and (exchanged := exchanged_degree(words, statute)):
        told = f"条文对“{exchanged[0]}”规定的不是“{exchanged[1]}”"
        return replace(base, quotation="altered", explanation=f"文中的说法与条文不一致：{told}。")
    changes = of_sentences(words, statute) if quoted else []
    if not changes and is_condensed(words, statute):
        return None
    found = differences(words, statute)
    if found is None:
        return None
    changes = changes or altered(found)
    if not quoted:
        near = ((base.similarity or 0.0) >= VERBATIM or len(found) == 1) and not case.claim.about_a_case
        ruled = items_from(statute)
        changes = [
            one
            for one in (telling(found) if near else ())
            if not (one.negated and (case.claim.doubted or (one.at >= ruled and not one.statute)))
        ]
    changes = [one for one in changes if clause_at(statute, one.at) not in _CONJUNCTIONS]  # laid beside nothing
    if not changes:
        return None
    told = "；".join([*dict.fromkeys(_told(one, words, statute) for one in changes)][:3])
    return replace(base, quotation="altered", explanation=f"文中的说法与条文不一致：{told}。")


def _told(change: Difference, words: str, statute: str) -> str:
    """The clauses in which the two part, as they are written."""
    return f"条文是“{_short(clause_at(statute, change.at))}”，文中是“{_short(clause_at(words, change.said_at))}”"


def _short(clause: str) -> str:
    return clause if len(clause) <= _CLAUSE_SHOWN else clause[: _CLAUSE_SHOWN - 1] + "…"


def _supported(base: Verdict) -> Verdict | None:
    return replace(base, quotation="paraphrase") if (base.similarity or 0.0) >= SUPPORTED else None


def _unsaid(case: Case, base: Verdict, words: str, statute: str, statutes: Statutes) -> Verdict | None:
    """The provision itself is said to say what is in none of its versions that may be meant."""
    quoted = case.claim.manner == "quoted" and (base.similarity or 0.0) < SUPPORTED
    basis = case.claim.basis and len(plain(words)) <= _ARGUED
    told = case.claim.direct or basis or case.claim.around
    alone = len(case.claim.citations) == 1 and not tells_of_a_case(words, statute)
    if not (told or quoted) or case.claim.doubted or not case.law_is_named or not alone:
        return None
    if is_condensed(words, statute):
        return None
    near = (base.similarity or 0.0) >= _ALIGNED
    said = partial(unsaid, words, near=near, around=case.claim.around)
    missing = said(statute)
    if not missing or not all(map(said, other_texts(case, statutes))):
        return None
    explanation = f"所引的条文里没有文中所说的内容（{'、'.join(missing[:3])}）。"
    return replace(base, quotation="unsupported", explanation=explanation)


def _elsewhere_or_unsaid(case: Case, base: Verdict, statute: str, alike: Alike) -> Verdict | None:
    """What the provision does not say another may say, though half of its words stand in this one."""
    missing = _unsaid(case, base, alike.words, statute, alike.statutes)
    return missing and (nearly_copied(case, base, alike, though_near=True) or missing)


def _is_no_quotation(case: Case, words: str, statute: str) -> bool:
    """Whether words in quotation marks have neither a run nor much else of the provision that is named beside them."""
    sure = not case.claim.doubted and case.law_is_named
    return sure and not has_run(words, statute) and little_in_common(words, statute)


def _nothing(case: Case, base: Verdict, words: str, statute: str) -> Verdict:
    """Said to be quoted, or to be what the provision says, and nothing of it is there."""
    here = base.similarity or 0.0
    if here >= _TOLD_LOOSELY and not (case.claim.manner == "quoted" and _is_no_quotation(case, words, statute)):
        return replace(base, quotation="paraphrase")
    if not case.answerable:
        return unclear(base)
    if case.claim.manner == "quoted" and (
        (here < _STRANGE and len(plain(words)) >= 2 * _FEW) or _is_no_quotation(case, words, statute)
    ):
        return replace(base, quotation="unsupported", explanation="所引的条文里找不到引文的内容。")
    return unclear(base)
