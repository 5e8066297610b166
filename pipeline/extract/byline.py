"""Author, source (the medium an article says it was taken from) and editor. No name rather than a wrong one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pipeline.text import squeeze

from . import unlabelled, whose
from .around import Marked, Surroundings, linked
from .flat import Flat
from .metadata import Metadata

_NAME = r"([^\s:：|｜丨,，;；。()（）\[\]【】<>《》/]{1,24}(?:[·•. ][A-Za-z][\w.'-]*){0,3})"
_LABEL_END = r"\s*[:：|｜丨／/】]\s*"
# 文 | 本刊记者 王某: what the writer is, before the name
_ROLE = r"(?:(?:本[报報网網刊社台]|见习|实习|特约|首席|资深)*(?:记者|記者|编辑|編輯|通讯员|通訊員|评论员|撰稿人)[\s:：|｜/／]+)?"
_AUTHOR = re.compile(
    r"(?:(?:本文|文章)?(?<![原该此])作\s*者|撰\s*稿(?:人)?|撰\s*文|执\s*笔|主笔|供稿|发布人|发布者|投稿人|^\s*律\s*师|(?<![\u4e00-\u9fff])(?:记|記)\s*者|(?<![\u4e00-\u9fff])文|[張张][貼贴]者|\bby|\bauthor)"
    + _LABEL_END
    + _ROLE
    + _NAME,
    re.I,
)
_ENGLISH_BY = re.compile(r"^\s*by\s+([A-Z][\w.'-]+(?:\s+[A-Z][\w.'-]+){0,3}|[\u4e00-\u9fff·]{2,12})\s*$", re.I)
# A line that is a reporter and no more: 「本报记者 王某」, 「2021-03-04 记者 王某 通讯员 李某」, 「記者王某某／台北報導」.
_REPORTED = re.compile(
    r"^[\s□■●◎○◇◆▲|（(]*(?:(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}:\d\d(?::\d\d)?)?[\s□■●◎○◇◆▲|]*)?"
    r"(?:[\u4e00-\u9fff]{2,8}[报報]\s+(?=本[报報]))?(?:(?:本[报報网網]|[\u4e00-\u9fff]{1,8}(?:[报報网網社刊台]|新闻|财经|频道|视频|客户端))[记記]者\s+|[记記]者\s*(?=[\u4e00-\u9fff]{2,4}\s*[／/╱])|(?:[\u4e00-\u9fff]{2,8}[报報网網社刊台]\s+)?(?<=\s)[记記]者\s+|^[记記]者\s+(?=[\u4e00-\u9fff]{2,3}\s+(?:通讯员|实习)))"
    r"([\u4e00-\u9fff]{2,4})(?:\s*[／/╱]\s*[\u4e00-\u9fff]{1,6}(?:報導|报道)|\s+(?:通讯员|实习生|特约记者|摄影)\s*[\u4e00-\u9fff、\s]{2,20})?"
    r"(?:\s+(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}:\d\d(?::\d\d)?)?)?[\s）)]*$"
)
_SOURCE = re.compile(
    r"(?:(?:文章|新闻|信息|稿件|内容|本文|原文)?(?:来\s*源|來\s*源|出\s*处|稿\s*源)(?:于|自)?|(?:转载自|转自|摘自)(?:(?:微信)?(?:公众号|订阅号))?)\s*(?:[:：|｜丨】]|(?<=\s)[/／](?=\s))\s*"
    + r"([^\s:：|｜丨,，;；。()（）\[\]【】<>]{2,30})"
)
_EDITOR = re.compile(
    r"(?:责任编辑|责任編輯|责\s*编|編輯|(?<!图片)(?<!图文)(?<!视频)(?<!美术)编\s*辑|小编)" + _LABEL_END + _NAME
)
# A label in a cell of its own, with the name in the next.
_CELL = re.compile(
    r"(?:本文|文章|新闻|信息|稿件|内容)?(?:作\s*者|来\s*源|來\s*源|出\s*处|稿\s*源|撰\s*稿人?|供稿|发布[人者]|责任编辑|责\s*编|编\s*辑(?=\s*[:：]))\s*[:：]?"
)
_VALUE = re.compile(r"[^:：。，！？]{2,24}")  # what the next cell may hold
CELL = 8
# Words that follow a label when nobody is named, or that are another field or a button.
_NOBODY = re.compile(
    r"^(?:来源|來源|编辑|責任|责任|时间|日期|发布|作者|佚名|未知|匿名|网络|互联网|本站|[a-z]*admin[a-z]*\d*|administrator|root|(?:网站|系统|超级)?管理员$|原创|转载|不详|无|暂无|"
    r"字号|字体|点击|浏览|阅读|评论|分享|打印|收藏|责编|记者|更新|标签|分类|分類|首页|登录|倒序|只看|robot|null|none|undefined|https?$|www\b|\d[\d\-/.:年月日]*)",
    re.I,
)
# A room of a house, or what somebody is: nobody
_OFFICE = re.compile(
    r"(?:秘书处|办公室|(?:宣传|综合)(?:处|科|部)|信息中心|(?:见习|实习|特约|本[报網网刊])*(?:记者|記者|编辑|編輯))$"
)
# A firm or an office puts pages up (发布人：某某律师事务所); who wrote them is another question.
_FIRM = re.compile(r"(?:律师事务所|律所|公司|法院|检察院|委员会|协会|银行|管理人|[局厅院委])$")
_GOES_ON = re.compile(r"[，,；;][^:：]{9,}")  # a sentence, not a field …
_AFFILIATION = re.compile(  # … unless it tells whose the writer is: 作者：王某，某某律师事务所律师
    r"[，,；;]\s*(?:(?:单位|系|现任|现为|(?:供|就|任)职于|来自)[^，,。；;:：！？]{2,30}|[^，,。；;:：！？]{2,30}"
    r"(?:律师|法官|检察官|教授|讲师|研究员|研究生|博士|硕士|主任|合伙人|[庭院]长|助理|专家|学者|律所|事务所|法院|检察院|学院|大学|研究所))(?:[，,；;][^:：]{0,60}+)?[）)。\s]*$"
)
# A name whose characters stand apart, to be as wide as one of three: 作者：王 某
_APART = re.compile(r"([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff:：])")
# 作者：某某区人民法院 王某. The second is a person where it begins with one of the hundred commonest surnames.
_OF_OFFICE = re.compile(
    rf"(?<=[院局委部所庭室社处队会])[ \u3000]+([{unlabelled.SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=\s*(?:$|[|｜丨）)\]】]|\s))(?!\s*[:：])"
)
_PROFILE = re.compile(
    r"/(?:authors?|u|users?|people|space|member|writer|zuozhe)/[^/?#]|space-uid-\d|[?&](?:(?:author|uid)=\w|uid-\d)",
    re.I,
)
REACH = 40  # elements behind the text in which an author may stand
_ACCOUNTS = re.compile(r"^(?:admin\d*|administrator|root|test|user\d*|editor|webmaster|管理员)$", re.I)
_PRESS = re.compile(
    r"(?:网|網|网易|[日晚时早周都快商]报|[日晚時早周都快商]報|新京报|网络版|[新法路中]\S{0,2}社|通讯社|电视台|電視台|[新财][闻经]|客户端|频道|杂志|周刊)$"
    r"|電台|电台"
)


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote, where it was taken from, who edited."""

    author: str | None = None
    source: str | None = None
    editor: str | None = None


def read(
    flat: Flat, around: Surroundings, marked: dict[str, list[Marked]], metadata: Metadata, headline: str = ""
) -> Byline:
    """Names from labels in the lines around the article, from element names, and from metadata, in this order."""
    author = _labelled(_AUTHOR, around, places=("head", "above", "tail")) or _labelled(
        _REPORTED, around, ("head", "tail")
    )
    source = _labelled(_SOURCE, around, places=("head", "above", "tail"), person=False)
    editor = _labelled(_EDITOR, around, places=("tail", "head", "above"), person=False)
    if source is None:
        places = (*around.named.get("source", ()), *around.named.get("account", ()))
        source = _first(_words(flat, places), medium=True)
    if source is None:
        source = _paper(around)
    if source is None:
        source = _first((metadata.first("contentsource", "source", "article:source"),), medium=True)
    if author is None:
        # WeChat calls the account that published by a nickname too: it stands for the author where nobody is named.
        accounts = around.named.get("account", ())
        account = _by_names(flat, around, among=accounts) if accounts else None
        found = (
            (_by_marks(marked), headline),
            (_by_names(flat, around, without=accounts), headline),
            (_by_metadata(metadata), metadata.title),  # where many sites name themselves
            (_by_profile(flat, around), headline),
            (_by_link(flat, around), headline),
            (next((name for name in unlabelled.names(around) if _may_be(name)), None), headline),
            (_by_title(metadata.title, headline), ""),
            (account, metadata.title),
        )
        said = next((name for name, title in found if name and _is_name(name, title)), None)
        if said is not None and _PRESS.search(said):  # the account of a paper: where it comes from, not who wrote it
            source = source or said
        elif said is not None and not (editor and editor in said):
            author = said
            source = None if said == account == source else source
    elif not _is_name(author, headline):
        author = None
    return Byline(author, source, editor)


_PATTERNS = {"author": _AUTHOR, "source": _SOURCE, "editor": _EDITOR}
_LABEL = re.compile(r"^[\u4e00-\u9fff \u3000]{1,8}\s*[:：]\s*|^by\s+", re.I)


def said(field: str, text: str | None) -> str | None:
    """The name in the text of an element that a site's rule points to: behind the field's label, if it has one."""
    if not text:
        return None
    if match := _PATTERNS[field].search(text):
        name = _tidy(_whole(text, match) if field != "source" else _ISSUE.sub("", match[1]))
    else:
        name = _tidy(_LABEL.sub("", text))
    return None if not name or _OTHER_LABEL.match(name) else name


_OTHER_LABEL = re.compile(r"\S{1,6}[:：]")  # the next field's: nothing stands behind the label


def _labelled(
    pattern: re.Pattern[str], around: Surroundings, places: tuple[str, ...], person: bool = True
) -> str | None:
    lines = around.lines
    for place in places:
        for at, line in enumerate(lines):
            if line.place != place or (place == "tail" and line.distance > (4 if person else 12)):
                continue
            if line.sentences > (0 if place == "above" else 1):  # over the headline, another story's
                continue
            text = line.text
            if pattern is _REPORTED and "者" not in text:
                continue
            if (
                len(text) <= CELL
                and at + 1 < len(lines)
                and _CELL.fullmatch(text)
                and _VALUE.fullmatch(lines[at + 1].text)
            ):
                text = f"{text.rstrip(' :：')}：{lines[at + 1].text}"
            for match in pattern.finditer(text):
                if _GOES_ON.match(text, match.end()) and not _AFFILIATION.match(text, match.end()):
                    continue
                name = _tidy(_whole(text, match) if pattern is not _SOURCE else _ISSUE.sub("", match[1]))
                if len(name) > 1 and not _NOBODY.match(name) and name.count("\ufffd") < 2:
                    if person and match[0].startswith("发布") and _FIRM.search(name):
                        continue
                    if person and whose.below_title(lines, at):
                        break
                    return name
    return None


def _whole(text: str, match: re.Match[str]) -> str:
    """The name behind a label: its characters may stand apart, and a person behind the office."""
    if len(match[1]) == 1 and (apart := _APART.match(text, match.start(1))):
        return apart[1] + apart[2]
    person = _OF_OFFICE.match(text, match.end())
    return person[1] if person and not _NOBODY.match(person[1]) else match[1]


def _is_name(name: str, title: str) -> bool:
    """Whether a name may be one: no button, no time, no role without a name, not the headline."""
    if _ACCOUNTS.match(name):
        return True
    if _OFFICE.match(name):
        return False
    return not (_BUTTON.search(name) or name in title or re.search(r"[╱/／]|\d", name))


_LED_IN = re.compile(r"^(?:(?:作者|发布者|发布人|by|文|/|\s)+\s*[:：]?|[由按](?=\s))\s*", re.I)


def _by_marks(marked: dict[str, list[Marked]]) -> str | None:
    for mark in ("author", "creator"):
        for node, _ in marked.get(mark, ())[:2]:
            inner = node.css_first('[itemprop="name"]')
            name = _tidy((inner or node).text(separator=" ", strip=True))
            if inner is not None and inner.attributes.get("content"):
                name = _tidy(inner.attributes["content"] or "")
            name = _LED_IN.sub("", name)
            if 1 < len(name) <= 24 and not re.search(r"\d{4}|[:：。，]", name):
                return name
    return None


def _may_be(name: str) -> bool:
    """Whether a name that no label tells is no other field and no button."""
    return not (_NOBODY.match(name) or _BUTTON.search(name))


def _by_names(
    flat: Flat, around: Surroundings, among: Collection[int] | None = None, without: Collection[int] = ()
) -> str | None:
    """Elements called author or user; of several, people before accounts, and the nearest to the text."""
    found: list[str] = []
    for index in around.named.get("author", ()):
        if index in without or (among is not None and index not in among):
            continue
        if flat.tags[index] in ("img", "form", "input") or index > around.last + REACH:
            continue
        text = flat.words(index) or flat.words(flat.parents[index])
        link = next((i for i in range(index, flat.ends[index]) if flat.tags[i] == "a"), -1)
        if link >= 0 and text.startswith(flat.words(link) + " "):
            text = flat.words(link)  # what stands behind it is the writer's calling
        text = _LED_IN.sub("", text)
        name = _tidy(text)
        if 1 < len(name) <= 20 and not re.search(r"[:：。，,!！?？]|\d{4}", name) and not _BUTTON.search(name):
            found.append(name)
    people = [name for name in found if not _ACCOUNTS.match(name)]
    return next(iter(people or found), None)


_BUTTON = re.compile(
    r"登录|登入|退出|贡献者|登錄|注册|註冊|昵称|暱稱|评论|关注|首页|投稿|分享|收藏|会员|粉丝|纠错|更多|举报|返回|微博|空间|文章|阅读|搜索|专栏|login|sign|about|more|中心$|前$"
    r"|^(?:实习|本报|本网)?[记記]者$",
    re.I,
)


def _by_profile(flat: Flat, around: Surroundings) -> str | None:
    """A link to somebody's own page between headline and text."""
    for text in linked(flat, around, _PROFILE, ("head",)):
        name = _tidy(text)
        if 1 < len(name) <= 16 and not re.search(r"[:：。，,!！?？]|\d{4}", name) and not _BUTTON.search(name):
            return name
    return None


def _by_link(flat: Flat, around: Surroundings) -> str | None:
    """A link right below the headline whose class is a writer's: <a class="display-name">."""
    for line in around.lines:
        if line.place != "head" or not line.linked or line.distance > NEAR or line.sentences:
            continue
        for index in range(max(line.at - 3, 0), line.last):
            node = flat.nodes.get(index) if flat.tags[index] == "a" and flat.ends[index] > line.at else None
            named = (node.attributes.get("class") or "") if node is not None else ""
            if named and _WRITER.search(named):
                name = _tidy(flat.words(index))
                if 1 < len(name) <= 16 and not re.search(r"[:：。，,!！?？]|\d{4}", name) and not _BUTTON.search(name):
                    return name
    return None


NEAR = 3  # lines
_WRITER = re.compile(r"(?:^|[\s_-])(?:author|user_?name|nick_?name|display-name)(?:[\s_-]|$)", re.I)
_ADDRESS = re.compile(r"[/@,，:：]|www|\.(?:com|cn|net|org)|^[a-z]+$", re.I)


def _by_title(title: str, headline: str) -> str | None:
    """The writer in the document's title on a platform of blogs: 标题_某某_新浪博客 (Sina, Sohu, Hexun)."""
    parts = title.split("_")
    if len(parts) != 3 or not parts[2].endswith("博客") or squeeze(parts[0]) != squeeze(headline):
        return None
    name = _tidy(parts[1])
    return name if 1 < len(name) <= 12 and not re.search(r"[:：。，,!！?？]", name) else None


def _by_metadata(metadata: Metadata) -> str | None:
    for text in (
        metadata.text("author"),
        metadata.first("author", "article:author", "og:article:author", "dc.creator"),
    ):
        name = _tidy(text)
        if 1 < len(name) <= 24 and not _ADDRESS.search(name) and not _NOBODY.match(name):
            return name
    return None


def _words(flat: Flat, indexes: Iterable[int]) -> list[str]:
    return [flat.words(index) or flat.words(flat.parents[index]) for index in indexes if index > 0]


_SOURCE_LABEL = re.compile(r"^(?:文章|本文)?(?:来源|來源|出处)(?:于|自)?\s*[:：]?\s*")
# The date that an element called date-source holds too.
_STAMP = re.compile(
    r"^(?:(?:发布|发表)?(?:时间|日期|于)\s*[:：]?\s*)?(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?\s*(?:\d{1,2}:\d\d(?::\d\d)?)?[\s|·]+"
)


# 2005年11月08日 09:31 某某晚报 · 某某晚报 3天前: no label tells what it is, its name does.
_PAPER = re.compile(
    r"(?:\d日?|:\d\d)\s+([\u4e00-\u9fff]{2,6}(?:[日晚早时晨商周快導导]报|都市报|法[制治]报|通讯社|电视台|周刊))(?=\s|$)"
    r"|^([\u4e00-\u9fff]{2,6}(?:[日晚早时晨商周快導导]报|都市报|法[制治]报|通讯社|电视台|周刊))\s+(?=(?:19|20)\d\d[-/.年]|\d{1,2}\s*(?:分钟|小时|天)前)"
)


def _paper(around: Surroundings) -> str | None:
    """A newspaper's name beside the day."""
    for line in around.lines:
        near = line.place == "head" and line.distance <= NEAR and len(line.text) <= 80 and not line.sentences
        if near and (match := _PAPER.search(line.text)):
            return match[1] or match[2]
    return None


def _first(texts: Iterable[str], medium: bool) -> str | None:
    for text in texts:
        name = _SOURCE_LABEL.sub("", _STAMP.sub("", text))
        name = _tidy(_ISSUE.sub("", name))
        if medium and 1 < len(name) <= 24 and not re.search(r"[:：。，,]|\d{4}", name) and not _NOBODY.match(name):
            return name
    return None


def _tidy(name: str) -> str:
    """A name without marks around it, and without the next field's label that was glued to it."""
    name = _strip(name)
    if book := _BOOK.fullmatch(name):
        return book[1]
    name = re.sub(r"^(?:本报|本网|本刊|实习|特约)*(?:记者|記者|通讯员)\s+", "", name)
    if reporter := _REPORTER.search(name):
        return reporter[1]
    return _strip(_CODE.sub("", _GLUED.sub("", name)))


def _strip(name: str) -> str:
    """A name without marks around it; quotation marks around a part of it stay: 微信公众号“某某普法”."""
    bare = name.strip(_MARKS)
    if "“" in bare and "”" not in bare:
        return bare + "”"
    return f"“{bare}" if "”" in bare and "“" not in bare else bare


_MARKS = " \t\u3000·,，、.-–—_|/:：\"'“”【】〔〕[]()（）"
_GLUED = re.compile(r"(?<=.)(?:责任编辑|编辑|责编|作者|稿源|来源|字号|时间|发布)$")
_BOOK = re.compile(r"《([^《》]{2,20})》(?:\s*(?:(?:19|20)\d\d|第).{0,20})?")  # a paper, with or without its issue
_ISSUE = re.compile(r"(?<=[\u4e00-\u9fff])\s*(?:19|20)\d\d[-/.年]\d{1,2}[-/.月].{0,20}$")
_CODE = re.compile(r"(?<=[\u4e00-\u9fff])[\s_-]*[A-Z]{1,3}\d{2,6}$")  # an editor's number: 钱某 SF099
_REPORTER = re.compile(r"(?:^|[╱/／\s])[记記]者\s*([\u4e00-\u9fff]{2,4})(?=[╱/／\s]|$)")
