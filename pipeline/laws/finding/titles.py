"""Titles as they stand in text: brackets, issuers and numbers around them, notes behind, and what is no norm at all."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.laws.naming.document_numbers import DOC_NUMBER, STANDARD
from pipeline.laws.naming.names import ISSUER, key, kind_of
from pipeline.text import fold

# 《…》 with titles nested in it; the bounds keep a run of 《 from being read again and again.
BRACKETED = re.compile(r"《([^《》]{0,110}+(?:《[^《》]{0,80}+》[^《》]{0,60}+){0,3}+)》")

# （2021年修正）, （法释〔2020〕17号）, （以下简称《民间借贷规定》）: notes that belong to the title before them.
NOTES = re.compile(r"(?:\s{0,2}[（(](?:[^（）()\n]{1,70}+|[（(][^（）()\n]{1,30}+[)）]){1,4}+[）)]){1,3}+")
ABBREVIATED = re.compile(
    r"(?:以下|下文|下称|以下均|下)?(?:统称|合称|简称|称)(?:为)?[:：]?\s?[“”\"'‘《〈「]?([^“”\"'’》〉」，,；;（）()]{2,30})"
)
# What may stand between a law and its article: 《民法典》合同编第三章中的第…条.
BETWEEN = re.compile(
    r"[ \t　\xa0\u2000-\u200b\ufeff]{0,4}[”\"’》]?(?:[12]\d{3}年?(?:修正|修订|修改)版?的?|[12]\d{3}年版的?)?"
    r"(?:第[一二三四五六七八九十]{1,3}分?编|[一二三四五六七八九十]{1,3}分?编(?=第)|(?![一二三四五六七八九十]{1,3}编)[^\W\d_全共分有计]{1,6}编(?:通则|分则)?|总则|分则)?"
    r"(?:第[一二三四五六七八九十]{1,3}章)?(?:第[一二三四五六七八九十]{1,3}节)?(?:当中|其中|里面|规定的|中的|里的|[的之中里])?[ \t　\xa0\u2000-\u200b\ufeff]{0,4}"
)

# Whose numbers name norms when they stand alone; 字第…号 of a court or an office does not.
_YEAR = r"(?:[〔\[（(【﹝][12１２]\d{3}[〕\]）)】﹞]|[12１２]\d{3}年)"
DOC_ALONE = re.compile(
    r"(?:法释|法发|法办发?|法函|法复|高检发(?:释字|研字)?|公通字|公发|司发通?|国发|国办发|国函|财税|财建|财金|财会|人社部?发|劳社部?发|劳部发"
    r"|银发|银办发|银监发|银监办发|银保监(?:办)?发|银保监规|金规|金发|证监发|保监发|整治办函|网信办发|发改[一-鿿]{1,3}|建[一-鿿]{1,2})"
    rf"[ ]?{_YEAR}[ ]?第?[ ]?\d{{1,4}}[ ]?号$"
    r"|(?:国务院|主席|中国人民银行|银监会|银保监会|人民银行|证监会|[一-鿿]{2,8}(?:委员会|总局|部))"
    rf"(?:(?:令|公告)[ ]?{_YEAR}[ ]?第?|令?(?:[ ]?{_YEAR})?[ ]?第)[ ]?\d{{1,4}}[ ]?号令?$"
)
DOC_BEFORE = re.compile(rf"{DOC_NUMBER}$")
NUMBER_IN_NOTE = re.compile(rf"(?:{DOC_NUMBER}|{STANDARD.pattern})[）) ]{{0,3}}$")
ISSUERS_BEFORE = re.compile(rf"(?:{ISSUER}[、,和与及 ]?){{1,5}}$")

# What a run of characters before the number may begin with, that is no part of an issuer's name.
DOC_LEAD = re.compile("(?:中?华?人民共和国|根据|依据|依照|按照|违反|按|由|以|及|和|与|见|的)+(?=.{2})")
# 141号文: a number that people know a rule by.
DOC_FAMILIAR = re.compile(r"(?<!\d)\d{1,4}[ ]?号$")
# … and a title beside the number: 2011年第2号令《…》.
TITLE_BEHIND = re.compile(r"(?:令|文|文件|公告)?[，,：:、]?\s?《")
# 《中华人民共和国民法典》，以下简称《民典》.
CALLED_BEHIND = re.compile(
    r"[，,]?\s?(?:以下|下文|下称)(?:统称|合称|简称|均?称)?(?:为)?[:：]?\s?[“\"‘《〈「]([^“”\"'’》〉」，,；;（）()\n]{2,30})[”\"’》〉」]"
)
# 《…法》（草案）: what stands behind the title makes it another text.
DRAFT_BEHIND = re.compile(r"\s?[（(][^（）()\n]{0,10}(?:征求意见稿|草案|送审稿|讨论稿|审议稿)[^（）()\n]{0,8}[)）]")
# 《民诉法》解释（二）, 《民法典》有关担保制度的解释, 《劳动合同法》实施条例: the law is a part of the name.
NAME_BEHIND = re.compile(
    r"(?:有关|关于|的)?[^\W\d_第和与及或、]{0,14}?(?:解释|规定|条例|细则|办法)(?:[（(]\s?[一二三四五六七八九十]{1,2}\s?[)）]|[一二三四五六七八九十](?=第|[\d]))?"
)
INTERPRETATION = re.compile(r"的?(?:司法)?解释")

# Ends of titles that name papers of private people: their articles are never citations.
CONTRACT = re.compile(
    r"(?:合同|协议|协议书|章程|条款|保单|保险单|约定|约定书|承诺书|公约书|意向书|手册|须知|服务指南|借条|欠条|声明)(?:[（(].{0,20}[)）])?$"
)
_PRIVATE = re.compile(
    r"公司|集团|我行|本行|本院|小区|业主|员工|学校|委员会第.{1,6}次|用户服务|用户行为|社区(?:自律)?公约|绩效|考勤|薪酬|话术|股东|董事"
)
# … of such as are issued by a state body only: 关于召开年会的通知.
_HOUSE = re.compile(
    r"年会|利润分配|信用卡积分|积分兑换|放假|某某|某公司|(?<!工作)会议纪要|股东大?会|董事会|收费调整|团建|处理决定|给予.{1,8}处分|开除|员工.*(?:通知|公告|决定|决议)$"
)
# A firm just before the title, or told behind it, whose own rule it is.
FIRM_BEFORE = re.compile(
    r"(?:公司|(?<!人民)银行|[本我贵该某]行|平台|集团|用人单位|[本我贵该某]单位|甲方|乙方|物业|学校)(?:内部|自己|自行|单方面?)?(?:制定|出台|发布|印发|下发|现行|实行|执行)?的?(?:内部)?$"
)
FIRM_BEHIND = re.compile(
    r"(?:第[^，。；\n]{1,8}条)?(?:只|仅|不过)?是(?:某|我|本|该|一家|这家)?[^，。；\n《]{0,6}(?:公司|银行|平台|单位)(?:的?内部|自己|自行|单方|的(?:规章|制度|文件|规定)?(?:[。，；！]|$))"
)
_WEAK_KINDS = frozenset(
    ("通知", "公告", "方案", "纪要", "制度", "令", "决定", "决议", "批复", "答复", "复函", "安排", "守则")
)
_NO_LAWS = re.compile(
    r"(?:方|做|说|看|想|用|语|书|算|司|执|立|违|合|非|依|无|没|疗|指|打|玩|写|设|魔|兵|佛|心|乐|历)法$"
)
_FULL_WIDTH = str.maketrans("()<>〈﹤＜﹥＞[]／", "（）〈〉〈〈〈〉〉〔〕/")
# 《知识产权法》，法律出版社: a book.
# 《物权法》（第五版），…出版社: a book called as a law is.
EDITION_BEHIND = re.compile(r"[（(]第[一二三四五六七八九十\d]{1,3}版|[，,（(][^，。；、《\n]{2,10}出版社")
BOOK_BEHIND = re.compile(r"[》）)]?[，,、（(\s]{0,2}[^，。；\n]{0,16}(?:出版社|[12]\d{3}年版|\d{4}年第\d+期)")
DRAFT = re.compile(r"[（(]?(?:征求意见稿|草案|送审稿|讨论稿|审议稿)[^）)]{0,6}[)）]?$")


@lru_cache(maxsize=4096)
def written(title: str) -> str:
    """The form in which an unknown title is kept: simplified, without spaces, brackets full width.

    >>> written("關於 規範催收的通知(試行)")
    '关于规范催收的通知（试行）'
    """
    flat = "".join(title.split())
    simple = "".join(
        new if old.isalpha() and not old.isascii() else old for old, new in zip(flat, fold(flat), strict=True)
    )
    return simple.translate(_FULL_WIDTH)


@lru_cache(maxsize=4096)
def is_norm(title: str, supported: bool, issued: bool = False) -> bool:
    """Whether an unknown title names a norm. ``supported``: an issuer (``issued``), a number or an article stands by it."""
    name = key(title)
    if CONTRACT.search(title) or len(name) < 3:
        return False
    kind = kind_of(name)
    if kind is None:
        return False
    if kind == "法":
        return not _NO_LAWS.search(name) and len(name) <= 40
    official = name.startswith("关于") or re.match(ISSUER, name) is not None
    if _PRIVATE.search(name) and not official:
        return False
    if _HOUSE.search(name) and not issued and not re.match(ISSUER, name):
        return False
    if kind == "守则":
        return official or issued
    if kind in _WEAK_KINDS:
        return official or supported
    return supported or official or len(name) >= 6
