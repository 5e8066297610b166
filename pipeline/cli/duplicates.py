"""``duplicates``: groups of copies, the chain of one article, the shares of each site; everything anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from pipeline import labels
from pipeline.cli.options import Place, emit_all, json_option, limit_option, nothing, place_options

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.store import Store

WORDS = 6  # differences of each kind that are shown; all that are kept come with --json


@click.command()
@click.argument("article", metavar="[ID|URL]", required=False)
@click.option("--sites", is_flag=True, help="每个站点原创、转载、套用模板各占多少。")
@click.option("--rebuild", is_flag=True, help="把全部文章重新比较一遍（结果与逐篇比较相同）。")
@limit_option
@json_option
@place_options
def duplicates(place: Place, article: str | None, sites: bool, rebuild: bool, limit: int, as_json: bool) -> None:
    """转载、模板与改写：全部分组（大的在前）、一篇文章的来龙去脉，或各站点的比例。

    Groups of copies, the largest first; the chain of one article, with what differs; or the shares of each site.
    --limit counts groups.
    """
    from pipeline.store import open_store

    if sum((article is not None, sites, rebuild)) > 1:
        raise click.UsageError("文章、--sites 与 --rebuild 一次只能用一个。")
    with open_store(place.db, read_only=not rebuild) as store:
        if rebuild:
            _rebuild(store, as_json)
        elif sites:
            _sites(store, as_json)
        elif article is not None:
            _article(store, article, as_json)
        else:
            _groups(store, limit, as_json)


def _rebuild(store: Store, as_json: bool) -> None:
    articles, changed = store.rebuild_duplicates()
    if as_json:
        emit_all([{"articles": articles, "changed": changed}])
    else:
        click.echo(f"已重新比较 {articles} 篇文章，" + (f"{changed} 条关系与原来不同。" if changed else "与原来一致。"))


def _sites(store: Store, as_json: bool) -> None:
    from pipeline.cli.tables import console, show

    shares = store.copy_shares()
    if not shares:
        nothing("还没有文章。")
    if as_json:
        emit_all(shares)
        return
    show(
        "各站点的原创与转载",
        ("站点", "文章", "原创", "转载与改写", "套用模板", "被转载的", "抄来的比例"),
        [
            (one.site, one.articles, one.originals, one.copies, one.templates, one.copied, f"{one.habit:.0%}")
            for one in shares
        ],
        to=console(),
        right=("文章", "原创", "转载与改写", "套用模板", "被转载的", "抄来的比例"),
    )


def _article(store: Store, article: str, as_json: bool) -> None:
    from pipeline.cli.tables import console

    article_id = store.article_id(article)
    if article_id is None:
        nothing(f"没有这篇文章：{article}")
    if as_json:
        if not emit_all(store.duplicates(article_id)):
            nothing("没有内容相同或相近的文章。")
        return
    group = store.group(article_id)
    if group is None:
        nothing("没有内容相同或相近的文章。")
    print_chain(group, article_id, to=console())


def _groups(store: Store, limit: int, as_json: bool) -> None:
    groups = store.duplicate_groups(limit)
    if as_json:
        emit_all(groups)
    else:
        print_groups(groups)
    if not groups:
        nothing("没有内容相同或相近的文章。")


def print_groups(groups: Sequence[Any], *, to: Console | None = None) -> None:
    """Each group: the original, then its copies in the order of their time."""
    from pipeline.cli.tables import console, safe

    out = to or console()
    for group in groups:
        out.print(
            safe("原文", "dim"),
            safe(f"[{group.original_id}]", "cyan"),
            safe(group.original_title, "bold"),
            safe(_origin(group.original_site, group), "dim"),
        )
        for one in group.copies:
            out.print(
                safe(f"  {labels.COPY.get(one.kind, one.kind)} {one.similarity:.0%}", "yellow"),
                safe(f"[{one.article_id}]", "cyan"),
                safe(one.title),
                safe(_origin(one.site, one), "dim"),
            )


def print_chain(group: Any, shown: int, *, to: Console) -> None:
    """One group from its original on: who has the text from when, what differs, and why the original comes first."""
    from pipeline.cli.tables import safe

    def line(word: str, style: str, article_id: int, title: str, url: str, origin: str) -> None:
        mark = "◀ " if article_id == shown else ""
        to.print(safe(word, style), safe(f"[{article_id}]", "cyan"), safe(f"{mark}{title}", "bold"))
        to.print(safe(f"    {origin}  {url}", "dim"))

    original = group.original_id, group.original_title, group.original_url, _origin(group.original_site, group)
    line("原文" if group.copies else "本文", "green", *original)
    parts = [(one, f"{labels.COPY['excerpt']} {one.similarity:.0%}") for one in group.excerpts]
    for one, word in [
        (one, f"{labels.COPY.get(one.kind, one.kind)} {one.similarity:.0%}") for one in group.copies
    ] + parts:
        line(word, "yellow", one.article_id, one.title, one.url, _origin(one.site, one))
        for text in _differences(one.evidence):
            to.print(safe(f"    {text}"))
    for one in group.parts_of:
        to.print(safe(f"有 {one.similarity:.0%} 见于更长的文章", "yellow"), safe(f"[{one.original_id}]", "cyan"))


def _differences(evidence: dict[str, Any]) -> Iterator[str]:
    """What differs from the original, and why that one comes first, a line each."""
    for key, name in (("slots", "替换"), ("words", "改词")):
        if pairs := evidence.get(key):
            yield f"{name}：" + _some([f"{old} → {new}" for old, new in pairs])
    for key, name in (("added", "增加"), ("dropped", "删去")):
        if texts := evidence.get(key):
            yield f"{name}：" + _some(texts)
    because = labels.BECAUSE.get(evidence.get("because", ""))
    if taken_from := evidence.get("taken_from"):
        yield f"自称：{taken_from}"
    elif because:
        yield f"依据：{because}"


def _some(texts: Sequence[str]) -> str:
    more = f"……共 {len(texts)} 处" if len(texts) > WORDS else ""
    return "；".join(texts[:WORDS]) + more


def _origin(site: str, one: Any) -> str:
    """The site and the day: of publication, or when it was first seen."""
    if one.published_at:
        return f"{site} {labels.moment(one.published_at)}"
    return f"{site} {labels.moment(one.first_seen_at)} 首次见到" if one.first_seen_at else site
