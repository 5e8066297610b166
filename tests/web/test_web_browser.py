"""The pages in a real browser, over the demo: mouse, keyboard, telephone, dark, paper, accessibility, hostile texts.

Needs the extra «browser» and Debian's chromium; without them these tests are skipped.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from pipeline.labels import STATUS
from tests.programs import Program

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install -e '.[dev]')")
axe = pytest.importorskip("axe_playwright_python.base", reason="needs the extra «browser»")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium is installed (apt-get install chromium)")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
DESK = {"width": 1200, "height": 850}
PHONE = {"width": 360, "height": 740}
PATHS = (
    "/", "/search?q=催收", "/search?q=催收 通讯路", "/search?q=verdict:x", "/article/1", "/article/20", "/laws", "/law?q=民法典第675条",
    "/law?q=民法典", "/questionable", "/duplicates", "/compare/1/2", "/sites", "/article/99999",
)  # fmt: skip

# Datasette's own pages: their colours in the dark and the names of their fields are ours.
TABLES = (
    "/articles", "/articles/articles?_size=3&title__contains=催收&_sort=id", "/articles/questionable?_size=3", "/articles/articles/1",
    "/articles?sql=select+1",
)  # fmt: skip


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Path], str]]:
    """``serve(db)`` starts the server on a free port and gives its address."""
    with ExitStack() as stack:

        def start(db: Path) -> str:
            server = stack.enter_context(Program("--db", str(db), "serve", "--port", "0"))
            stack.callback(server.wait)
            stack.callback(server.send_signal, signal.SIGTERM)
            server.wait_for("running on http")
            found = re.search(r"running on (http://127\.0\.0\.1:\d+)", server.err)
            assert found, server.err
            return found[1]

        yield start


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], demo_db: Path) -> str:
    return serve(demo_db)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def opened(browser: Any) -> tuple[Any, list[str]]:
    """One page for all tests, and what it complains of: what a browser has compiled for the first it has for the others."""
    page, complaints = browser.new_page(viewport=DESK), list[str]()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append("a dialog"), dialog.dismiss()))
    page.on("request", lambda one: complaints.append(one.url) if "//127.0.0.1:" not in one.url else None)
    return page, complaints


@pytest.fixture
def page(opened: tuple[Any, list[str]]) -> Iterator[Any]:
    """A page as if it were new, that fails the test where its console complains or it asks another host."""
    page, complaints = opened
    complaints.clear()
    page.set_viewport_size(DESK)
    page.emulate_media(media="screen", color_scheme="light")
    page.mouse.move(0, 0)
    yield page
    assert [one for one in complaints if "404" not in one and "400" not in one] == []


def to_article(page: Any, address: str, title: str) -> None:
    page.goto(f"{address}/search?all=1&q={quote('title:' + title)}")
    page.locator(".card h3 a").first.click()
    page.wait_for_url("**/article/*")  # and loaded, styles and all: a key pressed before goes nowhere


def test_search_facet_and_back(page: Any, address: str) -> None:
    page.goto(address)
    page.get_by_role("searchbox").first.fill("催收 家人")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    assert page.locator("mark").first.inner_text() in ("催收", "家人")
    before = page.get_by_role("status").inner_text()
    page.locator(".facets").get_by_role("link", name="催收维权").click()
    assert page.get_by_role("status").inner_text() != before
    page.locator(".chips a").click()
    assert page.get_by_role("status").inner_text() == before


def test_a_click_on_a_citation_shows_its_verdict_beside_it(page: Any, address: str) -> None:
    to_article(page, address, "公司违法辞退")
    citation = page.locator(".text a.cite-bad")
    citation.click()
    box = page.get_by_role("dialog")
    assert STATUS["no_such_article"] in box.inner_text()
    assert "共98条" in box.inner_text()
    at, word = box.bounding_box(), citation.bounding_box()
    assert abs(at["y"] - (word["y"] + word["height"])) < 30  # right below the word
    page.locator("h1").click()
    assert box.count() == 0 or not box.is_visible()


def test_a_pointer_over_a_citation_is_enough_for_a_look(page: Any, address: str) -> None:
    to_article(page, address, "公司违法辞退")
    page.locator(".text a.cite-good").first.hover()
    page.get_by_role("dialog").wait_for()
    page.mouse.move(5, 5)
    page.get_by_role("dialog").wait_for(state="hidden")


def test_everything_is_reached_by_keyboard_alone(page: Any, address: str) -> None:
    to_article(page, address, "公司违法辞退")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(30):
        page.keyboard.press("Tab")
        if "cite-bad" in page.evaluate("document.activeElement.className"):
            break
    else:
        raise AssertionError("Tab never comes to the citation")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"  # the focus is seen
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog")
    assert page.evaluate("document.activeElement.id") == "popover"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#popover') !== null")
    page.keyboard.press("Escape")
    box.wait_for(state="hidden")
    assert "cite-bad" in page.evaluate("document.activeElement.className")


def test_from_a_citation_to_its_law_and_on(page: Any, address: str) -> None:
    to_article(page, address, "宁国市信用卡")
    page.locator(".text a.cite").first.click()
    page.get_by_role("dialog").get_by_role("link", name="看这一条").click()
    assert "条" in page.locator("h1").inner_text()
    assert page.get_by_role("heading", name="常与它一起引用").is_visible()
    page.get_by_role("link", name="检索引用它的文章").click()
    assert "第 1–" in page.get_by_role("status").inner_text()


def test_without_a_script_a_citation_leads_to_its_note(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{address}/search?all=1&q={quote('title:公司违法辞退')}")
    plain.locator(".card h3 a").first.click()
    plain.locator(".text a.cite-bad").click()
    assert plain.url.endswith("#c3")
    assert STATUS["no_such_article"] in plain.locator(":target").inner_text()
    context.close()


def test_no_text_is_squeezed_on_a_telephone(page: Any, address: str) -> None:
    """The explanations of the query language, and the names of sites, stand beside something wide."""
    page.set_viewport_size(PHONE)
    for path, place in (("/search?q=verdict:x", ".syntax dd"), ("/sites", "tbody th")):
        page.goto(address + path)
        widths = page.locator(place).evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
        assert min(widths) > 100, path


def test_a_table_of_datasette_can_be_read(page: Any, address: str) -> None:
    """A column of Chinese would shrink to one character, and a row grow as long as the text."""
    page.goto(f"{address}/articles/articles?_size=5")
    box = page.locator("td.col-title").first.bounding_box()
    assert box["width"] > 180
    assert box["height"] < 600


def test_the_popover_fits_on_a_telephone(page: Any, address: str) -> None:
    page.set_viewport_size(PHONE)
    to_article(page, address, "公司违法辞退")
    page.locator(".text a.cite-bad").click()
    box = page.get_by_role("dialog").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


def test_dark_where_the_system_is_dark(page: Any, address: str) -> None:
    def darkness() -> int:
        return sum(map(int, re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))[:3]))

    page.goto(address)
    assert darkness() > 700
    page.emulate_media(color_scheme="dark")
    assert darkness() < 150


def test_on_paper_there_is_the_article_with_its_notes(page: Any, address: str) -> None:
    to_article(page, address, "公司违法辞退")
    page.emulate_media(media="print")
    assert not page.get_by_role("search").is_visible()
    assert page.locator(".text").is_visible()
    assert page.locator("#c3").is_visible()


def serious(page: Any, **only: Any) -> list[tuple[str, str, str]]:
    """What axe finds, without the lists of what is well, which take it longest."""
    if page.evaluate("!window.axe"):
        page.evaluate(axe.AXE_SCRIPT)
    options = json.dumps({"resultTypes": ["violations"], **only})
    found = page.evaluate(f"axe.run({options}).then(found => found.violations)")
    return [
        (one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("path", [*PATHS, *TABLES])
def test_each_page_is_for_everybody(page: Any, address: str, path: str) -> None:
    """By day and by night axe finds nothing serious, and on a telephone nothing of ours is cut off."""
    page.goto(address + quote(path, safe="/?=&:+"))
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert serious(page) == []
    page.emulate_media(color_scheme="dark")  # changes colours and nothing else
    assert serious(page, runOnly=["color-contrast"]) == []
    if path in PATHS:
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_hostile_texts_stay_texts(page: Any, serve: Callable[[Path], str], hostile_db: Path) -> None:
    address = serve(hostile_db)
    for path in ("/", "/search?q=催收", "/article/1", "/article/2", "/law?id=cn/law/民法典", "/questionable", "/duplicates/1", "/compare/1/2",
                 "/sites", "/articles/articles/1", "/articles/articles", "/articles/citations", "/articles/site_links", "/articles/failures"):  # fmt: skip
        page.goto(address + quote(path, safe="/?=&:"))
        for citation in page.locator(".text a.cite").all()[:1]:
            citation.click()
        assert page.evaluate("window.pwned") is None, path
