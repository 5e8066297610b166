"""The start page and the page of sites: what is counted over the whole collection, and the plots of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipeline import labels
from pipeline.store import Store
from pipeline.store.duplicates import Shares
from pipeline.store.laws import LawCount
from pipeline.store.reading import Doubtful, Totals
from pipeline.store.reports import SiteStatus, Status
from pipeline.web import plots
from pipeline.web.messages import LANGUAGES, Words

WEEKS, MONTHS = 26, 24  # that the plots show
YEARS = 6  # in which these months are looked for
LAWS = 8
DOUBTFUL = 6


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts for the start page, of one moment."""

    now: datetime
    totals: Totals
    provisions: list[LawCount]
    laws: list[LawCount]
    weekly: list[tuple[str, str, int]]
    doubt: list[tuple[str, int, int]]
    sites: tuple[SiteStatus, ...]
    doubtful: list[Doubtful]  # of the week; of whatever time where the week has none
    of_week: bool


def overview(store: Store) -> Overview:
    """Everything that the start page counts."""
    now = datetime.now(UTC)
    week = now - timedelta(days=7)
    doubtful = store.reading.doubtful(DOUBTFUL, since=week)
    return Overview(
        now,
        store.reading.totals(week),
        store.reading.most_cited(LAWS, provisions=True),
        store.reading.most_cited(LAWS),
        store.reading.weekly(now - timedelta(weeks=WEEKS)),
        store.reading.monthly_doubt(now - timedelta(days=365 * YEARS))[-MONTHS:],
        store.reports.sites(now),
        doubtful or store.reading.doubtful(DOUBTFUL),
        bool(doubtful),
    )


def drawn(store: Store) -> tuple[Overview, dict[str, dict[str, Any]]]:
    """What the start page counts, and what it draws of it in each language."""
    found = overview(store)
    return found, {language: shown(found, Words(language)) for language in LANGUAGES}


def shown(found: Overview, words: Words) -> dict[str, Any]:
    """The plots, and the sites that need a look."""
    troubled = [(one, notes(one, words)) for one in found.sites]
    return {
        "plots": [plot for plot in (_weekly(found, words), _laws(found, words), _doubt(found, words)) if plot],
        "troubled": [(one, lines) for one, lines in troubled if lines],
    }


def sites(store: Store) -> tuple[Status, dict[str, Shares]]:
    """What ``status`` says, and the share of originals by site."""
    return store.reports.status(datetime.now(UTC)), {one.site: one for one in store.copy_shares()}


def notes(site: SiteStatus, words: Words) -> list[tuple[str, str]]:
    """What a person should know of a site, each with its language; warnings of a crawl are Chinese."""
    out = []
    if site.paused_until:
        until = labels.moment(site.paused_until, "minute")
        out.append(words("sites.paused", day=until, why=words.reason(site.paused_reason or "") or "—"))
    if site.failures:
        listed = words.comma.join(f"{words.reason(code)} × {count}" for code, count in site.failures.items())
        out.append(words("sites.failures", list=listed))
    return [*((one, words.tag) for one in out), *((one, "zh-Hans") for one in site.warnings)]


def _weekly(found: Overview, words: Words) -> tuple[str, plots.Plot] | None:
    if not found.weekly:
        return None
    weeks = _weeks(found.now)
    counts = {(week, site): count for week, site, count in found.weekly if week in weeks}
    sums = [sum(count for (at, _), count in counts.items() if at == week) for week in weeks]
    summary = words("plot.weekly.sum", weeks=WEEKS, n=sum(sums), most=max(sums, default=0))
    title = words("plot.weekly")
    short = [week[5:] for week in weeks]
    plot = plots.stacked(
        title, summary, short, {(week[5:], site): count for (week, site), count in counts.items()},
        other=words("plot.other"), first=words("plot.week"),
    )  # fmt: skip
    return title, plot


def _laws(found: Overview, words: Words) -> tuple[str, plots.Plot] | None:
    if not found.laws:
        return None
    values = [
        (labels.provision(one.law, None), one.articles, min(one.questionable, one.articles)) for one in found.laws
    ]
    title = words("plot.laws")
    summary = words("plot.laws.sum", law=values[0][0], n=values[0][1])
    header = (words("law.law"), words("law.articles"), words("law.doubt"))
    return title, plots.bars(title, summary, values, header=header)


def _doubt(found: Overview, words: Words) -> tuple[str, plots.Plot] | None:
    if len(found.doubt) < 2:
        return None
    all_, doubtful = sum(one[1] for one in found.doubt), sum(one[2] for one in found.doubt)
    title = words("plot.doubt")
    summary = words("plot.doubt.sum", share=f"{doubtful / all_:.1%}" if all_ else "—")
    months = [month for month, _, _ in found.doubt]
    shares = [bad / count if count else 0.0 for _, count, bad in found.doubt]
    return title, plots.line(title, summary, months, shares, header=(words("plot.month"), title))


def _weeks(now: datetime) -> list[str]:
    """The Mondays of the last WEEKS weeks in China, oldest first."""
    today = now.astimezone(labels.SHANGHAI).date()
    monday = today - timedelta(days=today.weekday())
    return [_text(monday - timedelta(weeks=back)) for back in range(WEEKS - 1, -1, -1)]


def _text(day: date) -> str:
    return day.isoformat()
