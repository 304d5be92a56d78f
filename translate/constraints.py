"""Makes a translation say the glossary's terms where the model did not.

For every segment with a missed term candidates are made (the words that stand for the term
replaced; the source annotated inline, where the model was trained for it; decoding forced to say
the term and left to finish), ranked by the model's own score, and the best one that says the most
terms is taken, if it is still good English. All segments of a call are worked on together.
Imports the modules of `translate` below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.article import Span
from translate.agreement import conjugate, indefinite_article, is_plural, pluralize
from translate.alignment import Link
from translate.bilingual import Method, Outcome, TermUse
from translate.engine import Engine, Hypothesis
from translate.flags import find_flags
from translate.location import Query, locate
from translate.matching import Match
from translate.substitution import substitute
from translate.terminology import term_uses
from translate.terms import GAP, Glossary

WORST_LOSS = 2.5
"""Nats per token that a sentence may lose by saying its terms; beyond, the plain one is better."""
_FLAG_COST = 0.6
"""Nats per token that a new flag (repetition, lost number …) counts for."""
_COMPLETIONS = 2


@dataclass(frozen=True)
class Constrained:
    """The outcome for one segment; `plain` is empty when nothing was changed."""

    target: str
    score: float | None
    links: tuple[Link, ...]
    terms: tuple[TermUse, ...]
    plain: str = ""
    plain_score: float | None = None


@dataclass(frozen=True)
class _Slot:
    """A stretch of the source and the English to say for it, uninflected."""

    match: Match
    source: Span
    rendering: str
    plural: bool


@dataclass
class _Task:
    """One segment on its way: its plain translation, what is missing, where, and candidates."""

    source: str
    plain: Hypothesis
    matches: tuple[Match, ...]
    uses: tuple[TermUse, ...]
    slots: list[_Slot]
    located: list[Span | None] = field(default_factory=list)
    candidates: dict[str, Method] = field(default_factory=dict)


def apply_glossary(
    segments: Sequence[str],
    hypotheses: Sequence[Hypothesis],
    matches: Sequence[tuple[Match, ...]],
    engine: Engine,
    glossary: Glossary,
) -> list[Constrained]:
    """The final translation of each segment, every term of it accounted for.

    Takes the plain hypotheses and the terms found in each source. A segment that says all its
    terms unaided costs nothing.
    """
    tasks: list[_Task] = []
    results: list[Constrained] = []
    for source, plain, found in zip(segments, hypotheses, matches, strict=True):
        uses = term_uses(source, plain.text, plain.links, found, glossary)
        results.append(Constrained(plain.text, plain.score, plain.links, uses))
        slots = list(_slots(source, found, uses, glossary))
        tasks.append(_Task(source, plain, found, uses, slots))
    open_tasks = [task for task in tasks if task.slots and not task.plain.copied]
    if open_tasks:
        _locate(open_tasks, engine)
        _substitute(open_tasks)
        _annotate(open_tasks, engine)
        _force(open_tasks, engine)
        chosen = _choose(open_tasks, engine, glossary)
        done = {id(task): result for task, result in zip(open_tasks, chosen, strict=True)}
        results = [done.get(id(task), result) for task, result in zip(tasks, results, strict=True)]
    return results


def _slots(
    source: str, matches: Sequence[Match], uses: Sequence[TermUse], glossary: Glossary
) -> Iterator[_Slot]:
    for match, use in zip(matches, uses, strict=True):
        if use.outcome != "missed" or not use.rendering:
            continue
        english = [part.strip() for part in use.rendering.split(GAP)]
        spans = match.parts if len(english) == len(match.parts) else ((match.start, match.end),)
        if len(spans) != len(english):
            english = [" ".join(english)]
        for span, rendering in zip(spans, english, strict=True):
            plural = not match.term.keep and not match.term.verb and is_plural(source, *span)
            yield _Slot(match, span, rendering, plural)


def _locate(tasks: Sequence[_Task], engine: Engine) -> None:
    queries = [
        Query(
            task.source,
            task.plain.text,
            slot.source,
            task.plain.links,
            longest=2
            + max(len(slot.rendering.split()), len(task.source[slice(*slot.source)].split())),
        )
        for task in tasks
        for slot in task.slots
    ]
    found = iter(locate(queries, engine))
    for task in tasks:
        said = [use.target for use in task.uses if use.outcome != "missed" and use.target]
        for _ in task.slots:
            span = next(found)
            # Words that already say another term, or were given to one, are not free.
            if span is not None:
                span = _free(span, said)
            if span is not None:
                said.append(span)
            task.located.append(span)


def _words(text: str) -> int:
    return len(text.split())


def _free(span: Span, taken: Sequence[Span]) -> Span | None:
    """What is left of a span beside those taken; None when it is nothing."""
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


def _form(slot: _Slot, task: _Task, located: Span | None) -> str:
    if slot.match.term.keep:
        return task.source[slice(*slot.source)]
    if slot.match.term.verb and located is not None:
        like, before = task.plain.text[slice(*located)], task.plain.text[: located[0]]
        return conjugate(slot.rendering, like, before)
    return pluralize(slot.rendering) if slot.plural else slot.rendering


def _trimmed(text: str, span: Span) -> Span:
    part = text[slice(*span)]
    start = span[0] + len(part) - len(part.lstrip(" ,;:-"))
    return start, max(start, span[0] + len(part.rstrip(" ,;:-")))


def _substitute(tasks: Sequence[_Task]) -> None:
    for task in tasks:
        changes = [
            (_trimmed(task.plain.text, span), _form(slot, task, span), slot.plural)
            for slot, span in zip(task.slots, task.located, strict=True)
            if span is not None
        ]
        if changes:
            text, _ = substitute(
                task.plain.text,
                [(span, form) for span, form, _ in changes],
                plural=[plural for *_, plural in changes],
            )
            task.candidates.setdefault(text, "substitution")


def _annotate(tasks: Sequence[_Task], engine: Engine) -> None:
    """Candidates of a model that understands terms given inline (Dinu et al. 2019)."""
    if engine.package.terminology is None:
        return
    requests = [
        (
            task.source,
            [(slot.source, _form(slot, task, None)) for slot in task.slots],
        )
        for task in tasks
    ]
    for task, hypothesis in zip(tasks, engine.translate_annotated(requests), strict=True):
        task.candidates.setdefault(hypothesis, "inline")


def _force(tasks: Sequence[_Task], engine: Engine) -> None:
    """Candidates whose beginning, up to and with a term, is forced (prefix decoding)."""
    requests: list[tuple[_Task, str]] = []
    for task in tasks:
        text = next(iter(task.candidates), task.plain.text)
        for slot, span in zip(task.slots, task.located, strict=True):
            if span is not None:
                prefix = _prefix_with(task, slot, span)
                requests.append((task, prefix))
                break
        for slot, span in zip(task.slots, task.located, strict=True):
            if span is None:
                requests += ((task, prefix) for prefix in _prefixes_without_place(task, slot, text))
    different = list(dict.fromkeys((task.source, prefix) for task, prefix in requests))
    completed = dict(
        zip(different, engine.complete(different, best=_COMPLETIONS), strict=True)
        if different
        else ()
    )
    for task, prefix in requests:
        for text in completed[task.source, prefix]:
            task.candidates.setdefault(text, "constrained")


def _prefix_with(task: _Task, slot: _Slot, span: Span) -> str:
    start, end = _trimmed(task.plain.text, span)
    text, ((_, stop),) = substitute(
        task.plain.text, [((start, end), _form(slot, task, span))], plural=[slot.plural]
    )
    return text[:stop]


def _prefixes_without_place(task: _Task, slot: _Slot, text: str) -> Iterator[str]:
    """Where a term may belong that nothing stands for: after what stands for the words before."""
    ends = sorted(
        (link.source[1], link.target[1])
        for link in task.plain.links
        if link.source[1] <= slot.source[0] and link.weight >= 0.3
    )
    form = _form(slot, task, None)
    if not ends:
        yield form[0].upper() + form[1:] if form[0].islower() else form
        yield "The " + form
        return
    before = task.plain.text[: ends[-1][1]].rstrip(" ,.;:")
    words = before.split(" ")
    if words[-1].lower() in ("a", "an"):
        words[-1] = "" if slot.plural else indefinite_article(form)
    before = " ".join(filter(None, words))
    yield f"{before} {form}"
    if words[-1].lower() not in ("the", "a", "an"):
        yield f"{before} the {form}"


def _choose(tasks: Sequence[_Task], engine: Engine, glossary: Glossary) -> list[Constrained]:
    options = [(task, text) for task in tasks for text in (task.plain.text, *task.candidates)]
    different = list(dict.fromkeys((task.source, text) for task, text in options))
    scored = engine.score([(source, None, text) for source, text in different])
    scores = {key: score.mean for key, score in zip(different, scored, strict=True)}
    best = [_best(task, scores, glossary) for task in tasks]
    links = engine.align([(task.source, text) for task, text in zip(tasks, best, strict=True)])
    return [
        _constrained(task, text, scores, aligned, glossary)
        for task, text, aligned in zip(tasks, best, links, strict=True)
    ]


def _best(task: _Task, scores: dict[tuple[str, str], float], glossary: Glossary) -> str:
    """The candidate that says the most terms at a bearable cost; the plain one if there is none."""
    flags = set(find_flags(task.source, task.plain.text))
    plain = scores[task.source, task.plain.text]

    def rank(text: str) -> tuple[int, float]:
        uses = term_uses(task.source, text, (), task.matches, glossary)
        said = sum(use.outcome != "missed" for use in uses)
        worse = len(set(find_flags(task.source, text)) - flags)
        score = scores[task.source, text] - _FLAG_COST * worse
        return (said if score > plain - WORST_LOSS else -1, score)

    return max((task.plain.text, *task.candidates), key=rank)


def _constrained(
    task: _Task,
    text: str,
    scores: dict[tuple[str, str], float],
    links: tuple[Link, ...],
    glossary: Glossary,
) -> Constrained:
    plain_score = task.plain.score
    if text == task.plain.text:
        reason = "saying “{}” here made the English much worse; the model said “{}”"
        uses = tuple(_give_up(task, use, reason) for use in task.uses)
        return Constrained(text, plain_score, task.plain.links, uses)
    before = {use.source: use.outcome for use in task.uses}
    uses = tuple(
        replace(use, outcome=_outcome(text, use), method=task.candidates[text])
        if before[use.source] == "missed" and use.outcome in ("already", "admitted")
        else use
        for use in term_uses(task.source, text, links, task.matches, glossary)
    )
    score = round(scores[task.source, text], 3)
    return Constrained(text, score, links, uses, task.plain.text, plain_score)


def _give_up(task: _Task, use: TermUse, reason: str) -> TermUse:
    if use.outcome != "missed" or not use.rendering or not task.candidates:
        return use
    said = task.plain.text[slice(*use.target)] if use.target else ""
    return replace(use, reason=reason.format(use.rendering, said) if said else use.reason)


def _outcome(text: str, use: TermUse) -> Outcome:
    if use.outcome == "admitted" or use.target is None:
        return use.outcome
    said = text[slice(*use.target)].casefold()
    return "applied" if said == use.rendering.casefold() else "inflected"
