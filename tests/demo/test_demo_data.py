"""The demo site's data: what it promises about itself is true, and nothing in it is a copy by accident."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import combinations

import pytest

from pipeline.demo import markup
from pipeline.demo.data import DemoArticle, articles, frame
from pipeline.text import ngrams, squeeze

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
ALL = articles(NOW)
BY_ID: dict[int, DemoArticle] = {each.id: each for each in ALL}


def _shingles(body: str) -> set[str]:
    return set(ngrams(squeeze(body), 4))


def test_the_expected_facts_are_the_facts() -> None:
    kinds: Counter[str] = Counter(each.kind for each in ALL)
    known = frame().expect
    assert known == {
        "articles": len(ALL),
        "on_topic": sum(each.on_topic for each in ALL),
        "off_topic": sum(not each.on_topic for each in ALL),
        **kinds,
        "template_groups": len({each.group for each in ALL if each.kind == "template"}),
        "wrong_citations": sum(len(each.wrong) for each in ALL),
    }


def test_ids_paths_and_titles_are_sound() -> None:
    assert len(BY_ID) == len(ALL)
    slugs = {slug for slug, _ in frame().categories}
    assert {each.category for each in ALL} == slugs, "every category has articles, and no article another"
    exact = [each for each in ALL if each.kind == "repost_exact"]
    assert len({each.title for each in ALL}) >= len(ALL) - len(exact)


@pytest.mark.parametrize("article", ALL, ids=lambda one: str(one.id))
def test_an_article_reads_like_one(article: DemoArticle) -> None:
    body = article.body
    assert len(squeeze(body)) >= 220
    assert "{city}" not in body
    assert "**" not in "".join(markup.to_text(body)), "bold marks come in pairs"


def test_only_copies_are_alike() -> None:
    """Two texts of different groups share few 4-grams; two of one group many. Tells a slip of the pen at once."""
    shingles = {each.id: _shingles(each.body) for each in ALL}
    for one, other in combinations(ALL, 2):
        shared = len(shingles[one.id] & shingles[other.id]) / min(len(shingles[one.id]), len(shingles[other.id]))
        if one.group == other.group:
            assert shared > 0.2, (one.title, other.title)
        else:
            assert shared < 0.15, (one.title, other.title)


@pytest.mark.parametrize("copy", [each for each in ALL if each.kind != "original"], ids=lambda one: str(one.id))
def test_a_copy_is_younger_than_its_original(copy: DemoArticle) -> None:
    original = BY_ID[copy.group]
    assert original.kind == "original"
    assert original.published < copy.published


def test_edits_of_reposts_hit_their_text() -> None:
    """An edit whose words are not in the original would silently make an exact repost of an edited one."""
    for copy in ALL:
        if copy.kind == "repost_edited":
            assert squeeze(copy.body) != squeeze(BY_ID[copy.group].body)
        if copy.kind == "repost_exact":
            assert squeeze(copy.body) == squeeze(BY_ID[copy.group].body)


def test_wrong_citations_stand_in_their_article() -> None:
    for article in ALL:
        for wrong in article.wrong:
            short = wrong.law.removeprefix("中华人民共和国")
            assert short in article.body, (article.id, wrong)
