"""``laws top | show | check | import | rejudge``."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from typing import TYPE_CHECKING

import click

from pipeline import labels
from pipeline.cli.law_check import check
from pipeline.cli.law_texts import import_statutes, rejudge
from pipeline.cli.options import Day, Place, emit, emit_all, json_option, limit_option, nothing, place_options, plain

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.laws import Library, Provision, Work
    from pipeline.store.laws import Law, LawCount

AT_ONCE = 20  # provisions that one command shows


@click.group()
def laws() -> None:
    """法条：最常被引用的、一部法律的版本与引用者、核对一篇文章、导入法律文本。

    The laws that articles cite: most cited, one law with its versions and citations, checking a text, and texts of
    statutes to check by.
    """


laws.add_command(check)
laws.add_command(import_statutes)
laws.add_command(rejudge)


@laws.command()
@click.option("--provisions", is_flag=True, help="按条统计，而不是按法律。")
@click.option("--site", help="只统计这个站点。")
@click.option("--since", type=Day(), help="只统计这一天（北京时间；也可以写到月或年）及以后发表的文章。")
@limit_option
@json_option
@place_options
def top(place: Place, provisions: bool, site: str | None, since: date | None, limit: int, as_json: bool) -> None:
    """最常被引用的法律；加 --provisions 按条统计。

    The laws, or provisions, that most articles cite.
    """
    from pipeline.store import open_store

    with open_store(place.db) as store:
        rows = store.laws.top(limit, provisions=provisions, site=site, since=since)
    if as_json:
        emit_all(rows)
    elif rows:
        print_top(rows)
    if not rows:
        nothing("没有这样的文章引用法条。" if site or since else "还没有文章引用法条。")


def print_top(rows: list[LawCount], *, to: Console | None = None) -> None:
    """The table of ``laws top``."""
    from pipeline.cli.tables import console, show

    show(
        "最常被引用",
        ("法条", "文章", "引用", "存疑"),
        [
            (labels.provision(row.law, row.article, row.inserted), row.articles, row.citations, row.questionable)
            for row in rows
        ],
        to=to or console(),
        right=("文章", "引用", "存疑"),
    )


@laws.command("show")
@click.argument("law", metavar="LAW")
@limit_option
@json_option
@place_options
def show_law(place: Place, law: str, limit: int, as_json: bool) -> None:
    """一部法律或一条（如 民法典、民法典第675条）：条文、版本、效力、被哪些文章引用、常一起引用的条文。

    也可以一次写几条：民法典第675条、第676条，民法典第1032条至第1034条，民法典 刑法。

    A law or one provision of it, or several: its text as far as it is held, versions, force, the articles that cite it
    and how well, and what they cite beside it.
    """
    from pipeline.cli.configured import shelf_of
    from pipeline.laws import Provision, not_found, parse_provisions
    from pipeline.laws.naming import article_label
    from pipeline.store.library import open_library

    library = open_library(shelf_of(place))
    asked = parse_provisions(law, registry=library.registry) or (Provision(law, law),)
    shown = [one for one in asked[:AT_ONCE] if _show_one(place, library, one, limit, as_json=as_json)]
    if len(asked) > AT_ONCE:
        click.echo(f"共 {len(asked)} 条，只显示了前 {AT_ONCE} 条。", err=True)
    if not shown:
        work = library.registry.get(asked[0].law_id)
        label = article_label(asked[0].article or 0, asked[0].inserted)
        nothing(f"《{work.title}》收录的各版本都没有{label}。" if work else not_found(law, registry=library.registry))


def _show_one(place: Place, library: Library, asked: Provision, limit: int, *, as_json: bool) -> bool:
    """Shows a law or a provision; whether there is any such."""
    from pipeline.store import open_store
    from pipeline.store.laws import of_work

    name, article, inserted = asked.law_id, asked.article, asked.inserted
    texts = texts_of(library, name, article, inserted)
    work = library.registry.get(name)
    found = None
    if place.db.exists() or work is None:
        with open_store(place.db) as store:
            found = store.laws.show(name, article=article, inserted=inserted, limit=limit)
    if found is None and work is not None:
        found = of_work(work)  # no article of the collection cites it
    if found is None:
        return False
    if article is not None and not found.citing and not texts and work and not _may_exist(work, article, inserted):
        return False
    if as_json:
        emit({**plain(found), "texts": texts})
        return True
    print_law(found, article, texts, parts={one.version_id for one in work.parts} if work else ())
    if asked.paragraph or asked.item:
        click.echo("款、项没有单独列出：以上是整条的文本和引用；只找引用某一款的文章，用 search law:…", err=True)
    return True


def _may_exist(work: Work, article: int, inserted: int) -> bool:
    """Whether a version has the article, or one's articles are not known."""
    return not work.versions or any(version.has(article, inserted) is not False for version in work.versions)


def texts_of(library: Library, law_id: str, article: int | None, inserted: int) -> dict[str, str]:
    """The text of an article in each version that is held, newest first, by the version's id; equal ones once."""
    work = library.registry.get(law_id)
    if work is None or article is None or library.statutes is None:
        return {}
    found: dict[str, str] = {}
    for version in (*reversed(work.versions), *reversed(work.parts)):
        text = library.statutes.article(version.version_id, article, inserted)
        if text and text not in found.values():
            found[version.version_id] = text
    return found


def print_law(
    law: Law, article: int | None, texts: Mapping[str, str] | None = None, *, parts: Container[str] = ()
) -> None:
    """A law for people. ``parts``: versions of which not the whole text is held."""
    from pipeline.cli.tables import console, safe, show

    out = console()
    out.print(safe(law.title, "bold"), safe(law.type or "", "dim"), safe(law.issuer or "", "dim"))
    if not law.known:
        out.print("法律目录里没有这部法律，无法核对。")
    if law.repealed:
        out.print(
            safe(
                f"已于 {law.repealed} 废止"
                + (f"，由 {law.successor.removeprefix('cn/law/')} 取代" if law.successor else "")
            )
        )
    for number, (version, text) in enumerate((texts or {}).items()):
        out.print()
        note = "，只导入了一部分，不作判定的依据" if version in parts else "" if number else "，收录的最新文本"
        out.print(safe(labels.version(version) + note, "bold"))
        out.print(safe(text))
    if article is not None and not texts:
        out.print(safe("没有收录条文文本；用 laws import 导入。", "dim"))
    out.print()
    show(
        "版本",
        ("公布", "施行", "失效", "文号", "条文"),
        [(v.published, v.effective, v.expired, v.doc_no, "、".join(v.articles[:4]) or "未知") for v in law.versions],
        to=out,
    )
    if article is None:
        counts = [
            (labels.provision(law.title, p.article, p.inserted), p.articles, p.questionable) for p in law.provisions
        ]
        show("被引用的条文", ("法条", "文章", "存疑"), counts, to=out, right=("文章", "存疑"))
    show(
        "引用它的文章",
        ("编号", "标题", "发表", "原文写法", "判定"),
        [
            (
                one.article_id,
                one.title,
                labels.moment(one.published_at),
                one.raw,
                labels.verdict(one.status, one.quotation),
            )
            for one in law.citing
        ],
        to=out,
        right=("编号",),
    )
    if law.together:
        show(
            "同一篇文章里还引用",
            ("法条", "文章"),
            [(labels.provision(one.law, one.article, one.inserted), one.articles) for one in law.together],
            to=out,
            right=("文章",),
        )
