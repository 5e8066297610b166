"""Settings and sites from the configuration directory, as commands want them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pipeline.cli.options import Place
    from pipeline.site import Settings, Site


def settings_of(place: Place) -> Settings:
    """The settings; defaults where there is no settings.toml."""
    from pipeline.config import load_settings

    return load_settings(place.config)


def chosen_sites(place: Place, names: Sequence[str]) -> list[Site]:
    """The sites named, in that order, or every enabled one. Raises ConfigError for a name that has no file."""
    from pipeline.config import load_sites

    sites = {site.name: site for site in load_sites(place.config)}
    if unknown := [name for name in names if name not in sites]:
        known = "、".join(sites) or "还没有"
        raise ConfigError(f"没有站点 {'、'.join(unknown)}；{place.config / 'sites'} 里有：{known}")
    chosen = [sites[name] for name in dict.fromkeys(names)] if names else [one for one in sites.values() if one.enabled]
    if not chosen:
        raise ConfigError(f"{place.config / 'sites'} 里没有启用的站点；用 sites add URL 添加")
    return chosen
