"""Segments become pairs: the model's translation, changed where the glossary asks for it.

A segment that is too long for the model, or holds marks that are nobody's to translate, is worked
on in parts and put together again. Imports the engine, `translate.constraints` and what they use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from corpus.article import Span
from translate.bilingual import Pair, TermUse
from translate.constraints import Constrained, apply_glossary
from translate.engine import Engine, Progress
from translate.flags import find_flags
from translate.hypothesis import Hypothesis, join_parts
from translate.matching import Match
from translate.terminology import said_terms, term_uses
from translate.terms import Glossary


def decode(
    segments: Sequence[str],
    matches: Mapping[str, tuple[Match, ...]],
    engine: Engine,
    glossary: Glossary,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> dict[str, Pair]:
    """The pair of each segment; `matches` are the terms found in it.

    `progress` counts parts of segments. Raises `TranslationCancelled`.
    """
    spans = {segment: engine.parts(segment) for segment in segments}
    parts = {
        segment: [
            (segment[slice(*span)], _within(matches[segment], span)) for span in spans[segment]
        ]
        for segment in segments
    }
    # The same words may hold other terms in another segment, where a longer one took them.
    different = list(dict.fromkeys(part for some in parts.values() for part in some))
    texts = [text for text, _ in different]
    hypotheses = engine.translate(texts, progress=progress, cancelled=cancelled)
    found = [
        () if hypothesis.copied else terms
        for (_, terms), hypothesis in zip(different, hypotheses, strict=True)
    ]
    final = apply_glossary(texts, hypotheses, found, engine, glossary)
    done = dict(zip(different, zip(hypotheses, final, strict=True), strict=True))
    pairs = {}
    for segment in segments:
        made = [done[part] for part in parts[segment]]
        whole = _whole(segment, spans[segment], made, matches[segment], glossary)
        copied = not made or all(hypothesis.copied for hypothesis, _ in made)
        said = said_terms(whole.terms, whole.target)
        pairs[segment] = Pair(
            segment,
            whole.target,
            "copied" if copied else "engine",
            whole.score,
            () if copied else find_flags(segment, whole.target, said),
            whole.terms,
            whole.links,
            whole.plain,
            whole.plain_score,
        )
    return pairs


def _within(matches: Sequence[Match], span: Span) -> tuple[Match, ...]:
    """The terms that lie wholly in a part, placed in it."""
    first, last = span
    return tuple(
        replace(
            match,
            start=match.start - first,
            end=match.end - first,
            parts=tuple((start - first, end - first) for start, end in match.parts),
        )
        for match in matches
        if first <= match.start and match.end <= last
    )


def _whole(
    segment: str,
    spans: Sequence[Span],
    made: Sequence[tuple[Hypothesis, Constrained]],
    matches: Sequence[Match],
    glossary: Glossary,
) -> Constrained:
    """The parts of a segment put together, its terms accounted for in the whole."""
    if len(made) == 1 and spans[0] == (0, len(segment)):
        return made[0][1]
    joined = join_parts(
        segment, spans, [Hypothesis(one.target, one.score, one.links) for _, one in made]
    )
    if joined.copied:
        return Constrained(joined.text, None, (), ())
    plain = join_parts(segment, spans, [hypothesis for hypothesis, _ in made])
    known = {
        (use.source[0] + start, use.source[1] + start): use
        for (start, _), (_, one) in zip(spans, made, strict=True)
        for use in one.terms
    }
    uses = tuple(
        _as_in_part(use, known.get(use.source))
        for use in term_uses(segment, joined.text, joined.links, matches, glossary)
    )
    changed = plain.text != joined.text
    return Constrained(
        joined.text,
        joined.score,
        joined.links,
        uses,
        plain.text if changed else "",
        plain.score if changed else None,
    )


def _as_in_part(use: TermUse, known: TermUse | None) -> TermUse:
    """A term use of the whole, with how its part came to say it."""
    if known is None or "missed" in (use.outcome, known.outcome):
        return use
    return replace(use, outcome=known.outcome, method=known.method)
