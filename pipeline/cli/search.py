"""``search``, ``show`` and ``related``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from pipeline import labels
from pipeline.cli.options import Place, emit, emit_all, json_option, limit_option, nothing, place_options
from pipeline.cli.words import Words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from pipeline.store.detail import StoredArticle


@click.command(cls=Words)
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option("--all", "include_off_topic", is_flag=True, help="与债务催收无关的文章也找。")
@click.option("--copies", is_flag=True, help="转载与模板也逐篇列出，不收在原文之下。")
@click.option("--semantic/--no-semantic", default=None, help="提问时按意思再排一遍；默认看 settings.toml。")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="跳过前面多少条。")
@limit_option
@json_option
@place_options
def search(
    place: Place,
    query: tuple[str, ...],
    include_off_topic: bool,
    copies: bool,
    semantic: bool | None,
    offset: int,
    limit: int,
    as_json: bool,
) -> None:
    """检索文章：网贷 逾期 "完整短语" -不要 -has:citations law:民法典第675条 site: after:2026-01 before: is:original sort:date

    减号开头的都是不要的词，只有下列选项（-h、-n 20 或 -n20、-- 开头的）除外；写在 -- 之后的都是词。
    after: 含写明的日子（月、年从头一天算起），before: 不含。

    Search the articles; the whole query language stands in the README.
    """
    from pipeline.cli.configured import settings_of
    from pipeline.store import open_store

    with open_store(place.db) as store:
        found = store.find(
            " ".join(query),
            semantic=settings_of(place).search.semantic if semantic is None else semantic,
            limit=limit,
            offset=offset,
            include_off_topic=include_off_topic,
            copies=copies,
            fold=not copies,
        )
    if as_json:
        emit_all(found.hits)
    elif found.hits:
        print_hits(found.hits, first=offset + 1)
        shown = f"第 {offset + 1}–{offset + len(found.hits)} 篇，共 {found.total} 篇{'以上' if found.many else ''}"
        click.echo(shown + ("；逐字相符的不多，以下按相近程度排列" if found.relaxed else ""), err=True)
    if not found.hits:
        tries = "".join(f"\n  可以试试：{one}" for one in found.suggestions)
        if found.total:
            nothing(f"共 {found.total} 篇{'以上' if found.many else ''}，第 {offset + 1} 篇起没有了。")
        nothing("没有找到。" + (tries or "可以少写几个词，或加 --all 把无关主题也找一遍。"))


def print_hits(hits: Sequence[Any], *, first: int = 1, to: Console | None = None) -> None:
    """Search results for people."""
    from rich.padding import Padding

    from pipeline.cli.tables import console, safe

    out = to or console()
    for number, hit in enumerate(hits, first):
        out.print(safe(f"{number}.", "dim"), safe(hit.title, "bold"), safe(f"[{hit.article_id}]", "cyan"))
        out.print(Padding(highlighted(hit.snippet, hit.highlights), (0, 0, 0, 3)))
        out.print(safe(f"   {labels.moment(hit.published_at)}  {hit.site}  {hit.url}", "dim"), soft_wrap=True)
        if hit.copies:
            out.print(safe(f"   另有 {hit.copies} 篇内容相同：duplicates {hit.article_id}", "dim"))


def highlighted(text: str, spans: Sequence[tuple[int, int]]) -> Text:
    """A snippet with what was searched for marked."""
    from rich.text import Text

    from pipeline.cli.tables import steady

    out = Text(steady(text))
    for start, end in spans:
        out.stylize("bold yellow", start, end)
    return out


@click.command()
@click.argument("article", metavar="ID|URL")
@json_option
@place_options
def show(place: Place, article: str, as_json: bool) -> None:
    """显示一篇文章：正文、引用的法条和判定、转载关系、修订。

    Show one article: text, the laws it cites with verdicts, copies, revisions.
    """
    from pipeline.store import open_store

    with open_store(place.db) as store:
        found = store.article(article)
    if found is None:
        nothing(f"没有这篇文章：{article}")
    elif as_json:
        emit(found)
    else:
        print_article(found)


def print_article(article: StoredArticle, *, to: Console | None = None) -> None:
    """An article for people: its text by blocks, then what is known of it."""
    from pipeline.cli.tables import console, safe, show

    out = to or console()
    out.print(safe(article.title, "bold"))
    facts = (
        labels.moment(article.published_at, article.published_precision),
        article.author,
        article.category,
        article.source and f"来源：{article.source}",
        article.site,
        None if article.on_topic else "与债务催收无关",
    )
    out.print(safe(" · ".join(str(fact) for fact in facts if fact), "dim"))
    out.print(safe(article.url, "dim"), soft_wrap=True)
    out.print()
    for block in article.blocks:
        item = "  " * max(block.level - 1, 0) + (f"{block.number}. " if block.number else "• ")
        mark = {"heading": "## ", "list_item": item, "quote": "> "}.get(block.kind, "")
        out.print(safe(mark + block.text, "bold" if block.kind == "heading" else ""))
    if not article.blocks:
        out.print(safe(article.body))
    if article.verdicts:
        out.print()
        rows = [
            (
                one.citation.raw,
                labels.provision(one.citation.law, one.citation.article, one.citation.inserted),
                safe(labels.verdict(one.status, one.quotation, rule=one.of_rule), "red" if one.questionable else ""),
                one.explanation,
            )
            for one in article.verdicts
        ]
        show("引用的法条", ("写法", "法条", "判定", "说明"), rows, to=out)
    if article.duplicates:
        out.print()
        copies = [
            (one.article_id, "原文" if one.role == "original" else "副本", labels.COPY.get(one.kind, one.kind),
             f"{one.similarity:.0%}", one.title)
            for one in article.duplicates
        ]  # fmt: skip
        show("内容相同或相近", ("编号", "关系", "方式", "相似", "标题"), copies, to=out, right=("编号", "相似"))
    for revision in article.revisions:
        out.print(
            safe(f"旧版本：{labels.moment(revision.first_seen_at)} 至 {labels.moment(revision.last_seen_at)}", "dim")
        )


@click.command()
@click.argument("article", metavar="ID|URL")
@limit_option
@json_option
@place_options
def related(place: Place, article: str, limit: int, as_json: bool) -> None:
    """与一篇文章相关的文章，最相关的在前。

    Articles related to one, closest first.
    """
    from pipeline.store import open_store

    with open_store(place.db) as store:
        found = store.article(article)
        if found is None:
            nothing(f"没有这篇文章：{article}")
        rows = store.related(found.id, limit=limit)
    if as_json:
        emit_all(rows)
    elif rows:
        print_related(rows)
    if not rows:
        nothing("没有相关的文章。")


def print_related(rows: Sequence[Any], *, to: Console | None = None) -> None:
    """The related list for people."""
    from pipeline.cli.tables import console, show

    show(
        "相关文章",
        ("编号", "相关", "标题", "理由"),
        [(one.article_id, f"{one.score:.2f}", one.title, "；".join(one.reasons)) for one in rows],
        to=to or console(),
        right=("编号", "相关"),
    )
