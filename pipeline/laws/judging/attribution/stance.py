"""How an author stands to what he tells of a provision: as the law's words, as what follows, as what others say, in doubt.

Told by what stands before the provision's name and behind the words; asked only where the words are not the provision's.
"""

from __future__ import annotations

import re

SENTENCE_END = re.compile(r"[。！？!?\n]|；(?=[^；]{0,200}第[^；]{1,9}条)")
_AROUND = 40  # characters before and behind that tell what the author thinks of it
_NEAR = 8  # … before it that tell what is done with the provision
# 违反第三十九条规定，伪造…的，由…: what follows is done under the provision. Its words may well be the provision's own, but
# that they are not is no fault.
_APPLIED = re.compile(r"(?:违反|适用|符合|参照|遵守|构成|触犯|涉及|实施|享有|属于|超出)了?[^，。；：\n]{0,4}$")
_BASIS = re.compile(r"(?:根据|依据|依照|按照|遵照|按|依)[^，。；：\n]{0,4}$")
# Told as what others say, or to be denied: 网传…, 很多人以为…, …是谣言.
_OTHERS_SAY = re.compile(
    r"网传|流传|盛传|传闻|据说|宣称|谣言|传言|误以为|(?<!别)(?<!不要)以为|误区|有人说|声称|谎称|所谓|误解|误读|听说|号称"
    r"|(?:骗|恐吓|威胁|吓唬)(?:[你您人说称道：“]|借款人|欠款人|债务人|用户|大家|老百姓)"
)
# Somebody of whom the author tells says so: the provision's words are not the author's.
_REPORTED = re.compile(
    r"网传|流传|盛传|传闻|谣言|传言|误以为|误区|有人说|谎称|误解|误读|听说|号称|话术|忽悠|不是说|不代表|不等于|难道|假如|如果说|(?<!虚假)宣传"
    r"|(?:中介|催收|骗子|对方|客服|销售|法务|业务员|博主|网友|有人|多人|少人|主播|群里|机构|公司|平台)[^。，,]{0,10}(?:说(?!明)|讲|(?<![名简统])称|告诉|喊|吹)"
)
_IN_FACT = re.compile("其实|事实上|实际上")  # behind it the author speaks himself again
_REFUTED = re.compile(
    r"[”\"」』]?[，,。；;]?[^。！？\n]{0,12}(?:谣言|是假的|不实|误读|断章取义|子虚乌有|不是真的|站不住脚|是错的|纯属)"
)
_DENIED = re.compile(
    r"谣言|假的|不实|错误|误解|误读|断章取义|并没有|并不|并非|不是这样|没有这样|子虚乌有|(?<!诈)骗(?!取)"
)
_OPEN = re.compile(
    r"[？?]|吗$|(?<![论管定查])是否|能不能|并非|没有规定|并没有|并不|谣言|是假的|不实|误读|误解|断章取义|没有这样|不是这样|子虚乌有|的(?:说法|传言)(?![^，。]{0,4}(?:执行|处理|认定|为准))"
)
# What names a provision as the basis of the sentence, and not of an act in it: 应当依照第N条的规定支付.
_NAMING = re.compile(
    r"(?<!综上)(?<!综上所述)(?<!据此)(?:^|[，,：:；;？?！!。、\s])(?:其实|实际上|但是?|而且?|因为|因此|所以|同时|另外|此外|也就是|不过)?(?:根据|依据|依照|按照|遵照|按|依)[《“]?$"
)


# 合同里写“…”，民法典第585条…; 平台约定“…”（民法典第585条）: what others wrote is not what the provision says.
_SAID_ELSEWHERE = re.compile(
    "(?:合同|协议|规章|制度|手册|章程|判决|裁定|短信|房东|公司|老板|催收|对方|平台|条款|公告|广告|借条|欠条|双方|银行|中介|网友)[^，。“「『]{0,12}(?:写|说|约定|规定|载明|声称|称|要求|承诺|喊|讲)[^，。“「『]{0,4}[“「『]"
)


def said_elsewhere(words: str) -> bool:
    """Whether a quotation in the words is said to be of a contract, a firm or the like."""
    return _SAID_ELSEWHERE.search(words) is not None


def is_applied(text: str, start: int) -> bool:
    """Whether something is done under, or against, the provision that is named from ``start`` on: 违反第N条规定，…."""
    return _APPLIED.search(text, max(0, start - _NEAR), start) is not None


def is_basis(text: str, start: int) -> bool:
    """Whether it is named as the basis of something: 根据第N条的规定，…."""
    return _BASIS.search(text, max(0, start - _NEAR), start) is not None


def begins_sentence(text: str, start: int) -> bool:
    """Whether it is named as the basis of the whole sentence, and not of an act in it."""
    return _NAMING.search(_before(text, start)) is not None


def is_reported(text: str, start: int, end: int) -> bool:
    """Whether the words, which end at ``end``, are told as what somebody else says, or are refuted."""
    return bool(_REPORTED.search(_IN_FACT.split(_before(text, start))[-1]) or _REFUTED.match(_after(text, end)))


def is_doubted(text: str, start: int, end: int, words: str) -> bool:
    """Whether they are told as what may be so: asked, denied, perhaps only reported."""
    before = _before(text, start)
    return bool(
        _OTHERS_SAY.search(before)
        or _OPEN.search(words)
        or _DENIED.search(_after(text, end))
        or is_reported(text, start, end)
    )


def _before(text: str, start: int) -> str:
    return SENTENCE_END.split(text[max(0, start - _AROUND) : start])[-1]


def _after(text: str, end: int) -> str:
    return text[end : end + _AROUND].split("\n")[0]
