"""Makes the related list of one article after the other; what is learnt for one serves the next."""

from __future__ import annotations

import heapq
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline import text
from pipeline.store import reasons
from pipeline.store.groups import SAME_CONTENT, groups
from pipeline.store.index import KEEP_VECTOR
from pipeline.store.times import dumps
from pipeline.store.topics import Topics
from pipeline.store.vectors import Comparer, Numbers, Profile, Vector, Vectors, Weights

KEEP = 12  # rows of an article: ten to show, and two in reserve for what turns out to be a copy
CANDIDATES = 100  # that are compared
PORTION = 200  # of what may be one, whose copies are looked up at once
LOOK_UP = 20  # terms that are looked up, the heaviest; more bring no better ones
POSTINGS = 300  # articles taken for a term, the latest; so common a term brings no better ones
FROM_PROVISION = 20  # articles taken for a provision
PROVISION_POINTS, LINKED_POINTS = 0.3, 100.0  # for being a candidate; a term gives the square of its value
RARE_PROVISION = 200  # a provision that more articles cite brings none
NEIGHBOURS, NEIGHBOUR_SHARE = 5, 0.4  # compared once more from a point moved so far towards the nearest
PROVISION = 0.05  # of a shared provision that hardly any other article cites
PROVISIONS_MOST = 0.2  # … of all of them together
SITE_LINK = 0.15  # the site itself calls the two related
SAME_CATEGORY = 0.02
TOPICAL = 40  # candidates that are compared by it, the best by words
TOPICS = 0.8  # of how alike the two are by what they are about (store.topics)
OFF_TOPIC = 0.7  # of the score, for an article off topic beside one on topic
LEAST = 0.05  # score, category aside, below which nothing is related
PER_GROUP = 2  # of one group of copies
STALE = 3  # times the articles there were: an older vector is made anew when it is needed
_CACHE = 50_000  # vectors and postings kept in memory

Provision = tuple[str, int, int]
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is compared of an article, beside its groups."""

    packed: bytes  # Vector.packed
    category: str | None
    on_topic: bool
    provisions: frozenset[Provision]


class Linker:
    """Links articles of one database. The articles must be stored, cited laws and copies included."""

    def __init__(self, connection: sqlite3.Connection, batch: Iterable[int]) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._cursor.row_factory = None  # thousands of ids are read: plain tuples
        self._batch = frozenset(batch)
        (last,) = self._read("SELECT coalesce(max(id), 0) FROM articles").fetchone()
        self._articles: int = max(last, 1)
        weights, topics = self._read("SELECT packed, topics FROM term_weights").fetchone()
        self._weights, self._topics = Weights.unpacked(weights), Topics.unpacked(topics)
        self._comparer = Comparer()
        self._facts: dict[int, _Facts] = {}
        self._topical: dict[int, Numbers] = {}
        self._postings: dict[str, Ids] = {}
        self._cited: dict[Provision, tuple[int, ...]] = {}
        self._rarities: dict[Provision, float] = {}
        self._roots: dict[int, int] = {}  # article → original of its group

    def _read(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        return self._cursor.execute(sql, values)

    def link(self, article_id: int) -> bool:
        """Write the list of one article and give links back; False where there is no such article."""
        for cache in (self._facts, self._topical, self._postings, self._cited, self._rarities, self._roots):
            if len(cache) > _CACHE:
                cache.clear()
        row = self._read("SELECT title, body FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            return False
        profile = self._weights.profile(*row)
        self._keep(article_id, profile.vector.packed())
        self._facts.pop(article_id, None)
        self._topical.pop(article_id, None)
        self._load([article_id])
        linked = self._linked(article_id)
        words = reasons.Words(text.fold("\n".join(row)), profile)
        ranked = self._compare(article_id, self._candidates(article_id, profile, linked), linked, words)
        self._connection.execute("DELETE FROM related WHERE article_id = ?", (article_id,))
        self._write([(article_id, other, score, why) for other, score, why in ranked])
        self._give_back(article_id, ranked)
        self._connection.execute(
            "INSERT OR REPLACE INTO related_state (article_id, articles) VALUES (?, ?)", (article_id, self._articles)
        )
        return True

    # ----------------------------------------------------------------------------------------------------- candidates

    def _candidates(self, article_id: int, profile: Profile, linked: Iterable[int]) -> list[int]:
        """Ids of what may be related, without copies, best first."""
        found = [(self._having(term), value * value) for term, _, value in profile.terms[:LOOK_UP]]
        for provision in self._facts[article_id].provisions:
            citing = self._citing(provision)
            if len(citing) <= RARE_PROVISION:
                found.append((_ids(citing[:FROM_PROVISION]), PROVISION_POINTS))
        found.append((_ids(linked), LINKED_POINTS))
        every, where = np.unique(np.concatenate([ids for ids, _ in found]), return_inverse=True)
        worth = np.repeat([worth for _, worth in found], [len(ids) for ids, _ in found])
        return self._without_copies(article_id, _in_order(every, np.asarray(np.bincount(where, worth), float)))

    def _without_copies(self, article_id: int, portions: Iterable[list[int]]) -> list[int]:
        """The first CANDIDATES that are no copies of the article, nor too many copies of each other."""
        out: list[int] = []
        seen: Counter[int] = Counter([self._root(article_id)] * PER_GROUP)
        for portion in portions:
            self._learn_roots(portion)
            for one in portion:
                if one == article_id:
                    continue
                root = self._roots[one]
                seen[root] += 1
                if seen[root] <= PER_GROUP:
                    out.append(one)
                    if len(out) == CANDIDATES:
                        return out
        return out

    def _root(self, article_id: int) -> int:
        self._learn_roots([article_id])
        return self._roots[article_id]

    def _learn_roots(self, article_ids: Sequence[int]) -> None:
        new = [one for one in article_ids if one not in self._roots]
        self._roots.update(groups(self._connection, new, SAME_CONTENT))

    def _having(self, term: str) -> Ids:
        if term not in self._postings:
            rows = self._read(
                "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid DESC LIMIT ?",
                (f'"{term}"', POSTINGS),
            )
            self._postings[term] = _ids([row[0] for row in rows])
        return self._postings[term]

    def _citing(self, provision: Provision) -> tuple[int, ...]:
        """The articles that cite a provision, the latest first; one more than RARE_PROVISION at most."""
        if provision not in self._cited:
            rows = self._read(
                "SELECT DISTINCT article_id FROM citations WHERE law_id = ? AND article = ? AND inserted = ?"
                " ORDER BY article_id DESC LIMIT ?",
                (*provision, RARE_PROVISION + 1),
            )
            self._cited[provision] = tuple([row[0] for row in rows])
        return self._cited[provision]

    def _linked(self, article_id: int) -> frozenset[int]:
        """Articles that the site's own list on this one names, or on whose list this one is."""
        return frozenset(row[0] for row in self._read(_LINKED, (article_id, article_id)))

    # ------------------------------------------------------------------------------------------------------- compare

    def _compare(
        self, article_id: int, candidates: Sequence[int], linked: frozenset[int], words: reasons.Words
    ) -> list[tuple[int, float, list[str]]]:
        """(article, score, reasons), best first."""
        self._load(candidates)
        own = self._facts[article_id]
        known = [(one, self._facts[one]) for one in candidates]
        vector = Vector.unpacked(own.packed)
        vectors = Vectors([facts.packed for _, facts in known])
        close = self._comparer.likeness([(1.0, vector)], vectors)
        nearest = np.argsort(-close, kind="stable")[:NEIGHBOURS]
        total = float(np.sum(close[nearest])) or 1.0
        moved = [(NEIGHBOUR_SHARE * float(close[one]) / total, vectors.vector(one)) for one in nearest.tolist()]
        again = self._comparer.likeness([(1.0, vector), *moved], vectors).tolist()
        by_words = []
        for place, ((one, facts), score) in enumerate(zip(known, again, strict=True)):
            score += self._laws(own, facts) + SITE_LINK * (one in linked)
            if score >= LEAST:
                by_words.append((score, one, place))
        foremost = heapq.nlargest(TOPICAL, by_words)
        topics = self._about([article_id, *(one for _, one, _ in foremost)])
        scored = []
        for (score, one, place), alike in zip(foremost, (topics[1:] @ topics[0]).tolist(), strict=True):
            facts = known[place][1]
            score += TOPICS * alike + SAME_CATEGORY * bool(own.category and own.category == facts.category)
            scored.append((score * (OFF_TOPIC if own.on_topic and not facts.on_topic else 1.0), one, place))
        return [
            (one, score, self._reasons(own, known[place][1], one in linked, words.shared(vectors.vector(place).places)))
            for score, one, place in heapq.nlargest(KEEP, scored)
        ]

    def _about(self, article_ids: Sequence[int]) -> Numbers:
        """What articles that are loaded are about: a row of topics for each."""
        new = [one for one in article_ids if one not in self._topical]
        if new:
            rows = self._topics.of(Vectors([self._facts[one].packed for one in new]))
            self._topical.update(zip(new, rows, strict=True))
        return np.stack([self._topical[one] for one in article_ids])

    def _laws(self, own: _Facts, other: _Facts) -> float:
        total = sum(self._rarity(provision) for provision in own.provisions & other.provisions)
        return min(PROVISIONS_MOST, PROVISION * total)

    def _rarity(self, provision: Provision) -> float:
        """1 for a provision that two articles cite, less for one that many do."""
        known = self._rarities.get(provision)
        if known is None:
            citing = max(2, len(self._citing(provision)))
            share = math.log(self._articles / citing) / math.log(self._articles / 2) if self._articles > 2 else 0.0
            known = self._rarities[provision] = max(0.0, share)
        return known

    def _reasons(self, own: _Facts, other: _Facts, linked: bool, words: Sequence[str]) -> list[str]:
        both = sorted(own.provisions & other.provisions, key=lambda one: (-self._rarity(one), one))
        category = own.category if own.category == other.category else None
        return reasons.told(words, both, linked=linked, category=category)

    # ------------------------------------------------------------------------------------------------ read and write

    def _load(self, article_ids: Sequence[int]) -> None:
        missing = [one for one in article_ids if one not in self._facts]
        if not missing:
            return
        places = ", ".join("?" * len(missing))
        provisions: dict[int, set[Provision]] = {}
        for article, law, number, inserted in self._read(
            "SELECT article_id, law_id, article, inserted FROM citations"
            f" WHERE article_id IN ({places}) AND law_id IS NOT NULL AND article IS NOT NULL",
            missing,
        ):
            provisions.setdefault(article, set()).add((law, number, inserted))
        for one, category, on_topic, made, packed in self._read(_FACTS.format(places=places), missing).fetchall():
            if packed is None or made * STALE < self._articles:
                packed = self._weights.vector(*self._read(_TEXT, (one,)).fetchone()).packed()
                self._keep(one, packed)
            self._facts[one] = _Facts(packed, category, bool(on_topic), frozenset(provisions.get(one, ())))

    def _keep(self, article_id: int, packed: bytes) -> None:
        self._connection.execute(KEEP_VECTOR, (article_id, self._articles, packed))

    def _write(self, rows: Sequence[tuple[int, int, float, list[str]]]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO related (article_id, related_id, score, reasons) VALUES (?, ?, ?, ?)",
            [(one, other, round(score, 4), dumps(why)) for one, other, score, why in rows],
        )

    def _give_back(self, article_id: int, ranked: Sequence[tuple[int, float, list[str]]]) -> None:
        """Each article found gets this one in its list too, if that is not full of better ones."""
        others = [one for one, _, _ in ranked if one not in self._batch]
        lists: dict[int, list[tuple[float, int]]] = {}
        for one, score, related in self._read(_LISTS.format(places=", ".join("?" * len(others))), others):
            lists.setdefault(one, []).append((score, -related))
        given, dropped = [], []
        for other, score, why in ranked:
            if other in self._batch:
                continue
            rows = lists.get(other, ())
            if len(rows) >= KEEP and all(-negative != article_id for _, negative in rows):
                least, negative = min(rows)
                if least >= score:
                    continue
                dropped.append((other, -negative))
            given.append((other, article_id, score, why))
        self._connection.executemany("DELETE FROM related WHERE article_id = ? AND related_id = ?", dropped)
        self._write(given)


def _ids(numbers: Iterable[int]) -> Ids:
    return np.array(list(numbers), np.int64)


def _in_order(ids: Ids, points: NDArray[np.float64]) -> Iterator[list[int]]:
    """Portions of ids, those with most points first, of equal ones the newest."""
    while len(ids):
        least = np.partition(points, -PORTION)[-PORTION] if len(ids) > PORTION else -math.inf
        best = points >= least
        yield ids[best][np.lexsort((ids[best], points[best]))[::-1]].tolist()
        ids, points = ids[~best], points[~best]


_TEXT = "SELECT title, body FROM articles WHERE id = ?"
_FACTS = """
    SELECT a.id, a.category, a.on_topic, v.articles, v.packed
    FROM articles AS a LEFT JOIN article_vectors AS v ON v.article_id = a.id WHERE a.id IN ({places})
"""
_LISTS = "SELECT article_id, score, related_id FROM related WHERE article_id IN ({places})"
_LINKED = """
    SELECT a.id FROM site_links AS s JOIN articles AS a ON a.url = s.url WHERE s.article_id = ?
    UNION
    SELECT s.article_id FROM articles AS a JOIN site_links AS s ON s.url = a.url WHERE a.id = ?
"""
