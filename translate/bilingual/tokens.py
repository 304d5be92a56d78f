"""A text and its tokens: what tokenizers make and word alignment reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

from visavis.corpus.article import Span


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

    def in_bytes(self) -> Tokens:
        """The tokens with their byte offsets for spans, cut off at the end of the text.

        What a model means that was taught to align with the one taken for the other.
        """
        if self.text.isascii():
            return self
        end = len(self.text)
        sizes = (len(char.encode("utf-8", "surrogatepass")) for char in self.text)
        offsets = [min(offset, end) for offset in accumulate(sizes, initial=0)]
        return replace(self, spans=[(offsets[a], offsets[b]) for a, b in self.spans])
