"""Makes the related list of one article after the other; what is learnt for one serves the next."""

from __future__ import annotations

import heapq
import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import rjieba

from pipeline.store.groups import groups
from pipeline.store.likeness import TITLE, Profiler, Vector, likeness, shared, towards
from pipeline.store.terms import Frequencies
from pipeline.store.times import dumps

KEEP = 12  # rows of an article: ten to show, and two in reserve for what turns out to be a copy
CANDIDATES = 60  # that are compared
LOOK_UP = 32  # terms that are looked up
POSTINGS = 300  # articles taken for a term, the latest; so common a term brings no better ones
FROM_PROVISION = 20  # articles taken for a provision
PROVISION_POINTS, LINKED_POINTS = 2, 100  # for being a candidate; a term gives 1
RARE_PROVISION = 200  # a provision that more articles cite brings none
NEIGHBOURS, NEIGHBOUR_SHARE = 5, 0.7  # compared once more from a point moved so far towards the nearest
PROVISION = 0.1  # of a shared provision that hardly any other article cites
PROVISIONS_MOST = 0.3  # … of all of them together
SITE_LINK = 0.15  # the site itself calls the two related
SAME_CATEGORY = 0.02
OFF_TOPIC = 0.7  # of the score, for an article off topic beside one on topic
LEAST = 0.05  # score, category aside, below which nothing is related
PER_GROUP = 2  # of one group of copies
WORDS = 5  # that a reason names
_CACHE = 50_000  # profiles and postings kept in memory


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is compared of an article, beside its groups."""

    vector: Vector
    category: str | None
    on_topic: bool
    url_key: str
    provisions: frozenset[tuple[str, int, int]]


class Linker:
    """Links articles of one database. The articles must be stored, cited laws and copies included."""

    def __init__(self, connection: sqlite3.Connection, batch: Iterable[int]) -> None:
        """``batch``: all that will be linked; they need no link back, because each finds the others by itself."""
        self._connection = connection
        self._batch = frozenset(batch)
        frequencies = Frequencies(connection)
        self._articles = frequencies.articles
        self._profiler = Profiler(frequencies.common(), self._articles)
        self._facts: dict[int, _Facts] = {}
        self._postings: dict[str, tuple[int, ...]] = {}
        self._cited: dict[tuple[str, int, int], tuple[int, ...]] = {}
        self._roots: dict[int, int] = {}  # article → original of its group

    def link(self, article_id: int) -> bool:
        """Write the list of one article and give links back; False where there is no such article."""
        for cache in (self._facts, self._postings, self._cited, self._roots):
            if len(cache) > _CACHE:
                cache.clear()
        self._facts.pop(article_id, None)
        self._load([article_id])
        if article_id not in self._facts:
            return False
        linked = self._linked(article_id)
        ranked = self._compare(article_id, self._candidates(article_id, linked), linked)
        self._connection.execute("DELETE FROM related WHERE article_id = ?", (article_id,))
        self._write([(article_id, other, score, reasons) for other, score, reasons in ranked])
        self._give_back(article_id, ranked)
        self._connection.execute(
            "INSERT OR REPLACE INTO related_state (article_id, articles) VALUES (?, ?)", (article_id, self._articles)
        )
        return True

    # ----------------------------------------------------------------------------------------------------- candidates

    def _candidates(self, article_id: int, linked: Iterable[int]) -> list[int]:
        """Ids of what may be related, without copies, best first."""
        own = self._facts[article_id]
        terms = [(value, term) for term, value in own.vector.items() if len(term) > 1 and term[0] != TITLE]
        points = Counter(chain.from_iterable([self._having(term) for _, term in heapq.nlargest(LOOK_UP, terms)]))
        for provision in own.provisions:
            citing = self._citing(provision)
            if len(citing) <= RARE_PROVISION:
                points.update(dict.fromkeys(citing[:FROM_PROVISION], PROVISION_POINTS))
        points.update(dict.fromkeys(linked, LINKED_POINTS))
        del points[article_id]
        best = sorted(points.items(), key=lambda item: (-item[1], -item[0]))[: len(points) // 2 + CANDIDATES]
        return self._without_copies(article_id, [one for one, _ in best])

    def _without_copies(self, article_id: int, best: Sequence[int]) -> list[int]:
        """The first CANDIDATES that are no copies of the article, nor too many copies of each other."""
        out: list[int] = []
        seen: Counter[int] = Counter([self._root(article_id)] * PER_GROUP)
        for start in range(0, len(best), 2 * CANDIDATES):
            self._learn_roots(best[start : start + 2 * CANDIDATES])
            for one in best[start : start + 2 * CANDIDATES]:
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
        self._roots.update(groups(self._connection, [one for one in article_ids if one not in self._roots]))

    def _having(self, term: str) -> tuple[int, ...]:
        if term not in self._postings:
            rows = self._connection.execute(
                "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid DESC LIMIT ?",
                (f'"{term}"', POSTINGS),
            )
            self._postings[term] = tuple([row[0] for row in rows])
        return self._postings[term]

    def _citing(self, provision: tuple[str, int, int]) -> tuple[int, ...]:
        """The articles that cite a provision, the latest first; one more than RARE_PROVISION at most."""
        if provision not in self._cited:
            rows = self._connection.execute(
                "SELECT DISTINCT article_id FROM citations WHERE law_id = ? AND article = ? AND inserted = ?"
                " ORDER BY article_id DESC LIMIT ?",
                (*provision, RARE_PROVISION + 1),
            )
            self._cited[provision] = tuple([row[0] for row in rows])
        return self._cited[provision]

    def _linked(self, article_id: int) -> frozenset[int]:
        """Articles that the site's own list on this one names, or on whose list this one is."""
        rows = self._connection.execute(_LINKED, (article_id, article_id))
        return frozenset(row[0] for row in rows)

    # ------------------------------------------------------------------------------------------------------- compare

    def _compare(
        self, article_id: int, candidates: Sequence[int], linked: frozenset[int]
    ) -> list[tuple[int, float, list[str]]]:
        """(article, score, reasons), best first."""
        self._load(candidates)
        own = self._facts[article_id]
        known = [(one, self._facts[one]) for one in candidates]
        near = heapq.nlargest(NEIGHBOURS, [(likeness(own.vector, facts.vector), one) for one, facts in known])
        moved = towards(own.vector, [(score, self._facts[one].vector) for score, one in near], NEIGHBOUR_SHARE)
        scored = []
        for one, facts in known:
            score = likeness(moved, facts.vector) + self._laws(own, facts) + SITE_LINK * (one in linked)
            if score < LEAST:
                continue
            score += SAME_CATEGORY * bool(own.category and own.category == facts.category)
            scored.append((score * (OFF_TOPIC if own.on_topic and not facts.on_topic else 1.0), one))
        best = heapq.nlargest(KEEP, scored)
        return [(one, score, self._reasons(own, self._facts[one], one in linked)) for score, one in best]

    def _laws(self, own: _Facts, other: _Facts) -> float:
        total = sum(self._rarity(provision) for provision in own.provisions & other.provisions)
        return min(PROVISIONS_MOST, PROVISION * total)

    def _rarity(self, provision: tuple[str, int, int]) -> float:
        """1 for a provision that two articles cite, less for one that many do."""
        if self._articles < 3:
            return 0.0
        return max(0.0, math.log(self._articles / max(2, len(self._citing(provision)))) / math.log(self._articles / 2))

    def _reasons(self, own: _Facts, other: _Facts, linked: bool) -> list[str]:
        out = []
        words = [term for term in shared(own.vector, other.vector, 4 * WORDS) if rjieba.has_word(term)]
        if words:
            out.append(f"共同的词：{'、'.join(words[:WORDS])}")
        both = sorted(own.provisions & other.provisions, key=lambda one: (-self._rarity(one), one))
        if both:
            names = [
                f"{law.rpartition('/')[2]}第{number}条{f'之{added}' if added else ''}" for law, number, added in both
            ]
            out.append(f"都引用：{'、'.join(names[:3])}")
        if linked:
            out.append("网站列为相关")
        if own.category and own.category == other.category:
            out.append(f"同一栏目：{own.category}")
        return out

    # ------------------------------------------------------------------------------------------------ read and write

    def _load(self, article_ids: Sequence[int]) -> None:
        missing = [one for one in article_ids if one not in self._facts]
        if not missing:
            return
        places = ", ".join("?" * len(missing))
        provisions: dict[int, set[tuple[str, int, int]]] = {}
        for article, law, number, inserted in self._connection.execute(
            "SELECT article_id, law_id, article, inserted FROM citations"
            f" WHERE article_id IN ({places}) AND law_id IS NOT NULL AND article IS NOT NULL",
            missing,
        ):
            provisions.setdefault(article, set()).add((law, number, inserted))
        for one, title, body, category, on_topic, url_key in self._connection.execute(
            f"SELECT id, title, body, category, on_topic, url_key FROM articles WHERE id IN ({places})", missing
        ):
            vector = self._profiler.vector(title, body)
            cited = frozenset(provisions.get(one, ()))
            self._facts[one] = _Facts(vector, category, bool(on_topic), url_key, cited)

    def _write(self, rows: Sequence[tuple[int, int, float, list[str]]]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO related (article_id, related_id, score, reasons) VALUES (?, ?, ?, ?)",
            [(one, other, round(score, 4), dumps(reasons)) for one, other, score, reasons in rows],
        )

    def _give_back(self, article_id: int, ranked: Sequence[tuple[int, float, list[str]]]) -> None:
        """Each article found gets this one in its list too, if that is not full of better ones."""
        for other, score, reasons in ranked:
            if other in self._batch:
                continue
            rows = self._connection.execute(
                "SELECT related_id, score FROM related WHERE article_id = ? ORDER BY score, related_id DESC", (other,)
            ).fetchall()
            known = dict(tuple(row) for row in rows)
            if len(rows) >= KEEP and article_id not in known:
                worst, least = rows[0]
                if least >= score:
                    continue
                self._connection.execute("DELETE FROM related WHERE article_id = ? AND related_id = ?", (other, worst))
            self._write([(other, article_id, score, reasons)])


_LINKED = """
    SELECT a.id FROM site_links AS s JOIN articles AS a ON a.url = s.url WHERE s.article_id = ?
    UNION
    SELECT s.article_id FROM articles AS a JOIN site_links AS s ON s.url = a.url WHERE a.id = ?
"""
