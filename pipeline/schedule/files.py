"""What config/ says while the scheduler runs: changes are taken up, and a broken file keeps its old version."""

from __future__ import annotations

import contextlib
from pathlib import Path

from pipeline.config import load_laws, load_settings, load_site, load_sites
from pipeline.errors import ConfigError
from pipeline.site import Settings, Site


class Files:
    """The settings, laws and sites that hold now. ``trouble``: what is wrong with the files, "" where nothing is."""

    settings: Settings
    laws: tuple[str, str]  # the text of laws.toml, and its name
    sites: tuple[Site, ...]

    def __init__(self, config: Path) -> None:
        """Reads everything; raises ConfigError where anything is wrong, for then there is no old version."""
        self._config = config
        self._state = _state_of(config)
        self.settings, self.laws, self.sites = load_settings(config), load_laws(config), load_sites(config)
        self.trouble = ""

    def changed(self) -> bool:
        """Whether a file is not as it was when it was read; if so, what can be read of them all is taken up."""
        state = _state_of(self._config)
        if state == self._state:
            return False
        self._state = state
        wrong: list[str] = []
        try:
            self.settings = load_settings(self._config)
        except (ConfigError, OSError) as error:
            wrong.append(str(error))
        try:
            self.laws = load_laws(self._config)
        except (ConfigError, OSError) as error:
            wrong.append(str(error))
        try:
            found = load_sites(self._config)
            if self.sites and not (self._config / "sites").is_dir():  # a deployment that swaps folders
                raise ConfigError(f"配置目录不存在：{self._config / 'sites'}")
            self.sites = found
        except (ConfigError, OSError) as error:
            wrong.append(str(error))
            self.sites = self._one_by_one()
        self.trouble = "\n".join(wrong)
        return True

    def _one_by_one(self) -> tuple[Site, ...]:
        """Of each site the new file where it is right, else the old one; all old ones where the folder cannot be read."""
        before = {site.name: site for site in self.sites}
        if not (self._config / "sites").is_dir():
            return self.sites
        found: dict[str, Site] = {}
        for path in sorted((self._config / "sites").glob("[!.]*.toml")):
            try:
                found[path.stem] = load_site(path)
            except (ConfigError, OSError):
                if path.stem in before:
                    found[path.stem] = before[path.stem]
        bases = [site.base_url for site in found.values() if site.enabled]
        # Two files of one site are each right by themselves: then nothing is taken up.
        return tuple(found.values()) if len(set(bases)) == len(bases) else self.sites


def _state_of(config: Path) -> dict[Path, tuple[int, int, int]]:
    """What tells that a file has changed."""
    found: dict[Path, tuple[int, int, int]] = {}
    for path in (config / "settings.toml", config / "laws.toml", *sorted((config / "sites").glob("[!.]*.toml"))):
        with contextlib.suppress(OSError):  # gone since it was listed: that is a change, too
            stat = path.stat()
            found[path] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return found
