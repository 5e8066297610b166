"""When a page is visited again: a Poisson estimate of how often it changes, and back-off where it fails. Pure.

J. Cho, H. Garcia-Molina: Estimating Frequency of Change, ACM TOIT 3(3), 2003. Times in seconds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

HOUR = 3600.0
DAY = 24 * HOUR

PRIOR_VISITS = 2.0  # how many observations the prior is worth
_RETRY_FIRST, _RETRY_GROWTH, _RETRY_MOST = 1.0, 4.0, HOUR  # between tries of one run: 1, 4, 16 … seconds
_PUT_OFF_FIRST, _PUT_OFF_MOST = 6 * HOUR, 7 * DAY  # after the tries of a run are used up
HOPELESS = 30 * DAY  # after a failure that the same request would meet again
GONE_AGAIN = DAY  # a page that was 404 or 410 is asked once more after this


@dataclass(frozen=True, slots=True)
class Pace:
    """How often pages of a kind change where nothing is known (``prior``), and the bounds of the next visit."""

    prior: float
    least: float
    most: float


# By what a page is (models.PageKind, or the kind of link for feeds and sitemaps); a kind not here is not visited again.
PACES = {
    "feed": Pace(6 * HOUR, HOUR / 2, 2 * DAY),  # made to be polled
    "sitemap": Pace(DAY, HOUR, 7 * DAY),  # often rebuilt once a day
    "home": Pace(12 * HOUR, HOUR / 2, 2 * DAY),
    "list": Pace(2 * DAY, HOUR / 2, 14 * DAY),
    "tag": Pace(7 * DAY, 6 * HOUR, 60 * DAY),
    "article": Pace(45 * DAY, DAY, 180 * DAY),  # legal articles are seldom touched again
    "message": Pace(7 * DAY, DAY, 60 * DAY),  # «system message»: may be maintenance of an hour
    "wall": Pace(DAY, 6 * HOUR, 14 * DAY),
    "empty": Pace(14 * DAY, DAY, 90 * DAY),
    "frames": Pace(60 * DAY, 7 * DAY, 180 * DAY),  # what changes is in the frames
    "other": Pace(60 * DAY, 7 * DAY, 180 * DAY),
}


def change_rate(intervals: int, changes: int, observed: float, prior: float) -> float:
    """Changes a second, from ``intervals`` between visits that together took ``observed`` seconds.

    The estimator of Cho and Garcia-Molina, -ln((n - X + 0.5) / (n + 0.5)) / I, which stays finite when every visit
    saw a change and positive when none did; with irregular visits I is their mean. ``prior`` (mean seconds between
    changes) counts as PRIOR_VISITS observations at an interval where a change is as likely as not.
    """
    usual = prior * math.log(2)
    n = intervals + PRIOR_VISITS
    x = min(changes, intervals) + PRIOR_VISITS / 2
    mean = (max(observed, 0.0) + PRIOR_VISITS * usual) / n
    return -math.log((n - x + 0.5) / (n + 0.5)) / max(mean, 1.0)


def next_visit(kind: str, intervals: int, changes: int, observed: float) -> float | None:
    """Seconds until a change is as likely as not, within the bounds of the page's kind; None: never again."""
    pace = PACES.get(kind)
    if pace is None:
        return None
    wait = math.log(2) / change_rate(intervals, changes, observed, pace.prior)
    return min(max(wait, pace.least), pace.most)


def retry_wait(attempts: int, max_attempts: int, retry_after: float | None = None) -> tuple[float, bool]:
    """Seconds to wait after the ``attempts``-th failure in a row, and whether the page is put off beyond this run.

    The server's own Retry-After is never undercut.
    """
    if attempts < max_attempts:
        wait, put_off = min(_RETRY_FIRST * _RETRY_GROWTH ** (attempts - 1), _RETRY_MOST), False
    else:
        wait, put_off = min(_PUT_OFF_FIRST * 2.0 ** min(attempts - max_attempts, 10), _PUT_OFF_MOST), True
    return max(wait, retry_after or 0.0), put_off
