"""What an article says that a provision says: the quotation or sentence that belongs to a citation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.laws.judging.attribution.around import told_around
from pipeline.laws.judging.attribution.behind import told_before
from pipeline.laws.judging.attribution.claim import Claim, Manner, simpler
from pipeline.laws.judging.attribution.stance import SENTENCE_END
from pipeline.models import Citation

_MAX_QUOTE = 1200
_MAX_SENTENCE = 260
_SHORTEST = 6  # characters of words that say anything
_INNER = 20  # references within the words of a provision that are passed over
_INTRODUCES = ("：", ":", "—", "——")
_WHOLE = 14  # characters in quotation marks that are no mere name: 按第九条，“消费者享有…”
_JOINED = re.compile(r"^(?:[\s、，,和与及或以至]{0,4}|(?:的规定|规定)?[、和与及以]{1,2})$")
_CLOSING = {"“": "”", '"': '"', "「": "」", "『": "』", "‘": "’"}
_SAYS = re.compile(
    r"[》”\s]{0,2}(?:[（(][^（）()\n]{0,40}[）)])?\s{0,2}(?P<of>之|的|中|等)?(?:相关|有关|现行)?(?P<says>规定|条款|条文|原文|原话|原句)?(?:中|里|内容)?"
    r"(?:就|已经?|则|也|还|亦|均|都|又|特别|对此|清楚地|明确地?(?=规定|指出|要求|写|说|提|表)|明文|即)*"
    r"(?P<verb>规定|指出|载明|明确|强调|要求|提到|写道|写明|写着|表述|内容|(?:写|说|讲)?得(?:很|非常|十分|再)?(?:清楚|明白|明确)(?:不过)?|[说写讲](?=的?是?[，,：:]?\s?[“\"「『]))?"
    r"(?:了|为|是|的是|如下|有)*"
    r"(?P<mark>\s{0,2}(?:[：:，,；]|—{1,2})|[ 　]{1,4}|\n)?\s{0,3}(?P<quote>[“\"「『‘])?"
)
# 第N条开宗明义：“…”, 看看第N条怎么说：“…”; but not 第N条的当事人说：“…”.
_QUOTE_FOLLOWS = re.compile(
    r"[》”\s]{0,2}(?:(?!原告|被告|当事人|律师|法官|催收|客服|修[改订正]|改为|变更|调整|增加|删)[^，。；：:“”\"「」『』\n方院员他她我某答问例如]){0,12}(?:[：:]|—{1,2})\s{0,2}(?P<quote>[“\"「『])"
)
# 第N条允许…, 第N条把…定为…: the provision acts, and what follows is what it says, verb and all.
_ACTS = re.compile(
    r"[》”\s]{0,2}(?:就|也|还|则|只是|只|明确|明文|直接|专门|特别|并)*(?=(?:允许|禁止|准许|赋予|授权|限定|排除|把|将(?!来)|给予|不允许|不要求|没有?(?:要求|规定|给)|只[让给])[^，。；\n]{3})"
)
# 第N条没给任何人开口子, 第N条赋予了他这样的权利: what it says was told before.
_REFERS = re.compile(
    "[这此][样种一]?类?的?(?:权利|义务|责任|规定|限制|保护|资格)|开口子|留余地|留[^，。]{0,4}空间|例外$"
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
# 第八条第一款：“…”修改为：“…”: what it says no more.
_AMENDED = re.compile(r"[^，。；\n]{0,4}[。”\"」』]{0,3}[，,]?\s?(?:一[句款项])?(?:修改|改|修订|修正)为")
# 第六条所称的…, 第三十三条规定的份额: a part of another sentence.
_PART_OF_ANOTHER = re.compile(
    r"[》”\s]{0,2}(?:之|的)?(?:规定|条款|情形|所|中)?(?:的|之)(?!规定|内容|条文|原文|原话|原句|是)|[》”\s]{0,2}(?:规定)?所(?:称|列|规定|指|述)|[）)】]"
)
# Behind it the author goes on in his own words.
_OWN_WORDS = re.compile(r"[，,；;](?:所以|也就是说|换句话说|说白了|换言之|简单来?说|意思是|由此可见|可见|这里的?)")
# Said of a law that is told of, and not of one of its articles.
_COMMENCES = re.compile(r"(?:将)?(?:自|从|于)(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:起|开始)?(?:正式)?(?:施行|实施|生效)")
_BRACKET_OPENS = re.compile(r"[（(〔](?:参见|见|参照|详见|依据|根据|以及|和)?[《]?$")
_EDGES = ' 　\n“”"，,；;。'
_LINE_START = re.compile(r"(?:^|\n)[ \t　•·*#>\-\d.、（()）一二三四五六七八九十【\[]{0,8}$")


class _Named(NamedTuple):
    """Provisions named together, and the text around them."""

    text: str  # simplified
    source: str  # … as written: as many characters
    group: tuple[Citation, ...]
    following: int  # where the next citation begins

    def quoted(self, start: int, stop: int, manner: Manner = "quoted") -> Claim:
        """The words between two quotation marks."""
        return Claim(
            self.source[start:stop], manner, self.group, self.group[0].start, stop, self.text, self._rest(stop)
        )

    def told(
        self, start: int, stop: int, manner: Manner = "told", *, speaks: bool = False, follows: bool = False
    ) -> Claim | None:
        """The words between two places without the marks at their edges; None where they say too little."""
        words = self.text[start:stop].strip(_EDGES)
        if len(words) < _SHORTEST or _COMMENCES.fullmatch(words):
            return None
        if self.text is not self.source:
            words = self.source[start:stop].strip(_EDGES)
        first = self.group[0].start
        if stop == self.following and _BRACKET_OPENS.search(self.text, max(0, stop - 6), stop):
            speaks = follows = False  # 根据第10条，…（第82条）: it is told of both
        return Claim(words, manner, self.group, first, stop, self.text, self._rest(stop), speaks, follows)

    def _rest(self, end: int) -> str:
        return self.source[end : max(end, min(self.following, end + _MAX_SENTENCE))].split("\n")[0]


def claims(text: str, citations: Sequence[Citation]) -> Iterator[Claim]:
    """The claims of a text; citations of which nothing is said have none."""
    ordered = [citation for citation in citations if citation.article is not None]
    source, text = text, simpler(text)
    read = 0  # 本法第…条 within the words of a provision says nothing of its own
    for i, group in _groups(text, ordered):
        if group[0].start < read:
            continue
        named = _Named(text, source, group, _next_start(ordered, i, len(text)))
        if claim := _claim(named):
            read = claim.end
            yield claim
        elif claim := _before_or_around(named, ordered[max(0, i - len(group) - 1) : i - len(group)], read):
            yield claim


def _before_or_around(named: _Named, others: Sequence[Citation], read: int) -> Claim | None:
    """What is told before the provisions are named, or only in one sentence with them; ``others``: the citation before."""
    text, source, group, following = named
    if found := told_before(text, group, others):
        start, stop, end = found
        words = source[start:stop].strip(" 　\n，,；;。")
        if quoted := _ALL_QUOTED.fullmatch(words):
            return Claim(quoted[1], "quoted", group, start, end, text)
        return Claim(words.strip(_EDGES), "told", group, start, end, text, follows=True)
    low = max(read, others[-1].end if others else 0)
    if told := told_around(text, source, group, low, following):
        quoted = _ALL_QUOTED.fullmatch(told[0])
        manner: Manner = "quoted" if quoted else "told"
        words = quoted[1] if quoted else told[0]
        return Claim(words, manner, group, group[0].start, told[1], text, around=True)
    return None


def _next_start(ordered: list[Citation], i: int, end: int) -> int:
    """Where the next citation begins that is not 本法第…条."""
    for citation in ordered[i : i + _INNER]:
        if not citation.raw.startswith("本"):
            return citation.start
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


def _claim(named: _Named) -> Claim | None:
    """What stands behind the name of the provisions."""
    text, _, group, following = named
    first, end = group[0].start, group[-1].end
    says = _SAYS.match(text, end)
    if says is not None and not says["quote"] and (opened := _QUOTE_FOLLOWS.match(text, end)):
        close = _closing(text, opened.end(), opened["quote"])
        if close > opened.end() and not _AMENDED.match(text, close):
            return named.quoted(opened.end(), close)
    if says is None or _PART_OF_ANOTHER.match(text, end):
        return None
    start = says.end()
    of, says_it, verb, mark, quote = says.group("of", "says", "verb", "mark", "quote")
    mark = (mark or "").strip()
    if quote:
        close = _closing(text, start, quote)
        if close <= start or _AMENDED.match(text, close):
            return None
        quoted = says_it or verb or mark in _INTRODUCES or (mark and close - start >= _WHOLE)
        return named.quoted(start, close, "quoted" if quoted else "told")
    if not (mark or says_it or verb) and (acts := _ACTS.match(text, end)):
        stop = _sentence_end(text, acts.end(), following)
        return None if _REFERS.search(text, acts.end(), stop) else named.told(acts.end(), stop, follows=True)
    colon = mark in _INTRODUCES
    if colon or (not (says_it or verb or of or mark) and _LINE_START.search(text, max(0, first - 12), first)):
        stop = text.find("\n", start, start + _MAX_QUOTE)
        stop = min(stop if stop >= 0 else start + _MAX_QUOTE, following)
        return named.told(start, stop, "cited", speaks=bool(mark and (says_it or verb)), follows=bool(mark))
    if not mark and (not (says_it or verb) or _UNDER.search(text, max(0, first - 5), first)):
        return None
    says_so = not of and bool(says_it == "规定" or verb)
    stop = _sentence_end(text, start, following)
    weak = says_so and not mark and _OF_THE_RULE.match(text, start) is None and (
        verb == "要求" or _RULES.search(text, start, stop) is not None
    )  # fmt: skip
    return named.told(start, stop, speaks=says_so and bool(mark), follows=weak)


def _sentence_end(text: str, start: int, following: int) -> int:
    """Where what is told from ``start`` on ends: with the sentence, or before the author's own words."""
    found = SENTENCE_END.search(text, start, min(following, start + _MAX_SENTENCE))
    stop = found.start() if found else min(following, start + _MAX_SENTENCE)
    return own.start() if (own := _OWN_WORDS.search(text, start, stop)) else stop


def _closing(text: str, start: int, quote: str) -> int:
    """Where a quotation ends that began before ``start``, over quotations of the same shape within it; -1 if nowhere."""
    close = _CLOSING[quote]
    last = min(len(text), start + _MAX_QUOTE)
    at, inner, depth = text.find(close, start, last), start, 1
    if close == quote:
        return at
    while at >= 0:
        depth += text.count(quote, inner, at) - 1
        if not depth:
            return at
        at, inner = text.find(close, at + 1, last), at + 1
    return -1
