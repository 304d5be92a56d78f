"""Compares ways of making a translation obey a glossary, on sentences written for this.

Prints for each method how many terms it says (exactly as the reference does; in any form of an
accepted rendering; in the right surroundings), what it costs in fluency and in time. Metrics after
Alam et al. 2021 ("On the Evaluation of Machine Translation for Terminology Consistency", WMT21);
1 - TERm without shifts.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sacrebleu.metrics.bleu import BLEU

from visavis.translate.bilingual.pairs import Method
from visavis.translate.engine.engine import Engine, load_engine
from visavis.translate.engine.scores import Scores
from visavis.translate.glossary.file import load_glossary
from visavis.translate.glossary.matching import Match, Matcher
from visavis.translate.glossary.terms import GAP, Glossary
from visavis.translate.packages import choice as packages
from visavis.translate.terminology.constraints import WAYS, apply_glossary
from visavis.translate.terminology.leftovers import ask_unaided, leftovers, suspects
from visavis.translate.terminology.slots import hints
from visavis.translate.terminology.uses import term_uses

ROOT = Path(__file__).parents[1]
WINDOW = 2


@dataclass(frozen=True)
class Case:
    """A sentence, its reference, the terms found in it, and how the reference says them."""

    source: str
    reference: str
    matches: tuple[Match, ...]
    said: tuple[str, ...]


def read_cases(path: Path, glossary: Glossary) -> list[Case]:
    """The sentences of a TSV file with the columns source, reference, terms."""
    matcher = Matcher(glossary)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Case(
            row["source"],
            row["reference"],
            matcher.find(row["source"]),
            tuple(pair.split("=", 1)[1] for pair in row["terms"].split(";") if pair),
        )
        for row in rows
    ]


def words(text: str) -> list[str]:
    """Words and punctuation marks, lower case."""
    return re.findall(r"\w+(?:['’-]\w+)*|[^\w\s]", text.lower())


def rendering(case: Case, match: Match, glossary: Glossary) -> str:
    """The preferred English of a term, uninflected."""
    if match.term.keep:
        return case.source[match.start : match.end]
    return glossary.accepted(match.term)[0].replace(f" {GAP} ", " ")


def placeholders(cases: Sequence[Case], engine: Engine, glossary: Glossary) -> list[str]:
    """Terms replaced by capital-letter codes before translating, and put back after."""
    sources = []
    for case in cases:
        text = case.source
        for index, match in reversed(list(enumerate(case.matches))):
            text = f"{text[: match.start]}XQ{index}{text[match.end :]}"
        sources.append(text)
    targets = []
    for case, hypothesis in zip(cases, engine.translate(sources), strict=True):
        target = hypothesis.target
        for index, match in enumerate(case.matches):
            target = re.sub(rf"XQ\s?{index}", rendering(case, match, glossary), target)
        targets.append(target)
    return targets


def find_and_replace(cases: Sequence[Case], engine: Engine, glossary: Glossary) -> list[str]:
    """What the model says for a term alone, replaced wherever it stands in the sentence."""
    forms = sorted({c.source[m.start : m.end] for c in cases for m in c.matches})
    alone = dict(zip(forms, (h.target.strip(" .") for h in engine.translate(forms)), strict=True))
    targets = []
    for case, hypothesis in zip(
        cases, engine.translate([case.source for case in cases]), strict=True
    ):
        target = hypothesis.target
        for match in case.matches:
            old = alone[case.source[match.start : match.end]]
            new = rendering(case, match, glossary)
            target = re.sub(rf"\b{re.escape(old)}\b", lambda _, new=new: new, target, flags=re.I)
        targets.append(target)
    return targets


def constrained_by(
    ways: Sequence[Sequence[Method]], *, inline: bool = False
) -> Callable[..., list[str]]:
    """Our own, with some of its ways only; `inline`: the model is told the terms at once."""

    def method(cases: Sequence[Case], engine: Engine, glossary: Glossary) -> list[str]:
        sources = [case.source for case in cases]
        told = (
            hints([(c.source, c.matches) for c in cases], engine, glossary)
            if inline
            else [[]] * len(cases)
        )
        done = apply_glossary(
            sources,
            engine.translate_parts(sources, told),
            [case.matches for case in cases],
            engine,
            glossary,
            hints=told,
            ways=ways,
        )
        return [result.hypothesis.target for result in done]

    return method


METHODS: dict[str, Callable[..., list[str]]] = {
    "no glossary": constrained_by(()),
    "placeholders": placeholders,
    "find and replace": find_and_replace,
    "substitution first": constrained_by(
        [("substitution",), ("inline", "constrained"), *[("substitution", "insertion")] * 2]
    ),
    "inline second": constrained_by(WAYS),
    "inline alone": constrained_by((), inline=True),
    "ours": constrained_by(WAYS, inline=True),
}


def term_error_rate(hypothesis: str, reference: str, said: Sequence[str]) -> tuple[float, float]:
    """Edits, those of term words counting twice, and the length that they are divided by."""
    hyp, ref = words(hypothesis), words(reference)
    term_words = {word for form in said for word in words(form)}
    cost = [2.0 if word in term_words else 1.0 for word in ref]
    row = list(range(len(hyp) + 1))
    distances = [float(value) for value in row]
    for word, weight in zip(ref, cost, strict=True):
        previous, distances = distances, [distances[0] + weight]
        for index, other in enumerate(hyp):
            distances.append(
                min(
                    previous[index] + (0 if word == other else weight),
                    previous[index + 1] + weight,
                    distances[index] + 1,
                )
            )
    return distances[-1], sum(cost)


def window_overlap(hypothesis: str, reference: str, form: str) -> float | None:
    """Share of the words around a term in the reference that surround it in the hypothesis too."""

    def around(text: str) -> set[str] | None:
        tokens, wanted = words(text), words(form)
        for start in range(len(tokens) - len(wanted) + 1):
            if tokens[start : start + len(wanted)] == wanted:
                end = start + len(wanted)
                return set(tokens[max(0, start - WINDOW) : start] + tokens[end : end + WINDOW])
        return None

    expected, found = around(reference), around(hypothesis)
    if not expected:
        return None
    return len(expected & found) / len(expected) if found else 0.0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sentences", type=Path, default=ROOT / "benchmarks/terminology/sentences.tsv"
    )
    parser.add_argument("--glossary", type=Path, default=ROOT / "glossary.csv")
    parser.add_argument("--worse", type=int, default=0, help="quote so many sentences made worse")
    parser.add_argument("--methods", nargs="+", default=list(METHODS), choices=list(METHODS))
    args = parser.parse_args()
    glossary = load_glossary(args.glossary)
    engine = load_engine(packages.selected())
    cases = read_cases(args.sentences, glossary)
    terms = sum(len(case.matches) for case in cases)
    print(f"{len(cases)} sentences, {terms} terms; {engine.signature}")
    engine.translate([case.source for case in cases[:50]])  # nobody's time: warm up
    columns = ("exact", "any form", "twice", "window", "1-TERm", "BLEU", "score", "time")
    print(f"{'':20}" + "".join(f"{name:>9}" for name in columns))
    base_time = 0.0
    results: dict[str, list[str]] = {}
    for name in args.methods:
        method = METHODS[name]
        if name == "inline alone" and engine.package.terminology is None:
            print(f"{name:20}{'(the model was not trained for it)':>48}")
            continue
        begin = time.perf_counter()
        targets = results[name] = method(cases, engine, glossary)
        elapsed = time.perf_counter() - begin
        base_time = base_time or elapsed
        print_row(name, cases, targets, engine, glossary, elapsed / base_time)
    if args.worse:
        quote_worse(cases, results, engine, args.worse)


def said_twice(
    cases: Sequence[Case], targets: Sequence[str], engine: Engine, glossary: Glossary
) -> int:
    """How many terms stand beside another rendering of the same French words, or a part of it."""
    plain = engine.translate([case.source for case in cases])
    accounts = ask_unaided(
        [(c.source, p, c.matches) for c, p in zip(cases, plain, strict=True)],
        engine,
        Scores(engine),
    )
    links = engine.align([(c.source, t) for c, t in zip(cases, targets, strict=True)])
    doubled = 0
    for case, target, account, aligned in zip(cases, targets, accounts, links, strict=True):
        uses = term_uses(case.source, target, aligned, case.matches, glossary)
        account = account.with_leftovers(
            {(m.start, m.end): suspects(target, aligned, m, uses) for m in case.matches}
        )
        doubled += sum(
            use.outcome != "missed" and bool(leftovers(target, use, uses, account)) for use in uses
        )
    return doubled


def print_row(
    name: str,
    cases: Sequence[Case],
    targets: Sequence[str],
    engine: Engine,
    glossary: Glossary,
    slower: float,
) -> None:
    """One line of the table."""
    exact = wanted = said = terms = 0
    windows: list[float] = []
    edits = length = 0.0
    for case, target in zip(cases, targets, strict=True):
        for form in set(case.said):
            times = case.said.count(form)
            wanted += times
            exact += min(times, target.lower().count(form.lower()))
            overlap = window_overlap(target, case.reference, form)
            windows += [] if overlap is None else [overlap]
        uses = term_uses(case.source, target, (), case.matches, glossary)
        terms += len(uses)
        said += sum(use.outcome != "missed" for use in uses)
        one, whole = term_error_rate(target, case.reference, case.said)
        edits, length = edits + one, length + whole
    bleu = BLEU().corpus_score(list(targets), [[case.reference for case in cases]]).score
    scored = engine.score([(c.source, None, t) for c, t in zip(cases, targets, strict=True)])
    mean = sum(one.mean for one in scored) / len(scored)
    percents = 100 * exact / max(1, wanted), 100 * said / terms
    values = (
        100 * sum(windows) / max(1, len(windows)),
        100 * (1 - edits / length),
        bleu,
    )
    twice = said_twice(cases, targets, engine, glossary)
    print(
        f"{name:20}"
        + "".join(f"{value:9.1f}" for value in percents)
        + f"{twice:9}"
        + "".join(f"{value:9.1f}" for value in values)
        + f"{mean:9.2f}{slower:8.2f}x"
    )


def quote_worse(
    cases: Sequence[Case], results: dict[str, list[str]], engine: Engine, count: int
) -> None:
    """Sentences in which ours lost sentence BLEU against no glossary, the worst first."""
    metric = BLEU(effective_order=True)
    losses = []
    for case, plain, ours in zip(cases, results["no glossary"], results["ours"], strict=True):
        change = (
            metric.sentence_score(ours, [case.reference]).score
            - metric.sentence_score(plain, [case.reference]).score
        )
        if change < 0:
            losses.append((change, case, plain, ours))
    losses.sort(key=lambda loss: loss[0])
    print(f"\nsentence BLEU fell in {len(losses)} of {len(cases)} sentences; the worst:")
    for change, case, plain, ours in losses[:count]:
        print(f"{change:6.1f}  {case.source}\n        plain: {plain}\n        ours:  {ours}")


if __name__ == "__main__":
    main()
