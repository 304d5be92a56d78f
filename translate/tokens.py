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

    def without(self, hidden: Span | None) -> list[str]:
        """The tokens that share no character with `hidden`."""
        if hidden is None:
            return self.pieces
        return [
            piece
            for piece, (start, end) in zip(self.pieces, self.spans, strict=True)
            if end <= hidden[0] or start >= hidden[1]
        ]
