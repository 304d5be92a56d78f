"""Third step: inline terminology, augmentation, token ids.

Reads ``pairs.tsv`` and ``links.txt``; writes ``parts/`` for training, where the pairs that have
links are annotated and the others plain; ``vmap.txt``, the pieces that English needs; ``held/`` and
``dev.jsonl``, the held-out pairs, to measure loss, obedience and alignment.
"""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.align import parse, read_rows
from training.augment import augmented, lone_name
from training.domains import APART
from training.english_pieces import write_map
from training.example import Example, Line, encode
from training.facts import DOMAIN, amounts, copies, with_facts
from training.parts import Encoded, write_parts
from training.terms import Lexicon, Span, dictionary_form, is_plural, plural, spans, with_article
from training.text import CLOSE, MIDDLE, OPEN, words

ANNOTATED = 0.5
FACTS = 0.12
GIVEN = 0.6
COUNTERFACTUAL = 0.25
DICTIONARY_FORM = 0.8
HEADINGS = 0.02
LONE_NAMES = 0.004
_GIVEN = re.compile(f"{OPEN}(.*?){MIDDLE} (.*?){CLOSE}")


@dataclass(frozen=True)
class Annotation:
    """What was done to an example: the annotated one, and (French, term, form in the target)."""

    example: Example
    terms: tuple[tuple[str, str, str], ...]
    counterfactual: bool


def annotate_example(
    example: Example, lexicon: Lexicon, rng: random.Random, counterfactual: bool
) -> Annotation:
    """Return `example` with one or two spans annotated, as ``⟦valorisation¦ valuation⟧``.

    The space makes the term's pieces those of English: without it, what the model had to copy was
    cut otherwise than what it had to say (`val u ation`, `va lu ation`).
    With `counterfactual` the terms are exchanged for others, in the target too. An example
    without any span comes back as it was, with no terms.
    """
    candidates = [s for s in spans(example) if s.nominal or not counterfactual]
    rng.shuffle(candidates)
    candidates.sort(key=lambda s: (s.source[0] - s.source[1]) * rng.random())
    chosen: list[Span] = []
    for span in candidates:
        if all(_apart(span, other) for other in chosen):
            chosen.append(span)
    chosen = chosen[: rng.choice((1, 2))]
    terms = []
    original = example
    for span in sorted(chosen, reverse=True, key=lambda s: s.source):
        example, term = _with_term(example, original, span, lexicon, rng, counterfactual)
        if term:
            terms.append(term)
    return Annotation(example, tuple(reversed(terms)), counterfactual and bool(terms))


def _apart(a: Span, b: Span) -> bool:
    return (a.source[1] <= b.source[0] or b.source[1] <= a.source[0]) and (
        a.target[1] <= b.target[0] or b.target[1] <= a.target[0]
    )


def _with_term(
    example: Example,
    original: Example,
    span: Span,
    lexicon: Lexicon,
    rng: random.Random,
    counterfactual: bool,
) -> tuple[Example, tuple[str, str, str] | None]:
    (i, k), (low, high) = span.source, span.target
    source, target = example.source, example.target
    a = words(original.source.text)  # spans come from the right, so these places still hold
    start, end = a[i][1], a[k - 1][2]
    french = source.text[start:end]
    there = [n for n, owner in enumerate(target.owners) if low <= owner < high]
    first, last = there[0], there[-1] + 1
    form = target.text[first:last]
    term = dictionary_form(form, span.nominal, low == 0)
    if counterfactual:
        other = lexicon.other(french, term, rng)
        if other is None:
            return example, None
        term = other
        form = plural(other) if is_plural(form) else other
        if low == 0:
            form = form[:1].upper() + form[1:]
        target = _exchanged(target, first, last, form, low)
    elif rng.random() >= DICTIONARY_FORM:
        term = form
    source = source.replaced(start, end, f"{OPEN}{french}{MIDDLE} {term}{CLOSE}", i)
    links = example.links | {(i, j) for j in range(low, high)}
    return Example(source, target, frozenset(links)), (french, term, form)


def _exchanged(line: Line, start: int, end: int, form: str, owner: int) -> Line:
    before = line.text[:start]
    line = line.replaced(start, end, form, owner)
    for article in (" a ", " an "):
        if f" {before.lower()}".endswith(article):
            at = start - len(article) + 1
            new = with_article(line.text, start).strip()
            if before[at:].isspace() or not before[at : at + 1].islower():
                new = new.capitalize()
            line = line.replaced(at, start - 1, new, line.owners[at])
    return line


def training_examples(
    rows: Iterator[tuple[str, Example]], lexicon: Lexicon, rng: random.Random
) -> Iterator[tuple[str, Example]]:
    """Yield (domain, example) as trained on: half annotated, a quarter of these counterfactual.

    Noun phrases and names alone come in between: corpora of sentences have none.
    """
    previous: Example | None = None
    for domain, example in rows:
        changed = example
        if money := amounts(example, rng):
            yield DOMAIN, with_facts(example, money, GIVEN, rng)
        if rng.random() < FACTS and (facts := copies(example)):
            changed = with_facts(example, rng.sample(facts, min(len(facts), 3)), 1.0, rng)
        elif rng.random() < ANNOTATED:
            counterfactual = rng.random() < COUNTERFACTUAL
            changed = annotate_example(example, lexicon, rng, counterfactual).example
        yield domain, augmented(changed, previous, rng)
        yield from ((domain, short) for short in short_examples(example, rng))
        previous = example if len(example.source.text) < 200 else None


def short_examples(example: Example, rng: random.Random) -> Iterator[Example]:
    """Yield, now and then, a noun phrase of `example` as a heading, or a name alone."""
    if rng.random() < HEADINGS and (nominal := [s for s in spans(example) if s.nominal]):
        span = rng.choice(nominal)
        (i, k), (low, high) = span.source, span.target
        links = {(a - i, b - low) for a, b in example.links if i <= a < k}
        yield Example.of(_heading(example.source, i, k), _heading(example.target, low, high), links)
    if rng.random() < LONE_NAMES:
        yield lone_name(rng)


def _heading(line: Line, first: int, end: int) -> str:
    """The words of a line from `first` to before `end`, with a capital."""
    spans = words(line.text)
    text = line.text[spans[first][1] : spans[end - 1][2]]
    return text[:1].upper() + text[1:]


def read_examples(work: Path) -> Iterator[tuple[str, Example]]:
    """Yield (domain, example) of ``pairs.tsv`` as far as ``links.txt`` goes."""
    with (work / "links.txt").open() as links:
        for line, (domain, source, target) in zip(links, read_rows(work / "pairs.tsv")):  # noqa: B905
            yield domain, Example.of(source, target, parse(line))


def annotate(work: Path, *, lexicon_pairs: int = 150_000, seed: int = 5) -> tuple[int, int]:
    """Run the step; return the numbers of training examples and of pairs kept apart."""
    import sentencepiece

    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(work / "spm.model"))
    lexicon = Lexicon.of(e for _, e in itertools.islice(read_examples(work), lexicon_pairs))
    first = itertools.takewhile(lambda row: row[0] == APART, read_examples(work))
    held = [example for _, example in first]
    write_parts(work / "held", (Encoded(*encode(e, tokenizer), APART) for e in held))
    rng = random.Random(seed)  # noqa: S311
    with (work / "dev.jsonl").open("w", encoding="utf-8") as stream:
        for example in held:
            record = _dev_record(example, lexicon, rng)
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    used: set[int] = set()
    aligned = len(held)

    def with_links() -> Iterator[tuple[str, Example]]:
        nonlocal aligned
        for row in itertools.islice(read_examples(work), len(held), None):
            aligned += 1
            yield row

    def encoded() -> Iterator[Encoded]:
        for domain, example in training_examples(with_links(), lexicon, rng):
            one = Encoded(*encode(example, tokenizer), domain)
            used.update(one.target)
            yield one
        plain = itertools.islice(read_rows(work / "pairs.tsv"), aligned, None)
        while some := list(itertools.islice(plain, 20_000)):
            sides = (tokenizer.encode([row[n] for row in some]) for n in (1, 2))
            for (domain, _, _), source, target in zip(some, *sides, strict=True):
                used.update(target)
                yield Encoded(source, target, (), domain)

    count = write_parts(work / "parts", encoded())
    write_map(work / "vmap.txt", used, tokenizer)
    return count, len(held)


def _dev_record(example: Example, lexicon: Lexicon, rng: random.Random) -> dict[str, Any]:
    record: dict[str, Any] = {
        "source": example.source.text,
        "target": example.target.text,
        "links": sorted(example.links),
    }
    for name, counterfactual in (("terms", False), ("counterfactual", True)):
        done = annotate_example(example, lexicon, rng, counterfactual)
        if done.terms:
            record[name] = {
                "source": done.example.source.text,
                "target": done.example.target.text,
                "terms": done.terms,
            }
    if facts := copies(example):
        given = with_facts(example, facts[:3], 1.0, rng)
        record["facts"] = {
            "source": given.source.text,
            "target": given.target.text,
            "terms": [(french, said, said) for french, said in _GIVEN.findall(given.source.text)],
        }
    return record
