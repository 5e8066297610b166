"""The command that makes the package data from facts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.laws.naming.build import build, main

SHARED = Path(__file__).resolve().parents[3].parent / "shared"


def _facts(folder: Path) -> tuple[Path, Path]:
    rows = [
        {"title": "两高关于甲的解释", "type": "司法解释", "issuer": None,
         "versions": [{"published": "2020-01-01", "effective": None, "expired": None, "doc_no": None, "articles": ["1..3"]}]},
        {"title": "最高人民法院、最高人民检察院关于甲的解释", "type": "司法解释", "issuer": None,
         "versions": [{"published": "2010-01-01", "effective": None, "expired": None, "doc_no": None, "articles": []}]},
    ]  # fmt: skip
    registry, aliases = folder / "r.jsonl", folder / "a.tsv"
    registry.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    aliases.write_text("alias\ttitle\n甲解释\t两高关于甲的解释\n", "utf-8")
    return registry, aliases


def test_build_joins_rows_that_differ_in_marks_only(tmp_path: Path) -> None:
    assert build(*_facts(tmp_path), tmp_path / "out") == 1
    row = json.loads((tmp_path / "out" / "registry.jsonl").read_text("utf-8"))
    assert row["title"] == "最高人民法院、最高人民检察院关于甲的解释"
    assert [version["published"] for version in row["versions"]] == ["2010-01-01", "2020-01-01"]


def test_build_names_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main([str(tmp_path / "none"), str(tmp_path / "none")]) == 2
    assert "none" in capsys.readouterr().err


@pytest.mark.skipif(not (SHARED / "laws").exists(), reason="needs the facts of shared/laws beside the project")
def test_the_package_data_is_what_the_facts_give(tmp_path: Path) -> None:
    build(SHARED / "laws" / "registry.jsonl", SHARED / "laws" / "aliases.tsv", tmp_path)
    data = Path(__file__).resolve().parents[3] / "pipeline" / "laws" / "naming" / "data"
    for name in ("registry.jsonl", "aliases.tsv"):
        assert (tmp_path / name).read_text("utf-8") == (data / name).read_text("utf-8")
