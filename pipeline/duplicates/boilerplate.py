"""Parts of a body that say little about who copied whom: quoted statute text and what a site adds to every article.

Two articles that quote the same provisions, or end with the same disclaimer, are not copies of each other for that.
Works on folded text (text.fold), so that offsets are those of the body.
"""

from __future__ import annotations

import re
from itertools import chain

LIGHT = 0.1  # the weight of one character in such a part, beside 1 elsewhere

_NUMERAL = "[0-9零〇一二三四五六七八九十百千两]"
_ARTICLE = rf"第{_NUMERAL}{{1,9}}条(?:之{_NUMERAL}{{1,3}})?"
_LAW = r"(?:《[^《》\n]{2,60}》(?:\([^()\n]{0,40}\))?)?"

# How a quotation of a statute begins, and how far it reaches. The colon or space matters: 「第585条规定,借条…」 goes on
# in the writer's own words.
_QUOTATIONS = (
    # a line of its own: 《民法典》第六百七十九条:…, 第680条 …, with the items (一)(二) on the lines below
    rf"^[^\w\n《]*(?:法律依据|法条链接|相关法条|相关规定)?[^\w\n《]*(?:根据|依据|依照|按照)?{_LAW}[ ]?{_ARTICLE}"
    rf"(?:第{_NUMERAL}+[款项])*(?:的?规定)?(?:[: ]|【)[^\n]*(?:\n[ ]*\({_NUMERAL}{{1,3}}\)[^\n]*)*",
    # inside a paragraph, between quotation marks
    rf"{_LAW}{_ARTICLE}(?:第{_NUMERAL}+[款项])*(?:的?(?:明确)?规定)?[:,]?[ ]?(?:[“\"][^”\"\n]*[”\"]|「[^」\n]*」)",
    # inside a paragraph, after a colon, as far as the paragraph goes
    rf"{_LAW}{_ARTICLE}(?:第{_NUMERAL}+[款项])*(?:的?(?:明确)?规定)?:[^\n]*",
)

# What sites and copyists put around a text; each with an example or the reason. Every alternative begins with a plain
# character: then the search passes over all others without trying (five times as fast).
_PHRASES = (
    r"转载|转自|摘自",  # 本文转载自…
    r"版权(?:归|所有|声明)",  # 版权归原作者所有
    r"侵权.{0,8}(?:删除|联系|告知)|删除.{0,6}侵权|联系.{0,6}侵权",  # 如有侵权请联系删除
    r"原(?:文)?(?:标题|链接|地址|作者)[:《]",  # 原文标题《…》
    r"本文(?:链接|地址|网址|来源)",
    r"编辑[:(]|来源[:(]|稿源[:(]|发布(?:时间|日期)[:(]|浏览(?:次数|量)[:(]|阅读量?[:(]|点击数?[:(]",  # the line above a text
    r"作者:(?<![^\n]作者:).{1,12}$",  # a line of its own
    r"上一篇|下一篇",  # previous and next, typed into the body
    r"扫码|扫一扫|扫描.{0,6}二维码",
    r"关注.{0,8}(?:公众号|微信)|添加.{0,8}(?:公众号|微信)|微信公众号",
    r"咨询(?:热线|电话).{0,4}[0-9-]{7}|服务(?:热线|电话).{0,4}[0-9-]{7}|投诉(?:热线|电话).{0,4}[0-9-]{7}",  # to ring
    r"拨打.{0,12}(?:热线|咨询)|致电.{0,12}(?:热线|咨询)",
    r"免责声明|仅供参考|不构成.{0,10}(?:意见|建议)",
    r"提醒您?[,:].{0,40}(?:咨询|律师)",  # 南昌讨债律师提醒您,…咨询专业律师
    r"点击.{0,8}(?:咨询|查看|了解|下载)",
    r"如(?:有|果您?有|您有).{0,12}(?:疑问|问题|需要).{0,16}(?:咨询|联系|留言)",
)
_QUOTATION = re.compile("|".join(_QUOTATIONS), re.MULTILINE)
_NAMED, _BEGIN = re.compile(_ARTICLE), re.compile("[《第]")
_SENTENCE = re.compile(r"[^。!?\n]+[。!?]?")
_PHRASE = re.compile("|".join(_PHRASES), re.MULTILINE)


def light_spans(folded: str) -> list[tuple[int, int]]:
    """Where the parts that weigh little are, in order and apart from each other.

    >>> light_spans("来源:法制网\\n借条要写清楚。")
    [(0, 6)]
    """
    spans = _quotations(folded)
    if _PHRASE.search(folded):
        spans += [match.span() for match in _SENTENCE.finditer(folded) if _PHRASE.search(match[0])]
    return _merged(spans)


def _quotations(folded: str) -> list[tuple[int, int]]:
    """Where ``_QUOTATION`` matches: tried where it can begin alone, on lines that name an article of a law."""
    spans: list[tuple[int, int]] = []
    done = line = end = 0
    for named in _NAMED.finditer(folded):
        at = named.start()
        if at < done:
            continue
        if at >= end:
            line, end = folded.rfind("\n", 0, at) + 1, folded.find("\n", at)
            end = len(folded) if end < 0 else end
        first = max(done, line)
        starts = chain((first,), (mark.start() for mark in _BEGIN.finditer(folded, first, end)))
        match = next((match for start in starts if (match := _QUOTATION.match(folded, start))), None)
        if match:
            spans.append(match.span())
        done = match.end() if match else end
    return spans


def without_phrases(folded: str) -> str:
    """The text without the sentences that a site or a copyist put in."""
    if not _PHRASE.search(folded):
        return folded
    return _SENTENCE.sub(lambda match: "" if _PHRASE.search(match[0]) else match[0], folded)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
