"""``reprocess`` and ``import`` of WARC files, through the command line: our own archive, and what other crawlers write."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.cli.app import cli
from pipeline.errors import ArchiveError
from tests import databases

SITE = "http://www.other.example"
SENTENCE = "依据《民法典》第六百七十六条，借款人未按照约定的期限返还借款的，应当按照约定支付逾期利息。{}"


def call(folder: Path, *args: str, db: str = "articles.db") -> Result:
    places = ["--db", str(folder / db), "--config", str(folder / "config")]
    (folder / "config").mkdir(exist_ok=True)
    return CliRunner().invoke(cli, [*places, *args], catch_exceptions=False)


def rows(db: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(db) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


# ----------------------------------------------------------------------------------------------- files of other crawlers


def article(name: str) -> bytes:
    body = "".join(f"<p>{SENTENCE.format(f'{name}说的第{i}种情况要分开看。')}</p>" for i in range(8))
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{name}逾期怎么协商 - 他站</title></head><body>'
        f"<article><h1>{name}逾期怎么协商</h1><p>发布时间：2025-03-0{len(name)} 08:00</p>{body}</article></body></html>"
    ).encode()


def chunked(body: bytes) -> bytes:
    pieces = [body[i : i + 700] for i in range(0, len(body), 700)]
    return b"".join(b"%x;ext=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\nX-Trailer: 1\r\n\r\n"


class Crawl:
    """Writes records as one crawler does."""

    def __init__(self, path: Path, *, version: str, bracketed: bool) -> None:
        self._file = path.open("wb")
        self.writer = WARCWriter(self._file, gzip=path.suffix == ".gz", warc_version=version)
        self._bracketed, self._minute = bracketed, 0
        self.write(self.writer.create_warcinfo_record(path.name, {"software": "other/1.0"}))

    def __enter__(self) -> Crawl:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def write(self, record: Any) -> str:
        self.writer.write_record(record)
        return str(record.rec_headers.get_header("WARC-Record-ID"))

    def answer(self, url: str, body: bytes, *headers: tuple[str, str], line: str = "200 OK") -> dict[str, str]:
        """Request, response and metadata of one fetch; what a revisit may say of it."""
        uri = f"<{url}>" if self._bracketed and not url.startswith("dns:") else url
        date = self.now()
        asked = StatusAndHeaders(f"GET {url} HTTP/1.1", [("Host", "www.other.example")], is_http_request=True)
        self.write(self.writer.create_warc_record(uri, "request", payload=io.BytesIO(), length=0, http_headers=asked))
        record = self.writer.create_warc_record(
            uri,
            "response",
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders(line, list(headers), protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": date, "WARC-IP-Address": "192.0.2.7"},
        )
        identity = self.write(record)
        via = b"via: http://www.other.example/\r\nhopsFromSeed: L\r\nfetchTimeMs: 17\r\n"
        self.write(
            self.writer.create_warc_record(
                uri, "metadata", payload=io.BytesIO(via), length=len(via), warc_content_type="application/warc-fields"
            )
        )
        digest = str(record.rec_headers.get_header("WARC-Payload-Digest"))
        return {"id": identity, "digest": digest, "uri": url, "date": date}

    def now(self) -> str:
        self._minute += 1
        return f"2025-04-01T08:{self._minute:02}:00Z"

    def revisit(self, url: str, profile: str, line: str, fields: dict[str, str]) -> None:
        """A revisit record; ``line`` is the answer's status line, "" where the crawler kept no headers."""
        http = StatusAndHeaders(line, [("Content-Type", "text/html")], protocol="HTTP/1.1") if line else None
        record = self.writer.create_warc_record(
            url,
            "revisit",
            payload=io.BytesIO(),
            length=0,
            http_headers=http,
            warc_content_type="application/http; msgtype=response",
            warc_headers_dict={
                "WARC-Date": self.now(),
                "WARC-Profile": f"http://netpreserve.org/warc/1.0/revisit/{profile}",
                **fields,
            },
        )
        self.write(record)


HTML = ("Content-Type", "text/html; charset=utf-8")
BODIES: dict[str, tuple[Callable[[bytes], bytes], tuple[tuple[str, str], ...]]] = {
    "甲": (lambda body: body, (HTML,)),
    "乙乙": (gzip.compress, (HTML, ("Content-Encoding", "gzip"))),
    "丙丙丙": (chunked, (HTML, ("Transfer-Encoding", "chunked"))),
    "丁丁丁丁": (
        lambda body: chunked(gzip.compress(body)),
        (HTML, ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")),
    ),
}
NO_ARTICLES: tuple[tuple[str, bytes, str, str], ...] = (
    ("/logo.png", b"\x89PNG\r\n\x1a\n" + bytes(500), "image/png", "a picture"),
    ("/file.html", b"%PDF-1.7\n" + bytes(500), "text/html", "a PDF behind .html"),
    ("/robots.txt", b"# all\nUser-agent: *\nDisallow: /admin\n" * 9, "text/plain", "robots.txt is text, but no article"),
    ("/style.css", b"body { color: red }\n" * 40, "text/css", "a style sheet"),
    ("/app.js", "function f() { return '逾期协商' }\n".encode() * 40, "application/javascript; charset=utf-8", "a script"),
    ("/data.json", '{"标题": "逾期协商还款"}\n'.encode() * 40, "application/json", "data"),
    ("/data.jsonld", '{"标题": "逾期协商还款"}\n'.encode() * 40, "application/ld+json", "data of a kind"),
)  # fmt: skip


def write_crawl(path: Path, *, version: str, bracketed: bool) -> None:
    with Crawl(path, version=version, bracketed=bracketed) as crawl:
        crawl.answer("dns:www.other.example", b"www.other.example. 60 IN A 192.0.2.7\n")
        for line in ("301 Moved Permanently", "404 Not Found", "503 Service Unavailable"):
            crawl.answer(f"{SITE}/{line[:3]}", article("错"), HTML, line=line)
        for name, body, content_type, _ in NO_ARTICLES:
            crawl.answer(SITE + name, body, ("Content-Type", content_type))
        said = {}
        for number, (title, (pack, headers)) in enumerate(BODIES.items()):
            said[title] = crawl.answer(f"{SITE}/hf/{number}.html", pack(article(title)), *headers)
        first = said["乙乙"]
        crawl.revisit(first["uri"], "server-not-modified", "304 Not Modified", {})


@pytest.mark.parametrize("name", ["wget.warc.gz", "wget.warc", "heritrix.warc.gz", "heritrix.warc"])
def test_a_file_that_another_crawler_wrote(name: str, tmp_path: Path) -> None:
    wget = name.startswith("wget")
    write_crawl(tmp_path / name, version="1.0" if wget else "1.1", bracketed=wget)
    result = call(tmp_path, "reprocess", str(tmp_path / name))
    assert result.exit_code == 0
    assert "文章 5（新增 1，更新 0，未变 1，重复 3）" in result.stdout, "four of one template, one of them twice"
    assert f"非文章 {len(NO_ARTICLES)}，出错 0" in result.stdout, (
        "what is for machines is neither an article nor an error"
    )
    found = rows(
        tmp_path / "articles.db", "SELECT title, url, first_seen_at, last_seen_at, published_at FROM articles ORDER BY url"
    )  # fmt: skip
    assert [title for title, *_ in found] == [f"{title}逾期怎么协商" for title in BODIES]
    assert found[1][2] < found[1][3], "a 304 says that the article was still there at its time"
    assert [published[:10] for *_, published in found] == [f"2025-03-0{n}" for n in (1, 2, 3, 4)]
    assert rows(tmp_path / "articles.db", "SELECT count(*) FROM citations")[0][0] >= 4
    again = call(tmp_path, "reprocess", str(tmp_path / name))
    assert "文章 5（新增 0，更新 0，未变 5，重复 0）" in again.stdout, "nothing twice"


# How a revisit says which record it repeats: profile, status line, fields.
REVISITS: dict[str, tuple[str, str, Callable[[dict[str, str]], dict[str, str]]]] = {
    "record id (wget, WARC 1.0)": ("identical-payload-digest", "200 OK", lambda o: {"WARC-Refers-To": o["id"]}),
    "digest alone": ("identical-payload-digest", "200 OK", lambda o: {"WARC-Payload-Digest": o["digest"]}),
    "URI and date (Heritrix, WARC 1.1)": (
        "identical-payload-digest",
        "200 OK",
        lambda o: {"WARC-Refers-To-Target-URI": o["uri"], "WARC-Refers-To-Date": o["date"]},
    ),
    "no headers kept": ("identical-payload-digest", "", lambda o: {"WARC-Refers-To": o["id"]}),
    "304, URI and date": (
        "server-not-modified",
        "304 Not Modified",
        lambda o: {"WARC-Refers-To-Target-URI": o["uri"], "WARC-Refers-To-Date": o["date"]},
    ),
    "304, URI": ("server-not-modified", "304 Not Modified", lambda o: {"WARC-Refers-To-Target-URI": o["uri"]}),
}  # fmt: skip


@pytest.mark.parametrize("apart", [False, True], ids=["one file", "a later file"])
@pytest.mark.parametrize("packed", [".warc.gz", ".warc"])
@pytest.mark.parametrize("how", REVISITS)
def test_a_revisit_of_any_manner_gives_its_original(how: str, packed: str, apart: bool, tmp_path: Path) -> None:
    profile, line, fields = REVISITS[how]
    paths = [tmp_path / f"1{packed}", tmp_path / f"2{packed}"] if apart else [tmp_path / f"1{packed}"]
    crawls = [Crawl(path, version="1.1", bracketed=False) for path in paths]
    crawls[0].answer(f"{SITE}/before.html", b"short", HTML)
    original = crawls[0].answer(f"{SITE}/a.html", chunked(article("甲")), HTML, ("Transfer-Encoding", "chunked"))
    crawls[0].answer(f"{SITE}/after.html", b"short", HTML)
    crawls[-1].revisit(f"{SITE}/b.html", profile, line, fields(original))
    for crawl in crawls:
        crawl.__exit__()
    result = call(tmp_path, "reprocess", *(str(path) for path in paths))
    assert result.exit_code == 0
    assert "payload_missing" not in result.stdout
    urls = {url for (url,) in rows(tmp_path / "articles.db", "SELECT url FROM articles")}
    assert urls == {f"{SITE}/a.html", f"{SITE}/b.html"}


def test_a_revisit_whose_original_is_nowhere_is_told(tmp_path: Path) -> None:
    with Crawl(tmp_path / "1.warc.gz", version="1.1", bracketed=False) as crawl:
        crawl.answer(f"{SITE}/a.html", article("甲"), HTML)
        crawl.revisit(f"{SITE}/b.html", "identical-payload-digest", "200 OK", {"WARC-Payload-Digest": "sha1:ELSEWHERE"})
    result = call(tmp_path, "reprocess", str(tmp_path / "1.warc.gz"))
    assert "文章 1（新增 1" in result.stdout
    assert "所指的原文不在已读的文件里 payload_missing：1" in result.stdout


# ------------------------------------------------------------------------------------------------------- our own archive

ALL = (
    "SELECT url, title, body, published_at, published_precision, author, category, tags, source, on_topic FROM articles"
    " ORDER BY url"
)


def test_an_empty_database_gets_everything_back_also_the_dates_that_feeds_gave(crawled: Any, tmp_path: Path) -> None:
    shutil.copytree(crawled.config, tmp_path / "config")
    shutil.copytree(crawled.db.parent / "archive", tmp_path / "archive")
    assert call(tmp_path, "reprocess").exit_code == 0
    assert rows(tmp_path / "articles.db", ALL) == rows(crawled.db, ALL)


HINTS = {
    "no JSON": "{",
    "no hint": "[1]",
    "without its source": '{"title": "x"}',
    "of an unknown source": '{"source": "rumour", "title": "x"}',
    "a date that is none": '{"source": "feed", "published_at": "yesterday"}',
}


@pytest.mark.parametrize("name", HINTS)
def test_what_stands_where_a_hint_should_is_passed_over(name: str, tmp_path: Path) -> None:
    with Crawl(tmp_path / "1.warc.gz", version="1.1", bracketed=False) as crawl:
        record = crawl.writer.create_warc_record(
            f"{SITE}/a.html",
            "response",
            payload=io.BytesIO(article("甲")),
            length=len(article("甲")),
            http_headers=StatusAndHeaders("200 OK", [HTML], protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-X-Hint": HINTS[name]},
        )
        crawl.write(record)
    assert "新增 1" in call(tmp_path, "reprocess", str(tmp_path / "1.warc.gz")).stdout


# --------------------------------------------------------------------------------------- two databases in one folder


def test_each_database_of_a_folder_has_an_archive_of_its_own(crawled: Any, tmp_path: Path) -> None:
    shutil.copytree(crawled.config, tmp_path / "config")
    for db in ("articles.db", "other.db"):
        assert call(tmp_path, "crawl", "--max-pages", "12", db=db).exit_code == 0
    assert list((tmp_path / "archive").glob("*.warc.gz"))
    assert list((tmp_path / "other.db-archive").glob("*.warc.gz"))
    assert json.loads(call(tmp_path, "status", "--json", db="other.db").stdout)["articles"] > 0
    shutil.rmtree(tmp_path / "archive")
    assert call(tmp_path, "reprocess", db="other.db").exit_code == 0
    assert call(tmp_path, "reprocess").exit_code == 1, "nothing of the other's"


def test_what_a_database_wrote_into_the_shared_folder_of_before_is_still_read(crawled: Any, tmp_path: Path) -> None:
    shutil.copytree(crawled.config, tmp_path / "config")
    shutil.copytree(crawled.db.parent / "archive", tmp_path / "archive")
    shutil.copy(crawled.db, tmp_path / "other.db")
    result = call(tmp_path, "reprocess", db="other.db")
    assert result.exit_code == 0
    assert "未变 62" in result.stdout


@pytest.mark.parametrize(
    "content",
    [
        b"x",  # shorter than any magic number
        b"<html>" * 1000,
        gzip.compress(b"no record of any kind " * 50),  # which a lenient reader takes for an ARC record
        gzip.compress(b"<html>\n<body>\n" * 50),
    ],
    ids=["a byte", "a page", "a packed text", "a packed page"],
)
def test_what_is_no_archive_is_called_so(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "articles.db").write_bytes(databases.empty())
    (tmp_path / "x.warc.gz").write_bytes(content)
    with pytest.raises(ArchiveError, match="不是 WARC 或 ARC 文件"):
        call(tmp_path, "import", str(tmp_path / "x.warc.gz"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x1f", "there is no record"),  # what a power cut leaves of a member
        (
            gzip.compress(
                b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
                b"Content-Type: application/http\r\nContent-Length: 5000\r\n\r\nHTTP/1.1 200 OK\r\n\r\nshort"
            ),
            "the record ends early",
        ),
    ],
)
def test_an_import_names_the_record_that_is_broken(content: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "articles.db").write_bytes(databases.empty())
    (tmp_path / "x.warc.gz").write_bytes(content)
    result = call(tmp_path, "import", str(tmp_path / "x.warc.gz"))
    assert result.exit_code == 1
    assert "x.warc.gz:0：存档记录损坏 damaged_record（" in result.output
    assert why in result.output
