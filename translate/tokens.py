"""A text and its tokens: what tokenizers make and word alignment reads. Imports `corpus` only."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.article import Span


@dataclass(frozen=True)
class Tokens:
    """A text, its tokens, and for each token its characters in the text (spans may be empty)."""

    text: str
    pieces: list[str]
    spans: list[Span]
