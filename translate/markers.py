"""The characters that mark inline terminology for models trained to obey it.

In an article or a glossary they are data like any other, and must never reach a model as markup.
Imports `corpus.article` for the type of a span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.article import Span

MARKERS = "⟦¦⟧"
"""Opening, middle and closing marker: `La ⟦valorisation¦ valuation⟧ de xAI`."""

_STRETCH = re.compile(f"[^{MARKERS}]+")


def between_markers(text: str) -> Iterator[tuple[int, str]]:
    """The stretches of a text without markers, each with the character where it starts."""
    return ((match.start(), match.group()) for match in _STRETCH.finditer(text))


def annotated(source: str, terms: Sequence[tuple[Span, str]], marks: tuple[str, str, str]) -> str:
    """The source with the English to say inline; spans are in order and do not overlap."""
    opening, middle, closing = marks
    text, cursor = "", 0
    for (start, end), english in terms:
        text += source[cursor:start] + opening + source[start:end] + middle + english + closing
        cursor = end
    return text + source[cursor:]


def annotated_spans(text: str, marks: tuple[str, str, str]) -> list[Span]:
    """The spans that `annotated` made, marks included."""
    opening, _, closing = map(re.escape, marks)
    return [match.span() for match in re.finditer(f"{opening}.*?{closing}", text, re.DOTALL)]
