"""Text that a browser does not show: by attributes, by classes that hide, by the page's own style sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from selectolax.lexbor import LexborNode

from .names import judge

UNVEILED = frozenset({"js_content"})  # WeChat shows the article's own element by script when it has loaded
MAX_SHEET = 40_000  # characters of style sheets that are looked at
MAX_RULE = 1_000  # … of a rule
MAX_PLACES = 100  # rules of a kind that are looked at
LITTLE = 3  # a doubtful element is hidden if the one around it has so many times its text
MAX_DOUBTS = 30  # elements around doubtful ones that are looked at
UP = 8  # elements above whose ground is looked at
_STYLE = re.compile(r"display\s*:\s*none|(?<![\w-])(?:text-indent|left)\s*:\s*-\d{3,}", re.I)
# What scripts show later, or elements inside show again: believed of little text only.
_SOFT = re.compile(
    r"visibility\s*:\s*hidden|(?<![\w-])font-size\s*:\s*[01](?:px|%)?\s*(?:[;!]|$)|(?<![\w-])font-size\s*:\s*0(?:em|rem|pt)"
    r"|(?<![\w-])top\s*:\s*-\d{3,}",
    re.I,
)
_FLAT = re.compile(r"(?<![\w-])(?:height|width)\s*:\s*[01](?:px|em|rem)?\s*(?:[;!]|$)", re.I)
_CUT = re.compile(r"overflow\s*:\s*hidden", re.I)
# Hidden, unless a script shows it or the ground is dark: believed of little text only.
_FAINT = re.compile(r"(?<![\w-])opacity\s*:\s*0(?:\.0+)?\s*(?:[;!]|$)", re.I)
_WHITE = r"(?:#fff(?:fff)?|white|rgba?\(\s*255\s*,\s*255\s*,\s*255\s*(?:,\s*[\d.]+\s*)?\))"
_PALE = re.compile(rf"(?<![\w-])color\s*:\s*{_WHITE}\s*(?:[;!]|$)", re.I)
_WHITE_FONT = re.compile(_WHITE, re.I)
# Classes with which style sheets hide text from eyes (Bootstrap, WordPress and others); Discuz's letters between words.
_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|screen-reader-text|visually-hidden|visuallyhidden|d-none|jammer)(?:\s|$)", re.I
)
_SHOWN_ON_SCREENS = re.compile(r"(?:^|\s)d-(?:sm|md|lg|xl|xxl)-(?:block|inline|flex|grid|table)", re.I)
_SIGNS = tuple(
    f"{name}:{blank}{value}"
    for name, value in (
        ("display", "none"),
        ("visibility", "hidden"),
        ("font-size", "0"),
        ("indent", "-"),
        ("left", "-"),
        ("top", "-"),
        ("height", "0"),
    )
    for blank in ("", " ")
)  # cheaper than all that hides
_SELECTOR = re.compile(r"[a-z]*[1-6]?([.#][\w-]+)", re.I)
_SHOWN = re.compile(r"(?:display|visibility|opacity|height|text-indent)\s*:", re.I)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 section".split())


class Doubtful(str):
    """Names of an element that may be hidden."""

    __slots__ = ()


@lru_cache(maxsize=16384)
def visible_name(class_: str | None, id_: str | None, style: str | None, color: str | None, hidden: bool) -> str | None:
    """Class and id of an element, None when its attributes hide it, Doubtful where they may."""
    if id_ in UNVEILED:
        return id_
    named = class_ and _CLASS.search(class_) and not _SHOWN_ON_SCREENS.search(class_)
    if hidden or (style and _STYLE.search(style)) or named:
        return None
    name = f"{class_} {id_}" if class_ and id_ else class_ or id_ or ""
    if style and (_FAINT.search(style) or _hides(style)):
        return Doubtful(name)
    if not name and ((style and _PALE.search(style)) or (color and _WHITE_FONT.fullmatch(color))):
        return Doubtful(name) if not style or "background" not in style else name
    return name


def hides(names: str, sheet: frozenset[str]) -> bool:
    """Whether one of an element's names is among those that a style sheet hides, and none says that it is the article."""
    return any(f".{name}" in sheet or f"#{name}" in sheet for name in names.split()) and not judge(names).body


def _hides(style: str) -> bool:
    return bool(_STYLE.search(style) or _SOFT.search(style)) or (
        _FLAT.search(style) is not None and _CUT.search(style) is not None
    )


class Ground:
    """Judges doubtful elements by what is around them. Looks at a bounded number of elements."""

    __slots__ = ("_little", "_root")

    def __init__(self, root: LexborNode) -> None:
        self._root = root
        self._little: dict[int, bool] = {}  # mem_id → whether its doubtful children are little beside its text

    def hides(self, node: LexborNode) -> bool:
        """Whether an element, with all doubtful ones beside it, is little beside the text around them, which stands on
        the page's own ground.
        """
        above = node.parent
        if above is None or node.tag in _HEADINGS or node.mem_id == self._root.mem_id:
            return False
        little = self._little.get(above.mem_id)
        if little is None:
            if len(self._little) >= MAX_DOUBTS:
                return False
            doubtful = sum(len(child.text(strip=True)) for child in above.iter() if _is_doubtful(child))
            size = 0 if _painted(above) else len(above.text(strip=True))
            little = self._little[above.mem_id] = bool(size) and doubtful * LITTLE <= size
        return little


def _is_doubtful(node: LexborNode) -> bool:
    said = node.attributes.get
    if not (said("style") or said("color")):
        return False
    return isinstance(visible_name(said("class"), said("id"), said("style"), said("color"), False), Doubtful)


def _painted(node: LexborNode | None) -> bool:
    """Whether an element, or one above it, has a ground of its own by its attributes."""
    for _ in range(UP):
        if node is None:
            return False
        attributes = node.attributes
        if attributes.get("bgcolor") or attributes.get("background") or "background" in (attributes.get("style") or ""):
            return True
        node = node.parent
    return False


def hidden_names(styles: Iterable[LexborNode], present: str) -> frozenset[str]:
    """Classes (.x) and ids (#x) that the style sheets of a page hide wherever they stand, and never show.

    ``present``: the names on the page; others are left out.
    """
    css = _without_comments("\n".join(node.text() for node in styles)[:MAX_SHEET])
    hidden: set[str] = set()
    for at in chain.from_iterable(_places(css, sign) for sign in _SIGNS):
        opening = css.rfind("{", max(0, at - MAX_RULE), at)
        begin = css.rfind("}", max(0, opening - MAX_RULE), max(0, opening)) + 1
        end = css.find("}", at, at + MAX_RULE)
        if opening < 0 or end < 0:
            continue
        if "{" in css[begin:opening]:
            continue  # the first rule within @media
        given = (one.strip() for one in css[begin:opening].split(","))
        names = [match[1] for one in given if (match := _SELECTOR.fullmatch(one)) and match[1][1:] in present]
        if names and _hides(css[opening + 1 : end]) and css.count("{", 0, begin) <= css.count("}", 0, begin):
            hidden.update(names)  # not what is meant for paper or telephones, in @media
    return frozenset(name for name in hidden if not any(_shows(css, at) for at in _places(css, name)))


def _places(css: str, sign: str) -> Iterator[int]:
    """Where a sign stands; not more than MAX_PLACES."""
    at = css.find(sign)
    for _ in range(MAX_PLACES):
        if at < 0:
            break
        yield at
        at = css.find(sign, at + 1)


def _shows(css: str, at: int) -> bool:
    """Whether the rule whose selector is there may show something."""
    opening = css.find("{", at, at + MAX_RULE)
    declarations = css[opening + 1 : max(opening, css.find("}", opening, opening + MAX_RULE))]
    return _SHOWN.search(declarations) is not None and not _hides(declarations)


def _without_comments(css: str) -> str:
    first, *others = css.split("/*")
    return first + "".join(one.partition("*/")[2] for one in others)
