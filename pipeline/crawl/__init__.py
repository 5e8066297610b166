"""frontier → fetch → process → store, for one site or many, until nothing is due, the budget is spent or it is stopped.

Three places work at once: the event loop fetches, processes of their own extract (workers.py), and one thread writes to
the database (writer.py). Whatever happens to the process, a page is either stored with everything it brought or is still
in the frontier: the two are one transaction.
"""

from pipeline.crawl.crawler import Crawler, crawl

__all__ = ["Crawler", "crawl"]
