"""What is seen from outside: status for monitoring, metrics, logs, backups, doctor, and that secrets are not shown."""

from __future__ import annotations

import json
import logging
import socket
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from prometheus_client.parser import text_string_to_metric_families

from pipeline.cli import logs, monitor
from pipeline.cli.app import cli
from pipeline.config import load_settings
from pipeline.errors import ConfigError, InputError
from pipeline.store import open_store
from pipeline.store.alerts import Trouble
from pipeline.store.reports import Reports
from tests import databases

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(crawled: object, tmp_path: Path) -> Path:
    """A folder with a database of one's own, restored from a backup of the crawled one, and its config/."""
    with open_store(crawled.db) as store:  # type: ignore[attr-defined]
        store.backup(tmp_path / "articles.db")
    (tmp_path / "config").symlink_to(crawled.config)  # type: ignore[attr-defined]
    return tmp_path


def call(folder: Path, *args: str) -> Result:
    places = ["--db", str(folder / "articles.db"), "--config", str(folder / "config")]
    return CliRunner().invoke(cli, [*places, *args], catch_exceptions=False)


def alive(folder: Path, *, minutes_ago: float = 0.0) -> None:
    with open_store(folder / "articles.db", read_only=False) as store:
        seen = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        store.schedulers.begin("elsewhere:1:x", seen)
        store.schedulers.seen("elsewhere:1:x", seen, {"demo": seen + timedelta(hours=1)})


# --------------------------------------------------------------------------------------------------------------- status


def test_status_tells_sites_runs_and_disk(copy: Path) -> None:
    alive(copy)
    found = json.loads(call(copy, "status", "--json").stdout)
    (site,) = found["sites"]
    assert site["last_run"]["counts"]["new"] > 0
    assert site["next_run"] is not None
    assert found["disk"]["free"] > 0
    assert found["disk"]["database"] > 0
    assert found["troubles"] == []
    shown = call(copy, "status").stdout
    for part in ("下次抓取", "更新", "磁盘还剩", "主机 elsewhere 的进程 1"):
        assert part in shown


@pytest.mark.parametrize(
    ("happens", "status", "told"),
    [
        (lambda folder: alive(folder), 0, ""),
        (lambda folder: None, 0, ""),  # nobody runs a scheduler here: crawled by hand or by a timer
        (lambda folder: alive(folder, minutes_ago=10), 1, "没有正常停止"),
        (lambda folder: _walled(folder), 1, "访问验证"),
    ],
)
def test_the_exit_status_for_monitoring(copy: Path, happens: Callable[[Path], None], status: int, told: str) -> None:
    happens(copy)
    result = call(copy, "status", "--check")
    assert result.exit_code == status, result.output
    assert told in result.output


def _walled(folder: Path) -> None:
    with open_store(folder / "articles.db", read_only=False) as store:
        store.sites.pause("demo", datetime.now(UTC) + timedelta(days=1), "wall_acw_sc__v2")


def test_a_broken_file_shows_in_status(copy: Path) -> None:
    (copy / "config").unlink()
    (copy / "config" / "sites").mkdir(parents=True)
    (copy / "config" / "sites" / "demo.toml").write_text("base_url = 1", "utf-8")
    result = call(copy, "status", "--check")
    assert result.exit_code == 1
    assert "配置有误" in result.output
    assert "demo.toml" in "".join(result.output.split())


# -------------------------------------------------------------------------------------------------------------- metrics


def get(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_metrics_and_health(copy: Path) -> None:
    alive(copy)
    with monitor.serving(copy / "articles.db", "0") as url:
        assert url.startswith("http://127.0.0.1:"), "on loopback unless told otherwise"
        status, body = get(f"{url}/metrics")
        families = {one.name: one for one in text_string_to_metric_families(body.decode())}
        assert status == 200
        (sample,) = families["debt_articles_articles"].samples
        assert (sample.labels, sample.value) == ({"site": "demo"}, 62)
        assert families["debt_articles_scheduler_up"].samples[0].value == 1
        assert families["debt_articles_crawled_pages"].type == "counter"
        assert get(f"{url}/healthz")[0] == 200
        assert get(f"{url}/else")[0] == 404
        alive(copy, minutes_ago=10)
        status, body = get(f"{url}/healthz")
        assert (status, json.loads(body)["status"]) == (503, "trouble")


def test_health_where_the_database_is_gone(tmp_path: Path) -> None:
    with monitor.serving(tmp_path / "none.db", "0") as url:
        assert get(f"{url}/healthz")[0] == 503
        assert b"debt_articles_database_up 0.0" in get(f"{url}/metrics")[1]


@pytest.mark.parametrize("where", ["x", "127.0.0.1", "99999", "192.0.2.1:1"])
def test_a_place_where_one_cannot_listen(tmp_path: Path, where: str) -> None:
    with pytest.raises(InputError, match="--metrics"), monitor.serving(tmp_path / "a.db", where):
        pass


# ----------------------------------------------------------------------------------------------------------------- logs


def test_what_is_wrong_is_told_at_once_though_counts_are_kept(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting takes seconds in a large database: it is not done for each scrape, and one scrape awaits no other."""
    counted = []
    whole = Reports.status
    monkeypatch.setattr(Reports, "status", lambda self, now: (counted.append(now), whole(self, now))[1])
    collector = monitor.Collector(copy / "articles.db")
    assert values(collector)["debt_articles_scheduler_up"] == 0.0
    alive(copy)
    with open_store(copy / "articles.db", read_only=False) as store:
        store.alerts.update([Trouble("wall", "demo", "x")], datetime.now(UTC))
    with collector._lock:  # another scrape counts
        found = values(collector)
    assert (found["debt_articles_scheduler_up"], found["debt_articles_alert"]) == (1.0, 1.0)
    assert len(counted) == 1


def values(collector: monitor.Collector) -> dict[str, float]:
    """Each metric's first value."""
    return {family.name: family.samples[0].value for family in collector.collect() if family.samples}


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 on this machine")
def test_an_ipv6_address(copy: Path) -> None:
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        pytest.skip("no IPv6 loopback on this machine")
    with monitor.serving(copy / "articles.db", "[::1]:0") as url:
        assert get(url + "/healthz")[0] == 503  # no scheduler


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """What a record looks like in a format."""
    root = logging.getLogger()
    before, level, raising = root.handlers[:], root.level, logging.raiseExceptions

    def log(style: str, zone: str = "Asia/Shanghai") -> str:
        file = tmp_path / "logs" / f"{style}.log"
        logs.set_up(style, file, zone)
        logging.getLogger("debt_articles.schedule").info(
            "站点 %s：\x1b[31m开始\nx",
            "demo",
            extra={"action": "run", "site": "demo", "next": datetime(2027, 1, 1, tzinfo=UTC)},
        )
        logging.getLogger("httpx").info("HTTP Request: POST https://robot.example/?token=secret")
        root.handlers[0].close()
        return file.read_text("utf-8")

    yield log
    root.handlers[:] = before
    root.setLevel(level)
    logging.raiseExceptions = raising
    for name in ("debt_articles", "apscheduler"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_logs_as_json(logged: Callable[[str], str]) -> None:
    (line,) = logged("json").splitlines()
    facts = json.loads(line)
    assert (facts["level"], facts["logger"]) == ("info", "debt_articles.schedule")
    assert (facts["action"], facts["site"]) == ("run", "demo")
    assert facts["message"].startswith("站点 demo：")
    assert facts["timestamp"].endswith("Z")


def test_logs_as_key_and_value(logged: Callable[[str], str]) -> None:
    (line,) = logged("logfmt").splitlines()
    assert line.startswith("timestamp=")
    assert " site=demo action=run " in line


def test_logs_for_people_do_not_steer_the_terminal(logged: Callable[[str], str]) -> None:
    assert "\x1b" not in logged("text")


def test_stamps_for_people_have_the_time_of_the_settings(logged: Callable[..., str]) -> None:
    for zone in ("Asia/Shanghai", "Pacific/Kiritimati", "America/New_York"):
        told = datetime.fromisoformat(logged("text", zone).splitlines()[-2][:19]).replace(tzinfo=ZoneInfo(zone))
        assert abs(datetime.now(UTC) - told) < timedelta(minutes=5)


def test_a_log_file_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="日志文件"):
        logs.set_up("text", tmp_path / "file" / "x.log", "Asia/Shanghai")


# -------------------------------------------------------------------------------------------------- backup and restore


def test_backup_upkeep_and_restore(copy: Path) -> None:
    made = call(copy, "backup")
    assert made.exit_code == 0
    (kept,) = (copy / "backups").iterdir()
    with closing(sqlite3.connect(copy / "articles.db")) as connection:
        connection.execute("DELETE FROM citations")
        connection.commit()
    assert call(copy, "restore", str(kept)).exit_code == 0
    with open_store(copy / "articles.db") as store:
        assert store.reports.status(datetime.now(UTC)).citations > 0
    assert (copy / "articles.db.before-restore").exists()
    done = call(copy, "upkeep")
    assert done.exit_code == 0
    assert "备份：" in done.output
    with open_store(copy / "articles.db") as store:
        assert store.runs.history(None, kind="upkeep")[0].state == "finished"


def test_a_backup_of_an_older_version_can_be_restored(tmp_path: Path) -> None:
    import gzip

    released = sorted((ROOT / "tests" / "store" / "released").glob("*.db.gz"))[0]
    (tmp_path / "old.db").write_bytes(gzip.decompress(released.read_bytes()))
    assert call(tmp_path, "restore", str(tmp_path / "old.db")).exit_code == 0
    with open_store(tmp_path / "articles.db") as store:
        assert len(list(store.export())) == 3


def test_a_database_is_no_backup_of_itself(copy: Path) -> None:
    result = CliRunner().invoke(cli, ["--db", str(copy / "articles.db"), "restore", str(copy / "articles.db")])
    assert "不是它的备份" in str(result.exception)


@pytest.mark.parametrize(
    ("target", "words", "why"),
    [
        ("articles.db", "就是这个数据库", "the file would be replaced under every program that has it open"),
        ("link.db", "就是这个数据库", "the same file by another name"),
        ("other.db", "正在使用", "the database of another program"),
        ("statutes.db", "法律文本", "the texts of statutes beside it"),
    ],
)
def test_a_backup_never_takes_the_place_of_what_is_in_use(tmp_path: Path, target: str, words: str, why: str) -> None:
    for name in ("articles.db", "other.db"):
        open_store(tmp_path / name, read_only=False).close()
    (tmp_path / "link.db").symlink_to(tmp_path / "articles.db")
    (tmp_path / "other.db-wal").touch()
    before = (tmp_path / "articles.db").stat().st_ino
    result = CliRunner().invoke(cli, ["--db", str(tmp_path / "articles.db"), "backup", str(tmp_path / target)])
    assert words in f"{result.output}{result.exception}"
    assert result.exit_code != 0
    assert (tmp_path / "articles.db").stat().st_ino == before
    assert not (tmp_path / "statutes.db").exists()


def test_upkeep_does_not_make_a_database(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--db", str(tmp_path / "a.db"), "upkeep"])
    assert "没有数据库" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


# --------------------------------------------------------------------------------------------------------------- doctor


def test_doctor_says_what_cannot_be_reached_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "config" / "sites").mkdir(parents=True)
    (tmp_path / "config" / "settings.toml").write_text('[fetch]\ncontact = "me@x.example"\n', "utf-8")
    for name, url in (("gone", "http://127.0.0.1:9/"), ("unknown", "http://nowhere.invalid/")):
        (tmp_path / "config" / "sites" / f"{name}.toml").write_text(
            f'base_url = "{url}"\nallow_private = true\n', "utf-8"
        )
    found = [json.loads(line) for line in call(tmp_path, "doctor", "--json").stdout.splitlines()]
    told = {one["text"].split("：")[0]: one["text"] for one in found if one["subject"] == "站点"}
    assert set(told) >= {"gone", "unknown"}
    subjects = {one["subject"] for one in found}
    assert subjects >= {"Python", "SQLite", "依赖", "时钟", "配置", "数据库", "法律文本", "磁盘", "存档"}


@pytest.mark.parametrize(
    ("content", "level", "words"), [(None, "note", "laws import"), (b"x" * 4096, "bad", "不是法律文本文件")]
)
def test_doctor_looks_at_the_texts_of_statutes(tmp_path: Path, content: bytes | None, level: str, words: str) -> None:
    if content:
        (tmp_path / "statutes.db").write_bytes(content)
    found = [json.loads(line) for line in call(tmp_path, "doctor", "--offline", "--json").stdout.splitlines()]
    (one,) = [one for one in found if one["subject"] == "法律文本"]
    assert one["level"] == level
    assert words in one["text"]


def test_doctor_repairs_the_index(copy: Path) -> None:
    with closing(sqlite3.connect(copy / "articles.db")) as connection:
        connection.execute("DELETE FROM articles_fts_data WHERE id > 10")
        connection.commit()
    assert call(copy, "doctor", "--offline").exit_code == 1
    assert call(copy, "doctor", "--repair", "--offline").exit_code == 0


def test_doctor_tells_of_damage_and_goes_on_checking(tmp_path: Path) -> None:
    """Articles are saved without an archive or a backup: imported ones have neither."""
    (tmp_path / "config").mkdir()
    path = tmp_path / "articles.db"
    path.write_bytes(databases.empty())
    with open_store(path, read_only=False) as store:
        store.import_articles(
            {"url": f"https://a.example/{number}", "title": f"标题{number}", "body": f"第{number}篇。" * 900}
            for number in range(4)
        )
    spoilt = bytearray(path.read_bytes())
    at = spoilt.index("第3篇。第3篇".encode()) // 4096 * 4096
    spoilt[at : at + 4096] = b"\xaa" * 4096
    path.write_bytes(spoilt)
    found = call(tmp_path, "doctor", "--offline")
    assert found.exit_code == 1
    assert "用 doctor --repair 修复" in found.output
    assert "存档：" in found.output, "what comes after the database is looked at too"
    assert "程序内部错误" not in found.output
    mended = call(tmp_path, "doctor", "--repair", "--offline")
    assert mended.exit_code == 0, mended.output
    assert "从损坏的文件读出：文章 " in mended.output
    with open_store(path) as store:
        assert 1 <= store.count_export() < 4


def test_a_repair_that_ends_empty_is_none(tmp_path: Path) -> None:
    (tmp_path / "articles.db").write_bytes(b"no database" * 1000)
    result = call(tmp_path, "doctor", "--repair", "--offline")
    assert result.exit_code == 1
    assert "数据库是空的" in result.output
    assert "修复完毕" not in result.output
    assert list(tmp_path.glob("articles.db.damaged-*"))


# -------------------------------------------------------------------------------------------------------------- secrets


@pytest.mark.parametrize(
    "text",
    [
        '[alerts.webhooks.r]\nurl = "https://robot.example/?token=SECRET"\n',
        '[alerts.webhooks.r]\nurl = "env:X"\nsecret = "SECRET"\n',
        '[alerts]\nsmtp = "smtps://u:SECRET@mail.example"\n',
        '[alerts.webhooks.r]\nurl = "env:X"\nkind = "slack"\n',
        '[alerts]\ntemplate = "$what"\n',
    ],
)
def test_a_secret_in_the_settings_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="alerts") as told:
        load_settings(tmp_path)
    assert "SECRET" not in str(told.value)


def test_robots_are_read_from_the_settings(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        '[alerts.webhooks.ops]\nkind = "dingtalk"\nurl = "env:ROBOT"\nsecret = "file:key"\n', "utf-8"
    )
    ((name, robot),) = load_settings(tmp_path).alerts.webhooks.items()
    assert (name, robot.kind, robot.url, robot.secret) == ("ops", "dingtalk", "env:ROBOT", "file:key")
