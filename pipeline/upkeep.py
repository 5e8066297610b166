"""What the collection needs now and then: the database kept in order and copied, old pages and failures let go."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from pipeline import archive
from pipeline.errors import PipelineError
from pipeline.laws import Shelf
from pipeline.site import Settings
from pipeline.store import Store, open_store
from pipeline.store.statutes.backup import back_up_texts
from pipeline.store.upkeep import Interrupted

BACKUPS = "backups"  # the folder beside the database


@dataclass(slots=True)
class Upkept:
    """What one upkeep came to."""

    seconds: dict[str, float] = field(default_factory=dict)  # step → how long it took
    backup: Path | None = None
    removed: list[Path] = field(default_factory=list)  # files of the archive
    stopped: bool = False
    trouble: str = ""  # what went wrong; "" where nothing did


def upkeep(
    db: Path,
    archive_dir: Path,
    settings: Settings,
    now: datetime,
    *,
    why: str = "due",
    stopped: Callable[[], bool] = lambda: False,
    shelf: Shelf | None = None,
) -> Upkept:
    """Do all of it, in small steps beside whoever crawls; leaves a row of kind ``upkeep`` in ``runs``.

    ``shelf``: what citations are judged by. Ends soon after ``stopped`` says so. A step that cannot be done (a full disk) is told in ``trouble`` and in the row.
    Raises StoreError only where the database cannot be opened or noted in.
    """
    found = Upkept()
    with open_store(db, read_only=False, shelf=shelf) as store:
        store.sync_laws()
        run_id = store.runs.begin(None, "upkeep", now)
        try:
            found.seconds |= store.maintain(stopped=stopped)
            _timed(found, "failures", lambda: store.runs.prune(now - timedelta(days=settings.upkeep.failure_days)))
            if settings.upkeep.backups:
                folder, keep = db.parent / BACKUPS, settings.upkeep.backups
                _timed(
                    found, "backup", lambda: _backup(found, store.backup_dated(folder, now, keep=keep, stopped=stopped))
                )
                _timed(found, "texts", lambda: back_up_texts(db, folder))
            _timed(
                found, "archive", lambda: found.removed.extend(archive.prune(archive_dir, settings.archive.days, now))
            )
            if settings.search.semantic:
                _timed(found, "semantic", lambda: _semantic(store, settings.search.semantic_budget, stopped))
        except Interrupted:
            found.stopped = True
        except (PipelineError, OSError) as error:
            found.trouble = str(error)
        store.runs.finish(
            run_id,
            {},
            now + timedelta(seconds=sum(found.seconds.values())),
            state="stopped" if found.stopped else "failed" if found.trouble else "finished",
            extra={
                "why": why,
                "seconds": {name: round(seconds, 3) for name, seconds in found.seconds.items()},
                "backup": found.backup.name if found.backup else None,
                "removed": [path.name for path in found.removed],
            },
            warnings=[found.trouble] if found.trouble else (),
        )
    return found


def _timed(found: Upkept, name: str, step: Callable[[], object]) -> None:
    began = time.monotonic()
    step()
    found.seconds[name] = time.monotonic() - began


def _semantic(store: Store, budget: int, stopped: Callable[[], bool]) -> None:
    """Last of all, so that a missing extra keeps nothing else from being done."""
    for _ in chain(store.make_semantic(budget), store.renew_by_meaning(budget)):
        if stopped():
            raise Interrupted


def _backup(found: Upkept, made: Path) -> None:
    found.backup = made
