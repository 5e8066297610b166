"""``extract``: one article from a file or a URL, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import Place, emit, place_options

if TYPE_CHECKING:
    from pipeline.models import Page, Record


@click.command()
@click.argument("source", metavar="FILE|URL")
@click.option("--url", default="", help="文件原来的网址（相对链接和规范链接用）。")
@click.option("--at", type=click.DateTime(), help="文件保存的时间（北京时间），“3天前”从这里算起；默认文件的修改时间。")
@click.option("--allow-private", is_flag=True, help="允许本机和内网地址（测试用）。")
@click.option("--compact", is_flag=True, help="输出成一行。")
@place_options
def extract(place: Place, source: str, url: str, at: datetime | None, allow_private: bool, compact: bool) -> None:
    """从 FILE（HTML 或纯文本，- 为标准输入）或 URL 提取一篇文章，输出一个 JSON 对象。

    Extract one article from a file of HTML or of plain text, or from a URL, and print it as JSON: title, body,
    dates, author, category, tags, the laws it cites with verdicts, and the site's own related list.
    """
    from pipeline.cli import source as sources
    from pipeline.errors import InputError
    from pipeline.models import Failure
    from pipeline.moments import SHANGHAI

    if sources.is_url(source):
        page = sources.from_network(source, place, allow_private=allow_private)
    else:
        page = sources.from_file(source, url, at.replace(tzinfo=SHANGHAI) if at else None)
    result = _process(page)
    if isinstance(result, Failure):
        raise InputError(f"{source} 里没有提取到文章：{result.detail or result.reason}")
    emit(described(result), indent=None if compact else 2)


def _process(page: Page) -> Any:
    """HTML is taken at the person's word to be an article; plain text goes the way of any page."""
    from pipeline import discover
    from pipeline.process import process, process_html

    content_type = page.header("content-type")
    if discover.sniff(page.body, content_type) == "html":
        return process_html(page.body, page.final_url, content_type=content_type, fetched_at=page.fetched_at)
    return process(page)


def described(record: Record) -> dict[str, Any]:
    """A record as the JSON object that people read: the article's fields, then its laws."""
    from pipeline.export.values import plain

    article = plain(record.article)
    for name in ("blocks", "images"):
        article.pop(name)
    verdicts = {verdict.citation: verdict for verdict in record.verdicts}
    laws = []
    for citation in record.citations:
        entry = plain(citation)
        if verdict := verdicts.get(citation):
            entry |= {key: value for key, value in plain(verdict).items() if key != "citation"}
            entry["questionable"] = verdict.questionable
        laws.append(entry)
    return {**article, "citations": laws}
