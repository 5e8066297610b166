"""To whom and by whom something is done, and from when a period runs: a claim's words held against its provision's.

向债权人追偿 for 向债务人追偿, 由人民法院批准 for 经公安机关负责人批准, 从逾期那天起 for 自不良行为终止之日起: all words of such a
claim may stand in the provision, and it says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.laws.judging.entailment.norms import actors
from pipeline.laws.judging.entailment.overlap import in_its_words, share_of
from pipeline.laws.judging.entailment.tables import rows
from pipeline.laws.judging.wording.likeness import in_plain_writing, plain

_ANYBODY = frozenset(("person", "party"))
_FAMILY = frozenset(("family",))  # alone, it may be the debtor of an example: 向妻子追偿
_SIDES = {"applicant": "creditor", "respondent": "debtor"}  # of a suit about a debt
# Who may also be called so: to whom a debt was assigned is its creditor.
_ALSO = {
    "assignee": frozenset(("creditor", "operator", "employer")),
    "assignor": frozenset(("creditor", "operator", "employer")),
    "administrator": frozenset(("operator",)),
}
_ROLES = frozenset(("beaten", "winner", "in breach", "not in breach"))  # anybody may be that
_TOWARDS, _BY = "towards", "by"
_RELATIONS = {
    "向": _TOWARDS,
    "找": _TOWARDS,
    "到": _TOWARDS,
    "由": _BY,
    "经": _BY,
    "被": _BY,
    "请求": _BY,
    "要求": _BY,
    "请": _BY,
    "归": _BY,
    "征得": _BY,
    "取得": _BY,
    "得到": _BY,
    "获得": _BY,
}
_RELATION = re.compile(
    r"(?P<how>请求|要求|征得|取得|(?<!能)得到|获得|向|找|(?<!得)到(?!期|达|位|\d)|(?<![理自事案])由(?!于|此|来)|(?<![已未曾])经(?!营|过|济|验|常|手)|被(?!告|执|害|申|保|侵|继)|(?<!申)请(?!求)|(?<!回)归(?!还|入|责|档|于|属|集|案|并))(?P<who>[^，。；：、]{1,24}?)"
)
_CLAUSES = re.compile("[，,；;。：:、\n]")
_PLACE = re.compile("(?P<who>[^，。；：、]{2,12}?)(?:的)?(?:住所地|所在地|经常居住地|居住地)")
_FROM = re.compile(
    r"(?:自|从)(?P<from>[^，。；：]{2,40}?)(?:(?:之日|当日|当天|次日|那一?天|的?时候?|开始|这天)?(?:起|开始|计算|算起|起算|后)"
    r"|之?时(?=才?(?:设立|生效|成立|发生效力|转移|消灭|取得)))"
)
_NOT_FROM = re.compile("(?:不是|并非|而非|不能|不得|不应当?|不该)$")
_HEAD = re.compile(".*(?:的|所在地|负责)(?=.)")
_PROOF = re.compile("(?P<who>[^，。；：、]{2,24}?)(?:证明|举证)(?!人|书|材料|文件)")
_NO_PROOF = re.compile("(?:不用|不必|无需|无须|不需要?|用不着|没有?义务|免于|不负责?|转移|倒置)[^，。]{0,6}$")
# No consent is asked for: 不需要经债务人同意.
_NOT_ASKED = re.compile("(?:不需要?|无需|无须|不用|不必|用不着|没有?(?:要求|规定|说)|不要求|未|不以)[^，。]{0,6}$")
_SAME_START = 0.67  # of the content of when a period begins stands in the provision's: it is the same
_REACH = 24  # characters from 向 to what is done
_LEAST = 3  # characters of content that tell when


@dataclass(frozen=True, slots=True)
class Relation:
    """Somebody, by the classes of data/actors.tsv and data/parties.tsv, to whom or by whom an act is done."""

    how: str
    act: str
    who: frozenset[str]
    words: str


@cache
def _acts() -> tuple[re.Pattern[str], dict[str, str]]:
    """All acts of data/acts.tsv, and word → the name of its act."""
    named = {word: words.split("|")[0] for (words,) in rows("acts") for word in words.split("|")}
    return re.compile("|".join(sorted(named, key=len, reverse=True))), named


@cache
def _parties() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(in_plain_writing(words))) for name, words in rows("parties"))


def _who(words: str, *, of_proof: bool = False) -> frozenset[str]:
    """The classes of who is named: of a court its level, where that is told; those who may be anybody are nobody."""
    head = _HEAD.sub("", words) or words
    for part in (head, words):
        if found := frozenset(name for name, pattern in _parties() if pattern.search(part)):
            return frozenset(_SIDES.get(name, name) for name in found)
        if found := actors(part) - (frozenset() if of_proof else _ANYBODY):
            return found if found != _FAMILY or "的" in words or "其" in words else frozenset()
    return frozenset()


@lru_cache(maxsize=1024)
def relations(text: str) -> tuple[Relation, ...]:
    """The relations of a text as it stands."""
    return tuple(_relations(text))


def _relations(text: str) -> Iterator[Relation]:
    pattern, named = _acts()
    for clause in map(plain, _CLAUSES.split(text)):
        for found in _PROOF.finditer(clause):
            if (who := _who(found["who"], of_proof=True)) and not _NO_PROOF.search(found["who"]):
                yield Relation(_BY, "证明", who, found[0])
        for found in _PLACE.finditer(clause):
            if who := _who(found["who"]):
                yield Relation(_TOWARDS, "住所地", who, found[0])
        for found in _RELATION.finditer(clause):
            act = pattern.search(clause, found.end())
            if act is None or act.start() - found.end("how") > _REACH:
                continue
            if _NOT_ASKED.search(clause, max(0, found.start() - 10), found.start()):
                continue
            words = clause[found.end("how") : act.start()]
            if who := _who(words):
                yield Relation(_RELATIONS[found["how"]], named[act[0]], who, found["how"] + words + act[0])


def other_counterparts(claim: str, provision: str) -> list[str]:
    """What the claim says is done to or by somebody to or by whom the provision does not have it done."""
    ruled = relations(provision)
    if not ruled:
        return []
    found = []
    for told in relations(in_its_words(claim, plain(provision))):
        same = [one for one in ruled if one.how == told.how and one.act == told.act]
        if same and not any(_compatible(told.who, one.who) for one in same):
            found.append(told.words)
    return found


def _compatible(told: frozenset[str], ruled: frozenset[str]) -> bool:
    both = told | ruled
    if told & ruled or "any" in both or any(one in both and both & others for one, others in _ALSO.items()):
        return True
    if _ROLES & both:
        return not (_ROLES & told and _ROLES & ruled)
    return "court" in both and all(_is_court(one) for one in both)


def _is_court(name: str) -> bool:
    return name == "court" or name.startswith("court ")


@cache
def _events() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(in_plain_writing(words))) for name, words in rows("starts"))


def _of_event(words: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _events() if pattern.search(plain(words)))


def other_events(claim: str, provision: str) -> list[str]:
    """From what kind of event (data/starts.tsv) the claim lets a period run, where the provision knows only others."""
    told = [
        (one[0], _of_event(one["from"]))
        for one in _FROM.finditer(claim)
        if not _NOT_FROM.search(claim, max(0, one.start() - 4), one.start())
    ]
    if not told:
        return []
    ruled = [events for one in _FROM.finditer(provision) if (events := _of_event(one["from"]))]
    return [words for words, events in told if events and ruled and not any(_same_event(events, one) for one in ruled)]


def _same_event(told: frozenset[str], ruled: frozenset[str]) -> bool:
    """What is due and not paid does harm, and one knows of it."""
    return bool(told & ruled) or ("due" in told and "known" in ruled)


def other_starts(claim: str, provision: str) -> list[tuple[str, float]]:
    """From when the claim lets a period run, where the provision lets it run from something else, and how surely: 0 to 1."""
    ruled = [plain(one["from"]) for one in _FROM.finditer(provision)]
    if not ruled:
        return []
    found = []
    for one in _FROM.finditer(claim):
        shares = [share_of(one["from"], rule) for rule in ruled]
        best = max(share for share, _ in shares)
        if max(size for _, size in shares) >= _LEAST and best < _SAME_START:
            found.append((one[0], 1 - best))
    return found
