"""Which words of a pair are translations of each other."""

from __future__ import annotations

from dataclasses import dataclass

from visavis.corpus.article import Span


@dataclass(frozen=True)
class Link:
    """One source word aligned with one target word; `weight` in (0, 1]."""

    source: Span
    target: Span
    weight: float
