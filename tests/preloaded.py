"""What the process that ``tests.programs`` forks has imported and read: all that the commands of its tests need."""

from __future__ import annotations

from contextlib import suppress

import pipeline.cli.crawl
import pipeline.cli.reprocess
import pipeline.cli.schedule
import pipeline.cli.serve
import pipeline.cli.sites
import pipeline.crawl.crawler
import pipeline.store.store
from pipeline.laws import registry

with suppress(ImportError):  # without the extra «web» its tests are skipped
    import pipeline.web.server  # noqa: F401

registry.default()
