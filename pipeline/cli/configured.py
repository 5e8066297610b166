"""Settings and sites from the configuration directory, as commands want them."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from pipeline.cli.options import CONFIG
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.cli.options import Place
    from pipeline.fetch import Client
    from pipeline.laws import Shelf
    from pipeline.site import Settings, Site
    from pipeline.store import Store


def settings_of(place: Place) -> Settings:
    """The settings; defaults where there is no settings.toml, or no directory at the usual place."""
    from pipeline.config import load_settings
    from pipeline.site import Settings

    return Settings() if _absent(place) else load_settings(place.config)


def sites_of(place: Place) -> tuple[Site, ...]:
    """Every site that has a file; none where there is no directory at the usual place."""
    from pipeline.config import load_sites

    return () if _absent(place) else load_sites(place.config)


def shelf_of(place: Place) -> Shelf:
    """What citations are judged by: the registry, laws.toml, and the statutes beside the database."""
    from pipeline.config import load_laws
    from pipeline.store.library import shelf_beside

    return shelf_beside(place.db) if _absent(place) else shelf_beside(place.db, *load_laws(place.config))


def writable(place: Place) -> Store:
    """The database, open for writing, with what its citations are judged by."""
    from pipeline.store import open_store

    return open_store(place.db, read_only=False, shelf=shelf_of(place))


@asynccontextmanager
async def network(place: Place, settings: Settings) -> AsyncIterator[Client]:
    """A network client that keeps to the pauses of hosts which the database, where there is one, knows of. Looking writes
    nothing, but that another host is to be left alone.
    """
    from pipeline.fetch import PATIENCE, Client, MemoryHosts
    from pipeline.store.hosts import keep_pauses, pauses

    before = pauses(place.db, time.time())
    known = {state.host: state.paused_until for state in before}
    hosts = MemoryHosts(before)
    try:
        async with Client(settings.fetch, hosts=hosts) as client:
            yield client
    finally:
        learnt = [
            state for state in hosts.paused(time.time() + PATIENCE) if state.paused_until > known.get(state.host, 0.0)
        ]
        if learnt:
            keep_pauses(place.db, learnt)


def _absent(place: Place) -> bool:
    """A directory that was named must be there; the usual one may be missing."""
    return place.config == CONFIG and not place.config.exists()


def chosen_sites(place: Place, names: Sequence[str]) -> list[Site]:
    """The sites named, in that order, or every enabled one. Raises ConfigError for a name that has no file."""
    sites = {site.name: site for site in sites_of(place)}
    if unknown := [name for name in names if name not in sites]:
        known = f"里有：{'、'.join(sites)}" if sites else "里还没有站点"
        raise ConfigError(f"没有站点 {'、'.join(unknown)}；{place.config / 'sites'} {known}")
    chosen = [sites[name] for name in dict.fromkeys(names)] if names else [one for one in sites.values() if one.enabled]
    if not chosen:
        raise ConfigError(f"{place.config / 'sites'} 里没有启用的站点；用 sites add URL 添加")
    return chosen
