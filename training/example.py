"""One training example: two lines of text whose characters know their word, and word links.

Text can be rewritten (capitals, terms, names, joined sentences) without counting words anew:
new characters are given to an old word, so the links stay true down to the pieces of the
tokenizer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from training.text import words
from visavis.translate.bilingual.tokens import Tokens

NO_WORD = -1


@dataclass(frozen=True)
class Line:
    """Text and, for each character, the number of the word it belongs to (`NO_WORD` between)."""

    text: str
    owners: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Line:
        """Return the line of `text` with its words numbered from 0."""
        owners = [NO_WORD] * len(text)
        for number, (_, start, end) in enumerate(words(text)):
            owners[start:end] = [number] * (end - start)
        return cls(text, tuple(owners))

    def replaced(self, start: int, end: int, text: str, owner: int) -> Line:
        """Return the line with characters `start` to `end` replaced by `text`, all of `owner`."""
        middle = (owner,) * len(text)
        return Line(
            self.text[:start] + text + self.text[end:],
            self.owners[:start] + middle + self.owners[end:],
        )

    def joined(self, other: Line) -> Line:
        """Return both lines with a space between; `other`'s words are numbered after ours."""
        offset = self.next_owner
        later = tuple(o if o == NO_WORD else o + offset for o in other.owners)
        return Line(f"{self.text} {other.text}", (*self.owners, NO_WORD, *later))

    @property
    def next_owner(self) -> int:
        """The first number that no word has."""
        return max(self.owners, default=NO_WORD) + 1


@dataclass(frozen=True)
class Example:
    """A source and a target line with links between their words, (source, target)."""

    source: Line
    target: Line
    links: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, source: str, target: str, links: set[tuple[int, int]]) -> Example:
        """Return the example of two texts as `training.align` aligned them."""
        return cls(Line.of(source), Line.of(target), frozenset(links))

    def joined(self, other: Example) -> Example:
        """Return this example followed by `other`, as one segment."""
        i, j = self.source.next_owner, self.target.next_owner
        later = {(a + i, b + j) for a, b in other.links}
        return Example(
            self.source.joined(other.source), self.target.joined(other.target), self.links | later
        )


def pieces(line: Line, tokenizer: Any, *, in_bytes: bool = False) -> tuple[list[int], list[int]]:
    """Return the ids of `line` and, for each, the word that it belongs to.

    `in_bytes` takes byte offsets for characters, as the recipe of packages up to 1.0 did by
    mistake; their attention is read so (`translate.bilingual.tokens.Tokens.in_bytes`).
    """
    found = tokenizer.encode(line.text, return_type="offset_mapping")
    tokens = Tokens(line.text, found["pieces"], found["offsets"])
    spans = (tokens.in_bytes() if in_bytes else tokens).spans
    owners = [
        next((o for o in line.owners[start:end] if o != NO_WORD), NO_WORD) for start, end in spans
    ]
    return found["ids"], owners


def encode(example: Example, tokenizer: Any) -> tuple[list[int], list[int], list[tuple[int, int]]]:
    """Return source ids, target ids and links between their positions, (target, source)."""
    source, source_owners = pieces(example.source, tokenizer)
    target, target_owners = pieces(example.target, tokenizer)
    places: dict[int, list[int]] = defaultdict(list)
    for position, owner in enumerate(source_owners):
        places[owner].append(position)
    linked: dict[int, set[int]] = defaultdict(set)
    for i, j in example.links:
        linked[j].update(places.get(i, ()))
    links = [(t, s) for t, owner in enumerate(target_owners) for s in sorted(linked.get(owner, ()))]
    return source, target, links
