"""``laws check``: the citations of one article, with verdict, evidence and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from pipeline import labels
from pipeline.cli.options import Day, Place, emit, json_option, nothing, place_options, plain
from pipeline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.models import Citation, Verdict

SHOWN = 120  # characters of a sentence that are shown
_FRAGMENT = 40  # characters of a citation in a link to it


@dataclass(frozen=True, slots=True)
class Subject:
    """A text that is checked. ``day``: when it was published, as far as it is known."""

    name: str
    text: str
    day: date | None = None
    url: str = ""

    def link(self, verdict: Verdict) -> str:
        """Where a citation stands: the page scrolled to it (a text fragment), or file, line and column."""
        cited = verdict.citation
        if self.url:
            return f"{self.url.partition('#')[0]}#:~:text={quote(cited.raw.split(chr(10))[0][:_FRAGMENT], safe='')}"
        line = self.text.count("\n", 0, cited.start)
        return f"{self.name}:{line + 1}:{cited.start - self.text.rfind(chr(10), 0, cited.start)}"


@click.command()
@click.argument("article", metavar="ID|FILE|URL")
@click.option("--on", type=Day(whole=True), help="按哪一天的法律判断；默认文章发表的那天，不知道就按今天。")
@click.option("--questionable", is_flag=True, help="只列出存疑的。")
@click.option("--allow-private", is_flag=True, help="网址可以是本机和内网地址。")
@json_option
@place_options
def check(place: Place, article: str, on: date | None, questionable: bool, allow_private: bool, as_json: bool) -> None:
    """核对一篇文章引用的法条：有没有这一条、当时是否有效、引文是否走样。

    ARTICLE 是数据库里的编号或网址、文件（网页或纯文本，- 为标准输入），或者要去取的网址。

    Check the citations of a stored article, a file or a page: does the provision exist, was it in force, is the
    quotation right. Exit status 1 if nothing is cited.
    """
    from pipeline.cli.configured import shelf_of
    from pipeline.store.library import open_library

    subject = subject_of(place, article, allow_private=allow_private)
    library = open_library(shelf_of(place))
    today = datetime.now(labels.SHANGHAI).date()
    day = on or subject.day or today
    _, verdicts = library.read(subject.text, on=day)
    now = {one.citation: one for one in library.read(subject.text, on=today)[1]} if day != today else {}
    shown = [one for one in verdicts if one.questionable or not questionable]
    if as_json:
        for one in shown:
            emit({**flat(one), "link": subject.link(one), "today": _today(one, now)})
    elif verdicts:
        _print(subject, shown, now, day, len(verdicts), texts=library.statutes is not None)
    if not shown:
        nothing("没有存疑的引用。" if verdicts else "没有找到引用的法条。")


def subject_of(place: Place, article: str, *, allow_private: bool) -> Subject:
    """What a person points at: a file that is there, a stored article, or a page to be fetched."""
    from pathlib import Path

    from pipeline.cli.source import from_file, is_url

    if article == "-" or Path(article).exists():
        return _read(from_file(article, "", None), "标准输入" if article == "-" else article)
    if place.db.exists():
        from pipeline.process import day_of
        from pipeline.store import open_store

        with open_store(place.db) as store:
            found = store.article(article)
        if found:
            return Subject(found.title, found.body, day_of(found.published_at), found.url)
    if is_url(article):
        from pipeline.cli.source import from_network

        page = from_network(article, place, allow_private=allow_private)
        return _read(page, article)
    raise InputError(f"没有这篇文章，也没有这个文件：{article}（网址要以 http:// 或 https:// 开头）")


def _read(page: object, name: str) -> Subject:
    """The article of a page or a file of HTML; plain text as it is."""
    from pipeline import discover, extract
    from pipeline.models import Failure, Page
    from pipeline.process import day_of, process_html

    assert isinstance(page, Page)
    content_type = page.header("content-type")
    if discover.sniff(page.body, content_type) == "text":
        text = extract.decode(page.body, "text/plain")  # whole, for lines to be counted in it; its day as an article's
        article = extract.from_text(text, page.final_url, fetched_at=page.fetched_at)
        return Subject(name, text, day_of(article.published_at))
    record = process_html(page.body, page.final_url, content_type=content_type, fetched_at=page.fetched_at)
    if isinstance(record, Failure):
        raise InputError(f"{name}：{labels.reason(record.reason)}" + (f"（{record.detail}）" if record.detail else ""))
    article = record.article
    return Subject(article.title or name, article.body, day_of(article.published_at), page.final_url)


def flat(verdict: Verdict) -> dict[str, object]:
    """Citation and verdict in one object."""
    judged = plain(verdict)
    return {**judged.pop("citation"), **judged, "questionable": verdict.questionable}


def _today(verdict: Verdict, now: Mapping[Citation, Verdict]) -> dict[str, object] | None:
    """The verdict of today where it is another one than that of the article's day."""
    other = now.get(verdict.citation)
    if other is None or (other.status, other.quotation) == (verdict.status, verdict.quotation):
        return None
    return {"status": other.status, "quotation": other.quotation, "explanation": other.explanation}


def _print(
    subject: Subject, shown: list[Verdict], now: Mapping[Citation, Verdict], day: date, count: int, *, texts: bool
) -> None:
    from pipeline.cli.tables import console, safe

    out = console()
    out.print(safe(f"{subject.name}：按 {day} 的法律核对", "bold"), soft_wrap=True)
    for number, one in enumerate(shown, 1):
        cited = one.citation
        mark = labels.verdict(one.status, one.quotation, rule=one.of_rule)
        mark += "（只核对了条号和效力）" if _by_number(one) else ""
        colour = "red" if one.questionable else "" if _by_number(one) else "green"
        out.print()
        out.print(
            safe(f"{number}. {_cut(cited.raw)}"),
            safe(_named(one), "dim"),
            safe(mark, colour),
        )
        for label, words in _evidence(one, now.get(cited)):
            out.print(safe(f"   {label}：{words}"), soft_wrap=True)
        out.print(safe(f"   位置：{subject.link(one)}", "dim"), soft_wrap=True)
    doubtful = sum(one.questionable for one in shown)
    unheld = sum(one.status == "not_held" for one in shown)
    numbers = sum(map(_by_number, shown))
    found = f"共 {count} 处，存疑 {doubtful} 处，无法核对 {unheld} 处，只核对了条号和效力 {numbers} 处"
    out.print()
    out.print(safe(f"{found}。判定供人复核，不是法律意见。", "dim"))
    if not texts:
        out.print(safe("没有法律文本，只核对了条号和效力，没有核对引文；用 laws import 导入文本。", "dim"))


def _by_number(one: Verdict) -> bool:
    """Whether nothing that is said of the provision was held against its text: none is held, or nothing sure is said."""
    return one.status == "exists" and one.quotation == "not_held" and one.citation.article is not None


def _named(one: Verdict) -> str:
    cited = one.citation
    if one.of_rule:
        return "（没有写明条文）"
    return labels.provision(cited.law, cited.article, cited.inserted)


def _evidence(one: Verdict, today: Verdict | None) -> list[tuple[str, str]]:
    """What the verdict rests on, in the order of reading."""
    lines = [("说明", one.explanation)] if one.explanation else []
    if one.quoted and one.quotation != "exact":
        lines.append(("文中", _cut(one.quoted)))
    if one.statute:
        alike = f"（相似度 {one.similarity:.2f}）" if one.similarity is not None and one.quotation != "exact" else ""
        lines.append(("条文", _cut(one.statute) + alike))
    if one.version:
        lines.append(("依据", labels.version(one.version)))
    if one.successor and one.status != "repealed":
        lines.append(("参看", labels.provision_of(one.successor)))
    if today is not None and (today.status, today.quotation) != (one.status, one.quotation):
        lines.append(
            (
                "今天",
                labels.verdict(today.status, today.quotation, rule=one.of_rule)
                + f"。{today.explanation}".rstrip("。")
                + "。",
            )
        )
    return lines


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
