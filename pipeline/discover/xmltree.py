"""XML of sitemaps and feeds, from whoever sent it: no entities of its own, bounded, and forgiving.

Entity definitions and external entities are refused (defusedxml); what is not well-formed is mended once, and after
that read by the tag (``loose``), so that one bad ampersand does not cost a whole feed.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from ..models import Failure

MAX_BYTES = 52_428_800  # of one document, unpacked (sitemaps.org's limit)
MAX_DEPTH = 100  # open elements; nothing published as a feed or sitemap comes near
MAX_NODES = 600_000  # elements and attributes of a tree (about 150 MB); a document of more is read without one
MAX_TAG = 65_536  # characters of one tag
MAX_MENDED = 4_000_000  # characters of a document that is mended, in several copies
# Of these documents the entries are read one by one.
READ_LOOSELY = frozenset({"malformed_xml", "xml_size", "xml_depth"})

_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_ENCODING = re.compile(rb"""^[^<]{0,16}<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9_.-]{2,40})["']""")
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # XML 1.0, 2.2
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_NAMED = re.compile(r"&([a-zA-Z][a-zA-Z0-9]{1,30});")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
# All tags of what is well-formed, whatever their attributes hold; nothing is looked at twice.
_TAG = re.compile(r"""<([^\s<>!?](?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_CHINESE = frozenset({"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "hz-gb-2312"})


def unpack(body: bytes, url: str) -> bytes | Failure:
    """The document itself; gzip (sitemap.xml.gz) undone, up to MAX_BYTES."""
    if not body.startswith(b"\x1f\x8b"):
        return body if len(body) <= MAX_BYTES else _refused("too_large", f"超过 {MAX_BYTES} 字节", url)
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        return _refused("bad_gzip", str(error), url)
    if len(data) > MAX_BYTES:
        return _refused("too_large", f"解压后超过 {MAX_BYTES} 字节", url)
    return data


def to_text(data: bytes) -> str:
    """Bytes to text: byte order mark, then the declaration, then UTF-8, then GB18030."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    declared = _ENCODING.search(data[:400])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    for candidate in ("gb18030" if name in _CHINESE else name, "utf-8", "gb18030"):
        try:
            return data.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace")


def parse(text: str, url: str) -> Element | Failure:
    """The root element; a Failure with reason ``xml_entities``, ``xml_depth``, ``xml_size`` or ``malformed_xml``."""
    text = ILLEGAL.sub("", _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n")))
    if refused := _too_much(text):
        return _refused(*refused, url=url)
    for mend in (False, True) if len(text) <= MAX_MENDED else (False,):
        try:
            root: Element = defusedxml.ElementTree.fromstring(_mended(text) if mend else text)
        except DefusedXmlException as error:
            return _refused("xml_entities", f"定义了实体：{str(error)[:200]}", url)
        except (ParseError, ValueError) as error:
            problem = str(error)
        else:
            return root
    return _refused("malformed_xml", problem, url)


def _sections(text: str) -> Iterator[tuple[bool, str]]:
    """(is CDATA, text) in order; an unclosed section runs to the end. One pass, whatever the text."""
    place = 0
    while (start := text.find("<![CDATA[", place)) >= 0:
        yield False, text[place:start]
        end = text.find("]]>", start)
        place = len(text) if end < 0 else end + 3
        yield True, text[start:place]
    yield False, text[place:]


def _too_much(text: str) -> tuple[str, str] | None:
    """Why no tree is made of a text: elements open at once, all that would be kept, a tag without end."""
    depth = nodes = 0
    for is_data, part in _sections(text):
        for match in () if is_data else _TAG.finditer(part):
            tag = match[1]
            if tag[0] == "/":
                depth -= 1
                continue
            nodes += 1 + tag.count("=")
            depth += tag[-1] != "/"
            if depth > MAX_DEPTH:
                return "xml_depth", f"元素嵌套超过 {MAX_DEPTH} 层"
            if nodes > MAX_NODES or len(tag) > MAX_TAG:
                return "xml_size", f"元素和属性超过 {MAX_NODES} 个，或者一个标签超过 {MAX_TAG} 字"
    return None


def _mended(text: str) -> str:
    """Without the two faults that real feeds have most: HTML entities and bare ampersands (outside CDATA)."""
    return "".join(
        part if is_data else _BARE_AMPERSAND.sub("&amp;", _NAMED.sub(_character, part))
        for is_data, part in _sections(text[max(text.find("<"), 0) :])
    )


def _character(match: re.Match[str]) -> str:
    return match[0] if match[1] in _XML_NAMES else html.unescape(match[0])


def loose(text: str, names: tuple[str, ...], *, unclosed: bool = False) -> Iterator[str]:
    """The inside of every element of these names (any prefix), in order, without parsing: for what is not XML.

    ``unclosed``: an element also ends where the next one of its name begins, or the text ends.
    """
    either = "|".join(names)
    begin: int | None = None
    for tag in re.finditer(rf"<(/?)(?:\w+:)?(?:{either})(?:\s[^<>]*)?>", text, re.IGNORECASE):
        if begin is not None and (tag[1] or unclosed):
            yield text[begin : tag.start()]
            begin = None
        if not tag[1] and begin is None:
            begin = tag.end()
    if begin is not None and unclosed:
        yield text[begin:]


def loose_text(inside: str, *names: str) -> str:
    """Text of the first such element in ``inside``; CDATA and entities undone."""
    return next((plain(found) for found in loose(inside, names)), "")


def plain(text: str) -> str:
    """Text of an element read loosely."""
    parts = (part[9:].removesuffix("]]>") if is_data else part for is_data, part in _sections(text))
    return html.unescape("".join(parts)).strip()


def name_of(element: Element) -> str:
    """A tag's local name, lower case."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _refused(reason: str, detail: str, url: str) -> Failure:
    return Failure("discover", reason, url, detail)
