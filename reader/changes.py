"""What a glossary changes in translated sentences, and what two people changed in one, as HTML.

Pure functions; every text passes `html.escape`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape
from itertools import islice

from visavis.reader.wording import count, notice
from visavis.translate.bilingual.pairs import Pair, TermUse
from visavis.translate.glossary.merge import Conflict
from visavis.translate.glossary.terms import Term
from visavis.translate.review.what_if import Change, WhatIf

_PIECE = re.compile(r"\s+|\w+(?:['’-]\w+)*|[^\w\s]")
MOST = 100
"""Changes that are shown; a page with thousands of them helps nobody."""


def preview(result: WhatIf, *, saved: bool = False) -> str:
    """Each sentence that changes, as it is and as it would be; `saved` when it is so already."""
    number = len(result.changes)
    would = "changed" if saved else "would change"
    if not number:
        text = "No sentence changed." if saved else "No sentence of the library would change."
    else:
        text = f"{count(number, 'sentence')} {would}."
    more = []
    if unchanged := len(result.translated) - number:
        more.append(f"{count(unchanged, 'other')} with these terms {_stay(unchanged)}.")
    if result.kept:
        more.append(f"{result.kept} that a person wrote {_stay(result.kept)}.")
    if number > MOST:
        more.append(f"The first {MOST} are shown.")
    rows = "".join(_row(change) for change in islice(result.changes, MOST))
    shown = f'<div class="changes">{rows}</div>' if rows else ""
    return notice(" ".join([text, *more])) + shown


def compared(old: str, new: str) -> tuple[str, str]:
    """Both texts, the words marked that the other has not: `<del>` in the old, `<ins>` in the new.

    Lone blanks between marked words are marked with them.
    """
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    left, right = [], []
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for step, i, j, k, end in steps:
        gone, come = escape("".join(before[i:j])), escape("".join(after[k:end]))
        same = step == "equal"
        left.append(gone if same or not gone.strip() else f"<del>{gone}</del>")
        right.append(come if same or not come.strip() else f"<ins>{come}</ins>")
    return "".join(left), "".join(right)


def _stay(number: int) -> str:
    return "stays as it is" if number == 1 else "stay as they are"


def conflict(of: Conflict) -> str:
    """One row that two people changed: as it was, as each has it."""
    cells = (("It was", of.base), ("Yours", of.mine), ("Theirs", of.theirs))
    shown = "".join(
        f'<div><p class="about">{name}</p><p>{_term(term)}</p></div>' for name, term in cells
    )
    return f'<div class="conflict">{shown}</div>'


def _term(term: Term | None) -> str:
    if term is None:
        return "<em>not there</em>"
    more = (
        term.status if term.status != "preferred" else "",
        "kept" if term.keep else "",
        "case-sensitive" if term.case_sensitive else "",
        term.pos,
        term.domain,
        term.note,
        *(f"{header}: {cell}" for header, cell in term.extra if cell),
    )
    about = " · ".join(escape(text) for text in more if text)
    french, english = escape(" | ".join(term.sources)), escape(" | ".join(term.targets))
    small = f" <small>{about}</small>" if about else ""
    return f'<span lang="fr">{french}</span> → <span lang="en">{english}</span>{small}'


def _row(change: Change) -> str:
    old, new = compared(change.old.target, change.new.target)
    listed = "".join(f"<p><small>{term}</small></p>" for term in _terms(change.old, change.new))
    return (
        f'<div class="change"><p lang="fr">{escape(change.new.source)}</p>'
        f'<p class="old" lang="en">{old}</p><div class="new"><p lang="en">{new}</p>{listed}</div>'
        "</div>"
    )


def _terms(before: Pair, after: Pair) -> Sequence[str]:
    """`puce: was chip (missed), is chip (already)`, for each term use that is not as it was."""
    was = {use.source: use for use in before.terms}
    now = {use.source: use for use in after.terms}
    return [
        escape(f"{use.term}: was {_outcome(was.get(span))}, is {_outcome(now.get(span))}")
        for span, use in sorted((was | now).items())
        if _said(was.get(span)) != _said(now.get(span))
    ]


def _said(use: TermUse | None) -> tuple[str, ...]:
    """What of a term use a person would notice; the line of the glossary is none of it."""
    return () if use is None else (use.term, use.rendering, use.outcome)


def _outcome(use: TermUse | None) -> str:
    return "no term" if use is None else f"{use.rendering} ({use.outcome})"
