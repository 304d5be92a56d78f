"""One side of a segment pair as HTML: its text, with glossary terms and flags marked.

Each mark holds a card that CSS shows on hover and on focus. Cards are elements, not `title`
attributes: the sanitiser of the page drops attributes whose text looks like markup, and a person
without a mouse never sees a title. Imports `corpus` and `translate`, and nothing of Streamlit.
"""

from __future__ import annotations

from html import escape
from typing import Literal

from corpus.article import Span
from translate.bilingual import Outcome, Pair, TermUse
from translate.flags import EXPLANATIONS

OUTCOMES: dict[Outcome, str] = {
    "already": "the model said it unaided",
    "applied": "said because the glossary asks for it",
    "inflected": "said in another form, because the glossary asks for it",
    "admitted": "said in another accepted rendering",
    "missed": "the English does not say it",
}


def marked(pair: Pair, side: Literal["fr", "en"], *, focusable: bool = False) -> str:
    """The text of one side, its terms marked; the English is followed by its flags.

    With `focusable`, the terms can be reached by keyboard. Where both sides are shown one of them
    is enough: their cards say the same.
    """
    if side == "fr":
        return _with_terms(pair.source, [use.source for use in pair.terms], pair.terms, focusable)
    text = _with_terms(pair.target, [use.target for use in pair.terms], pair.terms, focusable)
    if pair.provenance == "copied":
        text = f'<span class="copied">{text}</span>'
    if pair.flags:
        reasons = "<br>".join(EXPLANATIONS[flag] for flag in pair.flags)
        text += (
            '<span class="flag" role="note" aria-label="to check" tabindex="0">'
            f"{_card(reasons)}</span>"
        )
    return text or '<span class="missing">—</span>'


def _with_terms(
    text: str, spans: list[Span | None], uses: tuple[TermUse, ...], focusable: bool
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
        focus = ' tabindex="0"' if focusable else ""
        card = _card('<span class="rule"></span>'.join(_about(uses[i]) for i in inside))
        parts += (
            escape(text[before:start]),
            f'<mark class="term{missed}" data-term="{" ".join(map(str, inside))}"{focus}>',
            f"{escape(text[start:end])}{card}</mark>",
        )
        before = end
    return "".join(parts) + escape(text[before:])


def _card(content: str) -> str:
    return f'<span class="card" role="tooltip" lang="en">{content}</span>'


def _about(use: TermUse) -> str:
    """The row of a term, and what became of it here."""
    reason = f"<br>{escape(use.reason)}" if use.reason else ""
    return (
        f'<b lang="fr">{escape(use.term)}</b> → <b>{escape(use.rendering)}</b>'
        f"<br><i>{use.outcome}</i>: {OUTCOMES[use.outcome]}{reason}"
        f"<br><small>glossary line {use.row}</small>"
    )
