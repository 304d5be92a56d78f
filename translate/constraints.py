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
from translate.engine import Engine, Hypothesis, Scored
from translate.flags import find_flags
from translate.location import Query, locate
from translate.matching import Match
from translate.substitution import substitute
from translate.terminology import term_uses
from translate.terms import GAP, Glossary

WORST_LOSS = 1.5
"""Nats per token that the words around the terms may lose; beyond, the plain sentence is better."""
_FLAG_COST = 0.6
"""Nats per token that a new flag (repetition, lost number …) counts for."""
_NUMBER_GAIN = 0.5
"""Nats per token that a term in the right number counts for."""
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
    """A stretch of the source and the English to say for it, uninflected.

    `place` is where the target says it already, in the wrong number.
    """

    match: Match
    source: Span
    rendering: str
    plural: bool
    place: Span | None = None


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
        slots = list(_slots(source, plain.text, found, uses))
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
    source: str, target: str, matches: Sequence[Match], uses: Sequence[TermUse]
) -> Iterator[_Slot]:
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
                yield _Slot(match, span, rendering, noun and is_plural(source, *span))
        elif noun and use.target is not None and target[slice(*use.target)].isupper():
            span = (match.start, match.end)
            if not source.isupper() and is_plural(source, *span):
                yield _Slot(match, span, target[slice(*use.target)], True, use.target)


def _locate(tasks: Sequence[_Task], engine: Engine) -> None:
    queries = [
        Query(
            task.source,
            task.plain.text,
            slot.source,
            task.plain.links,
            longest=2 + max(_words(slot.rendering), _words(task.source[slice(*slot.source)])),
        )
        for task in tasks
        for slot in task.slots
        if slot.place is None
    ]
    found = iter(locate(queries, engine))
    for task in tasks:
        said = [use.target for use in task.uses if use.outcome != "missed" and use.target]
        for slot in task.slots:
            span = slot.place or next(found)
            # Words that already say another term, or were given to one, are not free.
            if span is not None and slot.place is None:
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
    scores = dict(zip(different, scored, strict=True))
    best = [_best(task, scores, glossary) for task in tasks]
    links = engine.align([(task.source, text) for task, text in zip(tasks, best, strict=True)])
    return [
        _constrained(task, text, scores[task.source, text].mean, aligned, glossary)
        for task, text, aligned in zip(tasks, best, links, strict=True)
    ]


def _best(task: _Task, scores: dict[tuple[str, str], Scored], glossary: Glossary) -> str:
    """The candidate that says the most terms at a bearable cost; the plain one if there is none.

    The model may find a term improbable, that is why it has to be told; so only the words around
    the terms decide whether the cost is bearable. Among those that say as many terms, the model's
    score of the whole sentence decides.
    """
    flags = set(find_flags(task.source, task.plain.text))
    located = [span for span in task.located if span is not None]
    plurals = {(slot.match.start, slot.match.end) for slot in task.slots if slot.plural}
    bearable = _around(scores[task.source, task.plain.text], located) - WORST_LOSS

    def rank(text: str) -> tuple[int, float]:
        uses = term_uses(task.source, text, (), task.matches, glossary)
        score = scores[task.source, text]
        spans = [use.target for use in uses if use.target is not None]
        if text != task.plain.text and _around(score, spans) < bearable:
            return -1, score.mean
        worse = len(set(find_flags(task.source, text)) - flags)
        agreeing = sum(
            use.target is not None
            and use.source in plurals
            and text[slice(*use.target)].lower().endswith("s")
            for use in uses
        )
        said = sum(use.outcome != "missed" for use in uses)
        return said, score.mean - _FLAG_COST * worse + _NUMBER_GAIN * agreeing

    return max((task.plain.text, *task.candidates), key=rank)


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


def _constrained(
    task: _Task, text: str, score: float, links: tuple[Link, ...], glossary: Glossary
) -> Constrained:
    plain_score = task.plain.score
    if text == task.plain.text:
        reason = "saying “{}” here made the English much worse; the model said “{}”"
        uses = tuple(_give_up(task, use, reason) for use in task.uses)
        return Constrained(text, plain_score, task.plain.links, uses)
    before = {use.source: use for use in task.uses}
    uses = tuple(
        replace(use, outcome=_outcome(text, use), method=task.candidates[text])
        if _was_changed(task, text, before[use.source], use)
        else use
        for use in term_uses(task.source, text, links, task.matches, glossary)
    )
    return Constrained(text, round(score, 3), links, uses, task.plain.text, plain_score)


def _was_changed(task: _Task, text: str, before: TermUse, after: TermUse) -> bool:
    """Whether a term is said now that was not, or not in this form."""
    if after.outcome == "missed" or after.target is None or before.target is None:
        return before.outcome == "missed" and after.outcome != "missed"
    return before.outcome == "missed" or (
        task.plain.text[slice(*before.target)].lower() != text[slice(*after.target)].lower()
    )


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
