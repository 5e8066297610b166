"""Crawls the recorded sites with ``sites add`` and ``crawl`` alone and prints how well it went.

python tests/benchmarks/recorded_sites.py [--sites zblog,dede] [--wrong] [--flaky 0.1]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "end_to_end"))
import recorded


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", default=",".join((*recorded.SITES, *recorded.GBK_SITES)))
    parser.add_argument("--wrong", action="store_true", help="list what differs from the gold")
    parser.add_argument("--flaky", type=float, default=0.0, help="share of requests answered 503")
    options = parser.parse_args()
    if not recorded.SHARED.exists():
        sys.exit(f"{recorded.SHARED} is missing: the recorded sites are not part of the repository")
    replay = recorded.load(recorded.SHARED / "sites" / "replay.py")
    print(f"{'site':18} {'gold':>4} {'found':>5} {'extra':>5} {'title':>6} {'bodyF1':>7} {'exact':>6} {'day':>6} "
          f"{'categ.':>6} {'topic':>6} {'seconds':>7}")  # fmt: skip
    for name in options.sites.split(","):
        with (
            tempfile.TemporaryDirectory() as folder,
            replay.RecordedSite(recorded.SHARED / "sites" / name, flaky=options.flaky) as site,
        ):
            began = time.perf_counter()
            recorded.add_and_crawl(site.base_url, Path(folder), patience=30)
            seconds = time.perf_counter() - began
            s = recorded.score(Path(folder) / "articles.db", recorded.gold_of(name))
        print(f"{name:18} {s.gold:4} {s.found:5} {len(s.extra):5} {s.titles:6.1%} {s.body_f1:7.4f} {s.exact_bodies:6.1%} "
              f"{s.days:6.1%} {s.categories:6.1%} {s.on_topic:6.1%} {seconds:7.1f}", flush=True)  # fmt: skip
        if options.wrong:
            for path in s.extra:
                print(f"    no article: {path}")
            for field, rows in s.wrong.items():
                for path, gold, ours in rows:
                    print(f"    {field}: {path}\n        gold {str(gold)[:300]!r}\n        ours {str(ours)[:300]!r}")


if __name__ == "__main__":
    main()
