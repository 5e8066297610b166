"""Numbers that norms are known by: of the document that made them (法释〔2020〕17号), of a standard (GB/T 35273-2020)."""

from __future__ import annotations

import re

# An abbreviated document number: 财建（2004）369号, 法释〔2020〕17号, 银监会令2016年第1号.
DOC_NUMBER = r"[一-鿿]{1,10}(?:[〔\[（(【﹝][12１２]\d{3}[〕\]）)】﹞]|令?[ ]?[12１２]\d{3}年)[ ]?第?[ ]?\d{1,4}[ ]?号"
# The number of a national standard.
STANDARD = re.compile(r"(?<![A-Za-z])GB(?:[/／][TZ])?[ 　]?\d{2,6}(?:\.\d{1,3})?(?:[ ]?[-—–][ ]?(?:19|20)\d{2})?")
_NUMBER_PARTS = re.compile(
    r"(?P<body>[一-鿿]{1,12})(?:[〔\[（(【﹝](?P<year>[12１２]\d{3})[〕\]）)】﹞]|(?P<plain>[12１２]\d{3})年)第?(?P<number>\d{1,4})号"
)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def numbered_title(number: str) -> str:
    """The one form of a document number, whatever brackets, spaces and digits it is written with.

    >>> numbered_title("法释[2020] 第１７号"), numbered_title("法释2020年17号"), numbered_title("银监会令（2016）1号")
    ('法释〔2020〕17号', '法释〔2020〕17号', '银监会令2016年第1号')
    """
    flat = "".join(number.split()).translate(_HALF_WIDTH)
    found = _NUMBER_PARTS.fullmatch(flat)
    if found is None:
        return flat
    body, year, one = found["body"], found["year"] or found["plain"], int(found["number"])
    ordered = body.endswith(("令", "公告", "会", "部", "局"))  # of a body, not of its letters: 银监会令2016年第1号
    return f"{body}{year}年第{one}号" if ordered else f"{body}〔{year}〕{one}号"
