"""Changes to a text that are kept beside it: what stood there, what stands there now, and why.

Every step of the cleaning is a list of edits of the text it was given; `compose` turns two steps
into one list of edits of the first text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

REASONS = {
    "advertisement": "An advertisement or the label of one; the article goes on without.",
    "byline": "Says who wrote the article; kept as its author.",
    "dateline": "Says when the article appeared or how long it takes to read; kept as its date.",
    "doubled-punctuation": "The same punctuation mark stood there twice.",
    "front-matter": "Facts about the article in front of it; those we know became metadata.",
    "heading": "A short line that heads what follows; marked so that exports show a heading.",
    "invisible": "A character that nobody sees and that cuts a word in two for a program.",
    "layout": "White space only: one blank line between two blocks, as Markdown needs it.",
    "line-wrap": "A line break in the middle of a paragraph.",
    "markup": "Markdown, not text: emphasis, a link's address, a picture, an escape.",
    "missing-space": "Two words or two sentences ran together.",
    "mixed-quotes": "A quotation opened in one style and closed in another.",
    "newsletter": "Asks the reader to subscribe to, follow or download something.",
    "paywall": "Says that the rest of the page is for subscribers.",
    "photo-credit": "Names the photographer or the agency of a picture that is not here.",
    "placeholder": "The empty place of something that the page showed there.",
    "related": "Points to another article.",
    "report-error": "Asks the reader to report mistakes.",
    "share-counter": "Buttons and counters for sharing, not text.",
    "split-accent": "A letter and its accent had come apart.",
    "teaser": "The cut-off beginning of another article.",
}
"""Each rule with the sentence that explains it to a person."""


@dataclass(frozen=True)
class Edit:
    """One change: `raw[start:end]`, which was `removed`, became `replacement`.

    `start == end` for an insertion; `rule` is a key of `REASONS`, `reason` its sentence.
    """

    start: int
    end: int
    removed: str
    replacement: str
    rule: str
    reason: str

    def __post_init__(self) -> None:
        if self.start < 0 or self.end - self.start != len(self.removed):
            raise ValueError(f"edit {self.start}:{self.end} does not fit {self.removed!r}")


def replace(text: str, start: int, end: int, replacement: str, rule: str) -> Edit:
    """The edit that puts `replacement` in the place of `text[start:end]`."""
    return Edit(start, end, text[start:end], replacement, rule, REASONS[rule])


def apply(raw: str, edits: Iterable[Edit]) -> str:
    """The text that ordered, disjoint edits make of `raw`.

    Raises `ValueError` when the edits overlap or were made for another text.
    """
    parts: list[str] = []
    position = 0
    for edit in edits:
        if edit.start < position or raw[edit.start : edit.end] != edit.removed:
            raise ValueError(f"edit {edit.start}:{edit.end} does not fit the text it is applied to")
        parts += raw[position : edit.start], edit.replacement
        position = edit.end
    return "".join(parts) + raw[position:]


def revert(text: str, edits: Iterable[Edit]) -> str:
    """The raw text from which `edits` made `text`."""
    parts: list[str] = []
    position = shift = 0
    for edit in edits:
        start = edit.start + shift
        parts += text[position:start], edit.removed
        position = start + len(edit.replacement)
        shift += len(edit.replacement) - len(edit.removed)
    return "".join(parts) + text[position:]


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """One list of edits with the effect of `first`, then `second` on what `first` made.

    Edits that overlap become one, with the rule of the longest edit of `second` among them.
    """
    # All edits as ranges of the text between the two steps. In the order of the keys, only a
    # range that begins strictly inside the one before it overlaps it.
    ranges: list[tuple[int, int, int, Edit]] = []
    shift = 0
    for edit in first:
        start = edit.start + shift
        ranges.append((start, start + len(edit.replacement), 0, edit))
        shift += len(edit.replacement) - len(edit.removed)
    ranges += [(edit.start, edit.end, 1, edit) for edit in second]
    ranges.sort(key=lambda item: item[:3])

    composed: list[Edit] = []
    shift = 0  # raw offset minus offset in the text between, right after the last edit of `first`
    at = 0
    while at < len(ranges):
        start, end = ranges[at][:2]
        group = [ranges[at]]
        while at + len(group) < len(ranges) and ranges[at + len(group)][0] < end:
            group.append(ranges[at + len(group)])
            end = max(end, group[-1][1])
        composed.append(_merge(group, start, end, shift))
        shift += sum(len(item[3].removed) - (item[1] - item[0]) for item in group if not item[2])
        at += len(group)
    return tuple(edit for edit in composed if edit.removed != edit.replacement)


def _merge(group: list[tuple[int, int, int, Edit]], start: int, end: int, shift: int) -> Edit:
    between = _between(group, start, end)
    firsts = [(left - start, right - start, edit) for left, right, late, edit in group if not late]
    seconds = [(left - start, right - start, edit) for left, right, late, edit in group if late]
    removed, position = [], 0
    for left, right, edit in firsts:
        removed += [between[position:left], edit.removed]
        position = right
    replacement, cut = [], 0
    for left, right, edit in seconds:
        replacement += [between[cut:left], edit.replacement]
        cut = right
    chosen = max((edit for *_, edit in seconds or firsts), key=lambda edit: len(edit.removed))
    before = "".join(removed) + between[position:]
    return Edit(
        start + shift,
        start + shift + len(before),
        before,
        "".join(replacement) + between[cut:],
        chosen.rule,
        chosen.reason,
    )


def _between(group: list[tuple[int, int, int, Edit]], start: int, end: int) -> str:
    """What stood in `start:end` after the first step: every character is in some edit of it."""
    characters = [""] * (end - start)
    for left, right, late, edit in group:
        characters[left - start : right - start] = edit.removed if late else edit.replacement
    return "".join(characters)
