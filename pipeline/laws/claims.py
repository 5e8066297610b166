"""What an article says that a provision says: the quotation or sentence that belongs to a citation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.laws.around import told_around
from pipeline.laws.behind import told_before
from pipeline.models import Citation

# How firmly the words are put into the law's mouth: in quotation marks; behind a colon or as a line of articles; told.
Manner = Literal["quoted", "cited", "told"]

_MAX_QUOTE = 1200
_MAX_SENTENCE = 260
_SHORTEST = 6  # characters of words that say anything
_AROUND = 40  # characters before and behind that tell what the author thinks of it
_INNER = 20  # references within the words of a provision that are passed over
_JOINED = re.compile(r"^(?:[\s、，,和与及或以至]{0,4}|(?:的规定|规定)?[、和与及以]{1,2})$")
_CLOSING = {"“": "”", '"': '"', "「": "」", "『": "』", "‘": "’"}
_SAYS = re.compile(
    r"[》”\s]{0,2}(?:[（(][^（）()\n]{0,40}[）)])?\s{0,2}(?P<of>之|的|中|等)?(?:相关|有关|现行)?(?P<says>规定|条款|条文)?(?:中|里|内容)?"
    r"(?:就|已经?|则|也|还|亦|均|都|又|特别|对此|清楚地|明确地?(?=规定|指出|要求|写|说|提|表)|明文|即)*"
    r"(?P<verb>规定|指出|载明|明确|强调|要求|提到|写道|写明|写着|表述|内容|(?:写|说|讲)?得(?:很|非常|十分|再)?(?:清楚|明白|明确)(?:不过)?)?"
    r"(?:了|为|是|的是|如下|有)*"
    r"(?P<mark>\s{0,2}[：:，,；]|[ 　]{1,4}|\n)?\s{0,3}(?P<quote>[“\"「『‘])?"
)
# 第N条开宗明义：“…”, 看看第N条怎么说：“…”; but not 第N条的当事人说：“…”.
_QUOTE_FOLLOWS = re.compile(
    r"[》”\s]{0,2}(?:(?!原告|被告|当事人|律师|法官|催收|客服|修[改订正]|改为|变更|调整|增加|删)[^，。；：:“”\"「」『』\n方院员他她我某答问例如]){0,12}[：:]\s{0,2}(?P<quote>[“\"「『])"
)
# 第N条允许…, 第N条把…定为…: the provision acts, and what follows is what it says, verb and all.
_ACTS = re.compile(
    r"[》”\s]{0,2}(?:就|也|还|则|只是|只|明确|明文|直接|专门|特别|并)*(?=(?:允许|禁止|准许|赋予|授权|限定|排除|把|将(?!来)|给予|不允许|不要求|没有?(?:要求|规定|给)|只[让给])[^，。；\n]{3})"
)
_ALL_QUOTED = re.compile(r"[“\"「『]([^“”\"「」『』]+)[”\"」』]")
# 依照本法第三十六条规定向劳动者提出: what follows is done under the provision, it is not what the provision says.
_UNDER = re.compile(
    r"(?:依照|依据|根据|按照|适用|符合|违反|参照|遵照|除|按|依|由|属于|具有|有|对|享有|与|和|实施|触犯)[^，。；：\n]{0,2}$"
)
# 第三十九条规定情形的, 第四条规定办理: not what it says either.
_OF_THE_RULE = re.compile(
    "之|所|的|中|为|而|向|对|予以|情形|条件|标准|程序|期限内|范围|方式|办理|执行|处理|处罚|定罪|追究|进行|作出|提起|提出|提交|申请再审|精神|者|以外|以及|和|与|及|或|不符|相"
)
# What such words must have to be a rule and not what the rule is about: 规定了任意撤销权.
_RULES = re.compile(
    "必须|应当|应该|不得|不能|可以|无需|一律|期限|[处罚判][^，。]{0,4}[\\d一二三四五六七八九十]|[是为][\\d一二三四五六七八九十]"
)
# 违反第三十九条规定，伪造…的，由…: likewise, whatever mark stands between. Its words may well be the provision's own,
# but that they are not is no fault.
_APPLIED = re.compile(r"(?:违反|适用|符合|参照|遵守|构成|触犯|涉及|实施|享有|属于|超出)了?[^，。；：\n]{0,4}$")
_BASIS = re.compile(r"(?:根据|依据|依照|按照|遵照|按|依)[^，。；：\n]{0,4}$")
# 第八条第一款：“…”修改为：“…”: what it says no more.
_AMENDED = re.compile(r"[^，。；\n]{0,4}[。”\"」』]{0,3}[，,]?\s?(?:一[句款项])?(?:修改|改|修订|修正)为")
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
# 第六条所称的…, 第三十三条规定的份额: a part of another sentence.
_PART_OF_ANOTHER = re.compile(
    r"[》”\s]{0,2}(?:之|的)?(?:规定|条款|情形|所|中)?(?:的|之)(?!规定|内容|条文|是)|[》”\s]{0,2}(?:规定)?所(?:称|列|规定|指|述)|[）)】]"
)
# The characters of the patterns here, as they stand in traditional text.
_TRADITIONAL = re.compile("[規條載寫]")
_SIMPLER = str.maketrans(
    "規條載寫關現則還對內裡裏為確調強據適違參屬與實觸稱項", "规条载写关现则还对内里里为确调强据适违参属与实触称项"
)
# Behind it the author goes on in his own words.
_OWN_WORDS = re.compile(r"[，,；;](?:所以|也就是说|换句话说|说白了|换言之|简单来?说|意思是|由此可见|可见|这里的?)")
# Said of a law that is told of, and not of one of its articles.
_COMMENCES = re.compile(r"(?:将)?(?:自|从|于)(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:起|开始)?(?:正式)?(?:施行|实施|生效)")
_EDGES = ' 　\n“”"，,；;。'
# What names a provision as the basis of the sentence, and not of an act in it: 应当依照第N条的规定支付.
_NAMING = re.compile(
    r"(?<!综上)(?<!综上所述)(?<!据此)(?:^|[，,：:；;？?！!。、\s])(?:其实|实际上|但是?|而且?|因为|因此|所以|同时|另外|此外|也就是|不过)?(?:根据|依据|依照|按照|遵照|按|依)[《“]?$"
)
_SENTENCE_END = re.compile(r"[。！？!?\n]|；(?=[^；]{0,200}第[^；]{1,9}条)")
_LINE_START = re.compile(r"(?:^|\n)[ \t　•·*#>\-\d.、（()）一二三四五六七八九十【\[]{0,8}$")
# Sentences about a case, not about the law: nothing in them can be held against a statute.
_ABOUT_A_CASE = re.compile(
    r"判决如下|裁定如下|本院|原告|被告|上诉|申请人|被申请|公诉|诉请|请求判令|被害人|本案|该案|涉案(?!金额|财物)|审理查明|提起诉讼[，。]|特此|依法判令|甲方|乙方"
    r"|判决书|判决：|裁定书|维持原判|我们|我国|你|您|小编|律师|建议|笔者|读者|网友|某某|某公司"
)


_SUITS = re.compile("当事人|原告|被告|上诉|申请人|被申请")
_PARTIES = frozenset(
    ("原告", "被告", "上诉", "申请人", "被申请")
)  # where a provision speaks of one, a claim may of another
_ANYBODY = frozenset(("你", "您", "律师", "建议"))  # told to readers, or of a profession


@dataclass(frozen=True, slots=True)
class Claim:
    """The words that an article gives as those of ``citations``, and how it gives them."""

    text: str
    manner: Manner
    citations: tuple[Citation, ...]  # one, or several that are named together
    end: int  # where the words end in the article
    direct: bool = False  # the provision is the one that speaks: 第N条规定，… and not 根据第N条的规定，…
    applied: bool = False  # something is done under the provision, or against it: 违反第N条规定，…
    reported: bool = False  # … as what somebody else says, or as what is refuted
    doubted: bool = False  # … or as what may be so: asked, denied, perhaps only reported
    basis: bool = False  # it is told to follow from the provision: 根据第N条的规定，…; …（第N条）
    around: bool = False  # … or only in one sentence with its name
    before: str = ""  # what the sentence says before it names the provision
    behind: str = ""  # the rest of the line, up to the next citation

    @property
    def about_a_case(self) -> bool:
        """Whether the words tell of parties and judgments rather than of the law."""
        return self.manner != "quoted" and _ABOUT_A_CASE.search(self.text) is not None


def tells_of_a_case(words: str, statute: str) -> bool:
    """Whether words told of a provision tell of parties and judgments that it does not itself speak of."""
    parties = _ANYBODY | _PARTIES if _SUITS.search(statute) else _ANYBODY
    return any(found[0] not in statute and found[0] not in parties for found in _ABOUT_A_CASE.finditer(words))


def claims(text: str, citations: Sequence[Citation]) -> Iterator[Claim]:
    """The claims of a text; citations of which nothing is said have none."""
    ordered = [citation for citation in citations if citation.article is not None]
    source, text = text, text.translate(_SIMPLER) if _TRADITIONAL.search(text) else text
    read = 0  # 本法第…条 within the words of a provision says nothing of its own
    for i, group in _groups(text, ordered):
        if group[0].start < read:
            continue
        following = _next_start(ordered, i, len(text))
        if claim := _claim(text, group, following):
            read = claim.end
            rest = source[claim.end : max(claim.end, min(following, claim.end + _MAX_SENTENCE))].split("\n")[0]
            at = text.find(claim.text, group[-1].end)
            words = claim.text if text is source else source[at : at + len(claim.text)]
            yield _with_stance(claim, text, group[0].start, behind=rest, words=words)
        elif found := told_before(text, group, ordered[max(0, i - len(group) - 1) : i - len(group)]):
            words = source[found[0] : found[1]].strip(" 　\n，,；;。")
            if quoted := _ALL_QUOTED.fullmatch(words):
                claim = Claim(quoted[1], "quoted", group, found[2])
            else:
                claim = Claim(words.strip(_EDGES), "told", group, found[2], basis=True)
            words = claim.text
            yield _with_stance(claim, text, found[0], behind=claim.behind, words=words, before="")
        elif told := told_around(
            text, source, group, max(read, ordered[i - len(group) - 1].end if i > len(group) else 0), following
        ):
            quoted = _ALL_QUOTED.fullmatch(told[0])
            claim = Claim(quoted[1] if quoted else told[0], "quoted" if quoted else "told", group, told[1], around=True)
            yield _with_stance(claim, text, group[0].start, behind="", words=claim.text, before="")


def _with_stance(claim: Claim, text: str, start: int, *, behind: str, words: str, before: str | None = None) -> Claim:
    """The claim with its ``words`` as written and what goes on ``behind`` them, and how the author stands to it: told by
    what is before its citation (at ``start``), unless that is given, and behind it.
    """
    near = text[max(0, start - 8) : start]
    sentence = _SENTENCE_END.split(text[max(0, start - _AROUND) : start])[-1]
    after = text[claim.end : claim.end + _AROUND].split("\n")[0]
    naming = _NAMING.search(sentence)
    reported = bool(_REPORTED.search(_IN_FACT.split(sentence)[-1]) or _REFUTED.match(after))
    applied = _APPLIED.search(near) is not None
    if before is None:
        before = sentence[: naming.start()] if naming else sentence.rstrip("《“")
    return Claim(
        words,
        claim.manner,
        claim.citations,
        claim.end,
        direct=claim.direct and not (applied or _BASIS.search(near)),
        applied=claim.manner == "told" and applied,
        reported=reported,
        doubted=bool(reported or _OTHERS_SAY.search(sentence) or _DENIED.search(after) or _OPEN.search(claim.text)),
        basis=claim.basis or (claim.manner == "told" and naming is not None and not claim.around),
        around=claim.around,
        before=before,
        behind=behind,
    )


def _next_start(ordered: list[Citation], i: int, end: int) -> int:
    """Where the next citation begins that is not 本法第…条."""
    for j in range(i, min(i + _INNER, len(ordered))):
        if not ordered[j].raw.startswith("本"):
            return ordered[j].start
    return end


def _groups(text: str, citations: list[Citation]) -> Iterator[tuple[int, tuple[Citation, ...]]]:
    """Citations named together (第A条、第B条规定), each group with the index of the citation after it."""
    group: list[Citation] = []
    for i, citation in enumerate(citations):
        if group and not (citation.start < group[-1].end or _JOINED.match(text[group[-1].end : citation.start])):
            yield i, tuple(group)
            group = []
        group.append(citation)
    if group:
        yield len(citations), tuple(group)


def _claim(text: str, group: tuple[Citation, ...], following: int) -> Claim | None:
    end = group[-1].end
    says = _SAYS.match(text, end)
    if says is not None and not says["quote"] and (opened := _QUOTE_FOLLOWS.match(text, end)):
        close = _closing(text, opened.end(), opened["quote"])
        if close > opened.end() and not _AMENDED.match(text, close):
            return Claim(text[opened.end() : close], "quoted", group, close)
    if says is None or _PART_OF_ANOTHER.match(text, end):
        return None
    start = says.end()
    if quote := says["quote"]:
        close = _closing(text, start, quote)
        if close > start:
            manner: Manner = (
                "quoted" if says["says"] or says["verb"] or (says["mark"] or "").strip() in ("：", ":") else "told"
            )
            amended = _AMENDED.match(text, close) is not None
            return None if amended else Claim(text[start:close], manner, group, close)
        return None
    mark = (says["mark"] or "").strip()
    if not (mark or says["says"] or says["verb"]) and (acts := _ACTS.match(text, end)):
        return _told(text, acts.end(), group, following, basis=True)
    begins_line = _LINE_START.search(text, max(0, group[0].start - 12), group[0].start) is not None
    if mark in ("：", ":") or (begins_line and not (says["says"] or says["verb"] or says["of"] or mark)):
        stop = text.find("\n", start, start + _MAX_QUOTE)
        stop = min(stop if stop >= 0 else start + _MAX_QUOTE, following)
        claim = _made(text[start:stop], "cited", group, stop, direct=bool(mark and (says["says"] or says["verb"])))
        return replace(claim, basis=bool(mark)) if claim else None
    if not mark and (
        not (says["says"] or says["verb"]) or _UNDER.search(text, max(0, group[0].start - 5), group[0].start)
    ):
        return None
    says_so = not says["of"] and bool(says["says"] == "规定" or says["verb"])
    rules = says["verb"] == "要求" or _RULES.search(text, start, _sentence_end(text, start, following))
    weak = says_so and not mark and bool(rules) and _OF_THE_RULE.match(text, start) is None
    return _told(text, start, group, following, direct=says_so and bool(mark), basis=weak)


def _told(
    text: str, start: int, group: tuple[Citation, ...], following: int, *, direct: bool = False, basis: bool = False
) -> Claim | None:
    """What is told of the citations from ``start`` on, up to the end of the sentence or to the author's own words."""
    stop = _sentence_end(text, start, following)
    claim = _made(text[start:stop], "told", group, stop, direct=direct)
    return replace(claim, basis=True) if claim and basis else claim


def _sentence_end(text: str, start: int, following: int) -> int:
    found = _SENTENCE_END.search(text, start, min(following, start + _MAX_SENTENCE))
    stop = found.start() if found else min(following, start + _MAX_SENTENCE)
    return own.start() if (own := _OWN_WORDS.search(text, start, stop)) else stop


def _closing(text: str, start: int, quote: str) -> int:
    """Where a quotation ends that began before ``start``, over quotations of the same shape within it; -1 if nowhere."""
    close = _CLOSING[quote]
    depth = 1
    for i in range(start, min(len(text), start + _MAX_QUOTE)):
        if text[i] == close:
            depth -= 1
            if not depth:
                return i
        elif text[i] == quote:
            depth += 1
    return -1


def _made(words: str, manner: Manner, group: tuple[Citation, ...], end: int, *, direct: bool) -> Claim | None:
    words = words.strip(_EDGES)
    if len(words) < _SHORTEST or _COMMENCES.fullmatch(words):
        return None
    return Claim(words, manner, group, end, direct)
