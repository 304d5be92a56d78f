"""One side of a segment pair as HTML: its text, with glossary terms, flags and provenance marked.

A mark names its card by number (`data-card`); the cards, each different one once, are given with
the article, and `parallel.js` shows them.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Literal

from visavis.corpus.article import Span
from visavis.translate.bilingual.pairs import Outcome, Pair, Provenance, TermUse
from visavis.translate.fidelity.flags import EXPLANATIONS

OUTCOMES: dict[Outcome, str] = {
    "already": "the model said it unaided",
    "applied": "said because the glossary asks for it",
    "inflected": "said in another form, because the glossary asks for it",
    "admitted": "said in another accepted rendering",
    "missed": "the English does not say it",
}
MADE_BY: dict[Provenance, str] = {
    "edited": "written by a person",
    "imported": "from an imported translation",
}
"""The provenances that are marked in the text: those of people."""

Number = Callable[[str], int]
"""Gives a card, as HTML, its number."""


def marked(pair: Pair, side: Literal["fr", "en"], number: Number) -> str:
    """The text of one side, its terms marked; the English is followed by its other marks."""
    if side == "fr":
        return _with_terms(pair.source, [use.source for use in pair.terms], pair.terms, number)
    text = _with_terms(pair.target, [use.target for use in pair.terms], pair.terms, number)
    if pair.provenance == "copied":
        text = f'<span class="copied">{text}</span>'
    if pair.provenance in MADE_BY:
        text += _sign(f"made {pair.provenance}", MADE_BY[pair.provenance], number)
    if pair.flags:
        reasons = "<br>".join(EXPLANATIONS[flag] for flag in pair.flags)
        text += _sign("flag", "to check", number, reasons)
    return text or '<span class="missing">—</span>'


def links(pair: Pair) -> str:
    """The word alignment as `start.length.start.length.tenths` for each link, source first.

    Positions count UTF-16 units, as scripts of a page do.
    """
    source, target = _units(pair.source), _units(pair.target)
    return " ".join(
        f"{source(a)}.{source(b) - source(a)}.{target(c)}.{target(d) - target(c)}."
        f"{max(1, round(10 * link.weight))}"
        for link in pair.alignment
        for (a, b), (c, d) in [(link.source, link.target)]
    )


def _units(text: str) -> Callable[[int], int]:
    if text.isascii() or max(text) <= "\uffff":
        return lambda position: position
    return lambda position: len(text[:position].encode("utf-16-le")) // 2


def _sign(kind: str, label: str, number: Number, card: str = "") -> str:
    """A small sign after a sentence; its looks come from CSS."""
    about = number(card or escape(label.capitalize() + "."))
    return (
        f'<span class="{kind}" role="img" aria-label="{escape(label)}" data-card="{about}"></span>'
    )


def _with_terms(
    text: str, spans: list[Span | None], uses: tuple[TermUse, ...], number: Number
) -> str:
    """The text with a mark around each span; spans that overlap share one mark and its card."""
    marks: list[tuple[int, int, list[int]]] = []
    for (start, end), index in sorted((s, i) for i, s in enumerate(spans) if s is not None):
        end = min(end, len(text))
        if marks and start < marks[-1][1]:
            begin, stop, inside = marks[-1]
            marks[-1] = (begin, max(stop, end), [*inside, index])
        elif start < end:
            marks.append((start, end, [index]))
    parts: list[str] = []
    before = 0
    for start, end, inside in marks:
        missed = " missed" if all(uses[i].outcome == "missed" for i in inside) else ""
        card = number("<hr>".join(_about(uses[i]) for i in inside))
        parts += (
            escape(text[before:start]),
            f'<mark class="term{missed}" data-term="{" ".join(map(str, inside))}"',
            f' data-card="{card}">{escape(text[start:end])}</mark>',
        )
        before = end
    return "".join(parts) + escape(text[before:])


def _about(use: TermUse) -> str:
    """The row of a term, and what became of it here."""
    reason = f"<br>{escape(use.reason)}" if use.reason else ""
    return (
        f'<b lang="fr">{escape(use.term)}</b> → <b>{escape(use.rendering)}</b>'
        f"<br><i>{use.outcome}</i>: {OUTCOMES[use.outcome]}{reason}"
        f'<br><small data-row="{use.row}">glossary line {use.row}</small>'
    )
