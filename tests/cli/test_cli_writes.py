"""The commands that write: crawl again, dry run, import, reprocess, schedule, sites, doctor."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.cli.app import cli
from pipeline.demo.server import DemoServer
from pipeline.errors import InputError
from pipeline.store import open_store, statutes
from tests.programs import Program


def call(folder: Path, *args: str, given: str | None = None) -> Result:
    places = ["--db", str(folder / "articles.db"), "--config", str(folder / "config")]
    return CliRunner().invoke(cli, [*places, *args], input=given, catch_exceptions=False)


def status(folder: Path) -> dict[str, Any]:
    value = json.loads(call(folder, "status", "--json").stdout)
    assert isinstance(value, dict)
    return value


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer() as running:
        yield running


@pytest.fixture
def site(tmp_path: Path, server: DemoServer) -> Path:
    """A folder with a site file for the demo site, and nothing crawled."""
    folder = tmp_path / "config" / "sites"
    folder.mkdir(parents=True)
    (tmp_path / "config" / "settings.toml").write_text("[fetch]\nmax_attempts = 1\n[crawl]\nworkers = 0\n", "utf-8")
    (folder / "demo.toml").write_text(
        f'base_url = "{server.base_url}/"\nplatform = "zblog"\nallow_private = true\n'
        '[discover]\nfeeds = ["/feed.php"]\n[schedule]\nevery = "1h"\njitter = 0\n',
        "utf-8",
    )
    return tmp_path


@pytest.fixture
def again(crawled: Any, tmp_path: Path) -> Path:
    """A copy of the crawled database, archive and configuration."""
    for name in ("articles.db", "archive", "config"):
        source = crawled.db.parent / name
        shutil.copytree(source, tmp_path / name) if source.is_dir() else shutil.copy(source, tmp_path / name)
    return tmp_path


# --------------------------------------------------------------------------------------------------------------- crawl


def test_a_second_crawl_finds_nothing_new_and_nothing_changed(again: Path) -> None:
    """View counters, related lists and «3天前» differ at every request; titles and texts do not."""
    assert call(again, "crawl", "--full").exit_code == 0
    counts = status(again)["sites"][0]["last_run"]["counts"]
    assert (counts["new"], counts["changed"], counts["duplicate"]) == (0, 0, 0)
    assert counts["same"] == 62


def test_a_dry_run_writes_neither_database_nor_archive(site: Path) -> None:
    result = call(site, "crawl", "--dry-run", "--max-pages", "10")
    assert result.exit_code == 0
    assert "达到页数上限" in result.stdout
    assert sorted(path.name for path in site.iterdir()) == ["config"]


def traces(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Every file and folder: size, time of its last change, digest."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_size,
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in (folder, *folder.rglob("*"))
    }


@pytest.mark.parametrize("args", [("crawl", "--dry-run"), ("sites", "check", "demo", "--pages", "2")], ids=" ".join)
def test_looking_writes_not_one_byte(again: Path, args: tuple[str, ...]) -> None:
    """Names, sizes, times and contents of data/ and config/ are what they were: database, archive, statutes, settings."""
    statutes.connect_statutes(again / "statutes.db", read_only=False).close()
    before = traces(again)
    assert call(again, *args).exit_code == 0
    assert traces(again) == before


def test_a_dry_run_beside_what_a_killed_crawl_left(again: Path) -> None:
    """Its log is read, and left for the next crawl to take in; «-shm» is shared memory and holds no data."""
    with open_store(again / "articles.db", read_only=False) as store:
        store.sites.pause("demo", datetime(2030, 1, 1, tzinfo=UTC), "wall_test")
        for ending in ("", "-wal", "-shm"):
            shutil.copy(again / f"articles.db{ending}", again / f"killed.db{ending}")
    before = {name: value for name, value in traces(again).items() if not name.endswith("-shm") and name != "."}
    result = call(again, "crawl", "--dry-run", "--db", str(again / "killed.db"))
    assert "wall_test" in result.stdout, "what the log holds counts"
    after = {name: value for name, value in traces(again).items() if not name.endswith("-shm") and name != "."}
    assert after == before


def test_since_leaves_older_articles_out(site: Path) -> None:
    assert call(site, "crawl", "demo", "--since", "2026-01-01", "--max-pages", "40").exit_code in (0, 1)
    for line in call(site, "export", "--all").stdout.splitlines():
        assert json.loads(line)["published_at"] >= "2025-12-31"


@pytest.mark.parametrize("names", [("nope",), ("demo", "nope")], ids=" ".join)
def test_a_site_without_a_file_is_named_with_those_that_have_one(
    site: Path, capsys: pytest.CaptureFixture[str], names: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as stop:
        app.main(["--config", str(site / "config"), "--db", str(site / "x.db"), "crawl", *names])
    assert stop.value.code == 2
    error = capsys.readouterr().err
    assert "nope" in error
    assert "demo" in error
    assert not (site / "x.db").exists()


def test_a_site_that_does_not_answer_is_a_counted_failure_and_exit_status_1(site: Path) -> None:
    file = site / "config" / "sites" / "gone.toml"
    file.write_text('base_url = "http://127.0.0.1:9/"\nallow_private = true\n', "utf-8")
    result = call(site, "crawl", "gone")
    assert result.exit_code == 1
    assert "无法访问" in result.stdout
    run = status(site)["sites"][0]["last_run"]
    assert run["extra"]["ending"] == "unreachable"
    assert run["extra"]["reasons"] == {"robots_unreachable": 1}


# -------------------------------------------------------------------------------------------------- import, reprocess


def test_import_tells_line_and_key_of_what_it_cannot_use(tmp_path: Path) -> None:
    good = {
        "url": "https://www.example.com/1.html",
        "title": "网贷逾期了怎么办",
        "body": "依据《民法典》第675条还款。" * 5,
    }
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join([json.dumps(good), "{broken", json.dumps({**good, "title": 3})]), "utf-8")
    result = call(tmp_path, "import", str(file))
    assert result.exit_code == 0
    assert "第 2 行" in result.stderr
    assert "第 3 行，title" in result.stderr
    assert "不能用 2" in result.stderr
    assert status(tmp_path)["articles"] == 1


def test_import_of_nothing_usable_is_exit_status_1(tmp_path: Path) -> None:
    assert call(tmp_path, "import", "-", given="{}\n").exit_code == 1


def test_import_reads_standard_input(tmp_path: Path) -> None:
    row = {
        "url": "https://www.example.com/2.html",
        "title": "催收电话",
        "body": "催收人员每天打电话，应当怎样投诉？" * 4,
    }
    assert call(tmp_path, "import", "-", given=json.dumps(row, ensure_ascii=False)).exit_code == 0
    assert status(tmp_path)["articles"] == 1


def test_import_of_the_archive_gives_the_same_articles(crawled: Any, tmp_path: Path) -> None:
    (file,) = (crawled.db.parent / "archive").glob("*.warc.gz")
    (tmp_path / "config").mkdir()
    assert call(tmp_path, "import", str(file)).exit_code == 0
    assert status(tmp_path)["articles"] == 62


def test_reprocess_rebuilds_from_the_archive_and_changes_nothing(again: Path) -> None:
    result = call(again, "reprocess")
    assert result.exit_code == 0
    assert "未变 62" in result.stdout
    assert status(again)["articles"] == 62


def test_reprocess_without_an_archive_is_exit_status_1(tmp_path: Path) -> None:
    assert call(tmp_path, "reprocess").exit_code == 1


# ------------------------------------------------------------------------------------------------------------ schedule


def test_schedule_crawls_what_is_due_and_ends_at_a_signal(site: Path) -> None:
    file = site / "config" / "sites" / "demo.toml"
    file.write_text("max_pages = 12\n" + file.read_text("utf-8"), "utf-8")
    places = ["--db", str(site / "articles.db"), "--config", str(site / "config")]
    with Program(*places, "schedule") as running:
        running.wait_for("重复")
        running.send_signal(signal.SIGTERM)
        assert running.wait() == 0, running.err
        assert "Traceback" not in running.err
    (known,) = status(site)["sites"]
    assert known["articles"] > 0
    assert known["last_run"]["extra"]["ending"] == "budget"


# ------------------------------------------------------------------------------------------------------- sites, doctor


def test_sites_add_writes_a_file_that_crawl_can_use(tmp_path: Path, server: DemoServer) -> None:
    added = call(tmp_path, "sites", "add", server.base_url, "--name", "sample", "--allow-private")
    assert added.exit_code == 0
    assert "Z-BlogPHP" in added.stdout
    (listed,) = [json.loads(line) for line in call(tmp_path, "sites", "list", "--json").stdout.splitlines()]
    assert (listed["name"], listed["platform"], listed["title"]) == ("sample", "zblog", "青禾法律咨询网")
    assert call(tmp_path, "crawl", "--max-pages", "5").exit_code == 0


def test_a_site_is_not_added_twice(site: Path, server: DemoServer, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        app.main(["--config", str(site / "config"), "sites", "add", server.base_url, "--name", "x", "--allow-private"])
    assert stop.value.code == 2
    assert "demo.toml" in capsys.readouterr().err


def test_sites_check_shows_lists_and_articles_and_stores_nothing(site: Path) -> None:
    result = call(site, "sites", "check", "demo", "--pages", "3")
    assert result.exit_code == 0
    assert "订阅源" in result.stdout
    assert result.stdout.count("《") >= 3
    assert not (site / "articles.db").exists()


def test_sites_list_of_an_empty_directory_is_exit_status_1(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    assert call(tmp_path, "sites", "list").exit_code == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('base_url = "http://127.0.0.1:1/"\ncolour = "red"\n', "colour"),
        ("base_url = \n", "demo.toml"),
        ('base_url = "http://127.0.0.1:1/"\n[politeness]\ndelay = -1\n', "delay"),
    ],
    ids=["unknown key", "no TOML", "wrong value"],
)
def test_a_mistake_in_a_site_file_is_told_by_every_command_that_reads_it(
    site: Path, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    (site / "config" / "sites" / "demo.toml").write_text(text, "utf-8")
    for command in (["crawl"], ["schedule"], ["sites", "list"]):
        with pytest.raises(SystemExit) as stop:
            app.main(["--config", str(site / "config"), "--db", str(site / "x.db"), *command])
        assert stop.value.code == 2
        assert told in capsys.readouterr().err
    checked = call(site, "doctor")
    assert checked.exit_code == 1
    assert told in checked.stdout


def test_doctor_is_content_with_a_sound_set_up(crawled: Any) -> None:
    result = call(crawled.db.parent, "doctor", "--json")
    assert result.exit_code == 0
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert {"level": "bad"} not in [{"level": one["level"]} for one in found]
    assert any(one["subject"] == "数据库" and one["level"] == "ok" for one in found)


def test_doctor_tells_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "articles.db").write_text("no database", "utf-8")
    result = call(tmp_path, "doctor")
    assert result.exit_code == 1
    assert "articles.db" in result.stdout


def test_a_crawl_ends_soon_after_ctrl_c_and_keeps_what_it_has(site: Path) -> None:
    places = ["--db", str(site / "articles.db"), "--config", str(site / "config")]
    with (site / "config" / "sites" / "demo.toml").open("a", encoding="utf-8") as file:
        file.write("[politeness]\ndelay = 0.2\n")
    with Program(*places, "crawl") as running:
        running.wait_for("开始")
        time.sleep(1.5)
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0, running.err
        assert "已停止" in running.out
    assert status(site)["sites"][0]["pages"]["due"] > 0, "the rest waits for the next crawl"


# ---------------------------------------------------------------------------------------------------------------- demo


def test_demo_shows_every_step_and_keeps_the_database_where_told(demo: tuple[Path, str]) -> None:
    folder, said = demo
    for part in (
        "Z-BlogPHP",  # the survey
        "文章 62 篇，其中债务催收 55 篇",  # counts
        "半夜还在响的催收电话",  # a search
        "共同的词",  # related articles, with the reason
        "民法典 第1033条",  # most cited
        "没有这样的条款",  # a questionable citation
        "套用模板",  # copies
        "接下来",
    ):
        assert part in said, part
    assert status(folder)["articles"] == 62
    with pytest.raises(InputError, match="已经有了"):
        CliRunner().invoke(cli, ["demo", "--keep", str(folder)], catch_exceptions=False)


# What is wrong in a site's file, and what is said of it: the rule, its value, and the page.
WRONG_RULES = {
    "a selector that matches nothing": ('[rules]\ntitle = "h2.none"', "rules.title「h2.none」在这一页没有匹配到可用的内容"),
    "something to drop that is nowhere": ('[rules]\ndrop = ["div.advert-x"]', "rules.drop「div.advert-x」在 3 个文章页上"),
    "articles called lists": ("list_patterns = ['\\.html$']", "discover.list_patterns「\\.html$」把 "),
    "a pattern no URL has": ("article_patterns = ['^/nowhere/']", "discover.article_patterns「^/nowhere/」没有匹配到见过的"),
    "lists called articles": ("article_patterns = ['^/$']", "「^/$」认为这一页是文章，可是它是 home 页"),
    "the way in is excluded": ("exclude_patterns = ['^/$']", "discover.exclude_patterns「^/$」排除了这个网址"),
    "an exclusion with the host": (
        "exclude_patterns = ['^https?://[^/]+/hf']", "discover.exclude_patterns「^https?://[^/]+/hf」不会起作用：匹配的只是路径和查询"),
    "an exclusion without its slash": (
        "exclude_patterns = ['^hf/']", "discover.exclude_patterns「^hf/」不会起作用：路径以 / 开头"),
    "lists by the whole URL": ("list_patterns = ['127.0.0.1:.*/tags']", "discover.list_patterns「127.0.0.1:.*/tags」不会起作用"),
    "a feed that names nothing": ('feeds = ["/robots.txt"]', "从这一页没有找到任何文章链接"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_RULES)
def test_sites_check_says_which_rule_fails_and_where(name: str, site: Path, server: DemoServer) -> None:
    lines, said = WRONG_RULES[name]
    file = site / "config" / "sites" / "demo.toml"
    head = f'base_url = "{server.base_url}/"\nplatform = "zblog"\nallow_private = true\n'
    file.write_text(head + (lines if lines.startswith("[") else f"[discover]\n{lines}"), "utf-8")
    looks = [
        json.loads(line) for line in call(site, "sites", "check", "demo", "--pages", "3", "--json").stdout.splitlines()
    ]
    assert any(said in one for look in looks for one in look["warnings"]), [look["warnings"] for look in looks]
    shown = call(site, "sites", "check", "demo", "--pages", "3").stdout
    assert said in "".join(shown.split("\n"))
