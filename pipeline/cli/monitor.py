"""What monitoring asks of a running scheduler: ``/metrics`` for Prometheus and ``/healthz``, read from the database."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from pipeline.errors import InputError, PipelineError, in_words
from pipeline.store import open_store

if TYPE_CHECKING:
    from prometheus_client.core import Metric

    from pipeline.store.reports import SiteStatus, Status

FRESH = 30.0  # seconds that the counts are used again …
SHARE = 40.0  # … at least so many times as long as counting took: seconds in a database of a million articles
PREFIX = "debt_articles_"
Gauge = tuple[str, str, Callable[["SiteStatus"], float | None]]

# Of each site; None is left out.
SITE_GAUGES: tuple[Gauge, ...] = (
    ("articles", "Stored articles", lambda site: site.articles),
    ("articles_on_topic", "Stored articles about debt collection", lambda site: site.on_topic),
    ("articles_questionable", "Articles with a questionable citation", lambda site: site.questionable),
    ("pages_due", "Pages that may be fetched now", lambda site: site.pages.due),
    ("pages_known", "Pages known", lambda site: site.pages.total),
    ("site_paused", "1 while the site is left alone (a wall)", lambda site: float(site.paused_until is not None)),
    ("site_warnings", "Warnings of the last run", lambda site: len(site.warnings)),
    ("last_run_timestamp_seconds", "When the last run began", lambda site: _begun(site)),
    ("last_run_failed", "1 where the last run came to nothing", lambda site: _failed(site)),
    ("next_run_timestamp_seconds", "When the next run is due", lambda site: _at(site.next_run)),
)  # fmt: skip


def _at(when: datetime | None) -> float | None:
    return when.timestamp() if when else None


def _begun(site: SiteStatus) -> float | None:
    return _at(site.last_run.started_at) if site.last_run else None


def _failed(site: SiteStatus) -> float | None:
    return float(site.last_run.state == "failed") if site.last_run else None


class Collector:
    """The database as metrics; for a registry of prometheus-client."""

    def __init__(self, db: Path) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._good_until = 0.0
        self._status: Status | None = None

    def status(self) -> Status | None:
        """The counts, a little old; None where the database cannot be read. While one counts others get the last."""
        if not self._lock.acquire(blocking=self._status is None):
            return self._status
        try:
            began = time.monotonic()
            if began >= self._good_until:
                try:
                    with open_store(self._db) as store:
                        self._status = store.reports.status(datetime.now(UTC))
                except PipelineError:
                    self._status = None
                self._good_until = time.monotonic() + max(FRESH, SHARE * (time.monotonic() - began))
            return self._status
        finally:
            self._lock.release()

    def _now(self) -> tuple[bool, list[tuple[str, str]]] | None:
        """Whether a scheduler lives, and what is wrong, at this moment; None where the database cannot be read."""
        try:
            with open_store(self._db) as store:
                alive = any(one.alive for one in store.schedulers.all(datetime.now(UTC)))
                return alive, [(one.kind, one.site) for one in store.alerts.open()]
        except PipelineError:
            return None

    def collect(self) -> Iterator[Metric]:
        """The metrics, as prometheus-client asks for them."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        now = self._now()
        found = self.status() if now else None
        yield GaugeMetricFamily(PREFIX + "database_up", "1 where the database can be read", float(found is not None))
        yield GaugeMetricFamily(
            PREFIX + "disk_free_bytes", "Free on the disk of the database", shutil.disk_usage(self._db.parent).free
        )
        if found is None or now is None:
            return
        alive, wrong = now
        yield GaugeMetricFamily(PREFIX + "database_bytes", "Size of the database with its WAL", found.bytes)
        yield GaugeMetricFamily(PREFIX + "scheduler_up", "1 while a scheduler gives signs of life", float(alive))
        for name, text, value in SITE_GAUGES:
            family = GaugeMetricFamily(PREFIX + name, text, labels=["site"])
            for site in found.sites:
                if (number := value(site)) is not None:
                    family.add_metric([site.name], number)
            yield family
        outcomes = GaugeMetricFamily(PREFIX + "last_run_pages", "Pages of the last run", labels=["site", "outcome"])
        for site in found.sites:
            for outcome, count in (site.last_run.counts if site.last_run else {}).items():
                outcomes.add_metric([site.name, outcome], count)
        yield outcomes
        total = CounterMetricFamily(PREFIX + "crawled_pages", "Pages fetched, ever", labels=["site"])
        for site in found.sites:
            total.add_metric([site.name], site.crawled)
        yield total
        alerts = GaugeMetricFamily(PREFIX + "alert", "1 while something is wrong", labels=["kind", "site"])
        for kind, name in wrong:
            alerts.add_metric([kind, name], 1)
        yield alerts
        breakers = GaugeMetricFamily(PREFIX + "host_paused", "1 while a host is not asked", labels=["host"])
        for host in found.hosts:
            breakers.add_metric([host.host], float(host.paused_until > time.time()))
        yield breakers
        if found.last_upkeep:
            yield GaugeMetricFamily(
                PREFIX + "last_upkeep_timestamp_seconds",
                "When upkeep began last",
                found.last_upkeep.started_at.timestamp(),
            )

    def health(self) -> tuple[bool, dict[str, Any]]:
        """Whether the scheduler lives and its database can be read; with the facts."""
        try:
            with open_store(self._db) as store:
                schedulers = store.schedulers.all(datetime.now(UTC))
        except PipelineError as error:
            return False, {"status": "trouble", "database": str(error)}
        alive = any(one.alive for one in schedulers)
        seen = max((one.seen_at for one in schedulers), default=None)
        facts = {
            "scheduler_seen_at": seen.isoformat() if seen else None,
            "trouble": [one.trouble for one in schedulers if one.trouble],
        }
        return alive, {"status": "ok" if alive else "trouble", "database": "ok", **facts}


class _Server(ThreadingMixIn, WSGIServer):
    """Answers each request in a thread, so that a slow reader does not keep the others waiting."""

    daemon_threads = True


class _Server6(_Server):
    """The same for an IPv6 address."""

    address_family = socket.AF_INET6


def _server_for(host: str) -> type[_Server]:
    return _Server6 if ":" in host else _Server


class _Silent(WSGIRequestHandler):
    timeout = 10

    def log_message(self, format: str, *args: object) -> None:
        """Requests of monitoring are not logged."""


@contextmanager
def serving(db: Path, where: str) -> Iterator[str]:
    """Answer on ``PORT`` (loopback) or ``HOST:PORT`` until it is left; gives the URL. InputError where that cannot be."""
    try:
        from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, make_wsgi_app
    except ImportError:
        raise InputError("--metrics 需要 prometheus-client：pip install -e '.[metrics]'") from None
    host, _, port = where.rpartition(":")
    if not port.isdecimal() or int(port) > 65_535:
        raise InputError(f"--metrics {where}：应是端口或 主机:端口，例如 9464 或 127.0.0.1:9464")
    registry, collector = CollectorRegistry(), Collector(db)
    registry.register(collector)
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    metrics = make_wsgi_app(registry)

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO")
        if path == "/metrics":
            page: Iterable[bytes] = metrics(environ, start)
            return page
        healthy, facts = collector.health() if path == "/healthz" else (False, {})
        state = "200 OK" if healthy else "503 Service Unavailable" if path == "/healthz" else "404 Not Found"
        start(state, [("Content-Type", "application/json; charset=utf-8")])
        return [json.dumps(facts, ensure_ascii=False).encode() + b"\n"]

    try:
        server = make_server(host.strip("[]") or "127.0.0.1", int(port), answer, _server_for(host), _Silent)
    except OSError as error:
        raise InputError(f"--metrics {where}：不能在这里监听：{in_words(error)}") from None
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield f"http://{host or '127.0.0.1'}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
