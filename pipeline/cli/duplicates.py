"""``duplicates``: groups of copies, or the copies of one article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from pipeline import labels
from pipeline.cli.options import Place, emit_all, json_option, limit_option, nothing, place_options

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@click.argument("article", metavar="[ID|URL]", required=False)
@limit_option
@json_option
@place_options
def duplicates(place: Place, article: str | None, limit: int, as_json: bool) -> None:
    """转载、模板与改写：全部分组（大的在前），或者一篇文章的。

    Groups of copies, the largest first, or the copies of one article. --limit counts groups.
    """
    from pipeline.store import open_store

    with open_store(place.db) as store:
        if article is None:
            groups: Sequence[Any] = store.duplicate_groups(limit)
        else:
            found = store.article(article)
            if found is None:
                nothing(f"没有这篇文章：{article}")
            groups = store.duplicates(found.id)
    if as_json:
        emit_all(groups)
    elif groups:
        print_groups(groups) if article is None else print_copies(groups)
    if not groups:
        nothing("没有内容相同或相近的文章。")


def print_groups(groups: Sequence[Any], *, to: Console | None = None) -> None:
    """Each group: the original, then its copies."""
    from pipeline.cli.tables import console, safe

    out = to or console()
    for group in groups:
        out.print(safe("原文", "dim"), safe(f"[{group.original_id}]", "cyan"), safe(group.original_title, "bold"))
        for one in group.copies:
            out.print(
                safe(f"  {labels.COPY.get(one.kind, one.kind)} {one.similarity:.0%}", "yellow"),
                safe(f"[{one.article_id}]", "cyan"),
                safe(one.title),
            )


def print_copies(copies: Sequence[Any], *, to: Console | None = None) -> None:
    """The copies of one article."""
    from pipeline.cli.tables import console, show

    show(
        "内容相同或相近",
        ("编号", "关系", "方式", "相似", "站点", "标题"),
        [
            (
                one.article_id,
                "原文" if one.role == "original" else "副本",
                labels.COPY.get(one.kind, one.kind),
                f"{one.similarity:.0%}",
                one.site,
                one.title,
            )
            for one in copies
        ],
        to=to or console(),
        right=("编号", "相似"),
    )
