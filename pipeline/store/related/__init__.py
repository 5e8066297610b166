"""Related articles: how they are found, compared, kept and read."""

from __future__ import annotations

from pipeline.store.related.lists import Related, link, of, renew, renew_due, unlinked

__all__ = ["Related", "link", "of", "renew", "renew_due", "unlinked"]
