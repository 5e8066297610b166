"""What each rule of the body's extraction brings: the F1 that is lost without it.

usage: python tests/benchmarks/extraction_ablation.py [--phrases]

A line is one rule switched off. Figures are the change of mean body F1 in thousandths (negative: the rule helps), and
the pages that become better or worse by more than .002. Sites are the four recorded ones together; «changed» are the
corpora's pages, changed in some of the ways of extraction_changed.py.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from extraction import CORPORA, SHARED, SITES, Case, corpus, scorer, site
from extraction_changed import CHANGES

from pipeline import extract
from pipeline.extract import body, flat, lines, metadata, names, prune, rules, streams
from pipeline.extract import title as titles

article = importlib.import_module("pipeline.extract.article")
HARD = (
    "40 teasers below", "20 questions below", "60 comments, unnamed", "the firm below", "form around all", "everything twice",
    "names made by a tool",
)  # fmt: skip
Pages = dict[str, list[tuple[str, list[str], Any, int]]]  # group → (name, pages, gold's grams, their number)


@contextmanager
def changed(module: Any, name: str, value: Any) -> Iterator[None]:
    kept = getattr(module, name)
    setattr(module, name, value)
    forget()
    try:
        yield
    finally:
        setattr(module, name, kept)
        forget()


def forget() -> None:
    """What is kept between pages."""
    for cached in (names.judge, flat._visible_name, lines._of_zones):
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()


def nothing(*_: Any, **__: Any) -> Any:
    return []


def switches() -> Iterator[tuple[str, Any, str, Any]]:
    """(what is switched off, module, name, value without it)"""
    yield "lines without punctuation count less", body, "UNMARKED", 1.0
    yield "short lines do not count", body, "SENTENCE", 0
    yield "nav, header, footer, aside count less", body, "WEIGHT_FRAME", 1.0
    yield "names of boilerplate count less", body, "WEIGHT_BOILERPLATE", 1.0
    yield "… and names that say both", body, "WEIGHT_MIXED", 1.0
    yield "names of articles count more", body, "WEIGHT_BODY", 1.0
    yield "streams of others are known", streams, "find", lambda *_: set()
    yield "a lead above the element is taken", body, "lead", nothing
    yield "… and streams of comments", streams, "_of_comments", lambda *_: set()
    yield "an element that holds the text is no layout", body, "HOLDS", 2.0
    yield "names made by a build tool say nothing", names, "_HASH", re.compile("(?!)")
    yield "headline and text are near each other", body, "narrow", lambda _, found, __: found
    yield "a second copy of the text is worth nothing", body, "_repeated", nothing
    yield "lists of dated titles at the end", lines, "_dated", lambda texts, *_: len(texts)
    yield "hidden elements are no text", flat, "_visible_name", _shown
    yield "WeChat's veiled text is text", flat, "UNVEILED", frozenset()
    yield "forgotten link ends are no links", flat, "_unlink", nothing
    for rule in prune.RULES:
        yield (
            f"pruned: {rule.__name__.strip('_')}",
            prune,
            "RULES",
            tuple(other for other in prune.RULES if other is not rule),
        )
    yield "all phrases", lines, "phrases", lambda: ()


def _shown(class_: str | None, id_: str | None, _style: str | None, _hidden: bool) -> str:
    return f"{class_ or ''} {id_ or ''}".strip()


def phrase_switches() -> Iterator[tuple[str, Any, str, Any]]:
    every = lines.phrases()
    for position, phrase in enumerate(every):
        rest = every[:position] + every[position + 1 :]
        yield (
            f"phrase {position:2} {phrase.then:6} {phrase.pattern[:44]}",
            lines,
            "phrases",
            lambda rest=rest: rest,
        )


def text_of(html: str) -> str:
    tree = extract.parse(html)
    root = tree.body
    if root is None:
        return ""
    seen = flat.flatten(root)
    found = body.find(seen)
    headline = titles.find(seen, metadata.read(tree), found)
    text = article._text(seen, body.narrow(seen, found, headline.at), headline, rules.Matched())
    return "\n".join(block.text for block in text.blocks)


def load(score: Any) -> Pages:
    def pages(case: Case) -> list[str]:
        return [extract.decode(data, content_type) for data, content_type, _ in case.pages]

    groups: dict[str, list[Case]] = {name: list(corpus(name)) for name in CORPORA}
    groups["sites"] = [case for name in SITES for case in site(name)]
    loaded: Pages = {
        group: [(case.name, pages(case), gold := score.grams(case.gold["body"]), gold.total()) for case in cases]
        for group, cases in groups.items()
    }
    plain = [page for name in CORPORA for page in loaded[name]]
    loaded["changed"] = [
        (name, [CHANGES[change](html) for html in htmls], gold, total)
        for name, htmls, gold, total in plain
        for change in HARD
    ]
    return loaded


def values(pages: Pages, grams: Callable[[str], Any]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for group, cases in pages.items():
        for _, htmls, gold, total in cases:
            mine = grams("\n".join(text_of(html) for html in htmls))
            common = (gold & mine).total()
            found.setdefault(group, []).append(2 * common / (total + mine.total()) if common else 0.0)
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--phrases", action="store_true", help="each phrase by itself too")
    options = arguments.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"needs the data beside the project: {SHARED} is missing")
    score = scorer()
    pages = load(score)
    whole = values(pages, score.grams)
    print("everything on: " + ", ".join(f"{group} {sum(v) / len(v):.4f}" for group, v in whole.items()))
    print(f"{'without':62}" + "".join(f"{group:>16}" for group in whole) + "   better worse")
    for what, module, name, value in (*switches(), *(phrase_switches() if options.phrases else ())):
        with changed(module, name, value):
            without = values(pages, score.grams)
        cells = [1000 * (sum(without[g]) - sum(whole[g])) / len(whole[g]) for g in whole]
        pairs = [(a, b) for g in whole for a, b in zip(whole[g], without[g], strict=True)]
        better, worse = sum(b > a + 0.002 for a, b in pairs), sum(b < a - 0.002 for a, b in pairs)
        print(f"{what:62}" + "".join(f"{cell:16.2f}" for cell in cells) + f"   {better:6} {worse:5}", flush=True)


if __name__ == "__main__":
    main()
