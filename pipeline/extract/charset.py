"""Bytes to text. Declarations are evidence, not orders: what decodes without an error is believed before what is said.

Order (WHATWG Encoding and HTML, «determining the character encoding», hardened for old Chinese servers): byte order
mark, strict UTF-8, the header's and the meta's declaration, GB18030 for anything undeclared. Which of Big5 and the GB
family it is, the characters themselves tell: read as the wrong one, a text has next to none of the most frequent.
"""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_META = re.compile(rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_XML = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]+)", re.I)
_META_REACH = 4096  # bytes; HTML says 1024, real pages put scripts before the meta

# Declared name → codec that holds all that is really sent under it.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "gb18030": "gb18030",
    "gb18030-2000": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "cn-big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "utf8": "utf-8",
    "unicode": "utf-8",
}
# Every byte string decodes in these, and servers announce them by default: no evidence against Chinese.
_SINGLE_BYTE = frozenset({"iso8859-1", "cp1252", "ascii", "iso8859-15", "latin-1", "mac-roman", "cp437"})
_FREQUENT = "的一是不在有人我他大上到和地出也就以可之"  # the same in both scripts
_SAMPLE = 32_768  # bytes in which they are counted
_CLEAR = 8  # of them, and twice as many as in the other reading: no accident
_MISTAKES = 0.01  # share of undecodable characters up to which a declared encoding is still the best guess


def decode(body: bytes, content_type: str | None = None) -> str:
    """Page bytes as text; never raises. ``content_type`` is the header's value, with or without a charset.

    >>> decode("催收".encode("gbk"), "text/html; charset=utf-8")
    '催收'
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end >= len(body) - 3 and error.reason == "unexpected end of data":  # cut inside the last character
            return body.decode("utf-8", "replace")
    declared = _declared(body, content_type)
    if seen := _family(body[:_SAMPLE]):
        declared = [seen, *(name for name in declared if name not in ("gb18030", "big5hkscs"))]
    for codec in (*(name for name in declared if name not in _SINGLE_BYTE and name != "utf-8"), "gb18030"):
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    return _least_broken(body, declared)


def utf8(body: bytes) -> str | None:
    """The text of bytes that are UTF-8 to the last and bear no mark, as those of most pages are; None of any others."""
    if body.startswith(codecs.BOM_UTF8):
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _family(body: bytes) -> str | None:
    """Big5 or the GB family, where the text is long enough to tell."""
    traditional, simplified = (
        sum(map(body.decode(codec, "replace").count, _FREQUENT)) for codec in ("big5hkscs", "gb18030")
    )
    if max(traditional, simplified) < _CLEAR:
        return None
    if traditional > 2 * simplified:
        return "big5hkscs"
    return "gb18030" if simplified > 2 * traditional else None


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Codecs named by header, meta and XML declaration, each once, unknown names left out."""
    names: list[str] = []
    if content_type and (found := _HEADER.search(content_type)):
        names.append(found[1])
    head = body[:_META_REACH]
    names += [match[1].decode("ascii") for match in (_META.search(head), _XML.search(head)) if match]
    codecs_named: list[str] = []
    for name in names:
        try:
            codec = _WIDER.get(name.lower()) or codecs.lookup(name).name
            "".encode(codec)  # refuses bytes-to-bytes codecs such as hex
        except (LookupError, ValueError):
            continue
        if codec not in codecs_named:
            codecs_named.append(codec)
    return codecs_named


def _least_broken(body: bytes, declared: list[str]) -> str:
    """Some bytes are wrong in every encoding: the declared one when nearly right, else the one with fewest mistakes."""
    tried: list[tuple[int, str]] = []
    for codec in dict.fromkeys((*declared, "utf-8", "gb18030")):
        if codec in _SINGLE_BYTE and declared != [codec]:
            continue
        text = body.decode(codec, "replace")
        wrong = text.count("\ufffd")
        if wrong <= _MISTAKES * len(text) and codec in declared and codec not in _SINGLE_BYTE:
            return text
        if codec not in _SINGLE_BYTE:
            tried.append((wrong, text))
    return min(tried, key=lambda pair: pair[0])[1]
