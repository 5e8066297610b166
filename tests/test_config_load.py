"""Settings and site files: what is read, and what is said of every mistake."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from pipeline.config import load_settings, load_site, load_sites
from pipeline.errors import ConfigError
from pipeline.site import Discovery, FetchSettings, Politeness, Rules, Schedule, Settings, Site, Topic

BASE = 'base_url = "http://www.a.cn/"\n'


def site_file(folder: Path, text: str, name: str = "a") -> Path:
    path = folder / "sites" / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_site_in_full(tmp_path: Path) -> None:
    path = site_file(
        tmp_path,
        BASE
        + """
title = "某站"
enabled = false
platform = "zblog"
max_pages = 500
[discover]
start = ["/", "/hf.html"]
feeds = ["http://www.a.cn/feed.php"]
article_patterns = ['^/[^/]+/\\d+\\.html$']
[politeness]
delay = 2
[schedule]
cron = "30 3 * * *"
[rules]
title = "div.post > h1"
drop = ["div.ad"]
[topic]
terms = {"催收" = 2.5, "婚姻" = 0}
""",
    )
    assert load_site(path) == Site(
        "a",
        "http://www.a.cn/",
        title="某站",
        enabled=False,
        platform="zblog",
        max_pages=500,
        discover=Discovery(
            ("/", "/hf.html"), feeds=("http://www.a.cn/feed.php",), article_patterns=(r"^/[^/]+/\d+\.html$",)
        ),
        politeness=Politeness(delay=2.0),
        schedule=Schedule(cron="30 3 * * *"),
        rules=Rules(title="div.post > h1", drop=("div.ad",)),
        topic=Topic(terms={"催收": 2.5, "婚姻": 0.0}),
    )


def test_the_least_a_site_needs(tmp_path: Path) -> None:
    assert load_site(site_file(tmp_path, BASE)) == Site("a", "http://www.a.cn/")


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert load_site(site_file(tmp_path, "\ufeff" + BASE)).base_url == "http://www.a.cn/"


MISTAKES = [
    ("", "base_url", ["必须写明"], "a missing key"),
    (BASE + 'titel = "x"', "titel", ["第 2 行", "没有这个键", "是不是想写 title"], "a misspelt key"),
    (BASE + "max_list_pages = 3", "max_list_pages", ["第 2 行", "它属于 [discover]"], "a key of another section"),
    (BASE + "xyzzy = 1", "xyzzy", ["没有这个键", "可用的键", "base_url"], "a key like no other"),
    (BASE + "[discovery]\nstart = []", "discovery", ["第 2 行", "是不是想写 discover"], "a misspelt section"),
    (BASE + "[discover]\nfeedz = []", "discover.feedz", ["第 3 行", "是不是想写 feeds"], "a misspelt key in a section"),
    ("base_url = 3", "base_url", ["第 1 行", "= 3", "应是字符串"], "a number for a text"),
    ('base_url = "www.a.cn"', "base_url", ['"www.a.cn"', "http://"], "no scheme"),
    ('base_url = "ftp://a.cn/"', "base_url", ["不是网址"], "another scheme"),
    (BASE + 'enabled = "yes"', "enabled", ['"yes"', "true 或 false"], "a text for a truth value"),
    (BASE + "enabled = 1", "enabled", ["true 或 false"], "a number for a truth value"),
    (BASE + 'platform = "zblgo"', "platform", ["zblog", "wordpress", "generic", "是不是想写 zblog"], "a misspelt choice"),
    (BASE + "max_pages = 0", "max_pages", ["= 0", "不小于 1"], "too small"),
    (BASE + "max_pages = 1.5", "max_pages", ["应是整数"], "a fraction"),
    (BASE + "max_pages = 2026-01-01", "max_pages", ["应是整数"], "a date"),
    (BASE + "title = 2026-01-01", "title", ["应是字符串"], "a date for a text"),
    (BASE + "politeness = 3", "politeness", ["应是一个表"], "a number for a section"),
    (BASE + "[politeness]\ndelay = -1", "politeness.delay", ["第 3 行", "= -1", "不小于 0"], "negative"),
    (BASE + "[politeness]\ndelay = 99999", "politeness.delay", ["不大于 3600"], "too large"),
    (BASE + "[politeness]\ndelay = nan", "politeness.delay", ["nan"], "not a number"),
    (BASE + '[discover]\nstart = "/"', "discover.start", ["第 3 行", "应是数组"], "a text for a list"),
    (BASE + '[discover]\nstart = ["x.html"]', "discover.start 第 1 项", ['"x.html"', "以 / 开头"], "neither path nor URL"),
    (BASE + '[discover]\nfeeds = ["http://b.cn/feed"]', "discover.feeds 第 1 项", ["不在本站"], "another site's feed"),
    (BASE + '[discover]\nlist_patterns = ["/ok", "("]', "discover.list_patterns 第 2 项", ['"("', "正则表达式"], "no regular expression"),
    (BASE + '[discover]\nexclude_patterns = [""]', "discover.exclude_patterns 第 1 项", ["不能为空"], "a pattern that matches everything"),
    (BASE + '[rules]\nbody = "div["', "rules.body", ["第 3 行", '"div["', "CSS 选择器"], "no selector"),
    (BASE + '[rules]\ndrop = ["p", "::x"]', "rules.drop 第 2 项", ["CSS 选择器"], "no selector in a list"),
    (BASE + '[schedule]\ncron = "61 3 * * *"', "schedule.cron", ["cron", "30 3 * * *"], "no such minute"),
    (BASE + '[schedule]\ncron = "daily"', "schedule.cron", ["五段"], "no cron line"),
    (BASE + '[schedule]\ncron = "0 0 30 2 *"', "schedule.cron", ["永远不会到"], "a day that no year has"),
    (BASE + '[schedule]\ncron = "0 0 31 4,6 *"', "schedule.cron", ["永远不会到"], "… in any of its months"),
    (BASE + '[schedule]\nquiet = ["08:00-08:00"]', "schedule.quiet 第 1 项", ["同一时刻", "enabled = false"], "quiet hours of no length"),
    (BASE + '[schedule]\nquiet = ["06:00-20:00", "19:00-06:00"]', "schedule.quiet", ["盖住了整天"], "quiet hours that leave no time"),
    (BASE + '[schedule]\nevery = "6 hours"', "schedule.every", ["30m、6h、1d"], "no interval"),
    (BASE + '[schedule]\nevery = "0h"', "schedule.every", ["30m、6h、1d"], "an interval of nothing"),
    (BASE + '[schedule]\nevery = "6h"\ncron = "0 3 * * *"', "schedule.every", ["只能写一个"], "both"),
    (BASE + '[schedule]\ntimezone = "Asia/Hefei"', "schedule.timezone", ["Asia/Shanghai"], "no such zone"),
    (BASE + '[topic.terms]\n"催收" = "x"', "topic.terms.催收", ["应是数字"], "a text for a weight"),
    (BASE + 'name = "b"', "name", ["与文件名不符"], "another name than the file's"),
    ("base_url = ", "", ["TOML"], "no TOML"),
    (BASE + BASE, "", ["TOML", "第 2 行", "写了两遍"], "a key twice"),
    ("base_url = \"http://a.cn/\"\n[discover]\nlist_patterns = [\"/\\d+\"]", "", ["第 3 行", "反斜杠", "单引号"], "a backslash in double quotes"),
    ("base_url = “http://a.cn/”", "", ["第 1 行", "英文引号"], "Chinese quotation marks"),
    ("base_url: 3", "", ["第 1 行", "等号"], "YAML"),
    ("[discover\nstart = []", "", ["第 1 行", "方括号"], "a table left open"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "said", "why"), MISTAKES, ids=[row[3] for row in MISTAKES])
def test_a_mistake_is_named_with_file_line_key_value_and_what_is_allowed(
    tmp_path: Path, text: str, key: str, said: list[str], why: str
) -> None:
    path = site_file(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_site(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert "\n" not in message, "one mistake, one line"
    assert f"：{key}" in message
    assert [part for part in said if part not in message] == []


def test_all_mistakes_of_all_files_at_once(tmp_path: Path) -> None:
    site_file(tmp_path, BASE + 'enabled = 3\nplatform = "x"\n[rules]\nbody = "["\n', "a")
    site_file(tmp_path, 'base_url = "x"\n', "b")
    site_file(tmp_path, BASE, "c")
    with pytest.raises(ConfigError) as caught:
        load_sites(tmp_path)
    lines = str(caught.value).splitlines()
    assert [Path(line.split(" ")[0]).name for line in lines] == ["a.toml", "a.toml", "a.toml", "b.toml"]
    assert [number for line in lines[:3] for number in (2, 3, 5) if f"第 {number} 行" in line] == [2, 3, 5], (
        "in the file's order"
    )


def test_sites_come_by_name_and_other_files_are_left_alone(tmp_path: Path) -> None:
    site_file(tmp_path, 'base_url = "http://b.cn/"', "b")
    site_file(tmp_path, 'base_url = "http://a.cn/"', "a")
    (tmp_path / "sites" / "notes.txt").write_text("x")
    assert [site.name for site in load_sites(tmp_path)] == ["a", "b"]


def test_one_site_under_two_names_is_a_mistake_unless_one_is_off(tmp_path: Path) -> None:
    site_file(tmp_path, 'base_url = "http://www.a.cn/"', "a")
    site_file(tmp_path, 'base_url = "https://a.cn/"', "b")
    with pytest.raises(ConfigError, match="同一个站点"):
        load_sites(tmp_path)
    site_file(tmp_path, 'base_url = "https://a.cn/"\nenabled = false', "b")
    assert len(load_sites(tmp_path)) == 2


@pytest.mark.parametrize("name", ["空 格", ".hidden", "a" * 70])
def test_a_files_name_is_the_sites_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="文件名"):
        load_site(site_file(tmp_path, BASE, name))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="没有这个文件"):
        load_site(tmp_path / "none.toml")
    broken = tmp_path / "gbk.toml"
    broken.write_bytes('title = "贷款逾期"'.encode("gb18030"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load_site(broken)
    with pytest.raises(ConfigError, match="配置目录不存在"):
        load_sites(tmp_path / "none")


def test_settings(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings(), "no file: the defaults"
    (tmp_path / "settings.toml").write_text('[fetch]\ncontact = "me@a.cn"\ndelay = 2', "utf-8")
    assert load_settings(tmp_path) == dataclasses.replace(Settings(), fetch=FetchSettings(contact="me@a.cn", delay=2.0))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('timezone = "x"', "没有这个时区"),
        ("[fetch]\nconcurency = 3", "是不是想写 concurrency"),
        ("[fetch]\nconcurrency = 300", "不大于 256"),
        ('[fetch]\ncontact = "me"', "电子邮箱或网址"),
        ("[crawl]\ndelay = 3", "它属于 [fetch]"),
        ("[fetch]\nmax_body = 10", "不小于 1024"),
        ('[upkeep]\ncron = "0 0 31 2 *"', "永远不会到"),  # no upkeep, no backup, and nobody would know
    ],
)
def test_mistakes_in_settings(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path)
    assert said in str(caught.value)
