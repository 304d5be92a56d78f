"""Other translations of a segment, which say the terms that one does not.

Four ways, none of which judges: the words that stand for a term are replaced; the source is
annotated inline, where the model was trained for it; decoding is forced to say the term and left
to finish; a term that nothing stands for is put between any two words.
`translate.terminology.constraints` chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from visavis.corpus.article import Span
from visavis.translate.bilingual.alignment import ENGLISH_WORD, words
from visavis.translate.bilingual.hypothesis import Hypothesis
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import Method
from visavis.translate.engine.engine import Engine
from visavis.translate.engine.scores import Scores
from visavis.translate.language.agreement import indefinite_article
from visavis.translate.terminology.location import Query, locate
from visavis.translate.terminology.slots import Slot, form
from visavis.translate.terminology.substitution import substitute

_COMPLETIONS = 2
_SURELY_ALIGNED = 0.3
_FARTHEST = 0.2
"""How far an inserted term may move, as a share of the sentence: the two languages go in step."""


@dataclass
class Task:
    """One translation of a segment: the slots to fill in it, where, and what was made of it.

    `taken` are the spans of its text that already say a term. `candidates` maps a target to how it
    was made, the order being that in which they were made; `links` has its word alignment where
    that came with it.
    """

    source: str
    base: Hypothesis
    slots: Sequence[Slot]
    taken: Sequence[Span] = ()
    located: list[Span | None] = field(default_factory=list)
    candidates: dict[str, Method] = field(default_factory=dict)
    links: dict[str, tuple[Link, ...]] = field(default_factory=dict)


def add_candidates(
    tasks: Sequence[Task], engine: Engine, scores: Scores, ways: Sequence[Method]
) -> None:
    """Fill in `located` and `candidates` of every task, in the ways named."""
    if "inline" in ways and engine.package.terminology is not None:
        _annotate(tasks, engine)
    _locate(tasks, scores)
    for task in tasks:
        if "substitution" in ways:
            _substitute(task)
        if "insertion" in ways:
            _insert(task)
    if "constrained" in ways:
        _force(tasks, engine)


def _locate(tasks: Sequence[Task], scores: Scores) -> None:
    queries = [
        Query(
            task.source,
            task.base.target,
            slot.source,
            task.base.alignment,
            longest=2 + max(_count(slot.rendering), _count(task.source[slice(*slot.source)])),
        )
        for task in tasks
        for slot in task.slots
        if slot.place is None
    ]
    found = iter(locate(queries, scores))
    for task in tasks:
        said = list(task.taken)
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


def _trimmed(text: str, span: Span) -> Span:
    """A span without the spaces and commas at its edges."""
    part = text[slice(*span)]
    start = span[0] + len(part) - len(part.lstrip(" ,;:-"))
    return start, max(start, span[0] + len(part.rstrip(" ,;:-")))


def _substitute(task: Task) -> None:
    text = task.base.target
    changes = [
        (_trimmed(text, span), form(slot, task.source, text, span), slot.plural)
        for slot, span in zip(task.slots, task.located, strict=True)
        if span is not None
    ]
    if changes:
        spans = [(span, said) for span, said, _ in changes]
        changed, _ = substitute(text, spans, plural=[plural for *_, plural in changes])
        task.candidates.setdefault(changed, "substitution")


def _insert(task: Task) -> None:
    """The first slot that nothing stands for, put between any two words near its place."""
    text = task.base.target
    slot = next((s for s, span in zip(task.slots, task.located, strict=True) if span is None), None)
    if slot is None:
        return
    said = form(slot, task.source, task.base.target)
    for start, _ in words(text, ENGLISH_WORD):
        before, after = text[:start], text[start:]
        moved = start / len(text) - slot.source[0] / len(task.source)
        if before[-1:] not in (" ", "") or abs(moved) > _FARTHEST:
            continue
        changed, _ = substitute(f"{before}\0 {after}", [((start, start + 1), said)],
                                plural=[slot.plural])  # fmt: skip
        task.candidates.setdefault(changed, "insertion")
        if not (slot.plural or slot.match.term.keep or slot.match.term.verb):
            article = "THE" if text.isupper() else "the" if before else "The"
            task.candidates.setdefault(f"{before}{article} {said} {after}", "insertion")
    end = len(text.rstrip(" .!?…»”\"'"))
    task.candidates.setdefault(f"{text[:end]} {said}{text[end:]}", "insertion")


def _annotate(tasks: Sequence[Task], engine: Engine) -> None:
    """Candidates of a model that understands terms given inline (Dinu et al. 2019)."""
    tasks = [task for task in tasks if task.slots]
    told = [sorted((slot.source, form(slot, task.source)) for slot in task.slots) for task in tasks]
    made = engine.translate_parts([task.source for task in tasks], told)
    for task, hypothesis in zip(tasks, made, strict=True):
        task.candidates.setdefault(hypothesis.target, "inline")
        task.links.setdefault(hypothesis.target, hypothesis.alignment)


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
        said = form(first, task.source, task.base.target, place)
        change = (_trimmed(task.base.target, place), said)
        text, ((_, stop),) = substitute(task.base.target, [change], plural=[first.plural])
        yield text[:stop]
    for slot, span in slots:
        if span is None:
            yield from _prefixes_without_place(task, slot)
            break


def _prefixes_without_place(task: Task, slot: Slot) -> Iterator[str]:
    """Where a term may belong that nothing stands for: after what stands for the words before."""
    said = form(slot, task.source, task.base.target)
    ends = [
        (link.source[1], link.target[1])
        for link in task.base.alignment
        if link.source[1] <= slot.source[0] and link.weight >= _SURELY_ALIGNED
    ]
    if not ends:
        yield said[0].upper() + said[1:] if said[0].islower() else said
        yield "The " + said
        return
    before = task.base.target[: max(ends)[1]].rstrip(" ,.;:").split(" ")
    if before[-1].lower() in ("a", "an"):
        before[-1] = "" if slot.plural else indefinite_article(said)
    yield " ".join(filter(None, (*before, said)))
    if before[-1].lower() not in ("the", "a", "an", ""):
        yield " ".join((*before, "the", said))
