"""What is known of works and versions from imports alone: the table ``works`` of the file of statutes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from pipeline.laws.naming import version_id
from pipeline.laws.registry import Registry, read_work
from pipeline.store.statutes.places import Asked, Numbers, Place, known_by, place_of


def of(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Title and versions of each work, by law_id."""
    rows = connection.execute("SELECT law_id, facts FROM works ORDER BY law_id")
    return {law: json.loads(facts) for law, facts in rows}


def versions(connection: sqlite3.Connection) -> set[str]:
    """The ids of all versions that stand there."""
    return {_id(law, version) for law, facts in of(connection).items() for version in facts["versions"]}


def record(connection: sqlite3.Connection, listed: Mapping[Place, Numbers]) -> None:
    """Keeps the articles of versions beside those that were kept of them before."""
    held = of(connection)
    for place, numbers in listed.items():
        facts = held.setdefault(place.law_id, {"title": place.title, "versions": []})
        same = [one for one in facts["versions"] if _id(place.law_id, one) == place.version_id]
        every = sorted(numbers.union(*map(_numbers, same)))
        facts["versions"] = [one for one in facts["versions"] if one not in same]
        facts["versions"].append(
            {
                "published": place.published.isoformat() if place.published else None,
                "effective": place.effective.isoformat() if place.effective else None,
                "articles": [f"{n}-{i}" if i else f"{n}..{n}" for n, i in every],
            }
        )
        _keep(connection, place.law_id, facts)


def settle(connection: sqlite3.Connection, registry: Registry) -> bool:
    """Puts texts where they belong that older programs, or a registry that knew less, kept as another version.

    Returns whether there were any; where the right version holds an article already, that one stays.
    """
    moves = []
    for law, facts in of(connection).items():
        for version in facts["versions"]:
            place = place_of(registry, Asked(facts["title"], *_days(version)), _numbers(version))
            if isinstance(place, Place) and place.version_id != _id(law, version):
                moves.append((law, version, place))
    for law, version, place in moves:
        old = _id(law, version)
        connection.execute(
            "UPDATE OR IGNORE articles SET law_id = ?, version_id = ? WHERE version_id = ?",
            (place.law_id, place.version_id, old),
        )
        connection.execute("DELETE FROM articles WHERE version_id = ?", (old,))
        facts = of(connection)[law]
        facts["versions"].remove(version)
        _keep(connection, law, facts)
        if not known_by(registry, place):
            record(connection, {place: _numbers(version)})
    return bool(moves)


def _keep(connection: sqlite3.Connection, law: str, facts: Mapping[str, Any]) -> None:
    if facts["versions"]:
        row = (law, json.dumps(facts, ensure_ascii=False))
        connection.execute("INSERT OR REPLACE INTO works VALUES (?, ?)", row)
    else:
        connection.execute("DELETE FROM works WHERE law_id = ?", (law,))


def _days(version: Mapping[str, Any]) -> tuple[date | None, date | None]:
    published, effective = (version.get(name) for name in ("published", "effective"))
    return (
        date.fromisoformat(published) if published else None,
        date.fromisoformat(effective) if effective else None,
    )


def _id(law: str, version: Mapping[str, Any]) -> str:
    return version_id(law, *_days(version))


def _numbers(version: Mapping[str, Any]) -> Numbers:
    """The articles of a kept version: ``7..7`` and ``7-1``."""
    return read_work({"title": "", "versions": [version]}).versions[0].numbers
