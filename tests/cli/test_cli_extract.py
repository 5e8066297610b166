"""``extract``: one article from HTML, plain text, standard input or a URL, and one clear line where there is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import app
from pipeline.cli.app import cli
from pipeline.demo.server import DemoServer
from pipeline.demo.site import DemoSite

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
SITE = DemoSite("http://www.example.com", NOW)
PAGE = SITE.respond("/hf/200103.html").body


def extracted(*args: str, given: bytes | None = None) -> dict[str, Any]:
    result = CliRunner().invoke(cli, ["extract", *args], input=given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    value = json.loads(result.stdout)
    assert isinstance(value, dict)
    return value


def test_a_file_of_html(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(PAGE)
    found = extracted(str(file), "--url", "http://www.example.com/hf/200103.html", "--at", "2026-11-24 12:00:00")
    assert found["title"] == "网贷逾期多久会被起诉？记住这三个时间点"
    assert found["published_at"].startswith("2026-11-08"), "«2周前 (11-08)» counts from --at"
    assert found["author"] == "陈禾律师"
    assert found["category"] == "金融债务"
    assert [(one["article"], one["status"]) for one in found["citations"]] == [(188, "exists"), (195, "exists")]
    assert len(found["related_links"]) == 6
    assert "版权声明" not in found["body"]


def test_standard_input_in_gbk() -> None:
    found = extracted("-", given=PAGE.decode().replace('charset="utf-8"', 'charset="gbk"').encode("gb18030"))
    assert found["title"].startswith("网贷逾期多久会被起诉")


def test_a_url_on_loopback_needs_leave_and_then_works(capsys: pytest.CaptureFixture[str]) -> None:
    with DemoServer(now=NOW) as server:
        url = server.base_url + "/xyk/200201.html"
        with pytest.raises(SystemExit) as stop:
            app.main(["extract", url])
        assert stop.value.code == 2
        assert "private_address" in capsys.readouterr().err
        assert "停息挂账" in extracted(url, "--allow-private")["title"]


@pytest.mark.parametrize(
    ("path", "said"),
    [("/hf/200906.html", "soft_404"), ("/hf/200901.html", "404"), ("/neibu/200907.html", "robots")],
    ids=["a page that says there is nothing", "404", "robots.txt forbids it"],
)
def test_a_page_without_an_article_is_one_line(capsys: pytest.CaptureFixture[str], path: str, said: str) -> None:
    with DemoServer(now=NOW) as server, pytest.raises(SystemExit) as stop:
        app.main(["extract", server.base_url + path, "--allow-private"])
    assert stop.value.code == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02\xff\xfe\x00" * 50, b"<html><head></head></html>"],
    ids=["empty", "binary", "no body"],
)
def test_a_file_without_an_article_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "odd.html"
    file.write_bytes(content)
    with pytest.raises(SystemExit) as stop:
        app.main(["extract", str(file)])
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("command", ["extract", "laws check"])
def test_an_empty_name_is_no_directory(capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str) -> None:
    with pytest.raises(SystemExit) as stop:
        app.main(["--db", str(tmp_path / "a.db"), *command.split(), ""])
    assert stop.value.code == 2
    assert capsys.readouterr().err == "错误：没有写文件名或网址\n"


def test_what_was_given_is_not_advised(capsys: pytest.CaptureFixture[str]) -> None:
    """A cloud's metadata address is refused whatever is allowed."""
    with pytest.raises(SystemExit):
        app.main(["extract", "http://169.254.169.254/", "--allow-private"])
    error = capsys.readouterr().err
    assert "一律不取" in error
    assert "--allow-private" not in error


@pytest.mark.parametrize("name", ["missing.html", "."], ids=["no such file", "a directory"])
def test_a_file_that_cannot_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stop:
        app.main(["extract", name])
    assert stop.value.code == 2
    assert name in capsys.readouterr().err


def test_the_visible_text_of_a_real_page() -> None:
    sample = SHARED / "sample" / "hefeilaws_1211377.txt"
    if not sample.exists():
        pytest.skip("the sample text lies beside the project, and is not there")
    found = extracted(str(sample))
    assert found["title"].startswith("乐平市网贷逾期一天就上门")
    assert found["canonical_url"] == "https://www.hefeilaws.com/hf/1211377.html"
    cited = [(one["law"], one["article"]) for one in found["citations"] if one["article"]]
    assert cited == [
        ("中华人民共和国民法典", 1032),
        ("中华人民共和国刑法", 293),
        ("网络借贷信息中介机构业务活动管理暂行办法", 24),
    ]
    assert len(found["related_links"]) == 8
    assert "扫描二维码" not in found["body"]
