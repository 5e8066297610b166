"""Bytes to text: evidence before declarations."""

from __future__ import annotations

import pytest

from pipeline.extract import decode

TEXT = "催收人员上门，😀 龍鳳 㐀 € 欠款"
HTML = f"<html><head><meta charset='{{}}'></head><body>{TEXT}</body></html>"

CASES = [
    # name, bytes, header, why
    ("utf8 undeclared", TEXT.encode(), None),
    ("utf8 declared", TEXT.encode(), "text/html; charset=UTF-8"),
    ("utf8 bytes, header says gbk", TEXT.encode(), "text/html; charset=gbk"),
    ("gb bytes, header says gb2312: emoji are outside it", TEXT.encode("gb18030"), "text/html; charset=gb2312"),
    ("gb bytes, header says utf-8 and lies", TEXT.encode("gb18030"), "text/html; charset=utf-8"),
    ("gb bytes, nothing said", TEXT.encode("gb18030"), None),
    ("gb bytes, server's default latin-1", TEXT.encode("gb18030"), "text/html; charset=ISO-8859-1"),
    ("unknown name", TEXT.encode("gb18030"), "text/html; charset=x-nonsense"),
    ("no codec of text", TEXT.encode("gb18030"), "text/html; charset=hex"),
    ("utf-8 mark", b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=gbk"),
    ("utf-16 mark", b"\xff\xfe" + TEXT.encode("utf-16-le"), None),
    ("quoted name", TEXT.encode("gb18030"), 'text/html; charset="GBK"'),
]


@pytest.mark.parametrize(("body", "header"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_not_one_wrong_character(body: bytes, header: str | None) -> None:
    assert decode(body, header) == TEXT


def test_meta_tells_what_the_header_does_not() -> None:
    assert decode(HTML.format("gb2312").encode("gb18030"), "text/html").count("催收") == 1


def test_big5_is_believed_when_declared() -> None:
    text = "糾紛發生時，債權人應保存證據。"
    assert decode(text.encode("big5hkscs"), "text/html; charset=big5") == text


LONG = {
    "big5hkscs": "債務人在法院起訴以後可以和對方協商，不過所有的還款計畫都要以書面為之，其中的利息也不得超過法定的上限。"
    * 3,
    "gb18030": "债务人在法院起诉以后可以和对方协商，不过所有的还款计划都要以书面为之，其中的利息也不得超过法定的上限。"
    * 3,
}


@pytest.mark.parametrize("said", [None, "utf-8", "gb2312", "big5", "iso-8859-1"])
@pytest.mark.parametrize("codec", LONG)
def test_a_text_tells_big5_from_gb_whatever_is_said(codec: str, said: str | None) -> None:
    body = f"<title>Debt 2024</title><p>{LONG[codec]}</p>".encode(codec)
    assert LONG[codec] in decode(body, f"text/html; charset={said}" if said else None)


def test_a_few_broken_bytes_do_not_hide_big5() -> None:
    assert decode((LONG["big5hkscs"] * 4).encode("big5hkscs") + b"\x80\xff").count("債務人") == 12


def test_a_cut_last_character_does_not_change_the_charset() -> None:
    body = ("欠款" * 50).encode()[:-1]
    assert decode(body, None).startswith("欠款" * 49)


def test_one_broken_byte_in_declared_utf8_stays_utf8() -> None:
    body = ("合同" * 200).encode() + b"\xff" + ("利息" * 200).encode()
    text = decode(body, "text/html; charset=utf-8")
    assert text.count("利息") == 200
    assert text.count("\ufffd") == 1


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe\x80", bytes(range(256)) * 40])
def test_any_bytes_give_text(body: bytes) -> None:
    assert isinstance(decode(body, "text/html; charset=utf-7"), str)
