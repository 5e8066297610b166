"""The measure of a penalty as a claim tells it, held against the one that its provision sets: 三年 for 六个月以上."""

from __future__ import annotations

import re

from pipeline.laws.judging.wording.likeness import plain

OPEN_YEARS = 15  # 十年以上有期徒刑 ends there (刑法第45条)
# The measure of a penalty as a claim tells it, and as a statute sets it.
_PENALTY = re.compile(
    r"(?P<top>最[高多长]|起步)?[^，。；]{0,4}(?:判处?|处|坐牢|刑期)(?P<top2>最[高多长])?[^，。；\d]{0,3}(?P<y>\d+)年(?P<bound>以[上下])?"
    r"|(?P<y2>\d+)年(?P<bound2>以[上下])?(?:有期)?徒刑"
    r"|(?P<top3>最[高多长])?(?:行政)?拘留?(?P<top4>最[高多长])?[^，。；\d]{0,3}(?P<d>\d+)[日天]|(?P<d2>\d+)[日天](?P<bound3>以[上下])?(?:行政)?拘留"
)
_YEARS_SET = re.compile(r"(\d+)年以[上下](?:(\d+)年以下)?有期徒刑")
OPEN_ENDED = re.compile(r"(\d+)年以上有期徒刑")
_DAYS_SET = re.compile(r"(\d+)日以[上下](?:(\d+)日以下)?拘留")
_BY_ANOTHER = re.compile(r"第\d+条[^。；]{0,16}处罚")  # the measure is set elsewhere


def other_penalties(claim: str, provision: str) -> list[str]:
    """The measures of imprisonment or detention that the provision, which sets its own, does not have."""
    words, statute = plain(claim), plain(provision)
    if _BY_ANOTHER.search(statute):
        return []
    years = {int(number) for found in _YEARS_SET.findall(statute) for number in found if number}
    open_ended = OPEN_ENDED.search(statute) is not None
    days = {int(number) for found in _DAYS_SET.findall(statute) for number in found if number}
    out = []
    for found in _PENALTY.finditer(words.replace("半个月", "15日")):
        prison = found["y"] or found["y2"]
        number = int(prison or found["d"] or found["d2"])
        bound = found["bound"] or found["bound2"] or found["bound3"] or ""
        known = years if prison else days
        if not known:
            foreign = bool(years) and not prison  # what sets imprisonment sets no days of detention
        elif bound or found["top"] or found["top2"] or found["top3"] or found["top4"]:
            foreign = number not in known
        else:
            foreign = number > max(known)
        if foreign and not (prison and open_ended and min(years, default=0) <= number <= OPEN_YEARS):
            out.append(f"{number}{'年' if prison else '日'}{bound}{'徒刑' if prison else '拘留'}")
    return out
