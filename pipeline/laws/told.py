"""Whether a provision can be what an article tells of it: by the characters of content that the two have in common.

Who retells a rule in everyday words keeps the morphemes of the law (解除 → 解掉, 赔偿 → 赔) or puts known words for its
terms (老板 → 用人单位). Who makes one up, or has another rule in mind, does not. What a claim and a provision share is
counted over distinct characters, words that say nothing about the matter left out, everyday words turned into terms.
That little is shared is no sign by itself: 没过错一般不用掏腰包 is the law of torts rightly told, and what a general rule
means for a case (催收员在小区贴大字报的，可以告他) has hardly a word of it. A figure or a consequence that the provision
does not have is a sign.
"""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from importlib import resources

from pipeline.laws.likeness import plain

# Said in any rule, or by any author: no sign of what it is about.
_EMPTY = frozenset(
    "的了是在和与或者及其之就都要得可以应当不能会有为对把被将也还再所该这那些个上下中里等由向从到于但而且则只已经并即若如果规定依法按照"
    "他们她它没必须无权自己任何一二三四五六七八九十两每最多少超过满才先后进行人"
)
_CLAUSES = re.compile(r"[，,；;。：:、]")
# A figure with what it counts: five working days are not five years.
_FIGURE = re.compile(r"(?<!\d)(?!(?:19|20)\d\d年)\d+个?(?:工作日|年|月|日|天|周|次|元|万|期|倍|折|小时)")
# Any provision of a criminal law has them.
_PENALTIES = re.compile("有期徒刑|无期徒刑|拘役|管制|罚金|罚款|拘留|坐牢|判刑|判处|刑事责任|看守所|处罚")
# What a statute leaves to others to fill in with figures: 数额较大, 情节严重, 国家有关规定, 诉讼时效.
_LEFT_OPEN = re.compile("数额|数量|情节|国家有关规定|后果严重|具体办法|另行规定|主管部门规定|合理期限|时效")

_MUST = "(?:应当|应该|必须|可以|才|先|全部|全程|没有|未).{0,6}"  # the word is asked for, not only spoken of
_NOT_SO = re.compile("不(?:会|用|能|至于).{0,4}(?:坐牢|判刑|拘留|抓人|罚款|处罚)")
# What a rule may lead to, as an author calls it, and how a provision that leads to it may call it.
_CONSEQUENCES = tuple(
    (re.compile(said), re.compile(meant))
    for said, meant in (
        (
            "免除|减免|免掉|一笔勾销|清零|核销|不(?:必|用|需要?)再?(?:偿?还|归还)|(?:可以|有权|能够?)拒绝(?:偿还|归还|还)|只(?:能收|用还|还)(?:回)?本金",
            "免|减|消灭|终止|不负|不予|共同债务|拒绝|抗辩|无效|撤销|不发生效力|没有利息|禁止",
        ),
        ("冲抵|抵扣", "抵|返还"),
        ("[打\\d]折|优惠", "减|折|优惠|协商"),
        ("停息|停止计息|挂账", "息"),
        ("坐牢|判刑|有期徒刑|判处|看守所", "刑|拘役"),
        ("拘留|抓人", "拘|逮捕"),
        (r"(?:处|再|被|要).{0,4}(?:处罚|罚款)|罚款\d|元罚款", "罚"),
        ("吊销|关停", "吊销|停业|关闭"),
        ("开除|辞退", "解除"),
        ("扣发|划扣|扣划|扣钱", "扣|划拨"),
        ("注销|销户|封停|封号", "注销|停止|终止|限制"),
        ("(?:上|进|入|报|影响).{0,6}(?:失信|征信|黑名单|名单)|边控", "信用|失信|不良信息|征信|出境"),
        ("双倍|加倍|[两二三五十]倍", "倍"),
        (f"{_MUST}(?:退还|退款|退回)|由.{{1,6}}退还", "退|返还"),
        ("作废|无效|不受法律保护", "无效|效力|不成立|不成为|撤销|不予"),
        ("不予?立案|不予?受理", "受理|立案"),
        ("补偿[金话]", "补偿|赔"),
        ("平均分担|(?:承担|分担|负担)一半", "平均|平等|相应|按份|比例|按照"),
        (f"{_MUST}(?:公证|公章|面签)", "公证|章|签"),
        (f"{_MUST}(?:录音|录像)", "录音|录像|记录"),
        ("书面(?:同意|授权)", "同意|授权|书面"),
        ("街道", "街道|居民委员会|人民调解"),
        ("共同债务", "共同|夫妻|连带"),
        ("替.{0,6}(?:还|垫付|清偿)", "继承|遗产|保证|担保|代|连带|监护|垫付|共同"),
        (f"{_MUST}调解", "调解|协商"),
        ("判离|起诉离婚", "离婚|婚姻|夫妻"),
        ("拍卖", "拍卖|变卖|价款|处分|执行|优先受偿"),
        ("交.{0,3}保证金", "保证金|担保|押金"),
        ("(?:不能|不得|不许|不可以).{0,5}(?:毕业|报考|就读)", "毕业|学校|教育|考|资格"),
        ("道歉", "道歉|名誉|人格|民事责任|侵权"),
    )
)

_SIZE, _SMALL_SIZE = 12, 8  # distinct characters of content below which a claim shows little, or nothing
_NOT_MUCH, _LITTLE = 0.42, 0.34  # the share of them that stands in the provision: of many, of few
_WHOLE = 0.6  # of the characters of one clause: that clause tells of the provision
_CLAUSE = 4  # characters of content that make a clause worth looking at


@cache
def _everyday() -> dict[str, tuple[str, ...]]:
    """Everyday word → the law's terms that it may stand for."""
    with resources.files("pipeline.laws").joinpath("data/everyday.tsv").open(encoding="utf-8") as file:
        return {row[0]: tuple(row[1].split()) for row in csv.reader(file, delimiter="\t") if row}


def is_strange(claim: str, provision: str) -> bool:
    """Whether nothing of what is told can be found in the provision; False wherever it is not plain."""
    words, statute = plain(claim), plain(provision)
    if not (_has_other_figure(words, statute) or _leads_elsewhere(words, statute)):
        return False
    share, size = _shared(claim, statute)
    if size < _SMALL_SIZE or any(part >= _WHOLE for part in _by_clause(claim, statute)):
        return False
    return share <= (_LITTLE if size < _SIZE else _NOT_MUCH)


def _by_clause(claim: str, statute: str) -> list[float]:
    shares = (_shared(clause, statute) for clause in _CLAUSES.split(claim))
    return [share for share, size in shares if size >= _CLAUSE]


def _shared(claim: str, statute: str) -> tuple[float, int]:
    """The share of the claim's characters of content that the statute has, and how many there are."""
    words, known = _in_terms(_PENALTIES.sub("", plain(claim)), statute)
    content = {char for char in words if char not in _EMPTY and not char.isdigit()} | known
    return (sum(char in statute for char in content) / len(content) if content else 0.0), len(content)


@lru_cache(maxsize=1024)
def _in_terms(words: str, statute: str) -> tuple[str, frozenset[str]]:
    """The words without everyday ones whose term the statute has, and the characters of these terms."""
    known: set[str] = set()
    for word, terms in _everyday().items():
        if word in words and (term := next((one for one in terms if one in statute), None)):
            words = words.replace(word, "")
            known.update(char for char in term if char not in _EMPTY)
    return words, frozenset(known)


def _has_other_figure(words: str, statute: str) -> bool:
    """Whether a period, an amount or a number of times is told that the provision does not have, nor leaves open."""
    figures = _figures(words) - _figures(statute)
    return bool(figures) and not _LEFT_OPEN.search(statute)


def _figures(words: str) -> set[str]:
    return {figure.replace("天", "日") for figure in _FIGURE.findall(words)}


def _leads_elsewhere(words: str, statute: str) -> bool:
    """Whether all that is said to follow from the provision follows from no word of it."""
    words = _NOT_SO.sub("", words)
    meant = [term for said, term in _CONSEQUENCES if said.search(words)]
    return bool(meant) and not any(term.search(statute) for term in meant)
