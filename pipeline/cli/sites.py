"""``sites list | add | check``."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import click

from pipeline import labels
from pipeline.cli.options import Place, emit, json_option, nothing, place_options

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rich.console import Console

    from pipeline.cli.checking import Look
    from pipeline.fetch import Client
    from pipeline.models import Failure, Page
    from pipeline.site import Site
    from pipeline.store.reports import SiteStatus
    from pipeline.survey import Survey

T = TypeVar("T")


@click.group()
def sites() -> None:
    """站点：列出、添加、检查。每个站点是 config/sites/ 下的一个文件。

    Sites: list, add, check. A site is a file in config/sites/.
    """


# ---------------------------------------------------------------------------------------------------------------- list


@sites.command("list")
@json_option
@place_options
def list_sites(place: Place, as_json: bool) -> None:
    """列出站点、上次抓取和文章数。

    The sites with their last run and counts.
    """
    from pipeline.cli.configured import sites_of

    found = sites_of(place)
    known = _statuses(place)
    if as_json:
        for site in found:
            status = known.get(site.name)
            emit({**asdict(site), "status": status and {"articles": status.articles, "last_run": status.last_run}})
    elif found:
        _print_sites(found, known)
    if not found:
        nothing(f"{place.config / 'sites'} 里还没有站点；用 sites add URL 添加。")


def _statuses(place: Place) -> dict[str, SiteStatus]:
    """What the database knows of each site; nothing where there is none yet."""
    from pipeline.store import open_store

    if not place.db.exists():
        return {}
    with open_store(place.db) as store:
        return {site.name: site for site in store.reports.sites(datetime.now(UTC))}


def _print_sites(found: tuple[Site, ...], known: dict[str, SiteStatus]) -> None:
    from pipeline.cli.tables import console, show

    rows = []
    for site in found:
        status = known.get(site.name)
        run = status.last_run if status else None
        marks = [word for word, on in (("停用", not site.enabled), ("未核对", not site.verified)) if on]
        rows.append(
            (
                site.name,
                site.title,
                site.base_url,
                site.platform,
                site.schedule.cron or site.schedule.every or "—",
                "、".join(marks) or "启用",
                status.articles if status else 0,
                labels.moment(run.started_at, "minute") if run else "从未",
            )
        )
    columns = ("站点", "名称", "网址", "系统", "时间表", "状态", "文章", "上次抓取")
    show("", columns, rows, to=console(), right=("文章",))


# ----------------------------------------------------------------------------------------------------------------- add


@sites.command()
@click.argument("url")
@click.option("--name", help="站点文件的名字；默认取自域名。")
@click.option("--allow-private", is_flag=True, help="允许本机和内网地址（测试用），也写进站点文件。")
@click.option("--force", is_flag=True, help="已有同名的站点文件时覆盖它。")
@place_options
def add(place: Place, url: str, name: str | None, allow_private: bool, force: bool) -> None:
    """查看 URL 的网站（robots.txt、站点地图、订阅源、首页），认出系统，写好它的站点文件。

    Look at a new site, recognise its platform, and write its file with a comment on each key.
    """
    from pipeline.cli.tables import console

    add_site(place, url, name=name, allow_private=allow_private, force=force, out=console())


def add_site(
    place: Place, url: str, *, name: str | None, allow_private: bool, out: Console, force: bool = False
) -> Site:
    """Survey a site, write its file and say what was found; returns the site."""
    from pipeline.cli.configured import sites_of
    from pipeline.cli.tables import safe
    from pipeline.config import write_site
    from pipeline.errors import ConfigError
    from pipeline.urls import same_site

    place.config.mkdir(parents=True, exist_ok=True)
    known = sites_of(place)

    async def look(client: Client) -> Survey:
        from pipeline.survey import survey

        return await survey(url, _getter(client, url, allow_private=allow_private))

    found = _with_client(place, look)
    site = replace(found.site, name=name or found.site.name)
    if twin := next((one for one in known if one.name != site.name and same_site(site.base_url, one.base_url)), None):
        raise ConfigError(f"这个网站已经有站点文件：{place.config / 'sites' / twin.name}.toml")
    path = place.config / "sites" / f"{site.name}.toml"
    write_site(path, site, found.comments, overwrite=force)
    for line in found.findings:
        out.print(safe(f"· {line}"))
    out.print(safe(f"已写好 {path}", "green"), soft_wrap=True)
    out.print(safe(f"下一步：sites check {site.name} 试取几页，crawl {site.name} 抓取", "dim"))
    return site


def _getter(client: Client, url: str, *, allow_private: bool) -> Callable[[str], Awaitable[Page | Failure]]:
    """How survey asks for pages: as a site that is not yet described."""
    from pipeline.errors import InputError
    from pipeline.models import Failure, NotModified
    from pipeline.site import Site

    site = Site(name="survey", base_url=url if "://" in url else f"http://{url}", allow_private=allow_private)

    async def get(address: str) -> Page | Failure:
        answer = await client.get(address, site=site, off_site=True)
        if isinstance(answer, NotModified):
            return Failure("fetch", "not_modified", address)
        if isinstance(answer, Failure) and answer.reason == "private_address" and not allow_private:
            raise InputError(f"{address} 在本机或内网；确实要抓就加 --allow-private")
        return answer

    return get


def _with_client(place: Place, work: Callable[[Client], Awaitable[T]]) -> T:
    """Run ``work(client)`` with a network client."""
    from pipeline.cli.configured import network, settings_of

    async def run() -> T:
        async with network(place, settings_of(place)) as client:
            return await work(client)

    return asyncio.run(run())


# --------------------------------------------------------------------------------------------------------------- check


@sites.command()
@click.argument("name")
@click.option("--pages", type=click.IntRange(1, 50), default=5, show_default=True, help="试取多少个文章页。")
@click.option("--allow-private", is_flag=True, help="允许本机和内网地址（测试用）。")
@json_option
@place_options
def check(place: Place, name: str, pages: int, allow_private: bool, as_json: bool) -> None:
    """试取站点 NAME 的入口页和几篇文章，显示发现和提取的结果；什么也不保存。

    Fetch a few pages of a site and show what discovery and extraction make of them; nothing is stored.
    Exit status 1 if no article was found.
    """
    from pipeline.cli.checking import look
    from pipeline.cli.configured import chosen_sites

    (site,) = chosen_sites(place, (name,))
    site = replace(site, allow_private=site.allow_private or allow_private)

    async def work(client: Client) -> list[Look]:
        return await look(site, client, pages)

    looks = _with_client(place, work)
    if as_json:
        for one in looks:
            emit(one)
    else:
        _print_looks(looks)
    if not any(one.title for one in looks):
        nothing("没有提取到文章：检查站点文件里的 start、feeds、sitemaps 和 article_patterns。")


def _print_looks(looks: list[Look]) -> None:
    from pipeline.cli.tables import console, safe

    out = console()
    for one in looks:
        out.print(safe(f"{one.role} {one.url}", "bold"), soft_wrap=True)
        out.print(safe(f"  {one.verdict}" + (f"；链接：{one.links}" if one.links else "")))
        if one.title:
            facts = (one.published, one.author, one.category, f"{one.characters} 字", f"法条 {one.citations} 处")
            out.print(safe(f"  《{one.title}》"))
            out.print(safe("  " + " · ".join(str(fact) for fact in facts if fact), "dim"))
            out.print(safe(f"  {one.beginning}…", "dim"))
        for warning in one.warnings:
            out.print(safe(f"  注意：{warning}", "yellow"))
