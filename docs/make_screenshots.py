"""Makes docs/screens/*.png: the demo, crawled anew, served and photographed in Debian's chromium.

python docs/make_screenshots.py        # needs the extras «web» and «browser», pillow, chromium and a Chinese font
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "screens"
COLOURS = (128, 64, 32)  # of a picture: as many as keep it under LARGEST
LARGEST = 150_000  # bytes
DESKTOP, PHONE = {"width": 1100, "height": 760}, {"width": 390, "height": 780}
DEMO = [sys.executable, str(ROOT / "run_pipeline.py")]


def article(title: str) -> Callable[[Page, str], None]:
    """Go to the article through the search, and open its first doubtful citation, if it has one."""

    def go(page: Page, base: str) -> None:
        page.goto(f"{base}/search?all=1&q={quote('title:' + title)}")
        page.locator(".card h3 a").first.click()
        if page.locator(".text a.cite-bad").count():
            page.locator(".text a.cite-bad").first.click()

    return go


def at(path: str, then: str = "") -> Callable[[Page, str], None]:
    """Go to an address, and click what ``then`` names."""

    def go(page: Page, base: str) -> None:
        page.goto(base + quote(path, safe="/?=&:"))
        if then:
            page.locator(then).first.click()

    return go


def plots(page: Page, base: str) -> None:
    """The lower part of the start page."""
    page.goto(base)
    page.locator(".plots").evaluate("one => one.scrollIntoView()")


# name: (how to get there, screen, dark)
SHOTS: dict[str, tuple[Callable[[Page, str], None], Any, bool]] = {
    "home": (at("/"), {"width": 1100, "height": 1000}, False),
    "home-dark": (at("/"), {"width": 1100, "height": 1000}, True),
    "plots": (plots, DESKTOP, False),
    "search": (at("/search?q=催收 起诉"), DESKTOP, False),
    "article": (article("被“爆通讯录”之后"), DESKTOP, False),
    "article-dark": (article("被“爆通讯录”之后"), DESKTOP, True),
    "compare": (at("/duplicates?kind=rewrite", ".card a"), DESKTOP, False),
    "law": (at("/law?q=最高人民法院关于审理民间借贷案件适用法律若干问题的规定第29条"), DESKTOP, False),
    "questionable": (at("/questionable"), DESKTOP, False),
    "duplicates": (at("/duplicates"), DESKTOP, False),
    "group": (at("/duplicates?kind=template", ".card a"), DESKTOP, False),
    "sites": (at("/sites"), {"width": 1100, "height": 420}, False),
    "tables": (at("/articles"), DESKTOP, False),
    "phone": (article("担保人一律承担连带责任"), PHONE, True),
    "phone-home": (at("/"), PHONE, False),
    "phone-search": (at("/search?q=催收 起诉"), PHONE, False),
}


def smaller(file: Path) -> None:
    """Fewer colours, until the picture is small."""
    with Image.open(file) as picture:
        whole = picture.convert("RGB")
    for colours in COLOURS:
        whole.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size <= LARGEST:
            return


def main() -> None:
    """All of them."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept"
        subprocess.run([*DEMO, "demo", "--keep", str(kept)], check=True, capture_output=True)
        command = [*DEMO, "--db", str(kept / "articles.db"), "serve", "--port", "0"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
            assert server.stderr is not None
            base = next(found[1] for line in server.stderr if (found := re.search(r"running on (http\S+)", line)))
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
            )
            for name, (go, screen, dark) in SHOTS.items():
                context = browser.new_context(viewport=screen, color_scheme="dark" if dark else "light")
                page = context.new_page()
                go(page, base)
                if name == "compare":
                    page.get_by_role("link", name="对比").first.click()
                page.wait_for_timeout(400)
                page.screenshot(path=str(TARGET / f"{name}.png"))
                smaller(TARGET / f"{name}.png")
                context.close()
            browser.close()
            server.terminate()


if __name__ == "__main__":
    main()
