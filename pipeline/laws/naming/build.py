"""Builds the package data from facts: ``python -m pipeline.laws.naming.build REGISTRY ALIASES``.

REGISTRY: JSON lines of works (title, type, issuer, versions); ALIASES: TSV of alias and title. Titles, dates, document
numbers and article numbers are carried over, never text. Rows whose titles differ only in marks are one work.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.laws.naming.names import key

DATA = Path(__file__).parent / "data"
_VERSION_FIELDS = ("published", "effective", "expired", "doc_no", "articles")


def merged(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a work: versions of rows with the same key joined, oldest first; the fuller spelling is the title."""
    works: dict[str, dict[str, Any]] = {}
    for row in rows:
        versions = [{name: version.get(name) for name in _VERSION_FIELDS} for version in row["versions"]]
        known = works.setdefault(key(row["title"]), {**row, "versions": []})
        known["title"] = max(known["title"], row["title"], key=len)
        known["issuer"] = known.get("issuer") or row.get("issuer")
        known["versions"] += [version for version in versions if version not in known["versions"]]
    for work in works.values():
        work["versions"].sort(key=lambda version: version["published"] or version["effective"] or "")
    return sorted(works.values(), key=lambda work: str(work["title"]))


def build(registry: Path, aliases: Path, target: Path = DATA) -> int:
    """Writes registry.jsonl and aliases.tsv into ``target``; gives the number of works."""
    try:
        rows = [json.loads(line) for line in registry.read_text("utf-8").splitlines() if line.strip()]
        with aliases.open(encoding="utf-8", newline="") as file:
            pairs = [(row["alias"], row["title"]) for row in csv.DictReader(file, delimiter="\t")]
        works = merged(rows)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"laws cannot be read: {type(error).__name__}: {error}") from error
    target.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(work, ensure_ascii=False, separators=(",", ":")) for work in works]
    (target / "registry.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    rows_out = ["alias\ttitle", *(f"{alias}\t{title}" for alias, title in sorted(set(pairs)))]
    (target / "aliases.tsv").write_text("\n".join(rows_out) + "\n", "utf-8")
    return len(works)


def main(arguments: Sequence[str]) -> int:
    """The command; 2 on wrong use."""
    if len(arguments) != 2:
        sys.stderr.write("usage: python -m pipeline.laws.naming.build REGISTRY ALIASES\n")
        return 2
    try:
        count = build(Path(arguments[0]), Path(arguments[1]))
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{count} works written to {DATA}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
