"""Nothing that a site wrote becomes markup, script or a dangerous link; nothing is written; nobody else may ask."""

from __future__ import annotations

import asyncio
import csv
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.errors import TooSlow
from pipeline.store.connection import BoundedRows
from tests.web.conftest import BAD_URL, HOSTILE

PATHS = (
    "/",
    "/search",
    "/search?q=催收",
    "/search?all=1",
    f"/search?q={quote(HOSTILE)}",
    f"/search?q=verdict:{quote(HOSTILE)}",
    "/article/1",
    "/article/2",
    "/laws",
    "/laws?by=provision",
    "/law?id=cn/law/民法典",
    "/law?id=cn/law/民法典&article=675",
    f"/law?q={quote(HOSTILE)}",
    "/questionable",
    "/duplicates",
    "/duplicates/1",
    "/compare/1/2",
    "/sites",
    f"/nonsense?x={quote(HOSTILE)}",
)


@pytest.fixture(scope="module")
def hostile(serving: Any, hostile_db: Path) -> Any:
    return serving(hostile_db)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_no_field_of_an_article_becomes_markup(hostile: Any, path: str, language: str) -> None:
    answer = hostile(quote(path, safe="/?=&:%"), cookies={"lang": language})
    assert answer.status_code in (200, 400, 404)
    page = LexborHTMLParser(answer.text)
    scripts = [one.attributes for one in page.css("script")]
    if "/nonsense" not in path:  # Datasette's own page: its scripts carry the nonce
        assert [sorted(one) for one in scripts] == [["defer", "nonce", "src"]]
    assert not page.css("img, iframe, object, embed, form[action^=java], style, base, meta[http-equiv]")
    for element in page.css("*"):
        for name, value in element.attributes.items():
            assert not name.startswith("on"), (path, element.tag, name)
            assert name != "style" or "/nonsense" in path
            if name in ("href", "src", "action"):
                allowed = ("/", "?", "#", "http://", "https://")
                assert (value or "").strip().lower().startswith(allowed), (path, element.tag, value)
    assert "49" not in answer.text.partition("{{7*7}}")[0][-3:]  # a template would have counted


def test_a_hostile_text_is_shown_as_it_is(hostile: Any) -> None:
    page = LexborHTMLParser(hostile("/article/1").text)
    assert HOSTILE in page.css_first("h1").text()
    assert HOSTILE in page.css_first(".text").text()


def test_an_address_that_runs_a_script_is_text(hostile: Any) -> None:
    text = hostile("/article/2").text
    page = LexborHTMLParser(text)
    assert page.css_first(".breakable").text() == BAD_URL
    assert "↗" not in text


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_feeds_hold_no_dangerous_link(hostile: Any, form: str) -> None:
    text = hostile(f"/feed.{form}").text
    assert "javascript:" not in text.replace(quote(BAD_URL, safe=""), "")
    assert "<script" not in text or form == "json"


@pytest.mark.parametrize("path", ["/", "/search", "/article/1", "/laws", "/duplicates", "/sites", "/article/99999"])
def test_our_pages_forbid_inline_script_and_other_hosts(get: Any, path: str) -> None:
    policy = get(path).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", ["/articles", "/articles/articles", "/articles/citations?law=x", "/-/versions"])
def test_datasette_s_pages_run_only_scripts_of_their_templates(get: Any, path: str) -> None:
    answer = get(path)
    policy = answer.headers["content-security-policy"]
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in script
    nonce = script.partition("'nonce-")[2].partition("'")[0]
    assert len(nonce) > 16
    assert nonce != get(path).headers["content-security-policy"].partition("'nonce-")[2].partition("'")[0]
    for one in LexborHTMLParser(answer.text).css("script"):
        assert one.attributes["nonce"] == nonce


def test_every_answer_says_how_to_treat_it(get: Any) -> None:
    for path in ("/", "/articles.json", "/feed.atom", "/search.json?q=x", "/-/static/app.css", "/nonsense"):
        headers = get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "no-referrer", path
        assert "content-security-policy" in headers, path


def test_no_page_loads_anything_from_elsewhere(get: Any) -> None:
    for path in ("/", "/article/1", "/search", "/articles", "/articles/articles"):
        for one in LexborHTMLParser(get(path).text).css("script[src], link[rel=stylesheet], img[src]"):
            assert (one.attributes.get("src") or one.attributes.get("href")).startswith("/"), path


@pytest.mark.parametrize(
    "sql",
    ["delete from articles", "attach database '/tmp/x' as y", "pragma query_only = off", "select load_extension('x')",
     "insert into articles (id) values (1)", "vacuum into '/tmp/x'"],
)  # fmt: skip
def test_sql_reads_and_nothing_else(get: Any, sql: str) -> None:
    assert get(f"/articles.json?sql={quote(sql)}").status_code == 400


@pytest.mark.parametrize("sql", ["select randomblob(1000000000)", "select length(hex(zeroblob(500000000)))"])
def test_no_value_of_a_query_fills_the_memory(get: Any, sql: str) -> None:
    """One call of a function is one step, which the time limit cannot stop."""
    answer = get(f"/articles.json?sql={quote(sql)}")
    assert answer.status_code == 400
    assert "too big" in answer.json()["error"]


def test_a_query_without_end_is_stopped(serving: Any, demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.web import server

    monkeypatch.setitem(server.SETTINGS, "sql_time_limit_ms", 100)
    get = serving(demo_db)
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"
    assert "SQL Interrupted" in get(f"/articles.json?sql={quote(endless)}").text


def test_no_number_of_rows_fills_the_memory(get: Any) -> None:
    many = "with recursive n(i) as (select 1 union all select i + 1 from n limit 200) select zeroblob(2000000) from n"
    answer = get(f"/articles.json?sql={quote(many)}")
    assert answer.status_code == 400
    assert "结果太大" in answer.json()["error"]


def test_the_rows_of_one_statement_do_not_count_for_the_next() -> None:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = BoundedRows(10)
    for _ in range(3):
        assert connection.execute("select 'eight' || '888' as text").fetchone()["text"] == "eight888"
    with pytest.raises(sqlite3.OperationalError, match="too large"):
        connection.execute("values ('eight888'), ('eight888')").fetchall()


def test_a_mistake_of_a_reader_is_not_told_to_the_log(get: Any, capfd: pytest.CaptureFixture[str]) -> None:
    assert get("/articles?sql=pragma+secret=0").status_code == 400
    assert get("/nonsense/secret/1").status_code == 404
    assert "secret" not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("site", "dest", "status"),
    [("cross-site", "image", 403), ("cross-site", "iframe", 403), ("cross-site", "empty", 403), ("cross-site", "document", 200),
     ("same-origin", "style", 200), ("none", "document", 200)],
)  # fmt: skip
def test_no_page_elsewhere_makes_a_browser_ask(get: Any, site: str, dest: str, status: int) -> None:
    headers = {"sec-fetch-site": site, "sec-fetch-dest": dest}
    assert get("/articles?sql=select+1", headers=headers).status_code == status


def test_no_cell_of_a_csv_file_is_a_formula(get: Any) -> None:
    """Neither in a header, which SQL names; numbers stay numbers."""
    sql = "select '=HYPERLINK(\"x\")' as a, '@SUM(1)' as \"+b\", -5 as c, null as d, '  -1+1' as e, '平常' as f"
    answer = get(f"/articles.csv?{urlencode({'sql': sql})}").text
    assert list(csv.reader(answer.splitlines())) == [
        ["a", "'+b", "c", "d", "e", "f"],
        ['\'=HYPERLINK("x")', "'@SUM(1)", "-5", "", "'  -1+1", "平常"],
    ]


def test_what_is_counted_for_pages_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a thousand laws that nobody looked at yet: two are counted, some wait, the others are told to come back,
    and nobody waits for longer than a while."""
    from pipeline.web import reading

    for name, value in (("AT_ONCE", 2), ("WAITING", 3), ("LONGEST", 0.02)):
        monkeypatch.setattr(reading, name, value)
    running: set[str] = set()
    most = 0

    class Slow:
        """Datasette's part, whose one database takes until it is let go."""

        def __init__(self) -> None:
            self.go = asyncio.Event()

        def setting(self, key: str) -> int:
            return 1000

        def get_database(self) -> Slow:
            return self

        async def execute_fn(self, work: Any) -> str:
            nonlocal most
            name = f"{len(running)}"
            running.add(name)
            most = max(most, len(running))
            await self.go.wait()
            running.discard(name)
            return "counted"

    async def visit() -> None:
        slow = Slow()
        counted = reading.Counted(slow)
        asked = await asyncio.gather(*(counted.get(str(n), lambda _: "") for n in range(9)), return_exceptions=True)
        assert all(isinstance(one, TooSlow) for one in asked)
        assert [str(one).startswith("5 项") for one in asked] == [False] * 5 + [True] * 4
        assert most == 2
        slow.go.set()
        await asyncio.sleep(0.01)
        assert [await counted.get(str(n), lambda _: "") for n in range(9)] == ["counted"] * 9  # the first five waited

    asyncio.run(visit())


def test_a_page_that_takes_too_long_says_so(serving: Any, demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.web import looking

    def endless(store: Any, **_: Any) -> Any:
        return store.connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        ).fetchone()

    from pipeline.web import server

    monkeypatch.setitem(server.SETTINGS, "sql_time_limit_ms", 100)
    monkeypatch.setattr(looking, "find", endless)
    answer = serving(demo_db)("/search?q=x")
    assert answer.status_code == 503
    assert "查询超过了时间限制" in answer.text


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost", 200), ("127.0.0.1:8001", 200), ("[::1]:8001", 200), ("evil.example", 421), ("", 421),
     ("localhost.evil.example", 421), ("library.example", 200),
     ("[::1", 421), ("localhost:80:evil", 421), ("localhost:x", 421), ("a@localhost", 421)],
)  # fmt: skip
def test_only_our_own_names_are_answered(serving: Any, demo_db: Path, host: str, status: int) -> None:
    from pipeline.web.server import LOOPBACK

    get = serving(demo_db, hosts=(*LOOPBACK, "library.example"))
    assert get("/laws", headers={"host": host}).status_code == status


def test_a_database_called_like_a_page_has_an_address_of_its_own(serving: Any, demo_db: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copy(demo_db, tmp_path / "search.db")
    get = serving(tmp_path / "search.db")
    assert get("/search-db").status_code == 200
    assert "缩小范围" in get(quote("/search?q=催收", safe="/?=")).text


@pytest.mark.parametrize(
    ("toml", "wrong"),
    [("[q", "TOML"), ("[q]\ntitle = 'x'", "sql"), ("[q]\nsql = 'select 1'\nother = 'x'", "other"), ("q = 1", "sql")],
)
def test_a_mistake_in_own_queries_is_told(tmp_path: Path, demo_db: Path, toml: str, wrong: str) -> None:
    from pipeline.errors import ConfigError
    from pipeline.web.server import make

    (tmp_path / "queries.toml").write_text(toml, "utf-8")
    with pytest.raises(ConfigError, match=wrong):
        make(demo_db, config=tmp_path)


def test_own_queries_stand_beside_ours(serving: Any, demo_db: Path, tmp_path: Path) -> None:
    (tmp_path / "queries.toml").write_text("[mine]\ntitle = '我的'\nsql = 'select 42 as answer'\n", "utf-8")
    get = serving(demo_db, config=tmp_path)
    assert get("/articles/mine.json?_shape=array").json() == [{"answer": 42}]
    assert "我的" in get("/articles").text


def test_a_query_of_one_s_own_is_no_markup_either(serving: Any, hostile_db: Path, tmp_path: Path) -> None:
    """config/queries.toml may come from somebody else: its title, its description, and what it finds."""
    quoted = HOSTILE.replace('"', '\\"')
    (tmp_path / "queries.toml").write_text(
        f'[mine]\ntitle = "{quoted}"\ndescription = "{quoted}"\nsql = "select title, url from articles"\n', "utf-8"
    )
    get = serving(hostile_db, config=tmp_path)
    for path in (
        "/articles",
        "/articles/mine",
        "/articles/site_links",
        "/articles/failures",
        "/articles/site_links/1,90",
    ):
        page = LexborHTMLParser(get(path).text)
        assert not page.css("img, iframe, object, embed"), path
        assert all("nonce" in one.attributes for one in page.css("script")), path
        assert not [one for one in page.css("[href]") if "javascript:" in (one.attributes["href"] or "")[:20]], path


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/search", "/search.json?q=1", "/feed.atom", "/article/1", "/article/1.json"])
def test_pages_are_only_read(hostile: Any, path: str, method: str) -> None:
    answer = hostile(path, method)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert hostile(path, "HEAD").status_code == 200
