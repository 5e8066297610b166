"""Takes out of a flattened page what its own style sheets hide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

from selectolax.lexbor import LexborNode

from .flat import Flat, Run, finish
from .hidden import LITTLE, hidden_names, hides


def veil(flat: Flat, styles: Iterable[LexborNode]) -> None:
    """What is hidden is taken out if all of it is little beside the text around it: a script may show the rest."""
    names = set(flat.names)
    sheet = hidden_names(styles, "\n".join(names))
    named = {name for name in names if name and hides(name, sheet)} if sheet else ()
    if not named:
        return
    sums = [0, *accumulate(map(len, flat.texts))]
    ends, found, done = flat.ends, [], 1
    beside, of_name = Counter[int](), Counter[str]()
    for index, name in enumerate(flat.names):
        if index >= done and name in named and (size := sums[ends[index]] - sums[index]):
            found.append(index)
            beside[flat.parents[index]] += size
            of_name[name] += size
            done = ends[index]
    taken = [
        (index, ends[index])
        for index in found
        if beside[above := flat.parents[index]] * LITTLE <= sums[ends[above]] - sums[above]
        and of_name[flat.names[index]] * LITTLE <= sums[-1]
    ]
    if taken:
        _take_out(flat, taken)


def _take_out(flat: Flat, ranges: list[tuple[int, int]]) -> None:
    """Leaves the place of elements in the lists, with nothing in it."""
    for start, end in ranges:
        for at in range(start, end):
            flat.tags[at], flat.names[at], flat.texts[at] = "-hidden", "", ""
            flat.nodes.pop(at, None)
    runs: list[Run] = []
    position = 0
    for run in flat.runs:
        while position < len(ranges) and ranges[position][1] <= run.first:
            position += 1
        if position == len(ranges) or run.last < ranges[position][0]:
            runs.append(run)
            continue
        left = [at for at in range(run.first, run.last + 1) if flat.tags[at] == "-text"]
        if left:
            run.first, run.last = left[0], left[-1]
            finish(run, [flat.raw(at) for at in left], runs)
    flat.runs[:] = runs
