"""A long export to a file: what is written so far lies in FILE.part beside FILE.part.json, and goes on from there."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from pipeline.errors import InputError


@dataclass(slots=True)
class Progress:
    """How far an export is. ``options``: what was asked, so that another export does not go on from it."""

    options: str
    after_id: int = 0
    count: int = 0
    size: int = 0  # bytes of the part that hold whole rows
    too_long: int = 0  # rows among them that a spreadsheet cuts


class Part:
    """The part of ``target``; ``keep`` says where it is whole so far, ``finish`` gives it its name."""

    def __init__(self, target: Path, options: str, *, resume: bool) -> None:
        self.target = target
        self.path = target.with_name(target.name + ".part")
        self._state = target.with_name(target.name + ".part.json")
        self.progress = self._found(options) if resume else Progress(options)
        if not resume:  # what an earlier export noted is not true of the part that begins now
            self._state.unlink(missing_ok=True)

    @contextmanager
    def open(self, encoding: str) -> Iterator[TextIO]:
        """The part for writing, cut where it was whole."""
        with self.path.open("r+b" if self.progress.size else "wb") as raw:
            raw.truncate(self.progress.size)
        with self.path.open("a", encoding=encoding if not self.progress.size else "utf-8", newline="") as file:
            yield file

    def keep(self, file: TextIO | None, after_id: int, count: int, too_long: int = 0) -> None:
        """All rows up to this id are in the part."""
        if file is not None:
            file.flush()
            self.progress.size = os.fstat(file.fileno()).st_size
        self.progress.after_id, self.progress.count, self.progress.too_long = after_id, count, too_long
        temporary = self._state.with_suffix(".tmp")
        temporary.write_text(json.dumps(asdict(self.progress)), "utf-8")
        temporary.replace(self._state)

    def finish(self) -> None:
        """The part is whole."""
        if self.path.exists():
            self.path.replace(self.target)
        self._state.unlink(missing_ok=True)

    def drop(self) -> None:
        """Nothing can go on from here."""
        self.path.unlink(missing_ok=True)
        self._state.unlink(missing_ok=True)

    def _found(self, options: str) -> Progress:
        if not self._state.exists():
            return Progress(options)
        try:
            found = Progress(**json.loads(self._state.read_text("utf-8")))
        except (ValueError, TypeError) as error:
            raise InputError(f"{self._state} 读不懂，请删去它，不带 --resume 重新导出") from error
        if found.options != options:
            raise InputError(f"{self._state} 是另一次导出（选项不同）留下的；用同样的选项，或不带 --resume 重新导出")
        if found.size and (not self.path.exists() or self.path.stat().st_size < found.size):
            raise InputError(f"{self.path} 不见了或变短了，请不带 --resume 重新导出")
        return found
