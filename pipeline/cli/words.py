"""Words of a query that begin with a minus, told from options: -起诉, -has:citations and -n网贷 leave something out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click

_MARK = "\0"  # no argument of a process can hold it
_NUMBER = re.compile(r"=?\d+")  # -n20 is an option with its value


class Words(click.Command):
    """A command whose arguments are words of a query.

    Options are ``--name``, ``-x`` and ``-x20``, and what an option takes as its value; any other argument with a minus is
    a word to leave out. One that is an option's name but for a minus (``-json``) is a mistake, as is an unknown ``--name``
    and an unknown ``-x``. After ``--`` everything is a word.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click's, with the words that begin with a minus kept from it."""
        rest = super().parse_args(ctx, list(self._marked(ctx, args)))
        ctx.params = {name: _unmarked(value) for name, value in ctx.params.items()}
        return rest

    def _marked(self, ctx: click.Context, args: list[str]) -> Iterator[str]:
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        names = {name for one in options for name in (*one.opts, *one.secondary_opts)}
        valued = {name for one in options if not one.is_flag and not one.count for name in one.opts}
        is_value = ended = False
        for arg in args:
            ended = ended or (arg == "--" and not is_value)
            if ended or is_value or not arg.startswith("-") or arg.startswith("--") or len(arg) < 2:
                is_value = arg in valued and not is_value and not ended
                yield arg
            elif len(arg) == 2 and arg.isascii() and arg[1].isalpha():
                is_value = arg in valued
                yield arg
            elif arg[:2] in valued and _NUMBER.fullmatch(arg[2:]):
                yield arg
            elif f"-{arg}" in names:
                raise click.NoSuchOption(arg, possibilities=[f"-{arg}"], ctx=ctx)
            else:
                yield _MARK + arg


def _unmarked(value: Any) -> Any:
    return tuple(one.removeprefix(_MARK) for one in value) if isinstance(value, tuple) else value
