"""Splits a sentence that is too long for the model at the boundaries of its clauses.

The parts and the white space between them make the sentence again, character for character.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from visavis.corpus.article import Span

# From the best place to cut to the worst: each pattern ends where the next part begins.
_BOUNDARIES = tuple(
    re.compile(pattern)
    for pattern in (
        r"[;:…]\s+|[.?!]\s+",
        r"[,)»]\s+|\s[–—-]\s+",
        r"\s+(?=(?:et|ou|mais|car|donc|que|qui|dont|où|alors|tandis|puis)\s)",
        r"\s+",
    )
)


def split_clauses(text: str, limit: int, count: Callable[[str], int]) -> list[Span]:
    """Spans of the parts of a sentence, each of at most `limit` by `count`, trimmed.

    A long part is halved at the boundary nearest to its middle, the best kind of boundary that
    leaves neither half shorter than a fifth. A single word longer than the limit stays whole.
    """
    parts: list[Span] = []
    waiting = [_trim(text, 0, len(text))]
    while waiting:
        start, end = waiting.pop()
        cut = None if count(text[start:end]) <= limit else _cut(text, start, end)
        if cut is None:
            parts.append((start, end))
        else:
            waiting += [_trim(text, cut, end), _trim(text, start, cut)]
    return parts


def _cut(text: str, start: int, end: int) -> int | None:
    middle, margin = (start + end) / 2, (end - start) / 5
    for boundary in _BOUNDARIES:
        cuts = [m.end() for m in boundary.finditer(text, start, end) if m.end() < end]
        best = min(cuts, key=lambda cut: abs(cut - middle), default=None)
        if best is not None and start + margin <= best <= end - margin:
            return best
    # Whatever white space there is, however far from the middle.
    return best


def _trim(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())
