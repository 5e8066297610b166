"""``doctor --repair``: everything that follows from the articles is built anew; a file beyond that is replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.cli.options import Place


def repair(place: Place, tell: Callable[[str], None]) -> list[str]:
    """Mend the database as far as possible; returns what is wrong still. ``tell`` hears of each step.

    Where the file itself is damaged, a new one takes its place with what can be read of it (else the newest sound backup,
    or an empty database), and the archive is processed again, so that what was lost is there too.
    """
    from pipeline.cli.configured import shelf_of, sites_of
    from pipeline.errors import ConfigError
    from pipeline.reprocess import files_of, reprocess
    from pipeline.store import mending, open_store
    from pipeline.upkeep import BACKUPS

    tell("重建索引、全文索引、副本分组和相关文章……")
    wrong = mending.mend(place.db)
    if not wrong:
        return []
    tell(f"数据库文件已损坏：{wrong[0]}")
    aside = mending.replace(place.db, sorted((place.db.parent / BACKUPS).glob("*.db"), reverse=True), tell)
    try:
        shelf = shelf_of(place)
    except ConfigError:  # told by the checks that follow; the articles are there all the same
        shelf = None
    with open_store(place.db, read_only=False, shelf=shelf) as store:
        if files := files_of(store, place.archive):
            tally = reprocess(store, files, sites_of(place))
            store.link_related()
            tell(
                f"从存档重新处理 {tally.pages} 页：文章 {tally.articles} 篇，其中补回 {tally.new + tally.duplicate} 篇"
            )
        store.sync_laws()
        store.rejudge()  # whose citations were lost
        if not store.count_export():
            return [
                f"没有可用的备份，存档里也没有文章：数据库是空的；损坏的文件留在 {aside}，可以用 restore 放回别处的备份"
            ]
        return store.check()
