"""Cleaning: from a text as it was received to the article in it, with every change on record.

The cleaned text is Markdown with one line for each block. Nothing is dropped silently: the edits
lead from the raw text to the cleaned one and back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from visavis.corpus import furniture, layout, markup, typography
from visavis.corpus.edits import Edit, apply, compose, replace
from visavis.corpus.frontmatter import split_front_matter
from visavis.corpus.names import author_of, date_of

Syntax = Literal["plain", "markdown"]
Step = Callable[[str], list[Edit]]

# A repair can show the next one: a credit that goes uncovers a byline. Real articles settle after
# two or three rounds; the limit keeps hostile text from going on for long.
_ROUNDS = 50
_UNSEEN = frozenset({"layout", "line-wrap"})


@dataclass(frozen=True)
class Cleaned:
    """A raw text, the article in it, and the edits between the two.

    `apply(raw, edits) == text` and `revert(text, edits) == raw`; edits are ordered and disjoint.
    The other fields are what front matter, bylines and datelines said, `""` where nothing did.
    """

    raw: str
    text: str
    edits: tuple[Edit, ...]
    title: str = ""
    author: str = ""
    outlet: str = ""
    date: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Change:
    """An edit as a person reads it: the line of the raw text, and the words around the change."""

    line: int
    rule: str
    before: str
    after: str
    reason: str

    def __str__(self) -> str:
        changed = f"{self.before!r} → {self.after!r}" if self.after else f"removed {self.before!r}"
        return f"line {self.line}: {self.rule}: {changed}. {self.reason}"


def clean(raw: str, syntax: Syntax = "plain") -> Cleaned:
    """Take away what is not the article and repair the typography of the rest.

    `raw` has `\\n` line ends. In plain text a line is a block, unless the lines are evidently
    wrapped; markers of headings, items and quotations are understood in both syntaxes. Never
    raises; cleaning cleaned text changes nothing.
    """
    body, facts = split_front_matter(raw) if syntax == "markdown" else (0, {})
    edits: tuple[Edit, ...] = (replace(raw, 0, body, "", "front-matter"),) if body else ()
    opening = _opening_steps(raw[body:], syntax)
    for step in (typography.invisible, *opening, typography.accents):
        edits = _followed_by(raw, edits, step)
    for _ in range(_ROUNDS):
        settled = edits
        for step in (layout.bullets, furniture.strip, typography.repair):
            edits = _followed_by(raw, edits, step)
        if edits == settled:
            break
    for step in (layout.headings, layout.blank_lines)[syntax == "markdown" :]:
        edits = _followed_by(raw, edits, step)
    return Cleaned(raw, apply(raw, edits), edits, **_facts(facts, edits))


def _opening_steps(body: str, syntax: Syntax) -> list[Step]:
    if syntax == "markdown":
        known = markup.references(body)
        return [markup.blocks, layout.unwrap, lambda text: markup.inline(text, known)]
    return [layout.unwrap] if layout.is_wrapped(body) else []


def _followed_by(raw: str, edits: tuple[Edit, ...], step: Step) -> tuple[Edit, ...]:
    more = step(apply(raw, edits))
    return compose(edits, more) if more else edits


def _facts(given: dict[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """What the article's front matter says, and what removed lines say where it is silent."""
    bylines = [author_of(edit.removed) for edit in edits if edit.rule == "byline"]
    names = [name for byline in bylines for name in byline.split(", ") if name]
    dates = [date_of(edit.removed) for edit in edits if edit.rule == "dateline"]
    said = {
        "author": ", ".join(dict.fromkeys(names)),
        "date": next(filter(None, dates), ""),
    }
    return said | {name: value for name, value in given.items() if value}


def describe(cleaned: Cleaned) -> list[Change]:
    """Every change but those of white space alone, in order, for a person to check."""
    raw = cleaned.raw
    changes = []
    for edit in cleaned.edits:
        if edit.rule in _UNSEEN:
            continue
        left = right = ""
        if edit.rule != "markup" and (len(edit.removed) < 3 or edit.replacement):
            # A mark alone says little: show the words that it stands in.
            left = raw[max(0, edit.start - 40) : edit.start].rpartition("\n")[2].rpartition(" ")[2]
            right = raw[edit.end : edit.end + 40].partition("\n")[0].partition(" ")[0]
        changes.append(
            Change(
                raw.count("\n", 0, edit.start) + 1,
                edit.rule,
                (left + edit.removed + right).strip(),
                (left + edit.replacement + right).strip(),
                edit.reason,
            )
        )
    return changes
