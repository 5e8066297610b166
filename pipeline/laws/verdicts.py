"""Says of each citation whether it was right on a day: the article exists, the law was in force, the number still holds.

Judged by the registry (dates, article numbers) and, where texts of statutes are held, by them. Conservative: what the registry cannot show is ``not_held``, since a
wrong accusation is worse than a missed one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.laws.claims import Claim, claims
from pipeline.laws.names import STATE
from pipeline.laws.numerals import article_label
from pipeline.laws.parts import missing_part
from pipeline.laws.quotations import judge_quotation
from pipeline.laws.registry import Registry, Version, Work, default, in_force
from pipeline.laws.sources import Case
from pipeline.laws.texts import Statutes
from pipeline.models import Citation, Verdict

# Types whose every current text the registry holds; of others an old version may be all it has.
_COMPLETE_TYPES = frozenset(("法律", "宪法", "司法解释", "立法解释", "修正案"))
# For and against lines of articles being those of the law above them.
_WEIGHTS = {"exact": 1, "paraphrase": 1, "altered": -1, "misattributed": -1, "unsupported": -1}
_TRUNCATED = 0.4  # a version with so few of another's articles is one whose list was cut off
_SHORTEST = 9  # articles; shorter lists are often cut off
_MARGIN = 1.3  # by how much a number must go beyond the end of a law whose versions may be incomplete
# The author says himself that the law is past.
_ACKNOWLEDGED = re.compile(r"(?:原|旧|当时的?|时行的?|废止前的?|此前的?|已(?:经)?(?:废止|失效)的?|曾经?的?)[《]?$")
_ACKNOWLEDGED_AFTER = re.compile(r"^[^。！？\n]{0,12}(?:已废止|已失效|现已废止|已被|废止|失效|修正前|修订前)")
_PAST_TOLD = re.compile(r"[》〉]?[^。！？\n《]{0,6}(?:废止|失效|被[^。！？\n]{0,4}(?:取代|代替)|并入)")
# … or that there is no such article: 第1300条并不存在, 根本没有《民法典》第1300条.
_NONE_BEFORE = re.compile(
    r"(?:没有|查无|并无|不存在|哪来的?|(?:编造|虚构|捏造|伪造)(?:出来)?的?)(?:什么|所谓的?)?[“\"]?$"
)
_NONE_AFTER = re.compile(
    r"[》”\"]?(?:[^。！？\n规]{0,10}(?:不存在|子虚乌有|没有这[一]?条|查无此条|并无此条|查不到|找不到)"
    r"|[^。！？\n规]{0,10}(?:是|系|属于?)(?:假的|编造|虚构|捏造|杜撰|伪造|谣言))"
)
_NO_SUCH = re.compile("(?:其实|实际上?|根本|压根|法律里)[^。，]{0,6}(?:没有|不存在)(?:这一?|此|该)(?:条|规定)")
_NUMBER_AT_END = re.compile("第[^第]+条[^第]{0,3}$")
_BEFORE_CODE = re.compile(r"民法典[》〉]?(?:正式)?(?:颁布|公布|施行|实施|生效|出台|颁行)(?:之|以)?前")
_SENTENCE_ENDS = re.compile(r"[。！？\n]")
_SENTENCE_BEFORE = 80  # characters
_VERSION_NAMED = re.compile(r"[（(]?(19[5-9]\d|20[0-4]\d)年?(?:修正|修订|版|修改|施行|公布)?")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the registry says of one citation, before any text is compared."""

    verdict: Verdict
    work: Work | None
    version: Version | None  # the text in force on that day


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
    judged = [judge(text, citation, on, works) for citation in citations]
    if statutes is None:
        return tuple(_as_the_author_says(text, one.verdict) for one in judged)
    said = {citation: claim for claim in claims(text, citations) for citation in claim.citations}
    found = [_with_text(one, said.get(one.verdict.citation), statutes, works) for one in judged]
    return tuple(_as_the_author_says(text, one) for one in _without_own_articles(found, said))


def _as_the_author_says(text: str, verdict: Verdict) -> Verdict:
    """An author who tells himself that there is no such article is not held to have cited it wrongly."""
    if verdict.status != "no_such_article":
        return verdict
    start, end = verdict.citation.start, verdict.citation.end
    sentence = _SENTENCE_ENDS.split(text[end : end + _SENTENCE_BEFORE])[0]
    again = sentence.find(found[0]) if (found := _NUMBER_AT_END.search(verdict.citation.raw)) else -1
    if (
        _NONE_BEFORE.search(text, max(0, start - 12), start)
        or _NONE_AFTER.match(text, end)
        or _NO_SUCH.search(sentence)
        or (again >= 0 and found and _NONE_AFTER.match(sentence, again + len(found[0])))
    ):
        return replace(verdict, status="not_held", explanation=f"{verdict.explanation}文章自己也说没有这一条。")
    return verdict


def _without_own_articles(verdicts: list[Verdict], said: dict[Citation, Claim]) -> Iterator[Verdict]:
    """Takes back what is said against lines 第N条 … that are not the law's that was named above them.

    A regulation that is printed names other laws between its own articles. Where no more of such lines are the law's
    words than are not, they are taken for the articles of another text.
    """
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
        verdict = judge_quotation(Case(verdict, work, version, claim, verdict.on), statutes, registry)
    return _with_parts(verdict, work, version, statutes)


def _with_parts(verdict: Verdict, work: Work, version: Version, statutes: Statutes) -> Verdict:
    """Whether the 款 and 项 are there: in the version in force, and if the version is not sure, in no other either."""
    citation = verdict.citation
    if verdict.questionable or not (citation.paragraph or citation.item):
        return verdict
    if verdict.on is None and work.type not in _COMPLETE_TYPES:
        return verdict  # the article may be from the days of a version that is not known
    wrong = None
    unsure = len(_possible(work, verdict.on)) != 1
    for one in (version, *(work.versions if unsure else ())):
        text = statutes.article(one.version_id, citation.article or 0, citation.inserted)
        if text is None or not statutes.divided(one.version_id):
            if verdict.on is None and one.has(citation.article or 0, citation.inserted) is not False:
                return verdict  # the article may be from the days of a version whose text is not held
            continue
        found = missing_part(citation, text)
        if found is None:
            return verdict
        wrong = wrong or found
    if wrong is None or statutes.article(version.version_id, citation.article or 0, citation.inserted) is None:
        return verdict
    return replace(verdict, status="no_such_article", explanation=wrong)


def judge(text: str, citation: Citation, on: date | None, registry: Registry) -> Judgement:
    """The registry's word on one citation on one day."""
    work = registry.get(citation.law_id) if citation.law_id else None
    base = Verdict(citation, "not_held", on)
    if work is None or not work.known:
        return Judgement(replace(base, explanation="未收录这部法律，无法核对。"), None, None)
    if (day := _named_year(citation)) and (on is None or day < on):
        on_text: date | None = day  # 民事诉讼法（2017年修正）第…条: the author names the version himself
    else:
        on_text = on
    past = work.repealed is not None and (on_text is None or on_text >= work.repealed)
    if past and not _acknowledged(text, citation, work):
        return Judgement(_repealed(base, work, registry), work, _last(work))
    if past and work.repealed is not None:
        on_text = work.repealed - timedelta(days=1)
    if on_text is not None and work.since is not None and on_text < work.since:
        explanation = f"《{_short(work)}》自{_day(work.since)}起施行，{_day(on_text)}时还没有生效。"
        return Judgement(replace(base, status="not_yet_in_force", explanation=explanation), work, None)
    return _by_number(base, work, on_text)


def _by_number(base: Verdict, work: Work, on: date | None) -> Judgement:
    """Whether the article stands in the version in force on that day."""
    article, inserted = base.citation.article, base.citation.inserted
    versions = _possible(work, on)
    current = versions[0] if versions else None
    name = current.version_id if current else None
    if article is None:
        status_known = bool(versions) or work.since is not None
        explanation = "" if status_known else "未收录当时有效的文本，无法核对。"
        verdict = replace(base, status="exists" if status_known else "not_held", version=name, explanation=explanation)
        return Judgement(verdict, work, current)
    held = [version for version in versions if version.has(article, inserted) is not None]
    if not held:
        why = "未收录当时有效的文本，无法核对。" if not versions else "未收录这部文件的条文编号，无法核对。"
        return Judgement(replace(base, version=name, explanation=why), work, current)
    if found := next((version for version in held if version.has(article, inserted)), None):
        verdict = Verdict(base.citation, "exists", base.on, version=found.version_id)
        return Judgement(verdict, work, found)
    return Judgement(_missing(base, work, held[0]), work, held[0])


def _possible(work: Work, on: date | None) -> tuple[Version, ...]:
    """The versions that an article of that day may speak of, likeliest first: of an article without a day, all."""
    return in_force(work, on) if on is not None else work.versions[::-1]


def _missing(base: Verdict, work: Work, current: Version) -> Verdict:
    """The article is not in the version in force: it was in an earlier one, is in a later one, or in none."""
    article, inserted = base.citation.article or 0, base.citation.inserted
    label = article_label(article, inserted)
    place = work.versions.index(current)
    base = replace(base, version=current.version_id)
    last = f"《{_short(work)}》（{_day(current.published or current.effective)}公布）共{current.last_article}条"
    comparable = [version for version in work.versions if current.last_article >= _TRUNCATED * version.last_article]
    later = next((version for version in work.versions[place + 1 :] if version.has(article, inserted)), None)
    earlier = next((version for version in work.versions[:place] if version.has(article, inserted)), None)
    if earlier in comparable and not inserted and article > current.last_article:
        explanation = f"{last}，没有{label}；{_day(earlier.start)}的旧版本里有。"
        return replace(base, status="superseded_version", explanation=explanation)
    if later in comparable and later.effective is not None and later is work.versions[place + 1]:
        explanation = f"{label}是{_day(later.effective)}起施行的版本才有的，文章发表时还没有生效。"
        return replace(base, status="not_yet_in_force", explanation=explanation)
    if earlier is None and later is None and _surely_none(work, current, article, inserted):
        return replace(base, status="no_such_article", explanation=f"{last}，没有{label}。")
    return replace(base, explanation=f"收录的文本里没有{label}，但收录可能不全，无法核对。")


def _surely_none(work: Work, current: Version, article: int, inserted: int) -> bool:
    end = max(version.last_article for version in work.versions)
    if end < _SHORTEST:
        return False
    complete = work.type in _COMPLETE_TYPES or current is not work.versions[-1]
    if inserted and article <= end:
        return complete and current.has(article) is True
    return article > (end if complete else end * _MARGIN + 3)


def _repealed(base: Verdict, work: Work, registry: Registry) -> Verdict:
    heir = registry.get(work.successor) if work.successor else None
    last = _last(work)
    explanation = f"《{_short(work)}》自{_day(work.repealed)}起废止" + (
        f"，由《{_short(heir)}》取代。" if heir else "。"
    )
    return replace(
        base,
        status="repealed",
        version=last.version_id if last else None,
        successor=work.successor,
        explanation=explanation,
    )


def _short(work: Work) -> str:
    return work.title.removeprefix(STATE)


def _last(work: Work) -> Version | None:
    return work.versions[-1] if work.versions else None


def _acknowledged(text: str, citation: Citation, work: Work) -> bool:
    """Whether the author says that the law is a former one: 原《合同法》第…条, 《合同法》（已废止）, 合同法已废止，旧文引用的….

    What he says before it counts within the sentence.
    """
    before = text[max(0, citation.start - 8) : citation.start]
    sentence = _SENTENCE_ENDS.split(text[max(0, citation.start - _SENTENCE_BEFORE) : citation.start])[-1]
    named = sentence.find(_short(work))
    if (named >= 0 and _PAST_TOLD.match(sentence, named + len(_short(work)))) or _BEFORE_CODE.search(sentence):
        return True
    after = text[citation.end : citation.end + 24]
    inside = "废止" in citation.raw or "失效" in citation.raw
    return inside or bool(_ACKNOWLEDGED.search(before) or _ACKNOWLEDGED_AFTER.match(after))


def _named_year(citation: Citation) -> date | None:
    """The last day of the year that a citation names with its version: 《民事诉讼法》（2017年修正）第…条."""
    found = _VERSION_NAMED.search(citation.raw) if "年" in citation.raw or "修" in citation.raw else None
    return date(int(found[1]), 12, 31) if found else None


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "日期不明"
