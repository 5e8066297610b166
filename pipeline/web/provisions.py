"""A law or one article of it: what its page shows, and how it is named and addressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from pipeline import labels, laws
from pipeline.errors import StoreError
from pipeline.store import Store
from pipeline.store.laws import LawVersion
from pipeline.store.library import STATUTES
from pipeline.store.search.query import MAX_LENGTH
from pipeline.store.statutes import open_statutes
from pipeline.web.diff import difference
from pipeline.web.markup import differing
from pipeline.web.messages import Words

PROVISIONS = 60  # of a law
AT_ONCE = 20  # provisions of one question that are named


@dataclass(frozen=True, slots=True)
class Wanted:
    """A law (by any of its names), or one article of it."""

    law: str
    article: int | None = None
    inserted: int = 0


@dataclass(frozen=True, slots=True)
class VersionText:
    """One version of a provision. ``changes``: against the version before; None where that says the same or is not held."""

    version: LawVersion
    has: bool | None  # whether the version has the article; None: not known
    text: str | None
    changes: Markup | None = None
    same: bool = False


def name(words: Words, law: str | None, article: int | None = None, inserted: int = 0) -> str:
    """A provision in words."""
    return labels.provision(law or words("cite.unknown"), article, inserted)


def address(
    path: Callable[[str], str], law_id: str | None, article: int | None = None, inserted: int = 0
) -> str | None:
    """Of its page; None for what is no known law."""
    if not law_id:
        return None
    values = {"id": law_id, **({"article": article} if article else {}), **({"inserted": inserted} if inserted else {})}
    return str(path(f"/law?{urlencode(values)}"))


def wanted(args: Any) -> tuple[Wanted, ...]:
    """From ``id``, ``article``, ``inserted``, or from ``q`` as a person writes it (民法典第675条, 第675条至第677条, several)."""
    if args.get("id"):
        return (Wanted(args["id"][:200], _whole(args.get("article")), _whole(args.get("inserted")) or 0),)
    text = (args.get("q") or "").strip()[:MAX_LENGTH]
    if not text:
        return ()
    found = laws.parse_provisions(text)
    return tuple(Wanted(one.law_id, one.article, one.inserted) for one in found) or (Wanted(text[:200]),)


def counted(store: Store, *, wanted: Wanted) -> dict[str, Any] | None:
    """What is counted over all citations of it; None for a law that nobody knows."""
    own = store.laws.find(wanted.law)
    if own is None:
        return None
    where = (own, wanted.article, wanted.inserted)
    return {
        "law_id": own,
        "judged": store.reading.judged(*where),
        "together": store.laws.together(*where),
        "law": store.laws.show(own, article=wanted.article, inserted=wanted.inserted, limit=PROVISIONS, citing=False),
    }


def read(store: Store, *, wanted: Wanted, statutes: Path | None, limit: int, offset: int) -> dict[str, Any]:
    """Who cites it, and its text in each version."""
    own = store.laws.find(wanted.law) or wanted.law
    law = store.laws.versions(own)
    texts = _texts(law, wanted, statutes)
    return {
        "citing": store.reading.citing(own, wanted.article, wanted.inserted, limit=limit, offset=offset),
        "texts": texts,
        "held": any(one.text for one in texts),
    }


def beside(database: str | None) -> Path | None:
    """The file with the texts of statutes, if there is one."""
    file = Path(database).parent / STATUTES if database else None
    return file if file and file.exists() else None


def _texts(versions: tuple[LawVersion, ...], wanted: Wanted, statutes: Path | None) -> list[VersionText]:
    """The provision in each version, the newest first; [] for a whole law."""
    if wanted.article is None:
        return []
    out: list[VersionText] = []
    before: str | None = None
    texts = _held(versions, wanted, statutes)
    for version in versions:
        text = texts.get(version.version)
        has = True if text else _has(version, wanted)
        changed = text is not None and before is not None and text != before
        changes = differing(difference(before, text)) if changed and before and text else None
        out.append(VersionText(version, has, text, changes, text is not None and text == before))
        before = text or before
    return out[::-1]


def _held(versions: tuple[LawVersion, ...], wanted: Wanted, statutes: Path | None) -> dict[str, str]:
    if statutes is None or wanted.article is None:
        return {}
    try:
        with open_statutes(statutes) as held:
            found = {one.version: held.article(one.version, wanted.article, wanted.inserted) for one in versions}
    except StoreError:  # a file that is being made, or is something else: as if there were none
        return {}
    return {version: text for version, text in found.items() if text}


def _has(version: LawVersion, wanted: Wanted) -> bool | None:
    """By the numbers the version has: ``1..1260``, ``7``, ``293-1``."""
    if not version.articles:
        return None
    for span in version.articles:
        first, _, last = span.partition("..")
        number, _, inserted = first.partition("-")
        if wanted.inserted:
            if span == f"{wanted.article}-{wanted.inserted}":
                return True
        elif not inserted and int(number) <= (wanted.article or 0) <= int(last or number):
            return True
    return False


def in_force(version: LawVersion, day: date) -> bool:
    """Whether a version is law on a day, as far as its dates say."""
    return (version.effective or version.published or "") <= day.isoformat() and not (
        version.expired and version.expired <= day.isoformat()
    )


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None
