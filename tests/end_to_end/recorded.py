"""Crawls a recorded site of ../shared/sites with the command line alone and scores what was stored against its gold."""

from __future__ import annotations

import importlib.util
import json
import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
SITES = ("zblog", "typecho", "wordpress", "dede")
GBK_SITES = ("zblog_gbk_header", "zblog_gbk_meta", "zblog_gbk_wrong", "zblog_gbk_none")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def load(path: Path) -> ModuleType:
    """A module from a file beside the project."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def run_cli(*arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """``python run_pipeline.py …`` to its end, output captured."""
    return subprocess.run(
        [sys.executable, str(ROOT / "run_pipeline.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=timeout,
        cwd=ROOT,
        check=False,
    )


def gold_of(name: str) -> list[dict[str, Any]]:
    """The gold articles of a recording."""
    return [json.loads(line) for line in (SHARED / "sites" / name / "gold.jsonl").read_text("utf-8").splitlines()]


def local_path(url: str) -> str:
    """Path and query, decoded, as the gold names pages."""
    parts = urlsplit(url)
    return unquote(parts.path + (f"?{parts.query}" if parts.query else ""))


@dataclass(frozen=True, slots=True)
class Score:
    """What a crawl made of one site; shares are of the gold articles found."""

    gold: int
    found: int
    extra: tuple[str, ...]  # stored, but no article
    titles: float
    body_f1: float
    exact_bodies: float
    days: float  # of those that page, feed or sitemap tell
    categories: float
    on_topic: float
    wrong: dict[str, list[tuple[str, Any, Any]]]  # field → (path, gold, ours)


def impatient(folder: Path, patience: float = 1.5, workers: int | None = None) -> None:
    """Settings under which a run waits so many seconds for pages that fail."""
    (folder / "config").mkdir()
    more = "" if workers is None else f"workers = {workers}\n"
    (folder / "config" / "settings.toml").write_text(f"[crawl]\npatience = {patience}\n{more}", encoding="utf-8")


def add_and_crawl(
    base_url: str,
    folder: Path,
    *options: str,
    patience: float = 1.5,
    workers: int | None = None,
    run: Callable[..., subprocess.CompletedProcess[str]] = run_cli,
) -> subprocess.CompletedProcess[str]:
    """``sites add URL`` and ``crawl`` into ``folder``/articles.db; raises AssertionError with the output on failure.
    ``workers``: how many processes extract, None for as many as a user gets; ``run``: what starts the program.
    """
    places = ("--db", str(folder / "articles.db"), "--config", str(folder / "config"))
    if not (folder / "config").exists():
        impatient(folder, patience, workers)
        added = run("sites", "add", base_url, "--allow-private", *places)
        assert added.returncode == 0, added.stdout + added.stderr
    done = run("crawl", *places, *options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def articles(db: Path) -> dict[str, sqlite3.Row]:
    """Stored articles by local path."""
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        return {local_path(row["url"]): row for row in connection.execute("SELECT * FROM articles")}
    finally:
        connection.close()


def score(db: Path, gold: list[dict[str, Any]]) -> Score:
    """Hold a database against the gold of the site it was crawled from."""
    f1 = load(SHARED / "corpora" / "score.py").f1
    stored = articles(db)
    rows = {row["path"]: row for row in gold}
    known = {path for row in gold for path in (row["path"], *row.get("page_paths", ()))}
    pairs = [(row, stored[path]) for path, row in rows.items() if path in stored]
    wrong: dict[str, list[tuple[str, Any, Any]]] = {}

    def share(field: str, told: list[tuple[str, Any, Any]]) -> float:
        wrong[field] = [one for one in told if one[1] != one[2]]
        return 1 - len(wrong[field]) / len(told) if told else 1.0

    return Score(
        gold=len(gold),
        found=len(pairs),
        extra=tuple(sorted(path for path in stored if path not in known)),
        titles=share("title", [(g["path"], g["title"], s["title"]) for g, s in pairs]),
        body_f1=statistics.mean([f1(g["body_text"], s["body"]) for g, s in pairs] or [0.0]),
        exact_bodies=share("body", [(g["path"], _flat(g["body_text"]), _flat(s["body"])) for g, s in pairs]),
        days=share(
            "day", [(g["path"], _day(g["published"]), _day(s["published_at"])) for g, s in pairs if s["published_at"]]
        ),
        categories=share("category", [(g["path"], g["category"], s["category"]) for g, s in pairs]),
        on_topic=share("on_topic", [(g["path"], g["on_topic"], bool(s["on_topic"])) for g, s in pairs]),
        wrong=wrong,
    )


def _flat(text: str) -> str:
    return "".join(text.split())


def _day(moment: str | None) -> str | None:
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).date().isoformat() if moment else None
