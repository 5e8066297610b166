"""The fingerprint of an article: what is stored of it so that its copies are found."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from pipeline.duplicates.prepare import Text, prepare_without_runs
from pipeline.duplicates.sketch import sketch
from pipeline.models import Article, Citation, Fingerprint


def fingerprint(article: Article, citations: Sequence[Citation] = ()) -> Fingerprint:
    """Pure, for worker processes. ``citations`` may be given and are not needed: quotations are known by their own
    marks, so that a better reading of citations never moves an article from one group to another.
    """
    text = prepare_without_runs(article.title, article.body)
    return Fingerprint(_digest(text.plain), text_hash(text), sketch(text), len(text.plain))


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
