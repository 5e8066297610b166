"""Article references: 第二百九十三条之一第一款第（二）、（三）项, 第36条至38条, 第二十七、二十九条 …

``read`` is called where one may begin and reads to its end, each character once: time is linear in what is read.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.laws.finding.paragraphs import read_parts
from pipeline.laws.finding.tokens import AND, JOIN, MOST_MEMBERS, MOST_OF_RANGE, NUMBER, SPACE, TO, UNTIL, Reference
from pipeline.laws.naming.numerals import DIGITS, ORDINAL, parse_number

_NTH = r"[一二三四五六七八九十]{1,3}|\d{1,2}"
# … and what makes it another word: 之一般, 之一种; 之二款 is a 款. Of 之一定罪 the 定 is the next word's.
_NO_NTH = rf"(?![{DIGITS}年月日个般种些切样次类致款项目項]|定(?!罪|性|刑))"
_MARK = rf"[{ORDINAL}]{SPACE}"

# 第二百九十三条之一; the 之 may also stand before 条 (第一百二十之一条). A line may end within a number that 第 begins.
_ARTICLE = re.compile(
    rf"(?P<head>{_MARK})?(?P<number>[1１],\d{{3}}(?=[ ]?[条條])|{NUMBER}(?(head)(?:[ ]?\n[ ]?{NUMBER})?))(?:之(?P<early>{NUMBER}))?"
    rf"{SPACE}[条條](?:{SPACE}之{SPACE}(?P<inserted>{_NTH}){_NO_NTH})?"
)
# A number that leaves its 条 to a later one: 第二十七、二十九条.
_BARE_ARTICLE = re.compile(rf"{_MARK}(?P<number>{NUMBER})")
_UNMARKED = re.compile(rf"(?<!\n)(?P<number>{NUMBER})")  # a number that begins a line counts the lines
_MEMBER = re.compile(rf"(?P<head>{_MARK})?(?P<number>{NUMBER})")
_NEXT_INSERTED = re.compile(rf"(?:{AND}|(?P<to>{UNTIL}))(?P<own>之{SPACE}(?P<inserted>{_NTH})){_NO_NTH}")

# 第三条建议, 第一条短信: a counted thing, not an article.
_COUNTED = re.compile(
    r"(?:短信|微信|消息|信息|建议|理由|路|途径|评论|朋友圈|生产线|线索|录音|语音|弹幕|微博|动态|防线|底线|红线|经验|教训|措施|罪状|新闻|留言"
    r"|回复|帖子|推文|广告|提示|提醒|忠告|秘诀|技巧|攻略|好处|铁律|军规|禁令|退路|出路|生路|妙计|锦囊|干货|常识|要点|注意事项|办法|心得|体会)(?![》”])"
)
# 10条常识, 5条你必须知道的规定: without 第, of so few articles, a count.
_HOW_MANY = re.compile(
    r"\s?(?:法律|重要|核心|实用|关键|必知的?|冷|小|硬)?(?:常识|知识|亮点|变化|新规|法则|重点规定|重要|核心|实用|关键|必[知备看懂学读]|最(?![高低轻重多少长新])"
    r"|(?:你|您|我们|大家|人人|每个人|老百姓|普通人|债务人|借款人|负债人|欠款人)(?:都|一定|务)?(?:必|须|要|该|需|不可不|不得不|值得))"
)
_MANY = 60
_MAX_INSERTED = 100  # 之N beyond which no article was ever inserted
_YEARS = 1900  # without 第 such a number is a year: 《民法典》2020-15条
_DASHES = frozenset("-—–－")


def read(text: str, start: int) -> tuple[list[Reference], int] | None:
    """The references that begin at ``start``, and where they end; None if no article is named there.

    The first may lack 第 (刑法293条). Lists without 第 and ranges are followed; 、第N条 begins a reference of its own.
    """
    found = _ARTICLE.match(text, start)
    if found is None:
        return _read_waiting(text, start)
    if _counts(text, found):
        return None
    out: list[Reference] = []
    while found is not None:
        position = _read_one(text, found, out)
        if position is None:
            break
        end = position
        found = None
        if joined := JOIN.match(text, end):  # 第五百八十四条、五百八十五条
            following = _ARTICLE.match(text, joined.end())
            if following and not following["head"]:
                found = following
            elif following is None and (more := _read_waiting(text, joined.end(), out[-1].article)):  # 第五条、六、七条
                out += more[0]
                end = more[1]
    return (out, end) if out else None


def next_member(text: str, end: int) -> tuple[list[Reference], int] | None:
    """The references that go on with a list which was read up to ``end``: 、第五条."""
    joined = JOIN.match(text, end)
    return read(text, joined.end()) if joined else None


def joins(text: str, end: int, start: int) -> bool:
    """Whether nothing but 、 or 和 and the like stands between two references."""
    joined = JOIN.match(text, end)
    return joined is not None and joined.end() == start


def waiting_end(text: str, start: int) -> int:
    """Where a run of numbers at ``start`` ends that named no article: nothing in it needs to be read again."""
    found = _BARE_ARTICLE.match(text, start)
    return found.end() if found else start + 1


def _counts(text: str, last: re.Match[str]) -> bool:
    """Whether 第N条 or N条 counts things of another kind than articles."""
    if _COUNTED.match(text, last.end()):
        return True
    few = not last["head"] and (_number(last) or 0) <= _MANY
    return few and _HOW_MANY.match(text, last.end()) is not None


def _completed(before: int, number: int) -> int:
    """第一千零三十二、三条: a last digit alone takes the rest of its number from the one before, if that rises."""
    whole = before - before % 10 + number
    return whole if number < 10 < before < whole else number


def _number(found: re.Match[str], group: str = "number") -> int | None:
    value = found[group]
    return parse_number(value) if value else None


def _read_one(text: str, found: re.Match[str], out: list[Reference], before: int = 0) -> int | None:
    """Reads what follows one 第N条 into ``out``; where it ends, None if the number is none.

    ``before``: the number before it in a list that has one 条 for all.
    """
    head, number, early, late = found.group("head", "number", "early", "inserted")
    article = parse_number(number)
    if not article:
        return None
    article = article if head else _completed(before, article)
    inserted = parse_number(late or early or "") or 0
    start, end = found.span()
    if (to := TO.match(text, end)) and (last := _ARTICLE.match(text, to.end())):
        return _range(text, out, (article, inserted), last, start)
    marked = head is not None
    end = read_parts(text, out, article, inserted, start, end, marked=marked)
    while inserted and (more := _NEXT_INSERTED.match(text, end)) and len(out) <= MOST_MEMBERS:  # 之一、之二; 之一至之三
        number = _number(more, "inserted") or 0
        if more["to"]:
            out[-1] = first = replace(out[-1], end=more.end())
            out += [replace(first, inserted=n) for n in range(first.inserted + 1, min(number, _MAX_INSERTED) + 1)]
            return more.end()
        end = read_parts(text, out, article, number, more.start("own"), more.end())
    return end


def _range(text: str, out: list[Reference], first: tuple[int, int], last: re.Match[str], start: int) -> int:
    """第A条至第B条: every article, all with the span of the whole."""
    article, inserted = first
    final, final_inserted = _number(last) or article, _number(last, "inserted") or 0
    final = final if last["head"] else _completed(article, final)
    end = last.end()
    if article == final:
        numbers = [(article, n) for n in range(inserted, max(inserted, final_inserted) + 1)]
    elif article < final <= article + MOST_OF_RANGE:
        numbers = [(article, inserted), *((n, 0) for n in range(article + 1, final + 1))]
        numbers += [(final, final_inserted)] if final_inserted else []
    else:
        numbers = [first, (final, final_inserted)]
    out.extend(Reference(n, i, None, None, start, end) for n, i in numbers)
    return end


def _read_waiting(text: str, start: int, before: int = 0) -> tuple[list[Reference], int] | None:
    """第二十七、二十九条 and 第36-38条: numbers whose 条 comes with the last one.

    Behind a law 第 may be left out of all of them (民法典667-680条), if they rise: 1、第3条 is a numbered line.
    """
    first = _BARE_ARTICLE.match(text, start) or _UNMARKED.match(text, start)
    if first is None or not (number := _number(first)) or number <= before:
        return None
    marked = text[start] in ORDINAL
    if (to := TO.match(text, first.end())) and (last := _ARTICLE.match(text, to.end())):
        year = not marked and number >= _YEARS
        if not (year or _counts(text, last)) and (inserted := _behind_dash(to, last, number)):
            parts: list[Reference] = []
            return parts, read_parts(text, parts, number, inserted, start, last.end())
        if _counts(text, last) or not (marked or _rises(number, last)):
            return None
        out: list[Reference] = []
        return out, _range(text, out, (number, 0), last, start)
    waiting = [Reference(number, 0, None, None, start, first.end())]
    position = first.end()
    while len(waiting) <= MOST_MEMBERS and (joined := JOIN.match(text, position)):
        if last := _ARTICLE.match(text, joined.end()):
            if _counts(text, last) or not (marked or _rises(waiting[-1].article, last)):
                return None
            end = _read_one(text, last, waiting, waiting[-1].article)
            return (waiting, end) if end else None
        member = _MEMBER.match(text, joined.end())
        if member is None or not (number := _number(member)) or (member["head"] and not marked):
            return None
        number = number if member["head"] else _completed(waiting[-1].article, number)
        if not marked and number <= waiting[-1].article:
            return None
        waiting.append(Reference(number, 0, None, None, member.start(), member.end()))
        position = member.end()
    return None


def _behind_dash(to: re.Match[str], last: re.Match[str], article: int) -> int:
    """The 之N of 第293-1条, 0 where it is a range: a number that falls ends none."""
    inserted = _number(last) or 0
    falls = inserted < min(article, _MAX_INSERTED) and not (last["head"] or last["inserted"] or last["early"])
    return inserted if falls and to[0].strip() in _DASHES else 0


def _rises(before: int, last: re.Match[str]) -> bool:
    """Whether a member without 第 goes on with a list that has none."""
    return not last["head"] and _completed(before, _number(last) or 0) > before
