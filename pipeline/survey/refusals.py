"""What a survey was refused, and what that says: nothing of whether it is there."""

from __future__ import annotations

from collections.abc import Iterable

from .. import labels
from ..models import Failure, Page
from ..urls import path_of

_TOLD = ("robots_disallowed", "http_401", "http_403", "wall_")  # beside what may go well another time
_MAX_LINES = 4


def refusal(answer: Page | Failure) -> Failure | None:
    """Why there is no page where one may be: asked too often, forbidden, broken. None for a page, and for what is not there."""
    if isinstance(answer, Page):
        if answer.status != 429 and answer.status not in (401, 403) and answer.status < 500:
            return None
        retry = answer.status not in (401, 403)
        return Failure("fetch", f"http_{answer.status}", answer.final_url, status=answer.status, retry=retry)
    return answer if answer.retry or answer.reason.startswith(_TOLD) else None


def why(failure: Failure) -> str:
    """A failure in words: «robots.txt 不允许 robots_disallowed（依据 http://a.cn/robots.txt）»."""
    return labels.reason(failure.reason) + (f"（{failure.detail}）" if failure.detail else "")


def told(refused: Iterable[tuple[str, Failure]]) -> list[str]:
    """Lines that say of (URL, failure) pairs how many were refused for what, and whether another look will help."""
    groups: dict[str, list[tuple[str, Failure]]] = {}
    for url, failure in refused:
        groups.setdefault(failure.reason, []).append((url, failure))
    lines = [
        f"{len(group)} 个网址没有取到：{why(group[0][1])}，如 {path_of(group[0][0])}"
        for group in sorted(groups.values(), key=len, reverse=True)[:_MAX_LINES]
    ]
    if any(failure.retry for group in groups.values() for _, failure in group):
        lines.append("因此没有看全：过些时候可以再看一遍（sites add --force）")
    return lines
