"""The fingerprint of an article: what is stored of it so that its copies are found."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from pipeline.duplicates.prepare import Text, prepare_without_runs
from pipeline.duplicates.sketch import sketch
from pipeline.models import Article, Citation, Fingerprint

_HASH_BITS = 40  # of a text's number; two texts of one weight in a million have the same by a chance of 1 in 10,000
_MOST_TENTHS = (1 << 63 - _HASH_BITS) - 1  # of a character: texts of 800,000 and more count as equally heavy


def fingerprint(article: Article, citations: Sequence[Citation] = ()) -> Fingerprint:
    """Pure, for worker processes. ``citations`` may be given and are not needed: quotations are known by their own
    marks, so that a better reading of citations never moves an article from one group to another.
    """
    return of_text(article.title, article.body)


def of_text(title: str, body: str) -> Fingerprint:
    """As ``fingerprint``, of the two parts of an article that it depends on."""
    text = prepare_without_runs(title, body)
    masked_hash = text_hash(text)
    return Fingerprint(
        _digest(text.plain), masked_hash, sketch(text), len(text.plain), _number(masked_hash, text.weight)
    )


def _number(masked_hash: str, weight: float) -> int:
    """The heaviest text first, then by hash: the order in which grouping takes texts, in 63 bits."""
    tenths = min(round(10 * weight), _MOST_TENTHS)
    return (_MOST_TENTHS - tenths) << _HASH_BITS | int(masked_hash, 16) >> (128 - _HASH_BITS)


def weight_of(number: int) -> float:
    """The weight of the text that has this number, in characters."""
    return (_MOST_TENTHS - (number >> _HASH_BITS)) / 10


def text_hash(text: Text) -> str:
    """Equal for texts that are compared alike: the same when masked, with the same parts that weigh little.

    In a statute nothing is masked: a number changed is an amendment.
    """
    marks = ";".join(f"{start}-{end}" for start, end in text.light)
    norm = f"{text.named}{text.plain}{[provision.number for provision in text.provisions]}" if text.provisions else ""
    return _digest("\n".join((text.masked, marks, norm)))


def _digest(text: str) -> str:
    """128 bits of BLAKE2b: enough for a million texts not to meet by chance."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
