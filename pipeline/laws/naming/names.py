"""What a law is called: one key for every spelling of a title, and the short names that its form gives."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.text import squeeze

STATE = "中华人民共和国"

# Spellings of an issuer that mean the longer one; in keys, longest first.
ISSUER_SPELLINGS = {
    "最高人民法院和最高人民检察院": "最高人民法院最高人民检察院",
    "最高法院最高检察院": "最高人民法院最高人民检察院",
    "全国人大常委会": "全国人民代表大会常务委员会",
    "最高院": "最高人民法院",
    "最高法院": "最高人民法院",
    "最高检察院": "最高人民检察院",
    "最高法": "最高人民法院",
    "最高检": "最高人民检察院",
    "两高": "最高人民法院最高人民检察院",
}
_SPELLINGS = re.compile("^(?:" + "|".join(ISSUER_SPELLINGS) + ")")

# Bodies whose name may stand before a title, inside or outside of its brackets.
ISSUERS = (
    "最高人民法院", "最高人民检察院", "最高法院", "最高院", "最高检察院", "全国人民代表大会常务委员会", "全国人大常委会",
    "全国人民代表大会", "国务院办公厅", "国务院", "公安部", "司法部", "财政部", "教育部", "建设部", "民政部", "商务部",
    "住房和城乡建设部", "工业和信息化部", "人力资源和社会保障部", "国家互联网信息办公室", "国家市场监督管理总局",
    "国家税务总局", "中国人民银行", "央行", "中国银行业监督管理委员会", "中国银监会", "银监会", "中国银行保险监督管理委员会",
    "中国银保监会", "银保监会", "国家金融监督管理总局", "金融监管总局", "中国证券监督管理委员会", "中国证监会", "证监会",
    "中国互联网金融协会", "互联网金融风险专项整治工作领导小组办公室", "P2P网络借贷风险专项整治工作领导小组办公室",
    "P2P网贷风险专项整治工作领导小组办公室", "两高", "两高一部", "两高两部", "两高三部", "最高法", "最高检",
)  # fmt: skip
ISSUER = "(?:" + "|".join(sorted((re.escape(name) for name in ISSUERS), key=len, reverse=True)) + ")"
_ISSUERS_IN_KEY = re.compile(rf"^(?:{ISSUER.replace('P2P', 'p2p')}[和与及]?)+(?=.)")

# What a norm can be called, and the kind of anaphor that means it: 该办法 = the last work that is a 办法.
KINDS = {
    "法典": "法", "法": "法", "条例": "条例", "规定": "规定", "解释": "解释", "办法": "办法", "细则": "细则", "规则": "规则",
    "准则": "准则", "通则": "法", "总则": "法", "公约": "公约", "意见": "意见", "通知": "通知", "决定": "决定", "决议": "决议",
    "批复": "批复", "答复": "答复", "复函": "复函", "规范": "规范", "标准": "标准", "指引": "指引", "指导意见": "意见",
    "纪要": "纪要", "修正案": "修正案", "安排": "安排", "方案": "方案", "纲要": "纲要", "规程": "规程", "守则": "守则",
    "制度": "制度", "公告": "公告", "令": "令",
}  # fmt: skip
_KIND = re.compile("(" + "|".join(sorted(KINDS, key=len, reverse=True)) + ")$")
_TAIL = re.compile(
    r"(?:试行|暂行|草案|修正|修订|征求意见稿|修正案草案|[一二三四]次审议稿|审议稿|送审稿|讨论稿|建议稿|修订稿|修订草案|公开|[一二三四五六七八九十]{1,3}|[12]\d{3}年?(?:修正|修订)?)$"
)

_INNER = re.compile("[《〈][^《》〈〉]*[》〉]")
_SERIES = r"(?P<series>[一二三四五六七八九十]{0,3})$"
_NORM = r"(?P<kind>解释|规定|意见|批复|答复|办法)"
_WORK = r"(?P<work>(?:(?!关于).){2,24}?)"
# What people call the one when it is the other: 民间借贷解释 for a 规定.
_CONFUSED = {"规定": ("解释",), "解释": ("规定",)}
# Forms of official titles (as keys, issuer dropped) and the short names that lawyers make of them.
_FORMS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (  # 关于适用《民事诉讼法》的解释 → 民事诉讼法解释, 民事诉讼法司法解释
        re.compile(rf"^关于(?:适用|执行|贯彻执行|贯彻){_WORK}(?:若干问题|部分问题|具体问题)?的?(?:若干)?{_NORM}{_SERIES}"),
        ("{work}{kind}{series}", "{work}司法解释{series}", "{work}的{kind}{series}", "{work}若干问题的{kind}{series}",
         "{work}若干{kind}{series}"),
    ),
    (  # 关于审理民间借贷案件适用法律若干问题的规定 → 民间借贷规定, 民间借贷司法解释
        re.compile(
            rf"^关于(?:审理|办理){_WORK}(?P<case>(?:等|纠纷|刑事|民事|行政)*案件)(?:中|如何)?(?:具体|正确)?"
            rf"(?:(?:适用|应用)法律(?:的)?(?:若干|有关|具体)?问题)?的?(?:若干)?{_NORM}{_SERIES}"
        ),
        ("{work}{kind}{series}", "{work}司法解释{series}", "{work}{case}{kind}{series}", "{work}{case}司法解释{series}",
         "{work}纠纷司法解释{series}", "审理{work}{case}{kind}{series}", "关于审理{work}{case}的{kind}{series}"),
    ),
    (  # 关于限制被执行人高消费的若干规定 → 限制被执行人高消费规定
        re.compile(rf"^关于{_WORK}(?:若干问题)?的(?:若干)?{_NORM}{_SERIES}"),
        ("{work}{kind}{series}", "{work}的{kind}{series}", "{work}若干{kind}{series}"),
    ),
)  # fmt: skip


@lru_cache(maxsize=16384)
def key(name: str) -> str:
    """The one key of all spellings of a title: folded, without marks, spaces, the state's name; issuers in full.

    >>> key("《中华人民共和国民法典》") == key("民法典")
    True
    """
    squeezed = (
        squeeze(name).replace(STATE, "").replace("藉贷", "借贷")
    )  # a bad conversion of 借 that no dictionary undoes
    return _SPELLINGS.sub(lambda found: ISSUER_SPELLINGS[found[0]], squeezed)


def without_issuer(name_key: str) -> str:
    """A key without the bodies that it begins with."""
    return _ISSUERS_IN_KEY.sub("", name_key)


def kind_of(name_key: str) -> str | None:
    """What a norm calls itself (法, 条例, 规定, 解释 …) by the end of its key; None if it names no norm."""
    while True:
        if found := _KIND.search(name_key):
            return KINDS[found[1]]
        shorter = _TAIL.sub("", name_key)
        if shorter == name_key:
            return None
        name_key = shorter


def short_names(title: str) -> set[str]:
    """Keys of the short names that the form of an official title gives, the title's own key not among them."""
    own = key(title)
    names = {own, without_issuer(own)}
    if (bare := key(_INNER.sub("", title))) != own:  # some sites lose <…> inside titles
        names |= {bare, without_issuer(bare)}
    for name in list(names):
        names.add(re.sub(r"(?:试行|暂行|自20\d+年\d+月\d+日起施行)$", "", name))
    for name in list(names):
        names.add(re.sub(r"暂行(?=办法|条例|规定)", "", name))
        names.add(re.sub(r"^关于(?:审理|办理)?", "", name))
        for pattern, made in _FORMS:
            if found := pattern.match(name):
                parts = {"case": "", "series": "", **found.groupdict()}
                work = parts["work"].replace("民法典有关", "民法典")
                works = {parts["work"], work, work.removeprefix("民法典")}
                for series in {parts["series"], ""}:  # of a series, （一） may be left out
                    for kind in {parts["kind"], *(_CONFUSED.get(parts["kind"], ()) if parts["case"] else ())}:
                        said = {**parts, "series": series, "kind": kind}
                        names.update(form.format(**{**said, "work": work}) for form in made for work in works if work)
    return {name for name in names if len(name) >= 3 and name != own and not name.startswith("第")}
