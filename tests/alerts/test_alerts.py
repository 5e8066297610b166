"""Alerts: what is wrong, told once and once more when it is over, in each robot's form, and never with a secret."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipeline.alerts import message, send
from pipeline.alerts.rules import troubles
from pipeline.alerts.watch import Watch
from pipeline.fetch import notify
from pipeline.site import AlertSettings, Settings, Site, Webhook
from pipeline.store import Store, open_store
from pipeline.store.alerts import Alert, Trouble

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
SECRET = "SEC-0123456789abcdef"
SITE = Site("a", "https://a.example/")
CHOSEN = AlertSettings(failures=3, silence=3.0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "a.db", read_only=False) as opened:
        opened.sites.put(SITE, NOW)
        yield opened


def ran(
    store: Store, when: datetime, state: str = "finished", *, new: int = 0, warnings: Sequence[str] = (), **extra: Any
) -> None:
    run = store.runs.begin("a", "crawl", when)
    store.runs.finish(run, {"pages": 10, "new": new}, when, state=state, warnings=warnings, extra=extra)  # type: ignore[arg-type]


def kinds(store: Store, now: datetime = NOW, **facts: Any) -> list[str]:
    return [one.kind for one in troubles(store, CHOSEN, now, **facts)]


def test_nothing_is_wrong_with_a_new_database(store: Store) -> None:
    assert kinds(store, free=10**12) == []


def test_a_site_that_fails_so_many_times_in_a_row(store: Store) -> None:
    for day in range(2):
        ran(store, NOW - timedelta(days=3 - day), "failed", warnings=["连接不上"])
    ran(store, NOW - timedelta(hours=20), "stopped")  # says nothing
    assert kinds(store) == []
    ran(store, NOW - timedelta(hours=1), "failed", warnings=["连接不上"])
    (one,) = troubles(store, CHOSEN, NOW)
    assert (one.kind, one.site, one.text) == ("failing", "a", "连续 3 次没有抓成：连接不上")
    ran(store, NOW)
    assert kinds(store) == []


def test_a_wall_until_its_pause_is_over(store: Store) -> None:
    store.sites.pause("a", NOW + timedelta(days=1), "wall_acw_sc__v2")
    assert kinds(store) == ["wall"]
    assert kinds(store, NOW + timedelta(days=2)) == []


def test_another_layout_until_enough_pages_were_read_well_again(store: Store) -> None:
    ran(store, NOW - timedelta(days=2), layout=["80% 的文章页没有取到正文或标题"])
    assert kinds(store) == ["layout"]
    ran(store, NOW - timedelta(days=1), layout=[], observed={"articles": 1})  # too few to tell
    assert kinds(store) == ["layout"]
    ran(store, NOW, layout=[], observed={"articles": 9})
    assert kinds(store) == []


def test_nothing_new_for_longer_than_usual(store: Store) -> None:
    """New ones every two days; three times as long without is told, if the site was crawled."""
    for day in range(20, 8, -2):
        ran(store, NOW - timedelta(days=day), new=1)
    assert kinds(store) == [], "nobody crawled it since: that is not the site's silence"
    for day in range(5):
        ran(store, NOW - timedelta(days=5 - day))
    (one,) = troubles(store, CHOSEN, NOW)
    assert (one.kind, one.text) == ("silent", "10 天没有新文章（以往最长 2.0 天）")
    ran(store, NOW, new=2)
    assert kinds(store) == []


def test_files_disk_and_upkeep(store: Store) -> None:
    assert kinds(store, config="a.toml：base_url 不对", free=10) == ["config", "disk"]
    run = store.runs.begin(None, "upkeep", NOW)
    store.runs.finish(run, {}, NOW, state="failed", warnings=["磁盘满了"])
    assert kinds(store) == ["upkeep"]


def test_each_is_told_once_and_once_when_it_is_over(store: Store) -> None:
    """Also to a target that fails at first, and without telling the others again."""
    told: list[tuple[str, str, bool]] = []
    broken = {"b"}

    async def sender(target: str, alerts: Sequence[Alert], settings: AlertSettings, config: Path) -> str:
        if target in broken:
            return "对方回应 500"
        told.extend((target, one.kind, one.over) for one in alerts)
        return ""

    async def ask(question: Any) -> Any:
        return question(store)

    robots = {name: Webhook("env:X") for name in ("a", "b")}
    settings = Settings(alerts=AlertSettings(webhooks=robots, free_space=0))
    watch = Watch(Path(store.connection.execute("PRAGMA database_list").fetchone()[2]), Path("."), sender)

    def look(trouble: str, minutes: int) -> None:
        watch._not_before.clear()
        asyncio.run(watch.look(ask, settings, trouble, NOW + timedelta(minutes=minutes)))

    look("坏了", 0)
    look("坏了", 1)
    assert told == [("a", "config", False)]
    broken.clear()
    look("坏了", 2)
    look("坏了", 3)
    assert told[1:] == [("b", "config", False)]
    look("", 4)
    look("", 5)
    assert sorted(told[2:]) == [("a", "config", True), ("b", "config", True)]
    look("坏了", 6)
    assert [one[2] for one in told[4:]] == [False, False], "it begins anew"


def test_what_was_over_before_anybody_was_told_is_not_told(store: Store) -> None:
    store.alerts.update([Trouble("disk", "", "只剩 0.1 GB")], NOW)
    store.alerts.update([], NOW)
    assert store.alerts.untold() == []


ALERT = Alert(1, "failing", "a", "连续 3 次没有抓成", NOW, None, None, frozenset())


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("dingtalk", {"msgtype": "text", "text": {"content": "T"}}),  # open.dingtalk.com: custom robots
        ("wecom", {"msgtype": "text", "text": {"content": "T"}}),  # developer.work.weixin.qq.com/document/path/91770
        ("feishu", {"msg_type": "text", "content": {"text": "T"}}),  # open.feishu.cn: custom bots
    ],
)
def test_the_form_that_each_robot_takes(kind: str, body: dict[str, Any]) -> None:
    assert message.payload(kind, "T", [ALERT]) == body


def test_signatures() -> None:
    """As the robots' pages tell: HMAC-SHA256 over the time and the key, computed here with known values by hand."""
    url = message.address("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=x", secret="key", at=1.5)
    assert url.startswith("https://oapi.dingtalk.com/robot/send?access_token=x&timestamp=1500&sign=")
    body = message.payload("feishu", "T", [ALERT], secret="key", at=1.5)
    assert (body["timestamp"], len(body["sign"])) == ("1", 44)
    assert message.address("wecom", "https://x.example/?key=1", secret="key") == "https://x.example/?key=1"


@pytest.mark.parametrize(
    ("kind", "answer", "refused"),
    [
        ("dingtalk", {"errcode": 0, "errmsg": "ok"}, False),
        ("dingtalk", {"errcode": 310000, "errmsg": "sign not match"}, True),  # with HTTP status 200
        ("feishu", {"code": 19021, "msg": "sign match fail"}, True),
        ("feishu", {"StatusCode": 0}, False),
        ("json", {"code": 7}, False),  # means whatever it means
        ("json", "ok", False),
    ],
)
def test_a_robot_that_refuses_with_status_200(kind: str, answer: object, refused: bool) -> None:
    assert bool(message.refusal(kind, answer)) is refused


def test_the_words_and_what_is_left_out_of_them() -> None:
    alert = Alert(
        1, "failing", "a", f"https://u:p@h.example/x?token={SECRET}#y 和 {SECRET}", NOW, None, None, frozenset()
    )
    text = message.words(alert, "$mark $title|$text|$time", [SECRET])
    assert text == "🔴 a：连续失败|https://h.example/x 和 ***|2027-03-01 16:00"


def test_a_site_cannot_call_everybody_to_the_phone() -> None:
    alert = Alert(1, "layout", "a", '<at user_id="all">所有人</at>', NOW, None, None, frozenset())
    assert "<at" not in message.words(alert, "$text")


class Robot:
    """A webhook on loopback."""

    def __init__(self, status: int = 200, answer: bytes = b'{"errcode": 0}', location: str = "") -> None:
        self.bodies: list[dict[str, Any]] = []
        robot = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                robot.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(status)
                if location:
                    self.send_header("Location", location)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self) -> Robot:
        self.thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/robot/send?access_token={SECRET}"


def sent(url: str, monkeypatch: pytest.MonkeyPatch, kind: str = "dingtalk") -> str:
    monkeypatch.setenv("ROBOT", url)
    settings = AlertSettings(webhooks={"r": Webhook("env:ROBOT", kind)})  # type: ignore[arg-type]
    return asyncio.run(send.send("r", [ALERT], settings, Path(".")))


def test_a_webhook_gets_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    with Robot() as robot:
        assert sent(robot.url, monkeypatch) == ""
    assert robot.bodies[0]["text"]["content"].startswith("🔴 a：连续失败\n连续 3 次没有抓成\n")


@pytest.mark.parametrize(
    ("robot", "told"),
    [
        (Robot(500), "对方回应 500"),
        (Robot(302, location="http://127.0.0.1:9/elsewhere"), "对方回应 302"),  # a secret is not carried elsewhere
        (Robot(answer=b'{"errcode": 310000}'), "机器人拒收（310000）"),
    ],
)
def test_why_a_webhook_did_not_take_it_is_told_without_its_address(
    robot: Robot, told: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with robot:
        assert sent(robot.url, monkeypatch) == told
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "url", [f"http://127.0.0.1:9/?t={SECRET}", f"no url {SECRET}", f"http://nowhere.invalid/{SECRET}"]
)
def test_what_cannot_be_reached_is_told_without_its_address(
    url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    why_not = sent(url, monkeypatch)
    assert why_not
    assert SECRET not in why_not + caplog.text


def test_a_secret_that_is_not_there_is_named_by_its_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ROBOT", raising=False)
    for reference, told in (("env:ROBOT", "环境变量 ROBOT 没有设置"), ("file:robot.txt", "robot.txt 读不了")):
        settings = AlertSettings(webhooks={"r": Webhook(reference)})
        assert told in asyncio.run(send.send("r", [ALERT], settings, tmp_path))


def test_mail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A server of a few lines that takes one mail, as RFC 5321 has it."""
    listening = socket.create_server(("127.0.0.1", 0))
    got: list[str] = []

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rwb") as stream:
            stream.write(b"220 x\r\n")
            stream.flush()
            data = False
            for raw in stream:
                line = raw.decode().rstrip("\r\n")
                got.append(line)
                if data and line != ".":
                    continue
                begin = line[:4].upper()
                answer = "354 go on" if begin == "DATA" else "221 bye" if begin == "QUIT" else "250 ok"
                data = begin == "DATA"
                stream.write(f"{answer}\r\n".encode())
                stream.flush()
                if begin == "QUIT":
                    return

    thread = threading.Thread(target=serve)
    thread.start()
    (tmp_path / "smtp.txt").write_text(f"smtp://127.0.0.1:{listening.getsockname()[1]}\n")
    settings = AlertSettings(smtp="file:smtp.txt", mail_from="a@x.example", mail_to=("b@x.example",))
    assert asyncio.run(send.send(send.MAIL, [ALERT], settings, tmp_path)) == ""
    thread.join()
    listening.close()
    assert any("b@x.example" in line for line in got)
    assert any(line.startswith("Subject: =?utf-8?") for line in got)


@pytest.mark.parametrize("server", ["", "mail.example", "http://x.example", "smtps://:99999"])
def test_a_mail_server_that_is_none(server: str) -> None:
    assert "smtps://" in notify.send_mail(server, "a@x", ["b@x"], "s", "t")
