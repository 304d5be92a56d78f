"""Compares ways of aligning sentences, on the references with their sentences disturbed at random.

Sentences of both sides are merged with the next one, split in two, dropped, and swapped with the
next one, at several rates, from fixed seeds. Prints precision, recall and F1 of the beads with
sentences on both sides: a bead is right when it has exactly the sentences of the reference's. Links
are more lenient: every French sentence with every English sentence of its bead. Nothing but the
sentences is given: no paragraphs, no headings.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path

from visavis.corpus.article import Span
from visavis.translate.engine.engine import Engine, load_engine
from visavis.translate.packages import choice as packages
from visavis.translate.published.articles import CERTAIN
from visavis.translate.published.sentences import GALE_CHURCH, OURS, Bead, Method, align_sentences
from visavis.translate.review.quality import read_references

ROOT = Path(__file__).parents[1]

Gold = frozenset[tuple[Span, Span]]
"""Beads with sentences on both sides, as ranges; what was dropped is in none."""


@dataclass(frozen=True)
class Rates:
    """The share of the sentence pairs that each disturbance meets."""

    merged: float
    split: float
    dropped: float
    swapped: float


SETTINGS = {
    "as they are": Rates(0, 0, 0, 0),
    "5 % of each": Rates(0.05, 0.05, 0.05, 0.05),
    "10 % of each": Rates(0.1, 0.1, 0.1, 0.1),
    "20 % merged, 20 % split": Rates(0.2, 0.2, 0.05, 0.05),
    "20 % swapped": Rates(0.05, 0.05, 0.05, 0.2),
    "30 % unaligned": Rates(0.05, 0.05, 0.3, 0.05),
}
METHODS = {
    "Gale-Church": GALE_CHURCH,
    "Bleualign-like": replace(OURS, length=0, crossing=0),
    "ours": OURS,
}


@dataclass(frozen=True)
class Case:
    """Two texts as lists of sentences, and which of these belong together."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    gold: Gold


Unit = tuple[tuple[str, ...], tuple[str, ...]]


def disturb(pairs: Sequence[tuple[str, str]], rates: Rates, chance: random.Random) -> Case:
    """A case made of sentence pairs, each of which meets one disturbance at most.

    Merging joins the sentences of two pairs on one side, splitting cuts one sentence in two at the
    mark or space nearest to its middle, dropping takes one side away, swapping exchanges the
    targets of two pairs. Which side it is, is chance.
    """
    units: list[Unit] = []
    order: list[int] = []  # the units in the order of the target
    waiting = list(pairs)[::-1]
    while waiting:
        source, target = waiting.pop()
        draw = chance.random()
        other = chance.random() < 0.5
        at = len(units)
        if (draw := draw - rates.merged / 2) < 0 and waiting:
            next_source, next_target = waiting.pop()
            sources, targets = (source, next_source), (target, next_target)
            whole = (" ".join(sources),), (" ".join(targets),)
            units.append((whole[0], targets) if other else (sources, whole[1]))
            order.append(at)
        elif (draw := draw - rates.split) < 0:
            units.append((halves(source), (target,)) if other else ((source,), halves(target)))
            order.append(at)
        elif (draw := draw - rates.dropped) < 0:
            units.append(((), (target,)) if other else ((source,), ()))
            order.append(at)
        elif draw - rates.swapped / 2 < 0 and waiting:
            next_source, next_target = waiting.pop()
            units += [((source,), (target,)), ((next_source,), (next_target,))]
            order += [at + 1, at]
        else:
            units.append(((source,), (target,)))
            order.append(at)
    return assemble(units, order)


def halves(sentence: str) -> tuple[str, ...]:
    """A sentence cut in two: behind a mark in its middle third, else at the space in the middle."""
    size = len(sentence)
    inner = [match.end() for match in re.finditer(r"[,;:—–»”)]\s+", sentence)]
    cuts = [at for at in inner if size / 3 <= at <= 2 * size / 3]
    cuts = cuts or [match.end() for match in re.finditer(r"\s+", sentence)]
    if not cuts:
        return (sentence,)
    at = min(cuts, key=lambda at: abs(at - size / 2))
    return sentence[:at].strip(), sentence[at:].strip()


def assemble(units: Sequence[Unit], order: Sequence[int]) -> Case:
    """The texts that units make, their targets in another order."""
    source_starts = list(accumulate((len(sources) for sources, _ in units), initial=0))
    target_starts: dict[int, int] = {}
    targets: list[str] = []
    for index in order:
        target_starts[index] = len(targets)
        targets += units[index][1]
    gold = frozenset(
        (
            (source_starts[index], source_starts[index] + len(unit[0])),
            (target_starts[index], target_starts[index] + len(unit[1])),
        )
        for index, unit in enumerate(units)
        if unit[0] and unit[1]
    )
    return Case(tuple(text for unit in units for text in unit[0]), tuple(targets), gold)


def links(beads: Gold) -> set[tuple[int, int]]:
    """Every source sentence with every target sentence of its bead."""
    return {(i, j) for (a, b), (c, d) in beads for i in range(a, b) for j in range(c, d)}


@dataclass
class Count:
    """What was found of what was to be found."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def add(self, found: Set[object], wanted: Set[object]) -> None:
        """Count one case."""
        self.right += len(found & wanted)
        self.found += len(found)
        self.wanted += len(wanted)

    @property
    def scores(self) -> tuple[float, float, float]:
        """Precision, recall and F1."""
        return (
            self.right / max(1, self.found),
            self.right / max(1, self.wanted),
            2 * self.right / max(1, self.found + self.wanted),
        )


def cases(rates: Rates, seeds: int) -> Iterator[Case]:
    """Each of the five references, disturbed anew from every seed."""
    for path in sorted((ROOT / "corpus" / "references").glob("*.tsv")):
        pairs = list(read_references(path).items())
        for seed in range(seeds):
            yield disturb(pairs, rates, random.Random(f"{path.stem} {seed}"))  # noqa: S311


def translate(wanted: Sequence[Case], engine: Engine) -> dict[str, str]:
    """Our translation of every French sentence of the cases."""
    sources = list(dict.fromkeys(source for case in wanted for source in case.sources))
    made = engine.translate(sources)
    return {source: result.target for source, result in zip(sources, made, strict=True)}


def align(case: Case, translations: dict[str, str], method: Method = OURS) -> list[Bead]:
    """The beads that a method finds in a case."""
    translated = [translations[source] for source in case.sources]
    return align_sentences(case.sources, translated, case.targets, method=method)


def both_sides(beads: Sequence[Bead]) -> Gold:
    """The beads with sentences on both sides."""
    return frozenset((bead.source, bead.target) for bead in beads if bead.is_pair)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="disturbances of each article")
    seeds = parser.parse_args().seeds
    sets = {name: list(cases(rates, seeds)) for name, rates in SETTINGS.items()}
    engine = load_engine(packages.embedded())
    began = time.perf_counter()
    translations = translate([case for some in sets.values() for case in some], engine)
    spent = time.perf_counter() - began
    print(f"{len(translations)} French sentences translated in {spent:.0f} s; {engine.signature}")
    print("\nsentences                method          | beads P     R     F1 | links F1 | seconds")
    for name, some in sets.items():
        for called, method in METHODS.items():
            beads, linked = Count(), Count()
            began = time.perf_counter()
            for case in some:
                found = both_sides(align(case, translations, method))
                beads.add(found, case.gold)
                linked.add(links(found), links(case.gold))
            spent = time.perf_counter() - began
            scores = " ".join(f"{score:.3f}" for score in beads.scores)
            label = f"{name:24} {called:15}"
            print(f"{label} | {scores} | {linked.scores[2]:.3f}    | {spent:.1f}")
    print("\nconfidence of ours   | beads | right")
    judged = [
        (bead.confidence, (bead.source, bead.target) in case.gold)
        for some in sets.values()
        for case in some
        for bead in align(case, translations)
        if bead.is_pair
    ]
    for low, high in pairwise([0, 0.5, CERTAIN, 0.9, 0.99, 1.01]):
        right = [is_right for confidence, is_right in judged if low <= confidence < high]
        share = sum(right) / max(1, len(right))
        print(f"{low:4} to {min(high, 1):4}         | {len(right):5} | {share:.3f}")


if __name__ == "__main__":
    main()
