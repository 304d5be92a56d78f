"""What English a sentence has to say for the glossary's terms in it, and in which form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from visavis.corpus.article import Span
from visavis.translate.bilingual.pairs import TermUse
from visavis.translate.engine.engine import Engine
from visavis.translate.engine.hints import Hint
from visavis.translate.glossary.matching import Match
from visavis.translate.glossary.terms import GAP, Glossary
from visavis.translate.language.agreement import conjugate, is_plural, pluralize
from visavis.translate.terminology.uses import is_exception, renderings

# No plural after a number: two million, but millions of users.
_NUMERALS = frozenset(("thousand", "million", "billion", "trillion"))
_NUMBER_BEFORE = re.compile(
    r"(?:\d|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|cents?)\s+$", re.I
)


@dataclass(frozen=True)
class Slot:
    """A stretch of the source and the English to say for it, uninflected.

    `place` is where the target says it already, in the wrong number.
    """

    match: Match
    source: Span
    rendering: str
    plural: bool
    place: Span | None = None


def open_slots(
    source: str, target: str, matches: Sequence[Match], uses: Sequence[TermUse]
) -> Iterator[Slot]:
    """What to say otherwise: missed terms, and acronyms that lost their plural."""
    for match, use in zip(matches, uses, strict=True):
        if not use.rendering:
            continue
        if use.outcome == "missed":
            yield from _slots(source, match, use.rendering)
        elif _is_noun(match) and use.target and target[slice(*use.target)].isupper():
            span = (match.start, match.end)
            if not source.isupper() and is_plural(source, *span):
                yield Slot(match, span, target[slice(*use.target)], True, use.target)


def hints(
    segments: Sequence[tuple[str, Sequence[Match]]], engine: Engine, glossary: Glossary
) -> list[list[Hint]]:
    """For each segment, what the model has to be told to say for the terms found in it.

    The preferred rendering, inflected, of those terms for which the model, asked for them alone,
    says neither that nor an admitted one: a hint costs a little fluency.
    """
    wanted = [_wanted(source, matches, glossary) for source, matches in segments]
    alone = engine.alone(
        source[slice(*span)]
        for (source, _), some in zip(segments, wanted, strict=True)
        for span, _, _ in some
    )
    return [
        [
            (span, english)
            for span, english, also in some
            if not any(_is_same(alone[source[slice(*span)]], one) for one in (english, *also))
        ]
        for (source, _), some in zip(segments, wanted, strict=True)
    ]


def _wanted(
    source: str, matches: Sequence[Match], glossary: Glossary
) -> list[tuple[Span, str, tuple[str, ...]]]:
    """Spans of a source, the preferred rendering of each, inflected, and the admitted ones."""
    slots = (
        slot
        for match in matches
        if not is_exception(source, match, glossary)
        for rendering in renderings(source, match, glossary)[:1]
        for slot in _slots(source, match, rendering)
    )
    found: list[tuple[Span, str, tuple[str, ...]]] = []
    for slot in sorted(slots, key=lambda slot: slot.source):
        if not found or found[-1][0][1] <= slot.source[0]:
            found.append((slot.source, form(slot, source), glossary.admitted(slot.match.term)))
    return found


def _is_same(said: str, english: str) -> bool:
    """Whether the model says some English, but for its number, an article and the full stop."""
    bare = re.sub(r"^(?:an?|the)\s+", "", said.strip(" .").lower())
    wanted = english.lower()
    return bare == wanted or pluralize(bare) == wanted or bare == pluralize(wanted)


def form(slot: Slot, source: str, target: str = "", place: Span | None = None) -> str:
    """The rendering as the sentence needs it, in capitals where all of the target is.

    `place` is where it is to stand in the target: a participle depends on what is before it.
    """
    inflected = _inflected(slot, source, target[: place[0]] if place else "")
    return inflected.upper() if target.isupper() else inflected


def _slots(source: str, match: Match, rendering: str) -> Iterator[Slot]:
    english = [part.strip() for part in rendering.split(GAP)]
    spans = match.parts
    if len(spans) != len(english):
        spans, english = ((match.start, match.end),), [" ".join(english)]
    for span, words in zip(spans, english, strict=True):
        yield Slot(match, span, words, _is_noun(match) and is_plural(source, *span))


def _is_noun(match: Match) -> bool:
    return not match.term.keep and not match.term.verb


def _inflected(slot: Slot, source: str, before: str) -> str:
    """The rendering in the plural, or in the tense of the French verb."""
    start, end = slot.source
    if slot.match.term.keep:
        return source[start:end]
    if slot.match.term.verb and start == slot.match.start:
        verb = re.split(r"[\s’',;]", source[start:end], maxsplit=1)[0]
        return conjugate(slot.rendering, verb, source[:start], before)
    counted = slot.rendering in _NUMERALS and _NUMBER_BEFORE.search(source[:start])
    return pluralize(slot.rendering) if slot.plural and not counted else slot.rendering
