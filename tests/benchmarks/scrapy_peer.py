"""The peer of the crawl benchmark: a Scrapy spider that fetches, extracts with trafilatura and stores into SQLite.

python tests/benchmarks/scrapy_peer.py BASE_URL DATABASE      # needs: pip install scrapy trafilatura
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from typing import Any

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess


class Articles(scrapy.Spider):
    """Follows list pages by their next link and stores every /a/ page, one transaction a page, as ours does."""

    name = "articles"

    def __init__(self, base: str, database: str) -> None:
        super().__init__()
        self.start_urls = [base + "/"]
        self.db = sqlite3.connect(database)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.execute(
            "CREATE TABLE articles (url TEXT PRIMARY KEY, title TEXT, author TEXT, published TEXT, body TEXT)"
        )

    def parse(self, response: Any) -> Iterator[Any]:
        for href in response.css("h2 a::attr(href)").getall():
            yield response.follow(href, self.parse_article)
        for href in response.css("a.next::attr(href)").getall():
            yield response.follow(href, self.parse)

    def parse_article(self, response: Any) -> None:
        found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        if found is None:
            return
        row = found.as_dict()
        with self.db:
            self.db.execute(
                "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?)",
                (response.url, row["title"], row["author"], row["date"], row["text"]),
            )


if __name__ == "__main__":
    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": 16,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
            "DOWNLOAD_DELAY": 0,
            "ROBOTSTXT_OBEY": True,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Articles, base=sys.argv[1], database=sys.argv[2])
    process.start()
