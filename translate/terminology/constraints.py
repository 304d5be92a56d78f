"""Makes a translation say the glossary's terms, each of them once.

A model that understands inline terms was told them before: what it says is checked. For a segment
that misses a term, says one beside its old rendering or lost a number, other translations are made,
and the best is taken: one that keeps the numbers and says the most terms, if it is still good
English, by the model's own score. All segments of a call are worked on together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from visavis.translate.bilingual.alignment import carry
from visavis.translate.bilingual.hypothesis import Hypothesis
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import Method
from visavis.translate.engine.engine import Engine
from visavis.translate.engine.hints import Hint
from visavis.translate.engine.scores import Scores
from visavis.translate.fidelity.verbatim import keep_verbatim
from visavis.translate.glossary.matching import Match
from visavis.translate.glossary.terms import Glossary
from visavis.translate.terminology.candidates import Task, add_candidates
from visavis.translate.terminology.draft import (
    Draft,
    Translation,
    doubled_words,
    is_odd,
    is_unfinished,
    new_draft,
    take,
    translation_of,
)
from visavis.translate.terminology.leftovers import ask_unaided, suspects, without
from visavis.translate.terminology.ranking import best
from visavis.translate.terminology.slots import form, open_slots
from visavis.translate.terminology.uses import term_uses

WAYS: tuple[tuple[Method, ...], ...] = (
    ("inline",),
    ("inline", "substitution", "constrained"),
    ("substitution", "insertion"),
)
"""How other translations are made, round by round; each round is for what the ones before left.

A first round of inline terms alone takes what is right without comparing it with others.
"""


def apply_glossary(
    segments: Sequence[str],
    hypotheses: Sequence[Hypothesis],
    matches: Sequence[tuple[Match, ...]],
    engine: Engine,
    glossary: Glossary,
    *,
    hints: Sequence[Sequence[Hint]] = (),
    ways: Sequence[Sequence[Method]] = WAYS,
) -> list[Translation]:
    """The final translation of each segment, every term of it accounted for.

    Takes the hypotheses, the terms found in each source, and the `hints` that the engine was given
    to make each hypothesis (none: it said them unaided). A segment that says all its terms costs
    nothing. `ways` is for comparing methods.
    """
    work = [
        new_draft(source, hypothesis, found, told, glossary)
        for source, hypothesis, found, told in zip(
            segments, hypotheses, matches, hints or [()] * len(segments), strict=True
        )
    ]
    unfinished = [segment for segment in work if is_odd(segment)]
    if not (ways and unfinished):
        return [translation_of(segment) for segment in work]
    scores = Scores(engine)
    tells_first = tuple(ways[0]) == ("inline",)
    # What is taken without comparing needs no exact account: a word too many sends it on.
    unfinished = _ask_unaided(unfinished, engine, None if tells_first else scores)
    for number, names in enumerate(ways):
        if tells_first and not number:
            unfinished = _ask_unaided(_tell(unfinished, engine, glossary), engine, scores)
        else:
            unfinished = _round(unfinished, engine, scores, glossary, names)
    return [translation_of(segment) for segment in work]


def _ask_unaided(segments: Sequence[Draft], engine: Engine, scores: Scores | None) -> list[Draft]:
    """Learn what the model says of the sentences, and of their terms alone, without hints.

    Returns the segments for which other translations are worth making.
    """
    told = [segment for segment in segments if segment.plain is None]
    made = engine.translate_parts([segment.source for segment in told])
    for segment, plain in zip(told, made, strict=True):
        segment.plain = plain
    accounts = ask_unaided(
        [
            (segment.source, segment.plain, segment.matches)
            for segment in segments
            if segment.plain is not None
        ],
        engine,
        scores,
    )
    for segment, account in zip(segments, accounts, strict=True):
        text, links = segment.present.target, segment.present.alignment
        segment.unaided = account.with_leftovers(
            {
                (match.start, match.end): suspects(text, links, match, segment.terms)
                for match in segment.matches
            }
        )
    return [segment for segment in segments if is_unfinished(segment)]


def _tell(segments: Sequence[Draft], engine: Engine, glossary: Glossary) -> list[Draft]:
    """Tell the model what it did not say; returns the segments that this did not finish.

    Only what says every term, and loses nothing, is taken: it needs no comparing.
    """
    told: list[list[Hint]] = []
    for segment in segments:
        assert segment.plain is not None
        plain = segment.plain
        uses = term_uses(segment.source, plain.target, plain.alignment, segment.matches, glossary)
        slots = open_slots(segment.source, plain.target, segment.matches, uses)
        told.append(sorted((slot.source, form(slot, segment.source)) for slot in slots))
    if engine.package.terminology is None:
        return list(segments)
    made = engine.translate_parts([segment.source for segment in segments], told)
    rest = []
    for segment, hypothesis, hints in zip(segments, made, told, strict=True):
        new = new_draft(segment.source, hypothesis, segment.matches, hints, glossary)
        new.plain, new.unaided = segment.plain, segment.unaided
        if is_unfinished(new):
            rest.append(segment)
        else:
            segment.present, segment.terms, segment.methods = new.present, new.terms, new.methods
    return rest


def _round(
    segments: Sequence[Draft],
    engine: Engine,
    scores: Scores,
    glossary: Glossary,
    ways: Sequence[Method],
) -> list[Draft]:
    """Improve what can be improved; returns the segments that are still unfinished."""
    tasks = {id(segment): list(_tasks(segment, glossary)) for segment in segments}
    add_candidates([task for some in tasks.values() for task in some], engine, scores, ways)
    known = scores.ask(
        (task.source, None, text)
        for some in tasks.values()
        for task in some
        for text in (task.base.target, *task.candidates)
    )
    chosen = [
        (segment, task, text)
        for segment in segments
        for task, text in [best(segment, tasks[id(segment)], known, glossary)]
        if text != segment.present.target
    ]
    for (segment, task, text), links in zip(chosen, _align(chosen, engine), strict=True):
        score = known[task.source, None, text].mean
        method = task.candidates.get(text, "")
        made = Hypothesis(text, round(score, 3), links)
        spans = [use.source for use in segment.terms]
        take(segment, task.base, keep_verbatim(segment.source, made, spans), method, glossary)
    return [segment for segment in segments if is_unfinished(segment)]


def _tasks(segment: Draft, glossary: Glossary) -> Iterator[Task]:
    """The translations that others are made from: the present one, and the plain one."""
    assert segment.plain is not None
    for base in dict.fromkeys((segment.present, segment.plain)):
        uses = term_uses(segment.source, base.target, base.alignment, segment.matches, glossary)
        slots = tuple(open_slots(segment.source, base.target, segment.matches, uses))
        taken = [use.target for use in uses if use.outcome != "missed" and use.target]
        task = Task(segment.source, base, slots, taken)
        for words in doubled_words(segment, base.target, uses).values():
            for word in words:
                task.candidates |= dict.fromkeys(without(base.target, word), "substitution")
        yield task


def _align(chosen: Sequence[tuple[Draft, Task, str]], engine: Engine) -> list[tuple[Link, ...]]:
    """Links of new translations: carried over where only a term was put in, else asked for."""
    links: dict[int, tuple[Link, ...]] = {}
    for index, (_, task, text) in enumerate(chosen):
        if text in task.links:
            links[index] = task.links[text]
        elif text == task.base.target or task.candidates[text] in ("substitution", "insertion"):
            links[index] = carry(task.base.alignment, task.base.target, text)
    anew = [index for index in range(len(chosen)) if index not in links]
    found = engine.align([(chosen[index][1].source, chosen[index][2]) for index in anew])
    links |= zip(anew, found, strict=True)
    return [links[index] for index in range(len(chosen))]
