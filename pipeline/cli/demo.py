"""``demo``: the bundled sample site is served on loopback, crawled, and the result shown step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import CONFIG, DATABASE, Place, place_options

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.store import Store

QUERY = "催收 家人 is:original"
NAME = "demo"
CALL = "python run_pipeline.py"
Step = Callable[["Store", "Console"], None]


@click.command()
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="把数据库、存档和配置留在这个新目录里。")
@place_options
def demo(place: Place, keep: Path | None) -> None:
    """两分钟看懂：抓取自带的示例站点（不联网，不到 20 秒），逐步展示结果。

    Serve the bundled sample site on loopback, crawl it into a temporary database and show, step by step: counts,
    a search, a related list, the most cited laws, questionable citations, a group of copies. The database is kept
    with --keep DIR, or where --db says.
    """
    from pipeline.cli.tables import console
    from pipeline.errors import InputError

    with TemporaryDirectory(prefix="debt-articles-demo-") as temporary:
        folder = keep or Path(temporary)
        where = Place(
            folder / "articles.db" if keep or place.db == DATABASE else place.db,
            folder / "config" if keep or place.config == CONFIG else place.config,
        )
        if where.db.exists():
            raise InputError(f"{where.db} 已经有了，演示不写进已有的数据库；换一个地方")
        tour(where, console())
        kept = None if where.db.is_relative_to(temporary) else where.db
    _how_to_go_on(kept, console())


def tour(place: Place, out: Console, steps: Sequence[str] | None = None) -> None:
    """Serve, add, crawl and show ``steps`` (default: all). The database is left at ``place``."""
    from pipeline.cli.crawl import run
    from pipeline.cli.sites import add_site
    from pipeline.crawl.events import CrawlOptions
    from pipeline.demo.server import DemoServer
    from pipeline.site import FetchSettings, Settings
    from pipeline.store import open_store

    _texts_of_statutes(place, out)
    with DemoServer() as server:
        _step(out, "添加站点：看 robots.txt、站点地图、订阅源和首页，认出是什么系统", f"sites add {server.base_url}/")
        site = add_site(place, server.base_url + "/", name=NAME, allow_private=True, out=out)
        _step(out, "抓取：列表页、翻页、订阅源、相关文章；坏页面记为出错，不会中断", f"crawl {site.name}")
        settings = Settings(fetch=FetchSettings(max_attempts=1))  # what is broken here is broken for good
        run(place, [site], settings, CrawlOptions(), to=out)
    with open_store(place.db) as store:
        for name in STEPS if steps is None else steps:
            STEPS[name](store, out)


def _texts_of_statutes(place: Place, out: Console) -> None:
    """The provisions that the site's articles cite, in each version; statutes that somebody keeps there are left alone."""
    from importlib import resources

    from pipeline.laws.registry import default
    from pipeline.store.library import STATUTES
    from pipeline.store.statutes import open_statutes
    from pipeline.store.statutes.sources import read_statutes

    path = place.db.parent / STATUTES
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        resources.as_file(resources.files("pipeline.demo").joinpath("statutes.jsonl")) as source,
        open_statutes(path, read_only=False) as statutes,
    ):
        loaded = statutes.load(read_statutes(source), default())
    _step(out, "收录法律文本：示例文章引用的条文，连同旧版本，引文逐字核对", "laws import statutes.jsonl")
    out.print(f"{loaded.laws} 部法律，{loaded.versions} 个版本，{loaded.articles} 条")


def _step(out: Console, title: str, command: str) -> None:
    from pipeline.cli.tables import safe

    out.print()
    out.print(safe(title, "bold cyan"))
    out.print(safe(f"$ debt-articles {command}", "dim"))


def _counts(store: Store, out: Console) -> None:
    from datetime import UTC, datetime

    from pipeline.cli.status import disk_use, print_status

    _step(out, "数据库里有什么", "status")
    found = store.reports.status(datetime.now(UTC))
    print_status(found, disk_use(found), to=out)


def _search(store: Store, out: Console) -> None:
    from pipeline.cli.search import print_hits

    _step(out, "检索：两个字的词、短语、条件都行", f"search '{QUERY}' --limit 3")
    print_hits(store.search(QUERY, limit=3), to=out)


def _related(store: Store, out: Console) -> None:
    from pipeline.cli.search import print_related
    from pipeline.cli.tables import safe

    hits = store.search(QUERY, limit=1)
    if not hits:
        return
    _step(out, "相关文章", f"related {hits[0].article_id} --limit 4")
    out.print(safe(f"与《{hits[0].title}》相关："))
    print_related(store.related(hits[0].article_id, limit=4), to=out)


def _laws(store: Store, out: Console) -> None:
    from pipeline.cli.laws import print_top

    _step(out, "最常被引用的条文", "laws top --provisions --limit 5")
    print_top(store.laws.top(5, provisions=True), to=out)


def _questionable(store: Store, out: Console) -> None:
    from pipeline import labels
    from pipeline.cli.tables import safe, show

    _step(out, "存疑的引用：条文不存在、当时已废止……", "search has:questionable")
    rows = [
        (
            one["title"],
            labels.provision(one["law"], one["article"], one["inserted"]),
            safe(labels.verdict(one["status"], one["quotation"], rule=one["law"] is None), "red"),
            one["explanation"],
        )
        for one in store.reports.questionable(8)
    ]
    show("", ("文章", "法条", "判定", "说明"), rows, to=out)


def _copies(store: Store, out: Console) -> None:
    from pipeline.cli.duplicates import print_groups

    _step(out, "转载、模板与改写：每种一组", "duplicates")
    by_kind = {group.copies[-1].kind: group for group in reversed(store.duplicate_groups(100))}
    print_groups(list(by_kind.values()), to=out)


STEPS: dict[str, Step] = {
    "counts": _counts,
    "search": _search,
    "related": _related,
    "laws": _laws,
    "questionable": _questionable,
    "copies": _copies,
}


def _how_to_go_on(kept: Path | None, out: Console) -> None:
    from pipeline.cli.tables import safe

    out.print()
    out.print(safe("接下来", "bold cyan"))
    lines = [
        f"{CALL} demo --keep demo-data        # 留下数据库，自己检索",
        f"{CALL} sites add https://…          # 添加真实站点（先在 config/settings.toml 写联系方式）",
        f"{CALL} crawl                        # 抓取",
        f"{CALL} --help                       # 全部命令",
    ]
    if kept:
        lines = [f"{CALL} --db {kept} {command}" for command in ("search '网贷 起诉'", "laws top", "serve")]
    for line in lines:
        out.print(safe(f"  {line}"), soft_wrap=True)
