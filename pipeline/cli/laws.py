"""``laws top | show | check``."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import labels
from pipeline.cli.options import Place, emit, emit_all, json_option, limit_option, nothing, place_options

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.models import Verdict
    from pipeline.store.laws import Law, LawCount


@click.group()
def laws() -> None:
    """法条：最常被引用的、一部法律的版本与引用者、核对一段文字。

    The laws that articles cite: most cited, one law with its versions and citations, and checking a text.
    """


@laws.command()
@click.option("--provisions", is_flag=True, help="按条统计，而不是按法律。")
@click.option("--site", help="只统计这个站点。")
@limit_option
@json_option
@place_options
def top(place: Place, provisions: bool, site: str | None, limit: int, as_json: bool) -> None:
    """最常被引用的法律；加 --provisions 按条统计。

    The laws, or provisions, that most articles cite.
    """
    from pipeline.store import open_store

    with open_store(place.db) as store:
        rows = store.laws.top(limit, provisions=provisions, site=site)
    if as_json:
        emit_all(rows)
    elif rows:
        print_top(rows)
    if not rows:
        nothing("还没有文章引用法条。")


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
    """一部法律或一条（如 民法典、民法典第675条）：版本、效力、被哪些文章引用。

    A law or one provision of it: versions, force, and the articles that cite it.
    """
    from pipeline.laws import check as check_citations
    from pipeline.laws import find_citations
    from pipeline.store import open_store

    cited = next((one for one in find_citations(law) if one.law_id), None)
    with open_store(place.db) as store:
        name, article, inserted = (cited.law_id, cited.article, cited.inserted) if cited else (law, None, 0)
        found = store.laws.show(name or law, article=article, inserted=inserted, limit=limit)
    if found is None:
        nothing(f"没有找到法律：{law}")
    elif cited and not found.citing and check_citations(law, (cited,), on=None)[0].status == "no_such_article":
        nothing(check_citations(law, (cited,), on=None)[0].explanation)
    elif as_json:
        emit(found)
    else:
        print_law(found, article)


def print_law(law: Law, article: int | None) -> None:
    """A law for people."""
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


@laws.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天的法律判断，默认今天。")
@json_option
@place_options
def check(place: Place, file: Path, on: datetime | None, as_json: bool) -> None:
    """核对 FILE（纯文本，- 为标准输入）里引用的法条：有没有这一条、是否有效、引文是否走样。

    Check the citations of a text: does the provision exist, is it in force, is the quotation right.
    """
    from pipeline.laws import check as check_citations
    from pipeline.laws import find_citations

    text = read_text(file)
    day = on.date() if on else datetime.now(labels.SHANGHAI).date()
    verdicts = check_citations(text, find_citations(text), on=day)
    if as_json:
        for verdict in verdicts:
            emit({**_flat(verdict), "questionable": verdict.questionable})
    elif verdicts:
        print_verdicts(verdicts, day)
    if not verdicts:
        nothing("没有找到引用的法条。")


def read_text(file: Path) -> str:
    """A text file in whatever Chinese charset."""
    from pipeline.cli.source import from_file
    from pipeline.extract import decode

    return decode(from_file(str(file), "", None).body, "text/plain")


def print_verdicts(verdicts: tuple[Verdict, ...], day: date) -> None:
    """The table of ``laws check``."""
    from pipeline.cli.tables import console, safe, show

    rows = []
    for one in verdicts:
        cited = one.citation
        rows.append(
            (
                cited.raw,
                labels.provision(cited.law, cited.article, cited.inserted),
                safe(labels.verdict(one.status, one.quotation), "red" if one.questionable else ""),
                one.explanation,
            )
        )
    show(f"按 {day} 的法律", ("写法", "法条", "判定", "说明"), rows, to=console())


def _flat(verdict: Verdict) -> dict[str, object]:
    """Citation and verdict in one object."""
    from pipeline.export.values import plain

    judged = plain(verdict)
    return {**judged.pop("citation"), **judged}
