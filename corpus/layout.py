"""How an article is laid out: lines with their markers, wrapped paragraphs, headings, blank lines.

The cleaned form of every article is Markdown in which each block is one line; the steps here turn
other layouts into it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from visavis.corpus.article import BlockKind
from visavis.corpus.edits import Edit, replace

_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_QUOTE = re.compile(r"(?:>[ ]?)+(?=[^\s>])")
_ITEM = re.compile(r"[^\S\n]*(?:[-*]|\d{1,3}[.)])[ \t]+(?=\S)")
_BREAK = re.compile(r"\s*([-*_])(?:[ \t]*\1){2,}\s*")
_BULLET = re.compile(r"^([^\S\n]*)•[^\S\n]*(?=\S)", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.!?…:;,][\s»”\")\]]*$")
_HEADING_LENGTH = 110
_PAGE_WIDTH = range(40, 121)


@dataclass(frozen=True)
class Line:
    """A line that is not blank: `marker` and `text` stand at `start:end`.

    `next` is where the following line that is not blank begins, or the end of the whole text.
    """

    kind: BlockKind
    marker: str
    text: str
    start: int
    end: int
    next: int

    @property
    def text_start(self) -> int:
        """Offset of the text behind the marker."""
        return self.end - len(self.text)

    @property
    def edges(self) -> tuple[int, int]:
        """The line with all white space up to the next one: what a removal takes away."""
        return self.start, self.next


def split_lines(text: str) -> list[Line]:
    """Every line of `text` that is not blank, in order."""
    found = []
    position = 0
    for content in text.split("\n"):
        if content.strip():
            kind, marker = _marker(content)
            indent = 0 if kind == "item" else len(content) - len(content.lstrip())
            found.append((kind, marker, position + indent, position + len(content.rstrip())))
        position += len(content) + 1
    following = [*(start for _, _, start, _ in found[1:]), len(text)]
    return [
        Line(kind, marker, text[start + len(marker) : end], start, end, after)
        for (kind, marker, start, end), after in zip(found, following, strict=False)
    ]


def _marker(content: str) -> tuple[BlockKind, str]:
    """Kind and marker of one line; the indentation of an item belongs to its marker."""
    if _BREAK.fullmatch(content):
        return "paragraph", ""
    kinds: tuple[tuple[BlockKind, re.Pattern[str], str], ...] = (
        ("item", _ITEM, content),
        ("heading", _HEADING, content.lstrip()),
        ("quote", _QUOTE, content.lstrip()),
    )
    for kind, pattern, candidate in kinds:
        if match := pattern.match(candidate):
            return kind, match[0]
    return "paragraph", ""


def bullets(text: str) -> list[Edit]:
    """`•` in front of an item becomes Markdown's `- `."""
    return [
        replace(text, match.end(1), match.end(), "- ", "markup") for match in _BULLET.finditer(text)
    ]


def unwrap(text: str) -> list[Edit]:
    """Join the lines of each paragraph, item or quotation, as Markdown reads them."""
    edits = []
    for line, following in pairwise(split_lines(text)):
        gap = text[line.end : following.start]
        quoted = line.kind == following.kind == "quote" and line.marker == following.marker
        if (
            gap.count("\n") > 1
            or line.kind == "heading"
            or not (following.kind == "paragraph" or quoted)
            or "|" in (line.text[:1], following.text[:1])
        ):
            continue
        start = line.end - line.text.endswith("\\")
        hyphenated = re.search(r"[^\W\d_]-$", line.text) and following.text[:1].islower()
        joint = "" if hyphenated else " "
        edits.append(replace(text, start, following.text_start, joint, "line-wrap"))
    return edits


def is_wrapped(text: str) -> bool:
    """Whether plain text is wrapped at a fixed width, so that a line is not a paragraph.

    True when the lines of paragraphs that are separated by blank lines are full: the first word of
    the next line would not have fitted. Sentences of their own on each line do not look like that.
    """
    lines = split_lines(text)
    inner = [
        (line.text, following.text)
        for line, following in pairwise(lines)
        if text.count("\n", line.end, following.start) == 1 and following.kind == "paragraph"
    ]
    width = max((line.end - line.start for line in lines), default=0)
    if len(inner) < 2 or width not in _PAGE_WIDTH:
        return False
    full = sum(len(line) + 1 + len(after.split()[0]) > width for line, after in inner)
    open_ended = sum(not _SENTENCE_END.search(line) for line, _ in inner)
    return full >= 0.8 * len(inner) and open_ended >= 0.5 * len(inner)


def headings(text: str) -> list[Edit]:
    """Mark the headings of plain text: short lines without a closing mark before a paragraph.

    The first line becomes the title. Text that has a marked heading already is left alone.
    """
    lines = split_lines(text)
    if any(line.kind == "heading" for line in lines):
        return []
    short = [_may_head(line) for line in lines]
    prose = [_is_prose(line) for line in lines] + [False, False]
    # A title may have a second line, a subtitle, between itself and the text.
    subtitled = len(lines) > 2 and short[0] and short[1] and prose[2]
    return [
        replace(text, line.start, line.start, "## " if index else "# ", "heading")
        for index, line in enumerate(lines)
        if short[index]
        and (prose[index + 1] or (subtitled and index == 0))
        and (index == 0 or prose[index - 1] or (subtitled and index == 1))
    ]


def _may_head(line: Line) -> bool:
    if line.kind != "paragraph" or not 2 < len(line.text) <= _HEADING_LENGTH:
        return False
    initial = next((character for character in line.text if character.isalnum()), "")
    named = initial.isupper() or initial.isdigit() or re.match(r"[a-z]+[A-Z]", line.text)
    return bool(named) and not re.search(r"[.…;:,][\s»”\")]*$", line.text)


def _is_prose(line: Line) -> bool:
    """A paragraph of at least one whole sentence, or an item or quotation."""
    return line.kind != "paragraph" or bool(
        len(line.text) > _HEADING_LENGTH / 2 and _SENTENCE_END.search(line.text)
    )


def blank_lines(text: str) -> list[Edit]:
    """One blank line or more between two blocks, one line end after the last, none before."""
    lines = split_lines(text)
    if not lines:
        return [replace(text, 0, len(text), "", "layout")] if text else []
    gaps = [(0, lines[0].start, "")]
    for line, following in pairwise(lines):
        least = 1 if line.kind == following.kind == "item" else 2
        ends = text.count("\n", line.end, following.start)
        gaps.append((line.end, following.start, "\n" * max(least, ends)))
    gaps.append((lines[-1].end, len(text), "\n"))
    return [
        replace(text, start, end, wanted, "layout")
        for start, end, wanted in gaps
        if text[start:end] != wanted
    ]
