"""A page's charset over the wire: what header and meta say, against what the bytes are."""

from __future__ import annotations

import pytest

from tests.crawl.small_sites import article, crawled, listing

# charset of the bytes → (Python's codec for them, what a header or meta calls it, the name of another one)
CHARSETS = {
    "utf-8": ("utf-8", "utf-8", "gb2312"),
    "gb2312": ("gb2312", "gb2312", "utf-8"),
    "gbk": ("gbk", "gbk", "utf-8"),
    "gb18030": ("gb18030", "gb18030", "utf-8"),
    "big5": ("big5hkscs", "big5", "utf-8"),
    "utf-16 with BOM": ("utf-16", "utf-16", "gbk"),
}
SAID = ("header right", "meta only", "header lies", "nothing")
# Characters that only some of them have; the body is read back whole.
TEXTS = {
    "utf-8": "催收人员😀上门龍鳳㐀€欠款",
    "gb2312": "催收人员上门欠款",
    "gbk": "催收人员上门龍鳳鎔欠款",
    "gb18030": "催收人员😀上门龍鳳㐀€欠款",
    "big5": "糾紛發生時債權人應保存證據並依法請求",
    "utf-16 with BOM": "催收人员😀上门龍鳳㐀€欠款",
}
CELLS = {
    f"/{number}.html": cell for number, cell in enumerate((charset, said) for charset in CHARSETS for said in SAID)
}
TRADITIONAL = "".join(
    f"<p>債務人第{n}次收到催收公司的電話後，應當保存錄音與簡訊，並向律師說明經過，不要輕易簽署任何還款協議。</p>"
    for n in range(8)
)


def page(charset: str, said: str, number: int) -> tuple[int, dict[str, str], bytes]:
    """An article in these bytes; what it says of them, in the header or in itself."""
    codec, name, other = CHARSETS[charset]
    text = article(number).replace("<meta charset=utf-8>", f"<meta charset={name}>" if said == "meta only" else "")
    if charset == "big5":  # nobody writes simplified characters in it
        begin, end = text.index("<div class=content>") + len("<div class=content>"), text.index("</div></div></body>")
        text = text[:begin] + TRADITIONAL + text[end:]
        text = text.replace("测试站", "測試站").replace("发布时间", "發布時間").replace("首页", "首頁")
        text = (
            text[: text.index("<title>")]
            + f"<title>債務協商之{number} - 測試站</title>"
            + text[text.index("</title>") + 8 :]
        )
        text = text[: text.index("<h1>")] + f"<h1>債務協商之{number}</h1>" + text[text.index("</h1>") + 5 :]
    text = text.replace("<div class=content>", f"<div class=content><p>{TEXTS[charset]}，这是第{number}页。</p>"
                        if charset != "big5" else f"<div class=content><p>{TEXTS[charset]}，第{number}頁。</p>")  # fmt: skip
    header = {"header right": f"text/html; charset={name}", "header lies": f"text/html; charset={other}"}
    return 200, {"Content-Type": header.get(said, "text/html")}, text.encode(codec)


def site(host: str, path: str) -> str | tuple[int, dict[str, str], bytes] | None:
    if path == "/":
        return listing(*CELLS)
    return page(*CELLS[path], int(path[1:-5])) if path in CELLS else None


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        found = crawled(site, tmp_path_factory.mktemp("charsets"), monkeypatch)
    return {
        "/" + url.rpartition("/")[2]: title + "\n" + body
        for url, title, body in found.rows("SELECT url, title, body FROM articles")
    }


@pytest.mark.parametrize("path", CELLS, ids=[f"{charset}, {said}" for charset, said in CELLS.values()])
def test_every_charset_is_read_right_whatever_is_said_of_it(path: str, bodies: dict[str, str]) -> None:
    charset, _ = CELLS[path]
    text = bodies[path]
    assert TEXTS[charset] in text
    assert "\ufffd" not in text
    assert ("債務協商" if charset == "big5" else "借款人") in text
