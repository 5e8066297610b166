"""How often our reading of robots.txt agrees with the reference parser's, over real files.

    python tests/benchmarks/robots_agreement.py FILES ORACLE

FILES is a folder of robots.txt files under any names. ORACLE is a program around the reference parser: on its standard
input come «agent, number of URLs, length of the file» on a line, the file, a line end, and one URL a line; it prints a 0
(not allowed) or 1 for each URL, and a line end after each file. Neither is part of this project.

URLs are made from the rules of each file: what they match, a little more, a little less, and their canonical forms;
each file is asked for our own name and for one that it names.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from protego import Protego

from pipeline.fetch import robots
from pipeline.urls import canonicalize

RULE = re.compile(rb"(?im)^\s*(?:dis)?allow\s*:[ \t]*([^\s#]+)")
NAME = re.compile(rb"(?im)^\s*user-?agent\s*:\s*([A-Za-z_-]+)\s*$")
ESCAPE = re.compile("%[0-9a-f]{2}", re.I)
HOST = "http://h.example"


@dataclass(frozen=True)
class Question:
    """One file, one robot, many URLs."""

    agent: str
    body: bytes
    urls: tuple[str, ...]


def questions(folder: Path, chance: random.Random) -> Iterator[Question]:
    for path in sorted(folder.rglob("*")):
        body = path.read_bytes()[: robots.MAX_BYTES] if path.is_file() else b""
        rules = RULE.findall(body)
        if not rules:
            continue
        chance.shuffle(rules)
        urls = tuple(sorted({HOST + "/", *(url for rule in rules[:25] for url in around(rule, chance))}))
        names = {robots.AGENT, *(name.decode() for name in chance.sample(NAME.findall(body) or [b"*"], 1))} - {"*"}
        yield from (Question(name, body, urls) for name in sorted(names))


def around(rule: bytes, chance: random.Random) -> Iterator[str]:
    """URLs that a rule matches, or nearly; escapes in upper case, as RFC 3986 (6.2.2.1) normalises them."""
    path = quote(rule, safe="!$%&'()*+,/:;=?@[]~-._")
    more = chance.choice(["", "/", "a", ".html", "?x=1", "/index.html"])
    for tried in (
        path.replace("*", "x").replace("$", ""),
        path.replace("*", "a/b").rstrip("$") + more,
        path.replace("*", "").replace("$", "")[:-1] + chance.choice(["", "q"]),
    ):
        url = HOST + ("" if tried.startswith("/") else "/") + tried
        for form in (url, canonicalize(url)):
            if form:
                yield ESCAPE.sub(lambda escape: escape[0].upper(), form)


def ask(oracle: str, asked: list[Question]) -> list[str]:
    text = b"".join(
        b"%s %d %d\n%s\n%s\n"
        % (one.agent.encode(), len(one.urls), len(one.body), one.body, "\n".join(one.urls).encode())
        for one in asked
    )
    return subprocess.run([oracle], input=text, capture_output=True, check=True).stdout.decode().splitlines()


def main() -> None:
    if len(sys.argv) != 3 or not Path(sys.argv[1]).is_dir() or not Path(sys.argv[2]).is_file():
        raise SystemExit(__doc__)
    asked = list(questions(Path(sys.argv[1]), random.Random(7)))
    total = 0
    counts = {"ours": [0, 0], "Protego alone": [0, 0]}  # wrongly refused, wrongly allowed
    for one, line in zip(asked, ask(sys.argv[2], asked), strict=True):
        rules, plain = robots.parse(one.body, agent=one.agent), Protego.parse(one.body.decode("utf-8", "replace"))
        for url, said in zip(one.urls, line, strict=True):
            total += 1
            for name, allowed in (("ours", rules.allowed(url)), ("Protego alone", plain.can_fetch(url, one.agent))):
                if allowed != (said == "1"):
                    counts[name][allowed] += 1
    print(f"{len({one.body for one in asked})} different files, {total} questions")
    print(f"{'':15}{'agreement':>12}{'wrongly refused':>18}{'wrongly allowed':>18}")
    for name, (refused, allowed) in counts.items():
        print(f"{name:15}{100 * (1 - (refused + allowed) / total):11.4f}%{refused:18}{allowed:18}")


if __name__ == "__main__":
    main()
