"""What orders the best candidates of a query. Pure.

The index finds candidates by bm25 over bigrams. These are scored again by three readings of the query: bigrams, words
(as rjieba cuts them) and single characters. A question's are also scored by their best sentence (an answer that says it
in one place is better than one that has the words scattered), by how many of its telling words they have at all, and by
how many they begin with: what only asks (怎么, 是什么) must not make up for a word that says what it is about. It is read in
the law's terms too (search.expansion), and what a provision scores depends on its law (search.authority). Its best candidates
are cut into words themselves, because a word of one character (人, 被, 不) stands by chance in most texts.
Measured by tests/benchmarks/retrieval.py; weights chosen on one part of its questions, checked on another.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline import text

K1, B = 1.2, 0.75  # bm25's own: how soon a word that is repeated stops to count, how much length counts
ALONE = 0.3  # share of the articles with a character in which it is a word by itself
BIGRAMS_OF_QUESTION = 0.5  # of a question's bigrams, beside words and characters (1): every second one spans two words
SENTENCE_WEIGHT = 1.0  # of the best sentence
TOLD_WEIGHT = 1.0  # of a telling word that the article has, however often …
BEGINNING_WEIGHT = 1.5  # … and of one in its first BEGINNING characters, where it says what it is about
BEGINNING = 60
CUT = 20  # candidates of a question that are cut into words: a quarter of a millisecond for 500 characters …
CUT_LENGTH = 2000  # … of which so many are read
MEANT = 0.7  # of a term that means what a question says, beside one that it says
TITLE = 3.0  # a word in the title counts as this many in the body …
TITLE_OF_ANSWER = 0.5  # … for words; a question's words in a title say less than an answer in the body
PHRASE_BONUS = 0.3  # share of the score that is added when the words stand side by side as they were written
TITLE_BONUS = 0.5  # … and when all of them stand in the title
RECENT_BONUS = 0.1  # … at most, for the newest of the candidates, fading with the years
RECENT_YEARS = 2.0
COPY_FACTOR = 0.25  # of a copy whose original is found too: what it says is said already

_SENTENCE_END = re.compile(r"[。.！!？?；;\n]+")
_SENTENCE = 200  # characters of a sentence at which its score is halved

# What asks, and is in no answer.
ASKING = frozenset("怎么 么办 怎样 怎么办 如何 吗 呢 什么 为什么 多久 多少 哪些 哪个 请问 么样 怎么样".split())
# Words that tell nothing of what an article is about, however rare they are in a small collection.
IDLE = frozenset(
    "一直 主要 自己 可以 应该 应当 如果 因为 所以 但是 而且 以及 或者 并且 然后 这个 那个 这些 那些 这种 这样 那么 没有 不是 就是 还是 已经 进行"
    " 通过 需要 可能 一定 一般 一个 一些 一种 有些 很多 许多 大家 他们 我们 你们 其他 其中 之后 之前 以后 以前 时候 情况 问题 方面 方式 办法 相关 有关"
    " 对于 关于 由于 根据 按照 出现 发生 进行 目前 现在 今天 最近 近日 其实 只要 只有 只能 必须 不要 不会 不能 会不会 是否 是不是 能否 告诉 看看 来说".split()
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One article to be scored; ``title`` and ``body`` are folded."""

    article_id: int
    title: str
    body: str
    published: float | None = None  # seconds, to compare
    copy: bool = False  # its original is among the candidates
    authority: float = 1.0  # what of its score is left to it, whatever is asked (search.authority)


@dataclass(frozen=True, slots=True)
class Units:
    """A query's texts, read in three ways: what is looked for → its weight (rare is heavy)."""

    bigrams: dict[str, float]
    words: dict[str, float]
    characters: dict[str, float]

    @property
    def telling(self) -> dict[str, float]:
        """The words that say what is asked about: of several characters, and none that only asks."""
        return {
            word: value
            for word, value in self.words.items()
            if word not in ASKING and (len(word) > 1 or not text.is_cjk(word))
        }


def weight(frequency: int, articles: int) -> float:
    """How much a term tells: bm25's inverse document frequency."""
    return math.log(1 + (max(articles, frequency) - frequency + 0.5) / (frequency + 0.5))


def tokens(source: str) -> tuple[str, ...]:
    """The bigrams, words and numbers of a text, each once, without the single last characters the index also has."""
    found: dict[str, None] = {}
    for run in text.runs(source):
        found.update(dict.fromkeys(text.ngrams(run, 2) if text.is_cjk(run[0]) else (run,)))
    return tuple(found)


def words(source: str) -> tuple[str, ...]:
    """The words of a text as rjieba cuts them, folded, each once."""
    return tuple(dict.fromkeys(word for run in text.runs(source) for word in split(run)))


def split(folded: str, *, guessing: bool = True) -> Sequence[str]:
    """The words of a folded text. The dictionary is read at the first search, not by every command that opens a store.
    ``guessing``: characters that are no word of it may be one all the same.
    """
    import rjieba

    found: Sequence[str] = rjieba.cut(folded, guessing)
    return found


def units(source: str, frequency: Callable[[str], int], articles: int, meant: Sequence[str] = ()) -> Units:
    """Read a query's text in the three ways. ``frequency`` gives the number of articles of a term. ``meant``: terms that
    the text does not have and that mean what it says.
    """

    def weighted(terms: Iterable[str]) -> dict[str, float]:
        return {term: weight(frequency(term), articles) for term in terms}

    def as_word(word: str) -> float:
        alone = len(word) == 1 and text.is_cjk(word)
        return weight(round(frequency(word) * (ALONE if alone else 1)), articles)

    runs = text.runs(source)
    characters = dict.fromkeys(char for run in runs for char in (run if text.is_cjk(run[0]) else (run,)))
    bigrams, found = weighted(tokens(source)), {word: as_word(word) for word in words(source)}
    for term in meant:
        for known, more in ((bigrams, weighted(tokens(term))), (found, {term: as_word(term)})):
            for one, value in more.items():
                known.setdefault(one, MEANT * value)
    return Units(bigrams, found, weighted(characters))


def rank(
    candidates: Sequence[Candidate], asked: Units, phrases: Sequence[str], *, question: bool
) -> list[tuple[float, int]]:
    """(score, article_id), best first. ``phrases``: the folded words as written, for words (not questions)."""
    if not candidates:
        return []
    mean = sum(len(one.title) + len(one.body) for one in candidates) / len(candidates) or 1.0
    newest = max((one.published for one in candidates if one.published is not None), default=0.0)
    together = _in_a_row(phrases) if len(phrases) > 1 else None
    telling = asked.telling

    def worth(one: Candidate, *, cut: bool) -> float:
        bonus = 1.0
        if phrases and all(phrase in one.title for phrase in phrases):
            bonus += TITLE_BONUS
        if together and (together.search(one.title) or together.search(one.body)):
            bonus += PHRASE_BONUS
        if one.published is not None:
            years = (newest - one.published) / (365.25 * 86400)
            bonus += RECENT_BONUS * 0.5 ** (years / RECENT_YEARS)
        if question:
            score = _score(one, asked, mean, TITLE_OF_ANSWER, BIGRAMS_OF_QUESTION, cut=cut)
            score += SENTENCE_WEIGHT * best_sentence(one.body, asked)[0] + _told(one, telling)
        else:
            score = _score(one, asked, mean, TITLE)
        return score * bonus * one.authority * (COPY_FACTOR if one.copy else 1.0)

    scored = _sorted([(worth(one, cut=False), one.article_id) for one in candidates])
    if not question:
        return scored
    by_id = {one.article_id: one for one in candidates}
    best = _sorted([(worth(by_id[one], cut=True), one) for _, one in scored[:CUT]])
    return [*best, *((min(score, best[-1][0]), one) for score, one in scored[CUT:])]


def _in_a_row(phrases: Sequence[str]) -> re.Pattern[str]:
    """What finds the phrases side by side in a folded text, whatever punctuation stands between their characters."""
    return re.compile(r"[\W_]*".join(map(re.escape, text.squeeze("".join(phrases)))))


def _sorted(scored: list[tuple[float, int]]) -> list[tuple[float, int]]:
    return sorted(scored, key=lambda pair: (-pair[0], pair[1]))


def _score(
    one: Candidate, asked: Units, mean: float, title: float, bigrams: float = 1.0, *, cut: bool = False
) -> float:
    """bm25 over the three readings, bigrams with this share; ``cut``: over the words that the article itself has."""
    k = K1 * (1 - B + B * (len(one.title) + len(one.body)) / mean)
    score = 0.0
    for terms, share in ((asked.bigrams, bigrams), (asked.words, 1.0), (asked.characters, 1.0)):
        in_title: Callable[[str], int] = one.title.count
        in_body: Callable[[str], int] = one.body.count
        if cut and terms is asked.words:
            in_title, in_body = _count_words(one.title), _count_words(one.body[:CUT_LENGTH])
        for term, value in terms.items():
            count = in_body(term) + title * in_title(term)
            if count:
                score += share * value * count * (K1 + 1) / (count + k)
    return score


def _count_words(folded: str) -> Callable[[str], int]:
    """How often a text has a word, as rjieba cuts it."""
    return Counter(split(folded)).__getitem__


def _told(one: Candidate, telling: dict[str, float]) -> float:
    """What of a question's telling words an article has, and has at its beginning."""
    beginning = one.body[:BEGINNING]
    score = 0.0
    for word, value in telling.items():
        if word in beginning:
            score += (TOLD_WEIGHT + BEGINNING_WEIGHT) * value
        elif word in one.body or word in one.title:
            score += TOLD_WEIGHT * value
    return score


def best_sentence(body: str, asked: Units) -> tuple[float, int]:
    """(score, offset) of the sentence that has most of what is asked, for its length."""
    present = [(term, value) for term, value in asked.bigrams.items() if term in body]
    if not present:
        return 0.0, 0
    ends = [*(found.start() for found in _SENTENCE_END.finditer(body)), len(body)]
    scores = [0.0] * len(ends)
    for term, value in present:  # from one sentence that has it to the next: most have none of them
        at = body.find(term)
        while at >= 0:
            sentence = bisect_left(ends, at)
            end = ends[sentence]
            if at + len(term) <= end:
                scores[sentence] += value
                at = body.find(term, end)
            else:  # it stands across the end
                at = body.find(term, at + 1)
    best, offset, start = 0.0, 0, 0
    for end, score in zip(ends, scores, strict=True):
        score /= 1 + (end - start) / _SENTENCE
        if score > best:
            best, offset = score, start
        start = end + 1
    return best, offset
