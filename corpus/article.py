"""The data model of an article that was read: metadata, blocks and the segments in them.

A block keeps its text as it stands in the article, and its segments as character spans of that
text, so that nothing between two sentences or two paragraphs is ever lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Span = tuple[int, int]
"""A half-open range of characters, `text[start:end]`."""


def is_free(span: Span, taken: Iterable[Span]) -> bool:
    """Whether a span shares no character with any other."""
    return not any(span[0] < end and start < span[1] for start, end in taken)


BlockKind = Literal["heading", "paragraph", "quote", "item"]


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, quotation or list item.

    `marker` is what Markdown puts before the text (`"## "`, `"- "`, `"> "`), `after` the white
    space up to the next block; `spans` are the segments, ordered and disjoint, in `text`.
    """

    kind: BlockKind
    text: str
    spans: tuple[Span, ...]
    marker: str = ""
    after: str = "\n\n"

    def __post_init__(self) -> None:
        bounds = [edge for span in self.spans for edge in span]
        if bounds and (bounds[0] < 0 or bounds[-1] > len(self.text)):
            raise ValueError(f"segment spans {self.spans} leave the block's {len(self.text)} chars")
        if any(left > right for left, right in pairwise(bounds)):
            raise ValueError(f"segment spans {self.spans} overlap or are out of order")

    @property
    def level(self) -> int:
        """Depth of a heading, 1 for the title; 0 for every other kind."""
        return self.marker.count("#") if self.kind == "heading" else 0

    @property
    def segments(self) -> tuple[str, ...]:
        """The sentences of the block, in order."""
        return tuple(self.text[start:end] for start, end in self.spans)


@dataclass(frozen=True)
class Article:
    """An article as it was read: what is known of it, and its blocks in order."""

    title: str
    blocks: tuple[Block, ...]
    author: str = ""
    outlet: str = ""
    date: str = ""
    origin: str = ""

    @property
    def text(self) -> str:
        """The body exactly as it was read, Markdown markers included."""
        return "".join(block.marker + block.text + block.after for block in self.blocks)

    @property
    def segments(self) -> tuple[str, ...]:
        """Every sentence of the article, title and headings included, in order."""
        return tuple(segment for block in self.blocks for segment in block.segments)
