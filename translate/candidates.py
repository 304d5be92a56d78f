"""Other translations of a segment, which say the terms that the present one does not.

Four ways, none of which judges: the words that stand for a term are replaced; the source is
annotated inline, where the model was trained for it; decoding is forced to say the term and left
to finish; a term that nothing stands for is put between any two words. `translate.constraints`
chooses. Imports the modules of `translate` below it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.article import Span
from translate.agreement import conjugate, indefinite_article, is_plural, pluralize
from translate.alignment import ENGLISH_WORD, words
from translate.bilingual import Method, TermUse
from translate.engine import Engine
from translate.hypothesis import Hypothesis
from translate.location import Query, locate
from translate.matching import Match
from translate.scores import Scores
from translate.substitution import substitute
from translate.terms import GAP

_COMPLETIONS = 2
# No plural after a number: two million, but millions of users.
_NUMERALS = frozenset(("thousand", "million", "billion", "trillion"))
_NUMBER_BEFORE = re.compile(
    r"(?:\d|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|cents?)\s+$", re.I
)
_SURELY_ALIGNED = 0.3
_FARTHEST = 0.2
"""How far an inserted term may move, as a share of the sentence: the two languages go in step."""


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


@dataclass
class Task:
    """One segment: its present translation, the slots to fill, where, and other translations.

    `candidates` maps a target to how it was made, the order being that in which they were made.
    """

    source: str
    present: Hypothesis
    slots: Sequence[Slot]
    located: list[Span | None] = field(default_factory=list)
    candidates: dict[str, Method] = field(default_factory=dict)


def find_slots(
    source: str, target: str, matches: Sequence[Match], uses: Sequence[TermUse]
) -> Iterator[Slot]:
    """What to say otherwise: missed terms, and acronyms that lost their plural."""
    for match, use in zip(matches, uses, strict=True):
        if not use.rendering:
            continue
        noun = not match.term.keep and not match.term.verb
        if use.outcome == "missed":
            english = [part.strip() for part in use.rendering.split(GAP)]
            spans = match.parts
            if len(spans) != len(english):
                spans, english = ((match.start, match.end),), [" ".join(english)]
            for span, rendering in zip(spans, english, strict=True):
                yield Slot(match, span, rendering, noun and is_plural(source, *span))
        elif noun and use.target is not None and target[slice(*use.target)].isupper():
            span = (match.start, match.end)
            if not source.isupper() and is_plural(source, *span):
                yield Slot(match, span, target[slice(*use.target)], True, use.target)


def add_candidates(
    tasks: Sequence[Task],
    taken: Sequence[Sequence[Span]],
    engine: Engine,
    scores: Scores,
    ways: Container[Method],
) -> None:
    """Fill in `located` and `candidates` of every task, in the ways named.

    `taken` are, for each task, the spans of its target that already say a term.
    """
    _locate(tasks, taken, scores)
    for task in tasks:
        if "substitution" in ways:
            _substitute(task)
        if "insertion" in ways:
            _insert(task)
    if "inline" in ways and engine.package.terminology is not None:
        _annotate(tasks, engine)
    if "constrained" in ways:
        _force(tasks, engine)


def _locate(tasks: Sequence[Task], taken: Sequence[Sequence[Span]], scores: Scores) -> None:
    queries = [
        Query(
            task.source,
            task.present.text,
            slot.source,
            task.present.links,
            longest=2 + max(_count(slot.rendering), _count(task.source[slice(*slot.source)])),
        )
        for task in tasks
        for slot in task.slots
        if slot.place is None
    ]
    found = iter(locate(queries, scores))
    for task, spans in zip(tasks, taken, strict=True):
        said = list(spans)
        for slot in task.slots:
            span = slot.place
            if span is None:
                # Words that already say another term, or were given to one, are not free.
                span = _free(next(found), said)
            if span is not None:
                said.append(span)
            task.located.append(span)


def _count(text: str) -> int:
    return len(text.split())


def _free(span: Span | None, taken: Sequence[Span]) -> Span | None:
    """What is left of a span beside those taken; None when it is nothing."""
    if span is None:
        return None
    start, end = span
    for other_start, other_end in taken:
        if start < other_end and other_start < end:
            if start < other_start:
                end = other_start
            elif end > other_end:
                start = other_end
            else:
                return None
    return (start, end) if end - start > 1 else None


def _form(slot: Slot, task: Task, located: Span | None) -> str:
    """The rendering as the sentence needs it, in capitals where all of it is."""
    form = _inflected(slot, task, located)
    return form.upper() if task.present.text.isupper() else form


def _inflected(slot: Slot, task: Task, located: Span | None) -> str:
    """The rendering in the plural, or in the tense of the French verb."""
    start, end = slot.source
    if slot.match.term.keep:
        return task.source[start:end]
    if slot.match.term.verb and slot.source[0] == slot.match.start:
        verb = re.split(r"[\s’']", task.source[start:end], maxsplit=1)[0]
        before = task.present.text[: located[0]] if located else ""
        return conjugate(slot.rendering, verb, task.source[:start], before)
    counted = slot.rendering in _NUMERALS and _NUMBER_BEFORE.search(task.source[:start])
    return pluralize(slot.rendering) if slot.plural and not counted else slot.rendering


def _trimmed(text: str, span: Span) -> Span:
    """A span without the spaces and commas at its edges."""
    part = text[slice(*span)]
    start = span[0] + len(part) - len(part.lstrip(" ,;:-"))
    return start, max(start, span[0] + len(part.rstrip(" ,;:-")))


def _substitute(task: Task) -> None:
    text = task.present.text
    changes = [
        (_trimmed(text, span), _form(slot, task, span), slot.plural)
        for slot, span in zip(task.slots, task.located, strict=True)
        if span is not None
    ]
    if changes:
        spans_and_forms = [(span, form) for span, form, _ in changes]
        changed, _ = substitute(text, spans_and_forms, plural=[plural for *_, plural in changes])
        task.candidates.setdefault(changed, "substitution")


def _insert(task: Task) -> None:
    """The first slot that nothing stands for, put between any two words near its place."""
    text = task.present.text
    slot = next((s for s, span in zip(task.slots, task.located, strict=True) if span is None), None)
    if slot is None:
        return
    form = _form(slot, task, None)
    for start, _ in words(text, ENGLISH_WORD):
        before, after = text[:start], text[start:]
        moved = start / len(text) - slot.source[0] / len(task.source)
        if before[-1:] not in (" ", "") or abs(moved) > _FARTHEST:
            continue
        changed, _ = substitute(f"{before}\0 {after}", [((start, start + 1), form)],
                                plural=[slot.plural])  # fmt: skip
        task.candidates.setdefault(changed, "insertion")
        if not (slot.plural or slot.match.term.keep or slot.match.term.verb):
            article = "THE" if text.isupper() else "the" if before else "The"
            task.candidates.setdefault(f"{before}{article} {form} {after}", "insertion")
    end = len(text.rstrip(" .!?…»”\"'"))
    task.candidates.setdefault(f"{text[:end]} {form}{text[end:]}", "insertion")


def _annotate(tasks: Sequence[Task], engine: Engine) -> None:
    """Candidates of a model that understands terms given inline (Dinu et al. 2019)."""
    requests = [
        (
            task.source,
            [(slot.source, _form(slot, task, None)) for slot in task.slots],
        )
        for task in tasks
    ]
    for task, text in zip(tasks, engine.translate_annotated(requests), strict=True):
        task.candidates.setdefault(text, "inline")


def _force(tasks: Sequence[Task], engine: Engine) -> None:
    """Candidates whose beginning, up to and with a term, is forced (prefix decoding)."""
    prefixes = [(task, prefix) for task in tasks for prefix in _prefixes(task)]
    different = list(dict.fromkeys((task.source, prefix) for task, prefix in prefixes))
    if not different:
        return
    completed = dict(zip(different, engine.complete(different, best=_COMPLETIONS), strict=True))
    for task, prefix in prefixes:
        for text in completed[task.source, prefix]:
            task.candidates.setdefault(text, "constrained")


def _prefixes(task: Task) -> Iterator[str]:
    """Beginnings that end with a term: the first that has a place, and the first that has none."""
    slots = list(zip(task.slots, task.located, strict=True))
    placed = [(span, slot) for slot, span in slots if span is not None]
    if placed:
        place, first = min(placed, key=lambda pair: pair[0])
        change = (_trimmed(task.present.text, place), _form(first, task, place))
        text, ((_, stop),) = substitute(task.present.text, [change], plural=[first.plural])
        yield text[:stop]
    for slot, span in slots:
        if span is None:
            yield from _prefixes_without_place(task, slot)
            break


def _prefixes_without_place(task: Task, slot: Slot) -> Iterator[str]:
    """Where a term may belong that nothing stands for: after what stands for the words before."""
    form = _form(slot, task, None)
    ends = [
        (link.source[1], link.target[1])
        for link in task.present.links
        if link.source[1] <= slot.source[0] and link.weight >= _SURELY_ALIGNED
    ]
    if not ends:
        yield form[0].upper() + form[1:] if form[0].islower() else form
        yield "The " + form
        return
    before = task.present.text[: max(ends)[1]].rstrip(" ,.;:").split(" ")
    if before[-1].lower() in ("a", "an"):
        before[-1] = "" if slot.plural else indefinite_article(form)
    yield " ".join(filter(None, (*before, form)))
    if before[-1].lower() not in ("the", "a", "an", ""):
        yield " ".join((*before, "the", form))
