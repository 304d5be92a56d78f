"""One segment while its translation comes to say its terms: what it says, misses, says twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from visavis.corpus.article import Span
from visavis.translate.bilingual.alignment import carry, tie
from visavis.translate.bilingual.hypothesis import Hypothesis
from visavis.translate.bilingual.pairs import Flag, Method, Outcome, Pair, TermUse
from visavis.translate.engine.hints import Hint
from visavis.translate.fidelity.flags import find_flags
from visavis.translate.glossary.matching import Match
from visavis.translate.glossary.terms import Glossary
from visavis.translate.terminology.leftovers import Unaided, leftovers, suspects
from visavis.translate.terminology.slots import open_slots
from visavis.translate.terminology.substitution import mended_articles
from visavis.translate.terminology.uses import said_terms, term_uses

_ALARMING: frozenset[Flag] = frozenset(("numbers", "repetition", "length", "untranslated"))
"""Flags for which a translation that says all its terms is compared with the plain one."""


@dataclass
class Draft:
    """One segment on its way; `methods` says how terms came to be said, by their source span.

    `plain` and `unaided` are None until somebody asks what the model says without the glossary.
    """

    source: str
    matches: tuple[Match, ...]
    present: Hypothesis
    terms: tuple[TermUse, ...]
    methods: dict[Span, Method] = field(default_factory=dict)
    plain: Hypothesis | None = None
    unaided: Unaided | None = None


def new_draft(
    source: str,
    hypothesis: Hypothesis,
    matches: tuple[Match, ...],
    told: Sequence[Hint],
    glossary: Glossary,
) -> Draft:
    """The draft of a hypothesis that the engine made, told these hints (none: unaided)."""
    uses = term_uses(source, hypothesis.target, hypothesis.alignment, matches, glossary)
    if not told:
        return Draft(source, matches, hypothesis, uses, plain=hypothesis)
    text = mended_articles(hypothesis.target, [use.target for use in uses if use.target])
    if text != hypothesis.target:
        links = carry(hypothesis.alignment, hypothesis.target, text)
        hypothesis = replace(hypothesis, target=text, alignment=links)
        uses = term_uses(source, text, links, matches, glossary)
    spans = [span for span, _ in told]
    methods: dict[Span, Method] = {
        use.source: "inline"
        for use in uses
        if any(use.source[0] <= start and end <= use.source[1] for start, end in spans)
    }
    return Draft(source, matches, hypothesis, uses, methods)


@dataclass(frozen=True)
class Translation:
    """The outcome for one segment: its hypothesis, and an account of the terms in it.

    `plain` is what the model says unaided; None where nobody asked it.
    """

    hypothesis: Hypothesis
    terms: tuple[TermUse, ...] = ()
    plain: Hypothesis | None = None

    def pair(self, source: str) -> Pair:
        """The pair of the segment and its translation, with the flags that it raises."""
        text, score = self.hypothesis.target, self.hypothesis.score
        if self.hypothesis.copied:
            return Pair(source, text, "copied", terms=self.terms)
        plain = self.plain if self.plain and self.plain.target != text else None
        return Pair(
            source,
            text,
            "engine",
            score,
            find_flags(source, text, said_terms(self.terms, text)),
            self.terms,
            self.hypothesis.alignment,
            plain.target if plain else "",
            plain.score if plain else None,
        )


def is_odd(draft: Draft) -> bool:
    """Whether a translation needs a closer look: at what is missing, and at what is too much."""
    text = draft.present.target
    if draft.present.copied or not draft.terms:
        return False
    if any(open_slots(draft.source, text, draft.matches, draft.terms)):
        return True
    if draft.plain is None and _ALARMING.intersection(find_flags(draft.source, text)):
        return True
    return any(
        suspects(text, draft.present.alignment, match, draft.terms) for match in draft.matches
    )


def is_unfinished(draft: Draft) -> bool:
    """Whether other translations are worth making; the plain one is known."""
    assert draft.plain is not None
    text = draft.present.target
    lost = _alarms(draft.source, text) - _alarms(draft.source, draft.plain.target)
    return bool(
        lost
        or any(open_slots(draft.source, text, draft.matches, draft.terms))
        or doubled_words(draft, text, draft.terms)
    )


def doubled_words(draft: Draft, text: str, uses: Sequence[TermUse]) -> dict[Span, list[str]]:
    """For each term that a translation of a segment says twice, the words that are too much."""
    if draft.unaided is None:
        return {}
    found = {
        use.source: leftovers(text, use, uses, draft.unaided)
        for use in uses
        if use.outcome != "missed"
    }
    return {source: words for source, words in found.items() if words}


def take(
    draft: Draft, old: Hypothesis, made: Hypothesis, method: Method, glossary: Glossary
) -> None:
    """Make a translation, made from an old one, the segment's present one."""
    text = made.target
    if old != draft.present:
        draft.methods = {}
    uses = term_uses(draft.source, old.target, old.alignment, draft.matches, glossary)
    before = {use.source: use for use in uses}
    draft.present = made
    draft.terms = term_uses(draft.source, text, made.alignment, draft.matches, glossary)
    for use in draft.terms:
        was = before[use.source]
        if use.outcome == "missed" or use.target is None:
            continue
        said = text[slice(*use.target)].lower()
        if (
            was.outcome == "missed"
            or not was.target
            or said != old.target[slice(*was.target)].lower()
        ):
            draft.methods.setdefault(use.source, method)
            tied = tie(draft.present.alignment, (draft.source, text), (use.source, use.target))
            draft.present = replace(draft.present, alignment=tied)


def translation_of(draft: Draft) -> Translation:
    """The outcome, its terms accounted for."""
    text = draft.present.target
    doubled = doubled_words(draft, text, draft.terms)
    uses = tuple(
        replace(
            use,
            outcome="missed",
            reason=f"said, but “{', '.join(doubled[use.source])}” is left over beside it",
        )
        if use.source in doubled
        else replace(use, outcome=_outcome(text, use), method=draft.methods[use.source])
        if use.source in draft.methods and use.outcome != "missed"
        else use
        for use in draft.terms
    )
    return Translation(draft.present, uses, draft.plain)


def _outcome(text: str, use: TermUse) -> Outcome:
    if use.outcome == "admitted" or use.target is None:
        return use.outcome
    said = text[slice(*use.target)].casefold()
    return "applied" if said == use.rendering.casefold() else "inflected"


def _alarms(source: str, text: str) -> frozenset[Flag]:
    return _ALARMING.intersection(find_flags(source, text))
