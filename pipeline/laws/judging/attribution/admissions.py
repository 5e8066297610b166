"""What an author admits himself of a provision that he cites: that its law is past, that there is no such article."""

from __future__ import annotations

import re

from pipeline.models import Citation

# The author says himself that the law is past.
_ACKNOWLEDGED = re.compile(r"(?:原|旧|当时的?|时行的?|废止前的?|此前的?|已(?:经)?(?:废止|失效)的?|曾经?的?)[《]?$")
_ACKNOWLEDGED_AFTER = re.compile(r"^[^。！？\n]{0,12}(?:已废止|已失效|现已废止|已被|废止|失效|修正前|修订前)")
# … or compares it with the one that holds: 与《担保法》第十九条不同，《民法典》…; 将民法通则时期的两年延长至三年.
_COMPARED = re.compile(r"(?:与|和|同|跟|较|比|不同于|相较于?|相比)(?:原|旧)?《?$")
_COMPARED_AFTER = re.compile(r"^[》〉]?[^。！？\n，]{0,12}(?:不同|相比|不一样|有别)")
_OF_ITS_DAYS = re.compile(r"^[》〉]?(?:施行|实施)?(?:时期|时代|年代|那时)")
_PAST_DAY = re.compile(
    r"(?:\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:之?前|以前)|过去|从前|以前|此前|原先)[，,]?[^。！？\n，]{0,6}《?$"
)
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
# 现在报警就可以要求…, 如今已经有权…; but 现在离施行还有三个月, 届时可以….
_HOLDS = re.compile(
    "(?:现在|如今|目前|眼下|当下|今天|即日起|马上)[^。！？\n]{0,12}(?:就|已经?|便|都|立刻)?(?:可以?|能|有权|要求|适用|按|必须|应当)"
)
_WILL_HOLD = re.compile(
    "将[要会于在从自]?|届时|到时|明年|以后|之后|起施行|起实施|起生效|施行后|生效后|尚未|还没|还未|等到|过渡|即将|草案"
)
_SENTENCE_ENDS = re.compile(r"[。！？\n]")
_SENTENCE_BEFORE = 80  # characters


def told_to_be_past(text: str, citation: Citation, title: str) -> bool:
    """Whether the author says that the law is a former one: 原《合同法》第…条, 《合同法》（已废止）, 合同法已废止，旧文引用的….

    What he says before it counts within the sentence.
    """
    before = text[max(0, citation.start - 8) : citation.start]
    sentence = _SENTENCE_ENDS.split(text[max(0, citation.start - _SENTENCE_BEFORE) : citation.start])[-1]
    named = sentence.find(title)
    if (named >= 0 and _PAST_TOLD.match(sentence, named + len(title))) or _BEFORE_CODE.search(sentence):
        return True
    after = text[citation.end : citation.end + 24]
    if (
        (_COMPARED.search(before) and _COMPARED_AFTER.match(after))
        or _OF_ITS_DAYS.match(after)
        or _PAST_DAY.search(sentence)
    ):
        return True
    inside = "废止" in citation.raw or "失效" in citation.raw
    return inside or bool(_ACKNOWLEDGED.search(before) or _ACKNOWLEDGED_AFTER.match(after))


def told_to_hold(text: str, citation: Citation) -> bool:
    """Whether the author says that the provision can be relied on now: 现在就可以按新法第五十条要求…."""
    before = _SENTENCE_ENDS.split(text[max(0, citation.start - _SENTENCE_BEFORE) : citation.start])[-1]
    behind = _SENTENCE_ENDS.split(text[citation.end : citation.end + _SENTENCE_BEFORE])[0]
    sentence = before + behind
    return _HOLDS.search(sentence) is not None and _WILL_HOLD.search(sentence) is None


def told_to_be_none(text: str, citation: Citation) -> bool:
    """Whether the author says that there is no such article: 《民法典》第1300条并不存在."""
    start, end = citation.start, citation.end
    sentence = _SENTENCE_ENDS.split(text[end : end + _SENTENCE_BEFORE])[0]
    again = sentence.find(found[0]) if (found := _NUMBER_AT_END.search(citation.raw)) else -1
    return bool(
        _NONE_BEFORE.search(text, max(0, start - 12), start)
        or _NONE_AFTER.match(text, end)
        or _NO_SUCH.search(sentence)
        or (again >= 0 and found and _NONE_AFTER.match(sentence, again + len(found[0])))
    )
