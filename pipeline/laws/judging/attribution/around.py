"""What a sentence tells of the one provision that it names, wherever that stands in it and whatever joins the two.

…，《民法典》第678条写得明明白白; 第二十五条把上限定在…六倍; 都能依第五百三十九条请求法院撤销. That such words are told as the
provision's is less sure than of 第N条规定，…: they are weighed likewise, by entailment, and more must speak against them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.laws.judging.attribution.stance import said_elsewhere
from pipeline.models import Citation

_LONGEST = 160  # characters of a sentence
_SHORTEST = 10  # … of what is told in it
_TAIL = 16  # characters behind the provision, up to the end of the sentence, that only say that it is so: 写得明明白白
_SENTENCE_ENDS = re.compile(r"[。！？!?\n；;]")
_ASKED = re.compile(r"[？?]|吗$|^(?:如何|怎么|为什么|什么是)|[如怎](?:何|样)(?:理解|规定|适用)")
# The end of what stands before the name of the provision: what joins it on.
_LEADS = re.compile(
    r"[，,：:、（(\s]*(?:(?:其)?(?:法律)?(?:依据|根据|出处)(?:就|正)?(?:是|为|在|来自)?|因为|由于|毕竟|而|但|且|也|都|才|就|可以?|均|即|便|则|还|又|并)*"
    r"(?:这|此|以上|上述)?(?:就|都|也|正|均)?(?:根据|依据|依照|按照|遵照|参照|参见|详见|出自|来自|源于|属于|违反|触犯|符合|构成|适用|援引|对照|按|依|照|见|看|凭|以|由|是|为|在|靠|用|与|和|对|从)?(?:了)?\s*[“\"《]?$"
)
# The beginning of what stands behind it: that it is a rule that says so.
_FOLLOWS = re.compile(
    r"^[》”\"）)\s]*(?:的|之|中|里|上|对此|就此|，|,|：|:)*(?:相关|有关|现行|明文|明确|已经?|早已|早就|就|也|都|还|则|才|均|又|即|专门|特别|清楚地?|白纸黑字)*(?:规定|条款|条文|要求|精神)?(?:了|着|的|地|是|为|，|,|：|:)*"
)
# 第三十条规定的…, 第九条所列财产: a part of another sentence, or of a provision that is printed.
_REFERENCE = re.compile(
    r"[》”\"）)\s]*(?:(?:之|的)?规定)?(?:的(?!是|就是|正是|规则|意思|原意|本意|要求|顺序)|所(?:列|称|述|指|规定)|之(?!规定)|项|款)|(?!(?:说|管|讲|写|规定)?的?(?:就|正|恰恰|恰好)是)[^，。；\n]{0,12}(?:情形|规定之一|处罚|处理|办理|(?<!拒不)执行(?!判决|裁定|程序|异议))"
    r"|[^，。；\n]{0,4}(?:提出|提起|主张|享有|行使|取得|承担|作出|请求)的"
)
# 依照第三条请求支付利息的，应当…: what is done under it, and the condition of another rule.
_UNDER = re.compile(r"(?:依照|依据|根据|按照|遵照|依|按)[《“]?$")
_CONDITION = re.compile(r"[^，。；]{1,40}的[，,]")
_AMENDS = re.compile("(?:修改|修订|修正|改|变更|调整)[为成到至]|删[去除]|增加")
_PRINTED = re.compile(
    r"[\s|　]*(?:包括|第[零〇一二三四五六七八九十百千\d]+条|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])"
)
_ITEM = re.compile(r"(?:^|[：:，,])\s*[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]\D")  # …：1.以土地抵押
_QUOTED = re.compile(r"[“「『][^“”「」『』]{10,}[”」』](?=[，,。]?(?:这|此|以上)?(?:就|正)?是$)")
_RULES = re.compile(
    "可以?要求|应当|应该|必须|不得|有权|无权|最[低高多少]|至[多少]|\\d|[一二两三四五六七八九十百千万][倍年月日天次元]"
)
_WORDS = re.compile(r"[\u4e00-\u9fff\d]")


def told_around(text: str, source: str, group: Sequence[Citation], low: int, high: int) -> tuple[str, int] | None:
    """What the sentence that names the citations tells of them, and where it ends; None: nothing.

    ``low``, ``high``: the end of the citation before and the start of the one behind; a sentence that names two
    provisions may tell of either. ``source``: the text as written, character for character, from which the words are.
    """
    if len(group) != 1:
        return None
    start, end = group[0].start, group[0].end
    begin = max((found.end() for found in _SENTENCE_ENDS.finditer(text, max(0, start - _LONGEST), start)), default=None)
    if begin is None:
        begin = 0 if start <= _LONGEST else -1
    found = _SENTENCE_ENDS.search(text, end, end + _LONGEST)
    stop = found.start() if found else len(text) if len(text) - end <= _LONGEST else -1
    if begin < low or not 0 <= stop <= high or stop - begin > _LONGEST or (found and found[0] in "？?"):
        return None
    before, behind = text[begin:start].strip(), text[end:stop].strip()
    first, last = (
        begin + len(text[begin:start]) - len(text[begin:start].lstrip()),
        stop - len(text[end:stop]) + len(text[end:stop].rstrip()),
    )
    if quoted := _QUOTED.match(before):
        return source[first : first + len(quoted[0])], stop
    if _REFERENCE.match(text, end, stop) or _PRINTED.match(text, begin, start) or _cut(text[begin:stop]):
        return None
    if _AMENDS.search(before) or _AMENDS.search(behind) or _ITEM.search(before):
        return None
    if _UNDER.search(before) and _CONDITION.match(behind):
        return None
    if _ASKED.search(behind) or _ASKED.search(before):
        return None
    before = before[: _LEADS.search(before).start()]  # type: ignore[union-attr]  # it matches the empty end
    behind = behind[_FOLLOWS.match(behind).end() :]  # type: ignore[union-attr]
    if said_elsewhere(before):
        before = ""
    size = len(_WORDS.findall(behind))
    telling = size > _TAIL or len(_WORDS.findall(before)) < _SHORTEST or (size >= _SHORTEST and _RULES.search(behind))
    parts = (source[first : first + len(before)], source[last - len(behind) : last] if telling else "")
    words = "，".join(part for part in parts if part)
    return (words, stop) if len(_WORDS.findall(words)) >= _SHORTEST else None


def _cut(sentence: str) -> bool:
    """Whether a quotation goes on beyond the sentence."""
    return sentence.count("“") != sentence.count("”") or sentence.count("「") != sentence.count("」")
