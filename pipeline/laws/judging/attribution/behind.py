"""What is told of a provision that is named behind it: …（民法典第188条）, …，依据是公证法第三十六条, …，这是…第255条规定的."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.laws.judging.attribution.stance import said_elsewhere
from pipeline.models import Citation

_LONGEST = 160  # characters of a sentence that can be told of one provision
_LONGEST_QUOTE = 400  # … and of a quotation
_SHORTEST = 6
_LEAD = 24  # characters before a quotation that tell whose it is
_LISTED = re.compile(r"^(?:包括|\d|[（(])|[|｜]|\d[.、．]\D|[：:]")  # an item of a list, not a sentence
_SENTENCE_ENDS = re.compile(r"[。！？!?\n]")
_BRACKET = re.compile(r"[。]?[（(〔【](?:法律依据|依据|根据|详见|参见|参照|见)?[：:]?\s?$")
_BRACKET_ENDS = re.compile(r"(?:的?规定|之规定)?[）)〕】][。；;\n]?")
# “…”劳动法第五十条的这句话, “…”，《…》第N条是这么写的
_QUOTED = (re.compile(r"(?<=[”」』])(?:\s|[，,。]|—{1,2})*+(?:这?(?:就|正)?是|这话?出自|语?出自|摘自|来自|见)?\s?$"),
           re.compile(r"[》]?(?:的|里的?|中的?|上的?)?(?:这[一]?[句段条话]|原[文话句]|(?:就|正|都)?是?(?:这么|这样|如此)[写说讲规]|如是[说写]|白纸黑字|写[得着明的])"))  # fmt: skip
_MARKS = {"”": "“", "」": "「", "』": "『"}
# What joins the sentence to the provision, before and behind the name of it; a sentence ends there.
_JOINTS = (
    (re.compile(r"[，,](?:法律|法条)?(?:依据|根据)(?:就|正)?(?:是|为|在|见|来自|来源于)$"), re.compile(r"(?:的?规定)?(?=[。！；;\n]|$)")),
    (re.compile(r"[，,](?:这|此|以上|上述|这些|这条)?(?:就|都|也|正|均)?是$"),
     re.compile(r"(?:(?:明文|明确|里|中)*(?:规定|要求|写明|写)(?:了|好|清楚)?的|的(?:明文|明确|硬性|强制性?|基本|法定|直接|一般)?(?:规定|要求|内容|义务))(?=[。！；;\n]|$)")),
    (re.compile(r"[。！](?:(?:法律|法条)?(?:依据|根据|出处)(?:就|正)?(?:是|为|在|见)?[：:]?|(?:可|请)?(?:详|参)?(?:见|看|阅)[：:]?)$"),
     re.compile(r"(?:的?规定|之规定)?(?=[。！；;\n）)]|$)")),
    (re.compile(r"[，,](?:详|参)?[见看]$"), re.compile(r"(?:的?规定)?(?=[。！；;\n]|$)")),
    (re.compile(r"[，,](?:对此)?$"), re.compile(r"(?:对此)?(?:早就|早已|已经?)?(?:有|作了|做了|作出了?)(?:明文|明确|清楚的?|专门)*(?:的)?规定(?=[。！；;\n]|$)")),
)  # fmt: skip


def told_before(text: str, group: Sequence[Citation], others: Sequence[Citation]) -> tuple[int, int, int] | None:
    """Where the words stand that are told of the citations behind them, and where the telling ends; None: nowhere.

    ``others``: the citation before them, if any; a sentence that names another provision is told of that one.
    """
    start, end = group[0].start, group[-1].end
    low = max(0, start - _LONGEST)
    lead = text[low:start]
    if quoted := _quoted_before(text, lead, start, end):
        return quoted
    joint = _joint(lead, text, end)
    if joint is None:
        return None
    stop, ends = low + joint[0], joint[1]
    breaks = [found.end() for found in _SENTENCE_ENDS.finditer(text, low, stop)]
    begin = breaks[-1] if breaks else low
    if (not breaks and low > 0) or (others and others[-1].end > begin) or said_elsewhere(text[begin:stop]):
        return None
    words = text[begin:stop].strip()
    return (begin, stop, ends) if len(words) >= _SHORTEST and not _LISTED.search(words) else None


def _quoted_before(text: str, lead: str, start: int, end: int) -> tuple[int, int, int] | None:
    """Where a quotation stands, with its marks, that ends just before the provisions and is said to be theirs."""
    for before, behind in ((_BRACKET, _BRACKET_ENDS), _QUOTED):
        opened = before.search(lead)
        if opened is None or (closed := behind.match(text, end)) is None:
            continue
        stop = start - len(lead) + opened.start()
        begin = text.rfind(_MARKS.get(text[stop - 1 : stop], "\0"), max(0, stop - _LONGEST_QUOTE), stop)
        if begin < 0 or said_elsewhere(text[max(0, begin - _LEAD) : begin + 1]):
            continue
        if stop - begin - 2 >= _SHORTEST and text[stop - 1] not in text[begin : stop - 1]:
            return begin, stop, closed.end()
    return None


def _joint(lead: str, text: str, end: int) -> tuple[int, int] | None:
    """Where the words end within ``lead``, and where what joins them to the provision ends in the text."""
    if (opened := _BRACKET.search(lead)) and (closed := _BRACKET_ENDS.match(text, end)):
        return opened.start(), closed.end()
    for before, behind in _JOINTS:
        if (opened := before.search(lead)) and (closed := behind.match(text, end)):
            return opened.start(), closed.end()
    return None
