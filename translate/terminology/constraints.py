"""Makes a translation say the glossary's terms, each of them once.

A model that understands inline terms was told them before: what it says is checked. For a segment
that misses a term, says one beside its old rendering or lost a number, other translations are made,
and the best is taken: one that keeps the numbers and says the most terms, if it is still good
English, by the model's own score. All segments of a call are worked on together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.article import Span
from translate.bilingual.alignment import carry, tie
from translate.bilingual.hypothesis import Hypothesis, Scored
from translate.bilingual.links import Link
from translate.bilingual.pairs import Flag, Method, Outcome, Pair, TermUse
from translate.engine.engine import Engine
from translate.engine.hints import Hint
from translate.engine.scores import Request, Scores
from translate.fidelity.flags import find_flags
from translate.fidelity.verbatim import keep_verbatim, lost_facts
from translate.glossary.matching import Match
from translate.glossary.terms import Glossary
from translate.terminology.candidates import Task, add_candidates
from translate.terminology.leftovers import Unaided, ask_unaided, leftovers, suspects, without
from translate.terminology.slots import form, open_slots
from translate.terminology.substitution import mended_articles
from translate.terminology.uses import said_terms, term_uses

WAYS: tuple[tuple[Method, ...], ...] = (
    ("inline",),
    ("inline", "substitution", "constrained"),
    ("substitution", "insertion"),
)
"""How other translations are made, round by round; each round is for what the ones before left.

A first round of inline terms alone takes what is right without comparing it with others.
"""
WORST_LOSS = 1.5
"""Nats per token that the words around the terms may lose; beyond, the sentence stays as it is."""
_FLAG_COST = 0.6
"""Nats per token that a new flag (repetition, invented word …) counts for."""
_NUMBER_GAIN = 0.5
"""Nats per token that a term in the right number counts for."""
_ALARMING: frozenset[Flag] = frozenset(("numbers", "repetition", "length", "untranslated"))
"""Flags for which a translation that says all its terms is compared with the plain one."""


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
        text, score = self.hypothesis.text, self.hypothesis.score
        if self.hypothesis.copied:
            return Pair(source, text, "copied", terms=self.terms)
        plain = self.plain if self.plain and self.plain.text != text else None
        return Pair(
            source,
            text,
            "engine",
            score,
            find_flags(source, text, said_terms(self.terms, text)),
            self.terms,
            self.hypothesis.links,
            plain.text if plain else "",
            plain.score if plain else None,
        )


@dataclass
class _Segment:
    """One segment on its way; `methods` says how terms came to be said, by their source span.

    `plain` and `unaided` are None until somebody asks what the model says without the glossary.
    """

    source: str
    matches: tuple[Match, ...]
    present: Hypothesis
    uses: tuple[TermUse, ...]
    methods: dict[Span, Method] = field(default_factory=dict)
    plain: Hypothesis | None = None
    unaided: Unaided | None = None


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
        _segment(source, hypothesis, found, told, glossary)
        for source, hypothesis, found, told in zip(
            segments, hypotheses, matches, hints or [()] * len(segments), strict=True
        )
    ]
    unfinished = [segment for segment in work if _is_odd(segment)]
    if not (ways and unfinished):
        return [_result(segment) for segment in work]
    unfinished = _ask_unaided(unfinished, engine, None)
    scores = Scores(engine)
    for number, names in enumerate(ways):
        if not number and names == ("inline",):
            unfinished = _ask_unaided(_tell(unfinished, engine, glossary), engine, scores)
        else:
            unfinished = _round(unfinished, engine, scores, glossary, names)
    return [_result(segment) for segment in work]


def _segment(
    source: str,
    hypothesis: Hypothesis,
    matches: tuple[Match, ...],
    told: Sequence[Hint],
    glossary: Glossary,
) -> _Segment:
    uses = term_uses(source, hypothesis.text, hypothesis.links, matches, glossary)
    if not told:
        return _Segment(source, matches, hypothesis, uses, plain=hypothesis)
    text = mended_articles(hypothesis.text, [use.target for use in uses if use.target])
    if text != hypothesis.text:
        links = carry(hypothesis.links, hypothesis.text, text)
        hypothesis = replace(hypothesis, text=text, links=links)
        uses = term_uses(source, text, links, matches, glossary)
    spans = [span for span, _ in told]
    methods: dict[Span, Method] = {
        use.source: "inline"
        for use in uses
        if any(use.source[0] <= start and end <= use.source[1] for start, end in spans)
    }
    return _Segment(source, matches, hypothesis, uses, methods)


def _is_odd(segment: _Segment) -> bool:
    """Whether a translation needs a closer look: at what is missing, and at what is too much."""
    text = segment.present.text
    if segment.present.copied or not segment.uses:
        return False
    if any(open_slots(segment.source, text, segment.matches, segment.uses)):
        return True
    if segment.plain is None and _ALARMING.intersection(find_flags(segment.source, text)):
        return True
    return any(
        suspects(text, segment.present.links, match, segment.uses) for match in segment.matches
    )


def _ask_unaided(
    segments: Sequence[_Segment], engine: Engine, scores: Scores | None
) -> list[_Segment]:
    """Learn what the model says of the sentences, and of their terms alone, without hints.

    Returns the segments for which other translations are worth making.
    """
    told = [segment for segment in segments if segment.plain is None]
    made = engine.translate([segment.source for segment in told])
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
        text, links = segment.present.text, segment.present.links
        segment.unaided = account.with_leftovers(
            {
                (match.start, match.end): suspects(text, links, match, segment.uses)
                for match in segment.matches
            }
        )
    return [segment for segment in segments if _is_unfinished(segment)]


def _tell(segments: Sequence[_Segment], engine: Engine, glossary: Glossary) -> list[_Segment]:
    """Tell the model what it did not say; returns the segments that this did not finish.

    Only what says every term, and loses nothing, is taken: it needs no comparing.
    """
    told: list[list[Hint]] = []
    for segment in segments:
        assert segment.plain is not None
        plain = segment.plain
        uses = term_uses(segment.source, plain.text, plain.links, segment.matches, glossary)
        slots = open_slots(segment.source, plain.text, segment.matches, uses)
        told.append(sorted((slot.source, form(slot, segment.source)) for slot in slots))
    if engine.package.terminology is None:
        return list(segments)
    made = engine.translate([segment.source for segment in segments], told)
    rest = []
    for segment, hypothesis, hints in zip(segments, made, told, strict=True):
        new = _segment(segment.source, hypothesis, segment.matches, hints, glossary)
        new.plain, new.unaided = segment.plain, segment.unaided
        if _is_unfinished(new):
            rest.append(segment)
        else:
            segment.present, segment.uses, segment.methods = new.present, new.uses, new.methods
    return rest


def _doubled(segment: _Segment, text: str, uses: Sequence[TermUse]) -> dict[Span, list[str]]:
    """For each term that a translation of a segment says twice, the words that are too much."""
    if segment.unaided is None:
        return {}
    found = {
        use.source: leftovers(text, use, uses, segment.unaided)
        for use in uses
        if use.outcome != "missed"
    }
    return {source: words for source, words in found.items() if words}


def _is_unfinished(segment: _Segment) -> bool:
    """Whether other translations are worth making; the plain one is known."""
    assert segment.plain is not None
    text = segment.present.text
    lost = _alarms(segment.source, text) - _alarms(segment.source, segment.plain.text)
    return bool(
        lost
        or any(open_slots(segment.source, text, segment.matches, segment.uses))
        or _doubled(segment, text, segment.uses)
    )


def _alarms(source: str, text: str) -> frozenset[Flag]:
    return _ALARMING.intersection(find_flags(source, text))


def _round(
    segments: Sequence[_Segment],
    engine: Engine,
    scores: Scores,
    glossary: Glossary,
    ways: Sequence[Method],
) -> list[_Segment]:
    """Improve what can be improved; returns the segments that are still unfinished."""
    tasks = {id(segment): list(_tasks(segment, glossary)) for segment in segments}
    add_candidates([task for some in tasks.values() for task in some], engine, scores, ways)
    known = scores.ask(
        (task.source, None, text)
        for some in tasks.values()
        for task in some
        for text in (task.base.text, *task.candidates)
    )
    chosen = [
        (segment, task, text)
        for segment in segments
        for task, text in [_best(segment, tasks[id(segment)], known, glossary)]
        if text != segment.present.text
    ]
    for (segment, task, text), links in zip(chosen, _align(chosen, engine), strict=True):
        score = known[task.source, None, text].mean
        method = task.candidates.get(text, "")
        made = Hypothesis(text, round(score, 3), links)
        spans = [use.source for use in segment.uses]
        _take(segment, task.base, keep_verbatim(segment.source, made, spans), method, glossary)
    return [segment for segment in segments if _is_unfinished(segment)]


def _tasks(segment: _Segment, glossary: Glossary) -> Iterator[Task]:
    """The translations that others are made from: the present one, and the plain one."""
    assert segment.plain is not None
    for base in dict.fromkeys((segment.present, segment.plain)):
        uses = term_uses(segment.source, base.text, base.links, segment.matches, glossary)
        slots = tuple(open_slots(segment.source, base.text, segment.matches, uses))
        taken = [use.target for use in uses if use.outcome != "missed" and use.target]
        task = Task(segment.source, base, slots, taken)
        for words in _doubled(segment, base.text, uses).values():
            for word in words:
                task.candidates |= dict.fromkeys(without(base.text, word), "substitution")
        yield task


def _align(chosen: Sequence[tuple[_Segment, Task, str]], engine: Engine) -> list[tuple[Link, ...]]:
    """Links of new translations: carried over where only a term was put in, else asked for."""
    links: dict[int, tuple[Link, ...]] = {}
    for index, (_, task, text) in enumerate(chosen):
        if text in task.links:
            links[index] = task.links[text]
        elif text == task.base.text or task.candidates[text] in ("substitution", "insertion"):
            links[index] = carry(task.base.links, task.base.text, text)
    anew = [index for index in range(len(chosen)) if index not in links]
    found = engine.align([(chosen[index][1].source, chosen[index][2]) for index in anew])
    links |= zip(anew, found, strict=True)
    return [links[index] for index in range(len(chosen))]


def _best(
    segment: _Segment,
    tasks: Sequence[Task],
    scores: Mapping[Request, Scored],
    glossary: Glossary,
) -> tuple[Task, str]:
    """The candidate that says the most terms at a bearable cost, and what it was made from.

    The model may find a term improbable, that is why it has to be told; so only the words around
    the terms decide whether the cost is bearable. The fewest numbers and addresses lost count more
    than any term; among those that say as many, the model's score of the sentence decides.
    """
    assert segment.plain is not None
    flags = set(find_flags(segment.source, segment.plain.text))
    bearable = max(
        _around(
            scores[segment.source, None, task.base.text],
            [span for span in task.located if span is not None],
        )
        for task in tasks
    )
    plurals = {
        (slot.match.start, slot.match.end) for task in tasks for slot in task.slots if slot.plural
    }

    def rank(choice: tuple[Task, str]) -> tuple[int, int, float]:
        text = choice[1]
        uses = term_uses(segment.source, text, (), segment.matches, glossary)
        score = scores[segment.source, None, text]
        spans = [use.target for use in uses if use.target is not None]
        worse = set(find_flags(segment.source, text, said_terms(uses, text))) - flags
        if text != segment.present.text and _around(score, spans) < bearable - WORST_LOSS:
            return -1_000, 0, score.mean
        agreeing = sum(
            use.target is not None
            and use.source in plurals
            and text[slice(*use.target)].lower().endswith("s")
            for use in uses
        )
        obeyed = sum(use.outcome != "missed" for use in uses) - len(_doubled(segment, text, uses))
        value = score.mean - _FLAG_COST * len(worse) + _NUMBER_GAIN * agreeing
        return -lost_facts(segment.source, text), obeyed, value

    choices = [
        (task, text) for task in tasks for text in dict.fromkeys((task.base.text, *task.candidates))
    ]
    return max(choices, key=rank)


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
    segment: _Segment, old: Hypothesis, made: Hypothesis, method: Method, glossary: Glossary
) -> None:
    """Make a translation, made from an old one, the segment's present one."""
    text = made.text
    if old != segment.present:
        segment.methods = {}
    uses = term_uses(segment.source, old.text, old.links, segment.matches, glossary)
    before = {use.source: use for use in uses}
    segment.present = made
    segment.uses = term_uses(segment.source, text, made.links, segment.matches, glossary)
    for use in segment.uses:
        was = before[use.source]
        if use.outcome == "missed" or use.target is None:
            continue
        said = text[slice(*use.target)].lower()
        if (
            was.outcome == "missed"
            or not was.target
            or said != old.text[slice(*was.target)].lower()
        ):
            segment.methods.setdefault(use.source, method)
            tied = tie(segment.present.links, (segment.source, text), (use.source, use.target))
            segment.present = replace(segment.present, links=tied)


def _result(segment: _Segment) -> Translation:
    text = segment.present.text
    doubled = _doubled(segment, text, segment.uses)
    uses = tuple(
        replace(
            use,
            outcome="missed",
            reason=f"said, but “{', '.join(doubled[use.source])}” is left over beside it",
        )
        if use.source in doubled
        else replace(use, outcome=_outcome(text, use), method=segment.methods[use.source])
        if use.source in segment.methods and use.outcome != "missed"
        else use
        for use in segment.uses
    )
    return Translation(segment.present, uses, segment.plain)


def _outcome(text: str, use: TermUse) -> Outcome:
    if use.outcome == "admitted" or use.target is None:
        return use.outcome
    said = text[slice(*use.target)].casefold()
    return "applied" if said == use.rendering.casefold() else "inflected"
