"""Settings and site files (TOML): read, checked at once and entirely, and written with a comment on each key."""

from __future__ import annotations

from .load import load_laws, load_settings, load_site, load_sites
from .write import write_site

__all__ = ["load_laws", "load_settings", "load_site", "load_sites", "write_site"]
