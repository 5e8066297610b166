"""``import``: articles from JSON lines or a WARC."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline import labels
from pipeline.cli.options import Place, nothing, place_options

if TYPE_CHECKING:
    from pipeline.models import Failure

SHOWN_ERRORS = 20
# What of an export is not taken over (store.incoming.ANEW; an id says nothing to people), and what becomes of it.
ANEW: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"citations"}), "由本库重新核对"),
    (frozenset({"original_id", "copy"}), "由本库重新比对"),
    (frozenset({"topic_score", "on_topic"}), "重新判定，站点文件里的 [topic] 不算"),
    (frozenset({"first_seen_at", "last_seen_at", "changed_at", "gone_at"}), "从这次导入算起"),
)


@click.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@place_options
def import_(place: Place, file: Path) -> None:
    """导入别处的文章：JSON 行（url, title, body；可有 published_at, author, site, category, tags, source, editor,
    language, modified_at）或 WARC；- 为标准输入。export 的 JSON 行也可以：引用和判定、副本、是否与债务催收有关、看到的时间由本库重新得出。

    Import articles as JSON lines or from a WARC file, through the same stages as a crawled page. Lines that cannot
    be used are told and left out; exit status 1 if nothing was imported.
    """
    from pipeline.errors import InputError

    if str(file) != "-" and not file.is_file():
        raise InputError(f"没有这个文件：{file}")
    done = _warc(place, file) if file.name.lower().endswith((".warc", ".warc.gz")) else _lines(place, file)
    if not done:
        nothing("没有导入任何文章。")


def _lines(place: Place, file: Path) -> int:
    from pipeline.cli.configured import writable

    with writable(place) as store, _opened(file) as lines:
        store.sync_laws()
        result = store.import_articles(lines)
    for error in result.errors[:SHOWN_ERRORS]:
        where = f"第 {error.line} 行" + (f"，{error.key}" if error.key else "")
        click.echo(f"{where}：{error.message}" + ("；其余已导入" if error.stored else ""), err=True)
    if len(result.errors) > SHOWN_ERRORS:
        click.echo(f"……共有 {len(result.errors)} 处，其中 {len(result.bad)} 行不能用", err=True)
    if again := {label: sorted(keys & result.anew) for keys, label in ANEW if keys & result.anew}:
        told = "；".join(f"{'、'.join(keys)} {label}" for label, keys in again.items())
        click.echo(f"注意：这些字段不照搬：{told}", err=True)
    _report(result.new, result.changed, result.same, result.duplicate, len(result.bad))
    return result.new + result.changed + result.same + result.duplicate


def _opened(file: Path) -> Any:
    """Lines of bytes, standard input for ``-``."""
    return nullcontext(sys.stdin.buffer) if str(file) == "-" else file.open("rb")


def _warc(place: Place, file: Path) -> int:
    from pipeline.cli.configured import sites_of, writable
    from pipeline.reprocess import reprocess

    failures: list[Failure] = []
    with writable(place) as store:
        tally = reprocess(store, [file], sites_of(place), rebuilt=False, on_failure=failures.append)
    for one in failures[:SHOWN_ERRORS]:
        click.echo(f"{one.url}：{labels.reason(one.reason)}" + (f"（{one.detail}）" if one.detail else ""), err=True)
    if len(failures) > SHOWN_ERRORS:
        click.echo(f"……共有 {len(failures)} 处不能用", err=True)
    if tally.not_article:
        click.echo(f"另有 {tally.not_article} 页不是文章", err=True)
    _report(tally.new, tally.changed, tally.same, tally.duplicate, tally.failed)
    return tally.articles


def _report(new: int, changed: int, same: int, duplicate: int, bad: int) -> None:
    click.echo(f"新增 {new}，更新 {changed}，未变 {same}，重复 {duplicate}，不能用 {bad}", err=True)
