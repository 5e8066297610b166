"""A site held against its own history: has its layout changed, so that we read it wrongly or not at all? Pure."""

from __future__ import annotations

import statistics
from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.models import Failure, Record

EXAMPLES = 3  # URLs named with a warning
ENOUGH = 5  # pages of a sort before their share says anything
HISTORY = 10  # runs looked back on


@dataclass(slots=True)
class Observed:
    """What one run saw of a site, as far as it tells whether we still read it right."""

    counts: Counter[str] = field(default_factory=Counter)  # articles, empty, undated, failed, pages, lists, named
    lengths: array[int] = field(default_factory=lambda: array("L"))  # characters of the bodies
    examples: dict[str, list[str]] = field(default_factory=dict)

    def page(self, url: str, answer: object, *, was_article: bool = False) -> None:
        """Note an answer. ``was_article``: at the last visit there was one, so a page without is read wrongly, or empty."""
        self.counts["pages"] += 1
        if isinstance(answer, Record):
            self.counts["articles"] += 1
            self.lengths.append(len(answer.article.body))
            if answer.article.published_at is None:
                self._note("undated", url)
            self._example("articles", url)
        elif isinstance(answer, Failure) and (
            answer.reason in ("empty_body", "no_title") or (was_article and answer.reason == "not_article")
        ):
            self.counts["articles"] += 1
            self._note("empty", url)
        elif isinstance(answer, Failure) and answer.stage == "fetch":
            self._note("failed", url)

    def listing(self, url: str, articles: int) -> None:
        """Note a list page and how many articles it named."""
        self.counts["lists"] += 1
        self.counts["named"] += articles
        if not articles:
            self._example("barren", url)

    def summary(self) -> dict[str, int]:
        """What is kept of it in ``runs``, to compare later runs with."""
        length = round(statistics.median(self.lengths)) if self.lengths else 0
        return {**self.counts, "length": length}

    def _note(self, what: str, url: str) -> None:
        self.counts[what] += 1
        self._example(what, url)

    def _example(self, what: str, url: str) -> None:
        if len(urls := self.examples.setdefault(what, [])) < EXAMPLES:
            urls.append(url)


def _share(part: str, whole: str) -> Callable[[Mapping[str, int]], float | None]:
    """The share of one count in another; None where there are too few to say."""

    def share(seen: Mapping[str, int]) -> float | None:
        total = seen.get(whole, 0)
        return seen.get(part, 0) / total if total >= ENOUGH else None

    return share


@dataclass(frozen=True, slots=True)
class Symptom:
    """A figure that is wrong when it is beyond ``limit`` now and was not half as bad as that, in the median, before."""

    name: str
    figure: Callable[[Mapping[str, int]], float | None]
    limit: float
    examples: str
    text: str


SYMPTOMS = (
    Symptom("empty", _share("empty", "articles"), 0.2, "empty", "{:.0%} 的文章页没有取到正文或标题"),
    Symptom("undated", _share("undated", "articles"), 0.5, "undated", "{:.0%} 的文章没有日期"),
    Symptom("failed", _share("failed", "pages"), 0.3, "failed", "{:.0%} 的页面取不到"),
)
SHRUNK = 0.4  # of the usual length of a body: the extraction has lost something


def warnings(now: Observed, history: Sequence[Mapping[str, int]]) -> list[str]:
    """What is amiss, one sentence each, with examples. Nothing is said without a history to compare with."""
    seen = now.summary()
    found = []
    for symptom in SYMPTOMS:
        value = symptom.figure(seen)
        usual = [figure for one in history if (figure := symptom.figure(one)) is not None]
        if value is not None and usual and value >= symptom.limit and statistics.median(usual) <= symptom.limit / 2:
            found.append(
                f"{symptom.text.format(value)}（以往 {statistics.median(usual):.0%}）" + _urls(now, symptom.examples)
            )
    lengths = [one["length"] for one in history if one.get("articles", 0) >= ENOUGH and one.get("length")]
    if lengths and seen.get("articles", 0) >= ENOUGH and 0 < seen["length"] < SHRUNK * statistics.median(lengths):
        found.append(f"正文只有 {seen['length']} 字（以往 {statistics.median(lengths):.0f}）" + _urls(now, "articles"))
    named = [one["named"] for one in history if one.get("lists")]
    if named and seen.get("lists") and not seen.get("named") and statistics.median(named) > 0:
        found.append(f"列表页上不再有文章（以往 {statistics.median(named):.0f} 篇）" + _urls(now, "barren"))
    return found


def _urls(now: Observed, what: str) -> str:
    urls = now.examples.get(what, [])[:EXAMPLES]
    return "：" + " ".join(urls) if urls else ""
