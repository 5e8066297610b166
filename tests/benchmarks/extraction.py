"""How well extraction does on the recorded sites and the corpora beside the project.

usage: python tests/benchmarks/extraction.py [--verbose] [NAME ...]      NAME: a site or corpus, all without one

body      mean F1 of character 4-grams, as shared/corpora/score.py has it; the whole article where it has several pages
title     share equal after the same normalising
day       right, wrong, none; on the sites with and without the feed's hint
author    share right; on the corpora of the names given on pages that were marked by hand (authors.tsv)
category, on_topic, noise lines of the gold that are out of the body: sites only
"""

from __future__ import annotations

import argparse
import base64
import gzip
import importlib.util
import json
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
sys.path.insert(0, str(ROOT))

from pipeline import extract  # noqa: E402
from pipeline.models import Article, Hint  # noqa: E402

CORPORA = ("daniel_zh", "magic_article")
SITES = ("zblog", "typecho", "wordpress", "dede")
VARIANTS = ("zblog_gbk_header", "zblog_gbk_meta", "zblog_gbk_wrong", "zblog_gbk_none")
FEEDS = ("/feed.php", "/feed/", "/feed")


@dataclass(slots=True)
class Case:
    """One gold article and its pages: (body, content type, URL)."""

    name: str
    gold: dict[str, Any]
    pages: list[tuple[bytes, str | None, str]]
    fetched_at: datetime | None = None
    hint: Hint | None = None


@dataclass(slots=True)
class Figures:
    body: list[float] = field(default_factory=list)
    checks: dict[str, list[bool]] = field(default_factory=dict)
    days: Counter[str] = field(default_factory=Counter)
    hinted: Counter[str] = field(default_factory=Counter)
    low: list[tuple[float, str]] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    def check(self, what: str, right: bool, told: str = "") -> None:
        self.checks.setdefault(what, []).append(right)
        if not right and told:
            self.misses.append(f"{what}: {told}")


def scorer() -> Any:
    spec = importlib.util.spec_from_file_location("score", SHARED / "corpora" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def corpus(name: str) -> Iterator[Case]:
    folder = SHARED / "corpora" / name
    for row in rows(folder / "manifest.jsonl"):
        text = gzip.decompress((folder / row["html"]).read_bytes()).decode(row.get("enc") or "utf-8", "replace")
        yield Case(row["id"], row["gold"], [(text.encode(), "text/html; charset=utf-8", row["url"])])


def site(name: str) -> Iterator[Case]:
    folder = SHARED / "sites" / name
    facts = json.loads((folder / "site.json").read_text(encoding="utf-8"))
    at = datetime.fromisoformat(facts["recorded_at"])
    with gzip.open(folder / "responses.jsonl.gz", "rt", encoding="utf-8") as lines:
        responses = {row["path"]: row for row in map(json.loads, lines)}
    told = dict(feed_dates(responses))
    for gold in rows(folder / "gold.jsonl"):
        pages = [
            (base64.b64decode(row["body_b64"]), row["headers"].get("content-type"), facts["base"] + path)
            for path in gold.get("page_paths") or [gold["path"]]
            if (row := responses[path])
        ]
        when = told.get(gold["path"])
        hint = Hint("feed", published_at=when, published_precision="second") if when else None
        yield Case(gold["path"], {**gold, "body": gold["body_text"]}, pages, at, hint)


def feed_dates(responses: dict[str, Any]) -> Iterator[tuple[str, datetime]]:
    for path in FEEDS:
        if path not in responses:
            continue
        body = base64.b64decode(responses[path]["body_b64"])
        try:
            root = ElementTree.fromstring(body)
        except (ElementTree.ParseError, ValueError):  # the GBK variants' feeds
            continue
        for item in root.iter("item"):
            link, when = item.findtext("link") or "", item.findtext("pubDate")
            if when:
                yield "/" + link.split("/", 3)[-1], parsedate_to_datetime(when)


def article(case: Case, hint: Hint | None = None) -> Article:
    parts = []
    for body, content_type, url in case.pages:
        tree = extract.parse(extract.decode(body, content_type))
        parts.append(extract.extract(tree, url, hint=hint, fetched_at=case.fetched_at))
    return extract.join(parts)


def day(found: Article, gold: dict[str, Any]) -> str:
    told = gold.get("date") or (gold.get("published") or "")[:10]
    if found.published_at is None or found.published_precision in ("month", "year"):
        return "none"
    return "right" if found.published_at.isoformat()[:10] == told else "wrong"


def measure(cases: Iterator[Case], score: Any) -> Figures:
    figures = Figures()
    authors = marked_authors()
    for case in cases:
        gold, found = case.gold, article(case)
        value = score.f1(gold["body"], found.body)
        figures.body.append(value)
        figures.low.append((value, case.name))
        if gold.get("title"):
            names = gold["title"] if isinstance(gold["title"], list) else [gold["title"]]
            right = score.squeeze(found.title) in {score.squeeze(name) for name in names}
            figures.check("title", right, f"{case.name[:50]} {found.title!r} for {names[0]!r}")
        if gold.get("date") or gold.get("published"):
            verdict = day(found, gold)
            figures.days[verdict] += 1
            if verdict != "right":
                told = gold.get("date") or gold.get("published")
                figures.misses.append(
                    f"day {verdict}: {case.name[:50]} {found.published_at} {found.published_precision} for {told}"
                )
        if found.author and case.name in authors:
            figures.check(
                "author",
                found.author == authors[case.name],
                f"{case.name[:50]} {found.author!r} for {authors[case.name]!r}",
            )
        if "kind" in gold:
            figures.hinted[day(article(case, case.hint) if case.hint else found, gold)] += 1
            of_site(figures, case, found, score.squeeze)
    return figures


def of_site(figures: Figures, case: Case, found: Article, squeeze: Callable[[str | None], str]) -> None:
    gold = case.gold
    figures.check("author", found.author == gold["author"], f"{case.name} {found.author!r} for {gold['author']!r}")
    figures.check(
        "category", found.category == gold["category"], f"{case.name} {found.category!r} for {gold['category']!r}"
    )
    figures.check(
        "on_topic",
        found.on_topic == gold["on_topic"],
        f"{case.name} {found.topic_score} {found.title} {gold['on_topic']}",
    )
    body = squeeze(found.body)
    for line in gold["noise_lines"]:
        figures.check("noise out", squeeze(line) not in body, f"{case.name} {line[:60]}")


def marked_authors() -> dict[str, str]:
    """Authors of corpus pages, marked by hand; «-» for nobody."""
    lines = (Path(__file__).resolve().parent / "authors.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


def variants() -> None:
    plain = {case.name: case for case in site("zblog")}
    print("\ncharset variants           pages  characters  wrong  equal articles")
    for name in VARIANTS:
        pages = characters = wrong = equal = 0
        for case in site(name):
            body, content_type, _ = case.pages[0]
            text = extract.decode(body, content_type)
            wrong += text.count("\ufffd")
            pages, characters = pages + 1, characters + len(text)
            one, other = article(case), article(plain[case.name])
            equal += (one.title, one.body) == (other.title, other.body)
        print(f"{name:25} {pages:6} {characters:11} {wrong:6} {equal:6}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("names", nargs="*")
    arguments.add_argument("--verbose", action="store_true")
    options = arguments.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"needs the data beside the project: {SHARED} is missing")
    score = scorer()
    for name in options.names or (*CORPORA, *SITES):
        figures = measure(corpus(name) if name in CORPORA else site(name), score)
        print(
            f"\n{name}: body {statistics.mean(figures.body):.4f} (median {statistics.median(figures.body):.4f}, "
            f"below .5: {sum(value < 0.5 for value in figures.body)}) of {len(figures.body)}"
        )
        print(
            "  " + " · ".join(f"{what} {sum(v)}/{len(v)} = {sum(v) / len(v):.3f}" for what, v in figures.checks.items())
        )
        print(f"  day {dict(figures.days)}" + (f" · with feed {dict(figures.hinted)}" if figures.hinted else ""))
        if options.verbose:
            for value, case in sorted(figures.low)[:12]:
                print(f"    {value:.3f} {case[:80]}")
            print("\n".join(f"    {miss}" for miss in figures.misses))
    if not options.names:
        variants()


if __name__ == "__main__":
    main()
