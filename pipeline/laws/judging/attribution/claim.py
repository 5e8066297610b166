"""The words that an article gives as a provision's, and how it gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pipeline.laws.judging.attribution.stance import begins_sentence, is_applied, is_basis, is_doubted, is_reported
from pipeline.models import Citation

# How firmly the words are put into the law's mouth: in quotation marks; behind a colon or as a line of articles; told.
Manner = Literal["quoted", "cited", "told"]

# The characters of the patterns here, as they stand in traditional text.
_TRADITIONAL = re.compile("[規條載寫]")
_SIMPLER = str.maketrans(
    "規條載寫關現則還對內裡裏為確調強據適違參屬與實觸稱項", "规条载写关现则还对内里里为确调强据适违参属与实触称项"
)
# Sentences about a case, not about the law: nothing in them can be held against a statute.
_ABOUT_A_CASE = re.compile(
    r"判决如下|裁定如下|本院|原告|被告|上诉|申请人|被申请|公诉|诉请|请求判令|被害人|本案|该案|案涉|涉案(?!金额|财物)|审理查明|提起诉讼[，。]|特此|依法判令|甲方|乙方"
    r"|判决书|判决：|裁定书|维持原判|我们|我国|你|您|小编|律师|建议|笔者|读者|网友|某某|某公司"
)
_SUITS = re.compile("当事人|原告|被告|上诉|申请人|被申请")
_PARTIES = frozenset(
    ("原告", "被告", "上诉", "申请人", "被申请")
)  # where a provision speaks of one, a claim may of another
_ANYBODY = frozenset(("你", "您", "律师", "建议"))  # told to readers, or of a profession


@dataclass(frozen=True)
class Claim:
    """The words that an article gives as those of ``citations``, and how it gives them.

    What is seldom asked is read from the article when it is: most words are the provision's, and nothing more is asked.
    """

    text: str
    manner: Manner
    citations: tuple[Citation, ...]  # one, or several that are named together
    start: int  # where what is told begins, in the article: with the provision's name, or with the words before it
    end: int  # where the words end
    article: str  # in simplified characters, as far as the patterns here have them
    rest: str = ""  # of the line, up to the next citation
    speaks: bool = False  # the provision is the subject: 第N条规定，…
    follows: bool = False  # the words are told to follow from it: …（第N条）
    around: bool = False  # they are only in one sentence with its name

    @cached_property
    def applied(self) -> bool:
        """Whether something is done under the provision, or against it: 违反第N条规定，…."""
        return self.manner == "told" and is_applied(self.article, self.start)

    @cached_property
    def direct(self) -> bool:
        """Whether the provision is the one that speaks: 第N条规定，… and not 根据第N条的规定，…."""
        named = is_applied(self.article, self.start) or is_basis(self.article, self.start)
        return self.speaks and not named

    @cached_property
    def basis(self) -> bool:
        """Whether the words are told to follow from the provision: 根据第N条的规定，…; …（第N条）."""
        told = self.manner == "told" and not self.around
        return self.follows or (told and begins_sentence(self.article, self.start))

    @cached_property
    def reported(self) -> bool:
        """Whether somebody else says so, or it is refuted."""
        return is_reported(self.article, self.start, self.end)

    @cached_property
    def doubted(self) -> bool:
        """Whether it is told as what may be so: asked, denied, perhaps only reported."""
        return is_doubted(self.article, self.start, self.end, simpler(self.text))

    @property
    def about_a_case(self) -> bool:
        """Whether the words tell of parties and judgments rather than of the law."""
        return self.manner != "quoted" and _ABOUT_A_CASE.search(self.text) is not None


def tells_of_a_case(words: str, statute: str) -> bool:
    """Whether words told of a provision tell of parties and judgments that it does not itself speak of."""
    parties = _ANYBODY | _PARTIES if _SUITS.search(statute) else _ANYBODY
    return any(found[0] not in statute and found[0] not in parties for found in _ABOUT_A_CASE.finditer(words))


def simpler(text: str) -> str:
    """The text with simplified characters for those that the patterns of this package have; as long as before."""
    return text.translate(_SIMPLER) if _TRADITIONAL.search(text) else text
