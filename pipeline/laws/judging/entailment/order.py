"""What comes before what: an order that a claim tells, held against the order of its provision.

先还本金，再还利息 for a list （一）费用；（二）利息；（三）主债务, 税款排在工资之前: all words of such a claim stand in the
provision, and it says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.laws.judging.entailment.overlap import in_its_words
from pipeline.laws.judging.wording.likeness import plain

# Two that are told in order: the first before the second, by what joins them.
_ORDERS = (
    re.compile(
        r"(?:首先|优先|先)(?!行|后|诉|予|期)(?P<first>[^。；]{1,30}?)[，,、]?(?:再|然后|最后|其次|接着|之后|后|才)(?:才|轮|能|可以|来|是|到)*(?P<second>[^，,。；]{2,24})"
    ),
    re.compile(
        r"(?P<first>[^，,。；]{2,20}?)(?:应当|要|都|也)?(?:排|放|列)在(?P<second>[^，,。；]{2,20}?)(?:的|之)?前"
    ),
    re.compile(
        r"(?P<second>[^，,。；]{2,20}?)(?:应当|要|都|也)?(?:排|放|列)在(?P<first>[^，,。；]{2,20}?)(?:的|之)?后"
    ),
    re.compile(r"(?P<first>[^，,。；]{2,20}?)(?:优先于|先于)(?![^，。；]{0,8}死亡)(?P<second>[^，,。；]{2,20})"),
)
# Where a provision puts things in order: with the items of a list, or with its word for it.
_RANKED = re.compile("顺序|先|依次|优先")
_ITEM = re.compile(r"[（(][一二三四五六七八九十\d]{1,2}[）)]")
_IDLE = frozenset("的了是在和与或者及其之就都要得可以应当不能会有为对把被将也还再所该这那先后前")


def turned_orders(claim: str, provision: str) -> list[str]:
    """What a claim puts before something that stands before it in the provision's order."""
    told = [found for pattern in _ORDERS for found in pattern.finditer(claim)] if _RANKED.search(provision) else []
    if not told or ("约定" in claim and "约定" in provision):  # who agrees otherwise has another order
        return []
    ranks = _ranks(provision)
    statute = plain(provision)
    out = []
    for found in told:
        first, second = (_place(in_its_words(plain(found[part]), statute), ranks) for part in ("first", "second"))
        if first is not None and second is not None and first > second:
            out.append(found[0])
    return out


def _ranks(provision: str) -> list[str]:
    """What a provision ranks, plain: the items of its list, or its clauses from its word for an order on."""
    items = _ITEM.split(provision)[1:]
    if len(items) > 1:
        return [plain(item) for item in items]
    begin = _RANKED.search(provision)
    words = provision[begin.start() :] if begin else provision
    return [plain(one) for one in re.split("[，,、。；]|再", words)]


def _place(words: str, ranks: list[str]) -> int | None:
    """The first of the ranks that has most of the words' pairs of characters; None where none has one."""
    pairs = list(_pairs(words))
    shared = [sum(pair in rank for pair in pairs) for rank in ranks]
    best = max(shared, default=0)
    return shared.index(best) if best else None


def _pairs(words: str) -> Iterator[str]:
    return (one + other for one, other in pairwise(words) if one not in _IDLE and other not in _IDLE)
