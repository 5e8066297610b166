"""Keep a small database of the present schema, for the test that later versions can read it.

    python tests/store/released/make.py        writes tests/store/released/VERSION.db.gz

Run it once for each release, and commit the file. Until a version is released, its file may be made again.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from pipeline.laws import registry
from pipeline.models import Link
from pipeline.store import open_store

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
TEXTS = (
    (
        "网贷逾期被起诉怎么办",
        "网贷逾期后收到传票的，应当按时应诉。\n根据《民法典》第六百七十五条，借款人应当按期返还借款。",
    ),
    ("信用卡逾期怎么协商", "信用卡逾期的，可以与发卡银行协商个性化分期。\n根据《民法典》第一千三百条，银行应当同意。"),
    (
        "网贷逾期被起诉怎么办",
        "网贷逾期后收到传票的，应当按时应诉。\n根据《民法典》第六百七十五条，借款人应当按期返还借款。",
    ),
)


def main() -> None:
    """Three articles (one with a wrong citation, one a copy), a page that waits, and the laws they cite."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    works = [work for work in registry.default() if work.law_id == "cn/law/民法典"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        with open_store(path, read_only=False) as store:
            store.laws.sync(works)
            rows = [
                {"url": f"https://{'ab'[number % 2]}.example/{number}", "title": title, "body": body}
                for number, (title, body) in enumerate(TEXTS)
            ]
            store.import_articles(rows, now=NOW)
            store.frontier.add([Link("https://a.example/later", "article")], site="a.example", now=NOW)
            store.backup(Path(folder) / "b.db")
        data = (Path(folder) / "b.db").read_bytes()
    (HERE / f"{version}.db.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    print(f"{version}.db.gz")  # noqa: T201


if __name__ == "__main__":
    main()
