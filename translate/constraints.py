"""Makes a translation say the glossary's terms where the model did not.

For every segment with a missed term other translations are made, ranked by the model's own score,
and the best one that says the most terms is taken, if it is still good English; what is missing
then is tried again from there. All segments of a call are worked on together. Imports the modules
of `translate` below it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.article import Span
from translate.alignment import Link, carry, tie
from translate.bilingual import Method, Outcome, TermUse
from translate.candidates import Task, add_candidates, find_slots
from translate.engine import Engine
from translate.flags import find_flags
from translate.hypothesis import Hypothesis, Scored
from translate.matching import Match
from translate.scores import Request, Scores
from translate.terminology import said_terms, term_uses
from translate.terms import Glossary

WAYS: tuple[tuple[Method, ...], ...] = (
    ("substitution",),
    ("inline", "constrained"),
    ("substitution", "insertion"),
    ("substitution", "insertion"),
)
"""How other translations are made, round by round; each round is for what the ones before left."""
WORST_LOSS = 1.5
"""Nats per token that the words around the terms may lose; beyond, the sentence stays as it is."""
_FLAG_COST = 0.6
"""Nats per token that a new flag (repetition, lost number …) counts for."""
_NUMBER_GAIN = 0.5
"""Nats per token that a term in the right number counts for."""


@dataclass(frozen=True)
class Constrained:
    """The outcome for one segment; `plain` is empty when nothing was changed."""

    target: str
    score: float | None
    links: tuple[Link, ...]
    terms: tuple[TermUse, ...]
    plain: str = ""
    plain_score: float | None = None


@dataclass
class _Segment:
    """One segment on its way; `methods` says how terms came to be said, by their source span."""

    source: str
    plain: Hypothesis
    matches: tuple[Match, ...]
    present: Hypothesis
    uses: tuple[TermUse, ...]
    methods: dict[Span, Method] = field(default_factory=dict)


def apply_glossary(
    segments: Sequence[str],
    hypotheses: Sequence[Hypothesis],
    matches: Sequence[tuple[Match, ...]],
    engine: Engine,
    glossary: Glossary,
    ways: Sequence[Sequence[Method]] = WAYS,
) -> list[Constrained]:
    """The final translation of each segment, every term of it accounted for.

    Takes the plain hypotheses and the terms found in each source. A segment that says all its
    terms unaided costs nothing. `ways` is for comparing methods.
    """
    work = [
        _Segment(
            source, plain, found, plain, term_uses(source, plain.text, plain.links, found, glossary)
        )
        for source, plain, found in zip(segments, hypotheses, matches, strict=True)
    ]
    unfinished = [segment for segment in work if not segment.plain.copied]
    scores = Scores(engine)
    for names in ways:
        unfinished = _round(unfinished, engine, scores, glossary, names)
    return [_result(segment) for segment in work]


def _round(
    segments: Sequence[_Segment],
    engine: Engine,
    scores: Scores,
    glossary: Glossary,
    ways: Container[Method],
) -> list[_Segment]:
    """Improve what can be improved; returns the segments that still miss a term."""
    tasks: dict[int, Task] = {}
    for index, segment in enumerate(segments):
        slots = tuple(
            find_slots(segment.source, segment.present.text, segment.matches, segment.uses)
        )
        if slots:
            tasks[index] = Task(segment.source, segment.present, slots)
    taken = [
        [use.target for use in segments[index].uses if use.outcome != "missed" and use.target]
        for index in tasks
    ]
    add_candidates(list(tasks.values()), taken, engine, scores, ways)
    known = scores.ask(
        (task.source, None, text)
        for task in tasks.values()
        for text in (task.present.text, *task.candidates)
    )
    chosen = {
        index: _best(task, segments[index].matches, known, glossary)
        for index, task in tasks.items()
    }
    changed = [index for index, text in chosen.items() if text != tasks[index].present.text]
    links = _align(changed, chosen, tasks, engine)
    for index in changed:
        task, text = tasks[index], chosen[index]
        score = known[task.source, None, text].mean
        _take(segments[index], task, text, score, links[index], glossary)
    return [
        segments[index]
        for index in tasks
        if any(use.outcome == "missed" for use in segments[index].uses)
    ]


def _align(
    changed: Sequence[int], chosen: Mapping[int, str], tasks: Mapping[int, Task], engine: Engine
) -> dict[int, tuple[Link, ...]]:
    """Links of new translations: carried over where only a term was put in, else asked for."""
    local = [i for i in changed if tasks[i].candidates[chosen[i]] in ("substitution", "insertion")]
    links = {i: carry(tasks[i].present.links, tasks[i].present.text, chosen[i]) for i in local}
    anew = [i for i in changed if i not in links]
    found = engine.align([(tasks[i].source, chosen[i]) for i in anew])
    return links | dict(zip(anew, found, strict=True))


def _best(
    task: Task, matches: Sequence[Match], scores: Mapping[Request, Scored], glossary: Glossary
) -> str:
    """The candidate that says the most terms at a bearable cost; the present one if there is none.

    The model may find a term improbable, that is why it has to be told; so only the words around
    the terms decide whether the cost is bearable. Among those that say as many terms, the model's
    score of the whole sentence decides.
    """
    present = task.present.text
    flags = set(find_flags(task.source, present))
    plurals = {(slot.match.start, slot.match.end) for slot in task.slots if slot.plural}
    located = [span for span in task.located if span is not None]
    bearable = _around(scores[task.source, None, present], located) - WORST_LOSS

    def rank(text: str) -> tuple[int, float]:
        uses = term_uses(task.source, text, (), matches, glossary)
        score = scores[task.source, None, text]
        spans = [use.target for use in uses if use.target is not None]
        terms = said_terms(uses, text)
        if text != present and _around(score, spans) < bearable:
            return -1, score.mean
        worse = len(set(find_flags(task.source, text, terms)) - flags)
        agreeing = sum(
            use.target is not None
            and use.source in plurals
            and text[slice(*use.target)].lower().endswith("s")
            for use in uses
        )
        obeyed = sum(use.outcome != "missed" for use in uses)
        return obeyed, score.mean - _FLAG_COST * worse + _NUMBER_GAIN * agreeing

    return max((present, *task.candidates), key=rank)


def _around(scored: Scored, spans: Sequence[Span]) -> float:
    """Mean log-probability of the tokens outside some spans, the end of the sentence included."""
    rest = [
        log_prob
        for (start, end), log_prob in zip(
            (*scored.target.spans, (len(scored.target.text),) * 2), scored.log_probs, strict=False
        )
        if not any(start < last and first < end for first, last in spans)
    ]
    return sum(rest) / max(len(rest), 1)


def _take(
    segment: _Segment,
    task: Task,
    text: str,
    score: float,
    links: tuple[Link, ...],
    glossary: Glossary,
) -> None:
    """Make a candidate the segment's present translation."""
    before = {use.source: use for use in segment.uses}
    old = segment.present.text
    segment.present = Hypothesis(text, round(score, 3), links)
    segment.uses = term_uses(segment.source, text, links, segment.matches, glossary)
    for use in segment.uses:
        was = before[use.source]
        if use.outcome == "missed" or use.target is None:
            continue
        said = text[slice(*use.target)].lower()
        if was.outcome == "missed" or not was.target or said != old[slice(*was.target)].lower():
            segment.methods.setdefault(use.source, task.candidates[text])
            tied = tie(segment.present.links, (segment.source, text), (use.source, use.target))
            segment.present = replace(segment.present, links=tied)


def _result(segment: _Segment) -> Constrained:
    text = segment.present.text
    uses = tuple(
        replace(use, outcome=_outcome(text, use), method=segment.methods[use.source])
        if use.source in segment.methods and use.outcome != "missed"
        else use
        for use in segment.uses
    )
    changed = text != segment.plain.text
    return Constrained(
        text,
        segment.present.score,
        segment.present.links,
        uses,
        segment.plain.text if changed else "",
        segment.plain.score if changed else None,
    )


def _outcome(text: str, use: TermUse) -> Outcome:
    if use.outcome == "admitted" or use.target is None:
        return use.outcome
    said = text[slice(*use.target)].casefold()
    return "applied" if said == use.rendering.casefold() else "inflected"
