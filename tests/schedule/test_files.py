"""config/ while the scheduler runs: changes are taken up, and what is broken keeps its old version."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.schedule.files import Files

SITE = 'base_url = "http://{}.example/"\n[schedule]\nevery = "{}"\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "sites").mkdir()
    for name in ("a", "b"):
        (tmp_path / "sites" / f"{name}.toml").write_text(SITE.format(name, "6h"), "utf-8")
    return tmp_path


def plans(files: Files) -> dict[str, str | None]:
    return {site.name: site.schedule.every for site in files.sites}


def write(path: Path, text: str) -> None:
    """With another size or time than before, as an editor leaves it."""
    path.write_text(text, "utf-8")


def test_nothing_is_read_again_where_nothing_changed(config: Path) -> None:
    assert not Files(config).changed()


def test_added_changed_and_removed_sites_are_taken_up(config: Path) -> None:
    files = Files(config)
    write(config / "sites" / "a.toml", SITE.format("a", "12h"))
    write(config / "sites" / "c.toml", SITE.format("c", "30m"))
    (config / "sites" / "b.toml").unlink()
    assert files.changed()
    assert plans(files) == {"a": "12h", "c": "30m"}
    assert files.trouble == ""


def test_a_broken_site_keeps_its_old_version_and_the_others_go_on(config: Path) -> None:
    files = Files(config)
    write(config / "sites" / "a.toml", SITE.format("a", "soon"))
    write(config / "sites" / "b.toml", SITE.format("b", "12h"))
    write(config / "sites" / "new.toml", "base_url = ")
    assert files.changed()
    assert plans(files) == {"a": "6h", "b": "12h"}
    assert "a.toml" in files.trouble
    assert "new.toml" in files.trouble
    write(config / "sites" / "a.toml", SITE.format("a", "2h"))
    (config / "sites" / "new.toml").unlink()
    assert files.changed()
    assert (plans(files), files.trouble) == ({"a": "2h", "b": "12h"}, "")


def test_two_files_of_one_site_are_not_taken_up(config: Path) -> None:
    files = Files(config)
    write(config / "sites" / "c.toml", SITE.format("a", "30m"))
    assert files.changed()
    assert plans(files) == {"a": "6h", "b": "6h"}
    assert "同一个站点" in files.trouble


def test_settings_are_taken_up_and_broken_ones_keep_the_old(config: Path) -> None:
    files = Files(config)
    write(config / "settings.toml", "[fetch]\ndelay = 2.0\n")
    assert files.changed()
    assert files.settings.fetch.delay == 2.0
    write(config / "settings.toml", "[fetch]\ndelay = -1\n")
    assert files.changed()
    assert files.settings.fetch.delay == 2.0
    assert "delay" in files.trouble


def test_a_folder_that_is_away_for_a_moment_loses_no_site(config: Path) -> None:
    """A deployment that swaps directories."""
    files = Files(config)
    (config / "sites").rename(config / "away")
    assert files.changed()
    assert plans(files) == {"a": "6h", "b": "6h"}
    assert "sites" in files.trouble
    (config / "away").rename(config / "sites")
    assert files.changed()
    assert (plans(files), files.trouble) == ({"a": "6h", "b": "6h"}, "")


def test_what_is_broken_at_the_start_is_told_at_once(config: Path) -> None:
    write(config / "sites" / "a.toml", "base_url = 1")
    with pytest.raises(ConfigError, match=r"a\.toml"):
        Files(config)
