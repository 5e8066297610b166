"""What each page says of the demo site, in both languages, and what it does with addresses that mean nothing."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.labels import REASON, STATUS
from pipeline.store import open_store
from pipeline.store.search.facets import Facets
from pipeline.web import looking
from pipeline.web.messages import Words
from pipeline.web.texts import _REASON, TEXT

PAGES = {
    "/": ["最新文章", "最常被引用的条文", "存疑引用", "每周文章数", "<svg"],
    "/search": ["全部文章，新的在前"],
    "/search?q=催收": ["<mark>催收</mark>", "缩小范围", "site%3Ademo", "atom"],
    "/search?q=催收&sort=date": ["<mark>催收</mark>"],
    "/search?q=催收&page=40": ["这一页没有内容", "都在前面的页上", "第 1 页"],
    "/search?q=law:民法典第675条": ["信用卡逾期协商"],
    "/laws": ["民法典", "按条文"],
    "/laws?by=provision": ["民法典 第1033条"],
    "/law?q=民法典第675条": ["民法典 第675条", "引用它的文章", "常与它一起引用", "商业银行信用卡业务监督管理办法"],
    "/law?q=民法典第675条至第677条": ["民法典 第675条", "一起查的", "第676条", "第677条"],
    "/law?q=合同法": ["合同法", "废止", "取代", "版本"],
    "/questionable": [STATUS["no_such_article"], STATUS["repealed"]],
    "/duplicates": ["套用模板", "4 篇副本"],
    "/duplicates?kind=rewrite": ["改写"],
    "/sites": ["青禾法律咨询网", "页面不存在"],
}


def address(path: str) -> str:
    """With Chinese characters as an address has them."""
    return quote(path, safe="/?=&:%")


def find(get: Any, query: str) -> list[Any]:
    return json.loads(get(address(f"/search.json?q={query}")).text)["hits"]


@pytest.mark.parametrize("path", PAGES)
def test_each_page_says_what_it_is_for(get: Any, path: str) -> None:
    answer = get(address(path))
    assert answer.status_code == 200
    for words in PAGES[path]:
        assert words in answer.text


@pytest.mark.parametrize("path", [*PAGES, "/article/1", "/compare/1/2"])
def test_each_page_speaks_english(get: Any, path: str) -> None:
    answer = get(address(path + ("&" if "?" in path else "?") + "lang=en"))
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text
    assert "Questionable" in answer.text
    assert "lang=en" in answer.headers["set-cookie"]


def test_the_switch_is_remembered(get: Any) -> None:
    assert '<html lang="en">' in get("/laws", cookies={"lang": "en"}).text
    assert '<html lang="zh-Hans">' in get("/laws", cookies={"lang": "xx"}).text


def test_every_message_has_both_languages_with_the_same_blanks() -> None:
    for key, (chinese, english) in TEXT.items():
        assert bool(chinese) == bool(english), key
        assert set(re.findall(r"{(\w+)}", chinese)) == set(re.findall(r"{(\w+)}", english)), key


def test_every_reason_of_a_failure_is_told_in_both_languages() -> None:
    assert REASON.keys() == _REASON.keys()
    assert Words("en").reason("http_404") == "no such page http_404"
    assert Words("en").reason("wall_cloudflare") == "access check wall_cloudflare"
    assert Words("zh").reason("http_404") == "页面不存在 http_404"
    assert Words("en").reason("nobody_knows") == "nobody_knows"


def test_a_site_s_failures_are_told_in_the_language_of_the_page(get: Any) -> None:
    english = get("/sites?lang=en").text
    assert "no such page http_404 × " in english
    assert "页面不存在" not in english


def test_every_message_that_templates_name_exists() -> None:
    from importlib import resources

    for file in resources.files("pipeline.web").joinpath("templates/reading").iterdir():
        for key in re.findall(r"\bt\(\s*\"([a-z_.]+[a-z_])\"", file.read_text("utf-8")):
            assert key in TEXT, f"{file.name}: {key}"


def test_an_article_has_its_structure_and_a_note_for_each_citation(get: Any) -> None:
    (hit,) = [one for one in find(get, "title:公司违法辞退&all=1") if "赔偿金" in one["title"]]
    page = LexborHTMLParser(get(hit["page"]).text)
    text = page.css_first(".text")
    assert [one.text() for one in text.css("h2")] == ["月工资怎么认定", "谈判的底线"]
    assert len(text.css("li")) == 4
    cited = text.css("a.cite")
    assert [one.text() for one in cited][-1] == "《劳动合同法》第一百零六条"
    assert "cite-bad" in cited[-1].attributes["class"]
    note = page.css_first(cited[-1].attributes["href"])
    assert STATUS["no_such_article"] in note.text()
    assert "共98条" in note.text()
    source = page.css_first("article header a[href^=http]")
    assert source.attributes["rel"] == "noopener noreferrer nofollow"


def test_a_copy_names_its_original_and_what_differs(get: Any) -> None:
    (hit,) = find(get, "title:宁国市网贷")
    text = get(hit["page"]).text
    assert "这篇是副本" in text
    assert "<del>海宁市</del>" in text
    assert "<ins>宁国市</ins>" in text


def test_a_template_group_shows_the_places_that_vary(get: Any) -> None:
    (hit,) = find(get, "title:海宁市网贷")
    page = LexborHTMLParser(get(f"/duplicates/{hit['article_id']}").text)
    assert [one.text() for one in page.css("thead mark.slot")] == ["海宁市"]
    assert {one.text() for one in page.css("tbody td")} == {"宁国市", "东阳市", "临海市", "清远市"}
    assert len(page.css("details mark.slot")) > 1


def test_two_articles_are_compared_word_by_word(get: Any) -> None:
    ids = [find(get, f"title:{city}网贷")[0]["article_id"] for city in ("海宁市", "宁国市")]
    text = get(f"/compare/{ids[0]}/{ids[1]}").text
    assert "<del>海宁市</del><ins>宁国市</ins>" in text
    assert "相同的文字占" in text


def test_a_facet_narrows_the_query_and_a_chip_widens_it_again(get: Any) -> None:
    page = LexborHTMLParser(get(address("/search?q=催收")).text)
    links = {one.text(): one.attributes["href"] for one in page.css(".facets li a")}
    counts = {one.css_first("a").text(): int(one.css_first(".count").text()) for one in page.css(".facets li")}
    narrowed = LexborHTMLParser(get(links["催收维权"]).text)
    assert f"{counts['催收维权']} 篇" in narrowed.css_first("[role=status]").text()
    (chip,) = narrowed.css(".chips a")
    assert chip.attributes["href"] == "/search?q=%E5%82%AC%E6%94%B6"


@pytest.mark.parametrize(
    ("facet", "query"),
    [
        *((facet, "催收") for facet in ("站点", "栏目", "法律", "年份", "引用", "来历")),
        *(("主题", query) for query in ("", "&all=1", "劳动合同")),
    ],
)
def test_the_number_beside_a_facet_is_what_a_click_finds(get: Any, facet: str, query: str) -> None:
    page = LexborHTMLParser(get(address(f"/search?q={query}")).text)
    heading = next(one for one in page.css(".facets h2") if one.text() == facet)
    values = heading.next
    while values.tag != "ul":
        values = values.next
    for line in values.css("li"):
        link = line.css_first("a")  # none where it is what is shown already
        found = LexborHTMLParser(get(link.attributes["href"]).text) if link else page
        assert found.css_first(".results [role=status]").text().startswith(f"{line.css_first('.count').text()} 篇")


def test_nothing_found_is_explained_with_ways_on(get: Any) -> None:
    text = get(address("/search?q=催收 通讯路")).text
    assert "没有一篇文章同时有这些词和条件" in text
    suggested = LexborHTMLParser(text).css(".nothing li a")
    assert suggested
    assert "第 1–" in get(suggested[0].attributes["href"]).text


def test_a_query_that_cannot_be_meant_is_told_with_its_place(get: Any) -> None:
    answer = get(address("/search?q=verdict:wrong"))
    assert answer.status_code == 400
    assert "检索式有误" in answer.text
    assert LexborHTMLParser(answer.text).css_first(".place mark").text() == "w"


def test_a_very_long_query_leaves_room_for_what_is_wrong_with_it(get: Any) -> None:
    text = LexborHTMLParser(get("/search?q=" + quote("催收" * 800)).text).css_first("main").text()
    assert "最多 1000 个字" in text
    assert "催收" * 40 not in text.replace("▏", "")


def test_a_value_that_no_query_can_name_is_left_out_of_the_facets(get: Any) -> None:
    found = Facets(2, False, {"category": (('甲"」』＂', 1), ("乙", 1), ("丙", 1))}, {})
    ((_, values),) = looking.facets(found, looking.Asked("催收"), Words("zh"), lambda one: one.query)
    assert [one.url for one in values] == ["催收 category:乙", "催收 category:丙"]


def test_off_topic_articles_are_found_when_asked_for(get: Any) -> None:
    one, all_ = (json.loads(get(address(f"/search.json?q=劳动合同{every}")).text)["total"] for every in ("", "&all=1"))
    assert all_ > one


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_a_feed_of_a_query_is_well_formed_and_newest_first(get: Any, form: str) -> None:
    answer = get(address(f"/feed.{form}?q=催收"))
    assert answer.status_code == 200
    if form == "json":
        feed = json.loads(answer.text)
        days = [one["date_published"] for one in feed["items"]]
        assert feed["feed_url"].startswith("http")
    else:
        root = ET.fromstring(answer.text)
        days = [one.text for one in root.iter() if one.tag.endswith("published")]
        assert len([one for one in root.iter() if one.tag.rpartition("}")[2] in ("entry", "item")]) == 25
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/article/999999", 404),
        ("/article/" + "9" * 18, 404),
        ("/duplicates/999999", 404),
        ("/compare/1/999999", 404),
        ("/law?q=没有这部法", 404),
        ("/law?id=cn/law/没有", 404),
        ("/law", 404),
        ("/law?id=cn/law/民法典&article=99999999999", 200),
        ("/search?q=" + "长" * 2000, 400),
        ("/search?page=99999999999999999999", 200),
        ("/search?page=-1", 200),
        ("/search?page=٣", 200),
        ("/search.json?q=site", 200),
        ("/search.json?q=verdict:x", 400),
        ("/feed.atom?q=verdict:x", 400),
        ("/article/1.json", 200),
        ("/article/999999.json", 404),
        ("/duplicates?kind=nonsense&page=400", 200),
        ("/nonsense", 404),
    ],
)  # fmt: skip
def test_an_odd_address_gets_a_plain_answer(get: Any, path: str, status: int) -> None:
    assert get(address(path)).status_code == status


def test_questions_are_answered_by_meaning_where_settings_say_so(
    serving: Any, demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the sentence model itself, which is an extra: one that likes long titles."""
    np = pytest.importorskip("numpy", reason="vectors are made with numpy")
    from pipeline.store import semantic

    def by_length(texts: Any) -> Any:
        return np.array([[len(text.partition("\n")[0]) / 100, *[0] * 383] for text in texts], np.float32)

    shutil.copy(demo_db, tmp_path / "articles.db")
    with open_store(tmp_path / "articles.db", read_only=False) as store:
        list(semantic.fill(store.connection, 1000, by_length))
    monkeypatch.setattr(semantic, "_model", lambda: None)
    monkeypatch.setattr(semantic, "question", lambda _: np.ones(384, np.float32))
    monkeypatch.setattr(semantic, "WORDS", 0.0)  # meaning alone

    def titles(path: str, **options: Any) -> list[str]:
        answer = serving(tmp_path / "articles.db", **options)(address(path))
        return [one["title"] for one in answer.json()["hits"]] if "json" in path else shown(answer)

    def shown(answer: Any) -> list[str]:
        return [one.text(strip=True) for one in LexborHTMLParser(answer.text).css(".card h3 a")]

    for path in ("/search.json?q=网贷逾期了怎么办？", "/search?q=网贷逾期了怎么办？"):
        plain, meant = titles(path), titles(path, semantic=True)
        assert [len(one) for one in meant] == sorted(map(len, meant), reverse=True), path
        assert len(meant) == len(plain) > 1, path
        assert meant != plain, path


def test_datasette_is_still_all_there(get: Any) -> None:
    for path in ("/articles", "/articles/articles?_facet=site", "/articles/citations.csv", "/articles/law_counts.json"):
        assert get(path).status_code == 200, path
    assert get("/articles?sql=select+1").status_code == 200


def test_a_statute_is_shown_with_its_versions_and_their_differences(serving: Any, demo_db: Any, tmp_path: Any) -> None:
    import shutil

    from pipeline.laws.registry import default
    from pipeline.store.statutes import open_statutes
    from pipeline.store.statutes.sources import StatuteText

    shutil.copy(demo_db, tmp_path / "articles.db")
    versions = [one for one in default().get("cn/law/刑法").versions if one.published][-2:]
    texts = ("某某行为，处三年以下有期徒刑。", "某某行为，处五年以下有期徒刑。")
    with open_statutes(tmp_path / "statutes.db", read_only=False) as statutes:
        statutes.load(
            [
                StatuteText("中华人民共和国刑法", one.published, 293, 0, text)
                for one, text in zip(versions, texts, strict=True)
            ],
            default(),
        )
    text = serving(tmp_path / "articles.db")(address("/law?id=cn/law/刑法&article=293")).text
    assert texts[1] in text
    assert "<del>三年</del><ins>五年</ins>" in text


def test_the_demo_s_law_pages_show_what_changed_between_versions(get: Any) -> None:
    """24 % and 36 % a year were the lines until August 2020, four times the LPR since."""
    rules = "cn/law/最高人民法院关于审理民间借贷案件适用法律若干问题的规定"
    page = LexborHTMLParser(get(address(f"/law?id={rules}&article=29")).text)
    assert any("24%" in one.text() for one in page.css("del"))
    assert any("四倍" in one.text() for one in page.css("ins"))


@pytest.mark.parametrize(
    ("language", "values", "text"),
    [
        ("en", {"n": 1}, "1 copy"),
        ("en", {"n": 2}, "2 copies"),
        ("en", {"n": "1,001"}, "1,001 copies"),
        ("zh", {"n": 1}, "1 篇副本"),
    ],
)
def test_a_number_has_its_noun_in_the_right_form(language: str, values: dict[str, Any], text: str) -> None:
    assert Words(language)("copies.count", **values) == text


def test_no_mark_of_a_plural_is_left() -> None:
    for key, (_, english) in TEXT.items():
        values = dict.fromkeys(re.findall(r"{(\w+)}", english), "1")
        assert "|" not in Words("en")(key, **values), key


def test_the_start_page_shows_the_week_s_questionable_citations_or_says_that_they_are_older(
    serving: Any, demo_db: Path, tmp_path: Path
) -> None:
    file = tmp_path / "articles.db"
    shutil.copy(demo_db, file)
    assert "七天内的存疑引用" in serving(file)("/").text
    with open_store(file, read_only=False) as store:
        doubtful = {one.article_id for one in store.reading.doubtful(100)}
        kept = min(doubtful)
        store.connection.execute(
            "UPDATE articles SET first_seen_at = '2020-01-01T00:00:00+00:00' WHERE id <> ?", (kept,)
        )
        store.connection.commit()
        since = datetime.now(UTC) - timedelta(days=7)
        assert {one.article_id for one in store.reading.doubtful(100, since=since)} == {kept}
        store.connection.execute("UPDATE articles SET first_seen_at = '2020-01-01T00:00:00+00:00'")
        store.connection.commit()
    text = serving(file)("/").text
    assert "七天内没有新的" in text
    assert "没有这样的条款" in text


def test_the_tables_that_are_nobody_s_reading_are_hidden(get: Any) -> None:
    shown = {one["name"] for one in get("/articles.json").json()["tables"] if not one["hidden"]}
    assert {"articles", "citations", "laws", "sites"} <= shown
    assert not {name for name in shown if name.startswith(("duplicate_", "article_vec", "judging", "related_state"))}


def test_what_is_cited_together_is_the_same_on_the_page_and_on_the_command_line(get: Any, demo_db: Path) -> None:
    with open_store(demo_db) as store:
        law = store.laws.show("民法典", article=675)
        assert law is not None
        assert law.together == store.laws.together(law.law_id, 675)
        assert [(one.law, one.article, one.articles) for one in law.together] == [
            ("商业银行信用卡业务监督管理办法", 70, 5)
        ]
        whole = store.laws.show("民法典")
        assert whole is not None
        assert all(one.law_id != whole.law_id for one in whole.together)
