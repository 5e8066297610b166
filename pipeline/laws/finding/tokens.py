"""What references to provisions are written with: numbers, the space within them, and what joins one to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.laws.naming.numerals import DIGITS

NUMBER = rf"[{DIGITS}](?:[{DIGITS} 　\xa0]{{0,14}}[{DIGITS}])?"
SPACE = r"[ \t\n\r　\xa0\u2000-\u200b\ufeff]{0,3}"
AND = rf"{SPACE}(?:以及|或者|[、，,和与及或]){SPACE}"
UNTIL = rf"{SPACE}(?:至|到|[-—–~～－─]{{1,2}}){SPACE}"
JOIN = re.compile(AND)
TO = re.compile(UNTIL)
MOST_OF_RANGE = 120  # articles that a range may name one by one; of a longer one, its ends
MOST_MEMBERS = 60  # members of one list that wait for their unit


@dataclass(frozen=True, slots=True)
class Reference:
    """One provision and where it stands."""

    article: int
    inserted: int
    paragraph: int | None
    item: int | None
    start: int
    end: int
