"""The words of the pages (texts.py) in the language that is read."""

from __future__ import annotations

import re

from pipeline import labels
from pipeline.web.texts import TEXT

LANGUAGES = {"zh": "zh-Hans", "en": "en"}  # what the switch offers, and what <html lang> says
COOKIE = "lang"
# English says one article, two articles: «1 article(|s)».
_NUMBERED = re.compile(r"(?<![\d,.])([\d,]+)( [\w ]*?)\((\w*)\|(\w+)\)")


class Words:
    """The messages in one language: ``words("search.found", total=3)``."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "zh"
        self._column = list(LANGUAGES).index(self.language)

    @property
    def tag(self) -> str:
        """For <html lang>."""
        return LANGUAGES[self.language]

    @property
    def other(self) -> str:
        """The language that the switch leads to."""
        return next(one for one in LANGUAGES if one != self.language)

    def __call__(self, key: str, **values: object) -> str:
        pair = TEXT.get(key)
        if pair is None:  # a code that has no words yet is shown as it is
            return key.rpartition(".")[2]
        text = pair[self._column]
        return _NUMBERED.sub(_counted, text.format(**values)) if values else text

    def verdict(self, status: str, quotation: str = "not_held", *, rule: bool = False) -> str:
        """As labels.verdict, in this language."""
        words = (
            self(f"{'rule' if rule and status in labels.RULE else 'status'}.{status}"),
            self(f"quotation.{quotation}"),
        )
        return self.comma.join(word for word in words if word)

    def reason(self, code: str) -> str:
        """As labels.reason, in this language."""
        known = labels.family(code)
        return f"{self(f'reason.{known}')} {code}" if known else code

    @property
    def comma(self) -> str:
        """Between the parts of a list."""
        return "，" if self.language == "zh" else ", "


def _counted(found: re.Match[str]) -> str:
    """A number with its noun in the right form."""
    number, between, one, several = found.groups()
    return number + between + (one if number == "1" else several)
