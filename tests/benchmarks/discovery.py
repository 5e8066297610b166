"""How well discovery finds the articles of the recorded sites, and nothing else: recall and precision per site.

    python tests/benchmarks/discovery.py [SITE…] [-v]

Each recorded site is walked in memory, with nothing known but its address: ``survey`` first, then every link that
discovery gives, until none is left. The list pages of one list are followed while they bring anything new.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline import discover, survey  # noqa: E402
from pipeline.discover import paging  # noqa: E402
from pipeline.extract import decode, parse  # noqa: E402
from pipeline.models import Failure, Link, Page, PageKind  # noqa: E402
from pipeline.site import Site  # noqa: E402
from pipeline.urls import canonicalize  # noqa: E402

SITES = ROOT.parent / "shared" / "sites"
IDLE_LIST_PAGES = 2  # pages of one list without a new link, after which it is left


@dataclass
class Recorded:
    """One recorded site as a function from URL to Page."""

    folder: Path
    base: str = ""
    gold: set[str] = field(default_factory=set)  # paths of articles
    parts: set[str] = field(default_factory=set)  # paths of their further pages
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.base = json.loads((self.folder / "site.json").read_text("utf-8"))["base"]
        for line in (self.folder / "gold.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            self.gold.add(unquote(row["path"]))
            self.parts.update(unquote(path) for path in row.get("page_paths", [])[1:])
        with gzip.open(self.folder / "responses.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                self.pages[unquote(row["path"])] = (row["status"], row["headers"], base64.b64decode(row["body_b64"]))

    def path(self, url: str) -> str:
        parts = urlsplit(url)
        return unquote(parts.path + (f"?{parts.query}" if parts.query else ""))

    def get(self, url: str) -> Page | Failure:
        asked = url
        for _ in range(6):
            self.requests[self.path(url)] += 1
            status, headers, body = self.pages.get(
                self.path(url), (404, {"content-type": "text/plain"}, b"not recorded")
            )
            target = canonicalize(headers.get("location", ""), url) if 300 <= status < 400 else None
            if target is None:
                return Page(asked, url, status, tuple(headers.items()), body, datetime.now(UTC))
            url = target
        return Failure("fetch", "too_many_redirects", asked)

    async def fetch(self, url: str) -> Page | Failure:
        return self.get(url)


@dataclass
class Walk:
    """A crawl in memory."""

    recorded: Recorded
    site: Site
    kinds: dict[str, PageKind] = field(default_factory=dict)  # final path → kind
    linked: dict[str, set[str]] = field(default_factory=dict)  # path → kinds it was linked as
    idle: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def run(self, limit: int = 5000) -> None:
        rules = self.site.discover
        queue = [
            Link(url, kind)
            for addresses, kind in ((rules.sitemaps, "sitemap"), (rules.feeds, "feed"), (rules.start, "list"))
            for address in addresses
            if (url := canonicalize(address, self.site.base_url))
        ]
        seen = {link.url for link in queue}
        while queue and len(self.kinds) < limit:
            link = queue.pop(0)
            key = paging.split(link.url)[0]
            if link.kind == "list" and self.idle[key] >= IDLE_LIST_PAGES:
                continue
            found = self.visit(link)
            new = [one for one in found if one.url not in seen]
            worth = [one for one in new if one.kind != "list" or paging.split(one.url)[0] != key]
            self.idle[key] = 0 if worth else self.idle[key] + 1
            seen.update(one.url for one in new)
            queue += new

    def visit(self, link: Link) -> tuple[Link, ...]:
        page = self.recorded.get(link.url)
        self.linked.setdefault(self.recorded.path(link.url), set()).add(link.kind)
        if isinstance(page, Failure) or page.status != 200:
            return ()
        begin = time.process_time()
        try:
            return self.read(page)
        finally:
            self.seconds += time.process_time() - begin

    def read(self, page: Page) -> tuple[Link, ...]:
        content_type = page.header("content-type")
        form = discover.sniff(page.body, content_type)
        if form in ("feed", "sitemap"):
            reader = discover.parse_feed if form == "feed" else discover.parse_sitemap
            links = reader(page.body, page.final_url)
            return () if isinstance(links, Failure) else links
        if form != "html":
            return ()
        tree = parse(decode(page.body, content_type))
        kind, links = discover.look(tree, page.final_url, self.site)
        self.kinds[self.recorded.path(page.final_url)] = kind
        return links


def measure(folder: Path, verbose: bool) -> tuple[object, ...]:
    recorded = Recorded(folder)
    found = asyncio.run(survey.survey(recorded.base, recorded.fetch))
    recorded.requests.clear()
    walk = Walk(recorded, found.site)
    walk.run()
    said = {path for path, kind in walk.kinds.items() if kind == "article"}
    right = recorded.gold | recorded.parts
    judged = {
        recorded.path(recorded.base + path): kind
        for path, kind in ((path, judge(recorded, path, found.site)) for path in recorded.pages)
        if kind is not None
    }
    wrong = {path for path, kind in judged.items() if (kind == "article") != (path in right)}
    if verbose:
        print("\n".join(found.findings), found.site.discover, sep="\n")
        print(
            "missed",
            sorted(recorded.gold - said)[:20],
            "false",
            sorted(said - right)[:20],
            "misjudged",
            sorted(wrong)[:20],
        )
    return (
        folder.name,
        found.site.platform,
        len(recorded.gold),
        f"{len(said & recorded.gold) / len(recorded.gold):.3f}",
        f"{len(said & right) / max(1, len(said)):.3f}",
        f"{len(said & recorded.parts)}/{len(recorded.parts)}",
        f"{len(judged) - len(wrong)}/{len(judged)}",
        sum(recorded.requests.values()),
        f"{walk.seconds / max(1, len(walk.kinds)) * 1000:.2f}",
    )


def judge(recorded: Recorded, path: str, site: Site) -> PageKind | None:
    """page_kind of any recorded HTML page that was answered with 200, whether it is linked or not."""
    status, headers, body = recorded.pages[path]
    if status != 200 or discover.sniff(body, headers.get("content-type")) != "html":
        return None
    return discover.page_kind(parse(decode(body, headers.get("content-type"))), recorded.base + path, site)


def speed(folder: Path) -> None:
    """CPU time of ``look`` (kind and links together) beside that of the parser, on the largest pages of a site."""
    recorded = Recorded(folder)
    paths = [path for path in recorded.pages if judge(recorded, path, Site("x", recorded.base)) in ("article", "list")]
    for path in [*sorted(paths, key=lambda path: -len(recorded.pages[path][2]))[:1], min(recorded.gold)]:
        _, headers, body = recorded.pages[path]
        text = decode(body, headers.get("content-type"))
        tree = parse(text)
        url = recorded.base + path

        def timed(call: Callable[[], object]) -> float:
            times = []
            for _ in range(40):
                begin = time.process_time()
                for _ in range(5):
                    call()
                times.append((time.process_time() - begin) / 5)
            return min(times) * 1000

        both, kind, parser = (
            timed(partial(discover.look, tree, url)),
            timed(partial(discover.page_kind, tree, url)),
            timed(partial(parse, text)),
        )
        print(
            f"{folder.name:>16} {len(body) / 1000:>6.1f} KB  look {both:.2f} ms, page_kind {kind:.2f} ms, parse {parser:.2f} ms  {path}"
        )


def corpora() -> None:
    """How many of the real article pages of ../shared/corpora are told to be articles."""
    for name in ("daniel_zh", "magic_article"):
        folder = ROOT.parent / "shared" / "corpora" / name
        if not folder.is_dir():
            print(f"{name} is missing: {folder}")
            continue
        rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines()]
        right = 0
        for row in rows:
            place = folder / row["html"]
            packed = (place if place.exists() else folder / "html" / row["html"]).read_bytes()
            text = gzip.decompress(packed).decode(row.get("enc") or "utf-8", "replace")
            right += discover.page_kind(parse(text), canonicalize(row["url"] or "") or "http://a.cn/x") == "article"
        print(f"{name:>16} {right} of {len(rows)} real article pages are told to be articles")


def main() -> None:
    if not SITES.is_dir():
        sys.exit(f"The recorded sites are missing: {SITES}")
    names = [name for name in sys.argv[1:] if not name.startswith("-")]
    header = ("site", "platform", "articles", "recall", "precision", "parts", "kinds right", "requests", "ms a page")
    print(" ".join(f"{name:>16}" for name in header))
    for folder in sorted(path for path in SITES.iterdir() if path.is_dir() and (not names or path.name in names)):
        print(" ".join(f"{value!s:>16}" for value in measure(folder, "-v" in sys.argv)))
    if not names:
        corpora()
        for name in ("wordpress", "zblog"):
            speed(SITES / name)


if __name__ == "__main__":
    main()
