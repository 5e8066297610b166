"""The command line as a process of its own that starts at once: forked from one in which everything is imported.

What is killed, stopped or left alone by a test is a real process with its own files. Only the seconds in which an
interpreter loads the libraries are spent once; tests/cli/test_cli_frame.py starts the program as a shell does.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[1]
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.preloaded"])


def _main(arguments: tuple[str, ...], code: str | None, files: tuple[str, str]) -> None:
    """What the new process does: as ``python run_pipeline.py`` would, or ``python -c``; its output goes to two files."""
    for stream, file in enumerate(files, 1):
        os.dup2(os.open(file, os.O_WRONLY), stream)
    os.chdir(ROOT)
    random.seed()  # a fork throws the same dice as the one before
    sys.argv = [str(ROOT / "run_pipeline.py") if code is None else "-c", *arguments]
    if code is not None:
        exec(compile(code, "<code>", "exec"), {"__name__": "__main__"})
        return
    from pipeline.cli import main

    main()


class Program:
    """``with Program("crawl", "--db", …) as running``: it runs; what still runs at the end of the block is killed.
    ``code`` is run in place of the command line, with the arguments in ``sys.argv[1:]``.
    """

    def __init__(self, *arguments: str, code: str | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="program-")
        self._files = [Path(self._folder.name) / name for name in ("out", "err")]
        for file in self._files:
            file.touch()
        out, err = map(str, self._files)
        self._process = PROCESSES.Process(target=_main, args=(arguments, code, (out, err)))
        self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self._folder.cleanup()

    @property
    def out(self) -> str:
        """What it has written to its standard output."""
        return self._files[0].read_text("utf-8")

    @property
    def err(self) -> str:
        """What it has written to its standard error."""
        return self._files[1].read_text("utf-8")

    def send_signal(self, number: int) -> None:
        """As of subprocess.Popen."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def poll(self) -> int | None:
        """Its exit status, minus the signal that killed it; None while it runs."""
        return self._process.exitcode

    def wait(self, seconds: float = 60.0) -> int:
        """Its exit status; raises TimeoutError if it has none by then."""
        self._process.join(seconds)
        status = self._process.exitcode
        if status is None:
            raise TimeoutError(f"process {self.pid} goes on:\n{self.err}")
        return status

    def wait_for(self, text: str, seconds: float = 60.0) -> None:
        """Until it has written that, to its standard output or error."""
        deadline = time.monotonic() + seconds
        while text not in self.out + self.err:
            over = self.poll() is not None and text not in self.out + self.err
            if over or time.monotonic() > deadline:
                raise AssertionError(f"«{text}» was never written:\n{self.err}")
            time.sleep(0.01)


def run_cli(*arguments: str, code: str | None = None, seconds: float = 300.0) -> subprocess.CompletedProcess[str]:
    """The command line, or ``code``, to its end; output captured."""
    with Program(*arguments, code=code) as running:
        return subprocess.CompletedProcess(arguments, running.wait(seconds), running.out, running.err)
