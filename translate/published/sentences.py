"""Which sentences of a text and of a published translation of it belong together.

Lengths decide as in Gale & Church 1993 ("A Program for Aligning Sentences in Bilingual Corpora"),
and with them how much our own translation of the source is like the target, which is the idea of
Bleualign (Sennrich & Volk 2010, "MT-based Sentence Alignment for OCR-generated Parallel Texts").
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from visavis.corpus.article import Span
from visavis.translate.published.similarity import (
    Grams,
    grams,
    joined,
    length_fit,
    lengths,
    meeting_points,
    overlaps,
)

Shape = tuple[int, int]
"""How many source and target sentences a bead holds."""

Scores = NDArray[np.float64]

_STRETCH = 200
"""Source sentences after which a long text is cut where it surely may be."""
_LARGEST = 1000
"""Sentences of each side that are aligned at once at most, found a place to cut or not."""


@dataclass(frozen=True)
class Bead:
    """Sentences that translate each other, as ranges of both texts; one of them may be empty.

    `confidence` is the probability of the bead, all alignments of the texts considered.
    """

    source: Span
    target: Span
    confidence: float

    @property
    def is_pair(self) -> bool:
        """Whether there are sentences on both sides."""
        return self.source[0] < self.source[1] and self.target[0] < self.target[1]


@dataclass(frozen=True)
class Method:
    """What speaks for a bead, each as a logarithm of probabilities, added up.

    `shapes` says how probable a shape is beforehand, `crossing` how probable it is that two
    neighbouring beads stand in the other order. `ratio` target characters are expected for one of
    the source, with variance `spread` for each; `length` and, for a sentence that is left out or
    added, `skipped_length` are what their fit counts. `likeness` is what an n-gram counts that the
    translation shares with the target, `chance` the share of n-grams that unrelated sentences have
    in common. `heading` speaks for a bead that opens a heading on both sides, and against one that
    does so on one side only; paragraphs proved no help, translators join and divide them.
    """

    shapes: Mapping[Shape, float]
    crossing: float = 0.0
    ratio: float = 1.0
    spread: float = 6.8
    length: float = 1.0
    skipped_length: float = 0.0
    likeness: float = 0.0
    chance: float = 0.0
    heading: float = 0.0


GALE_CHURCH = Method(
    shapes={
        (1, 1): 0.89, (1, 0): 0.0099, (0, 1): 0.0099, (2, 1): 0.089, (1, 2): 0.089, (2, 2): 0.011,
    },
    skipped_length=1.0,
)  # fmt: skip
"""Lengths alone, with the figures of the paper."""

OURS = Method(
    shapes={
        (1, 1): 0.8, (1, 0): 0.03, (0, 1): 0.03, (2, 1): 0.03, (1, 2): 0.03, (2, 2): 0.0001,
        (3, 1): 0.0005, (1, 3): 0.0005,
    },
    crossing=0.005,
    ratio=0.93,
    likeness=0.2,
    chance=0.3,
    heading=1.0,
)  # fmt: skip
"""Lengths and likeness, with weights found on sentences of FLORES dev, disturbed at random.

Beads of several sentences share more by chance than their parts do: hence they are less probable
here than they are in texts.
"""


def align_sentences(
    sources: Sequence[str],
    translations: Sequence[str],
    targets: Sequence[str],
    *,
    openings: tuple[Sequence[str], Sequence[str]] | None = None,
    method: Method = OURS,
) -> list[Bead]:
    """Beads that hold every sentence of both texts once, in the order of the source.

    `translations` are ours of `sources`, one each. `openings` say for each sentence of the source
    and of the target what kind of block it opens, `""` for none: no bead holds source sentences of
    two blocks. Time and memory grow with the length of the texts where these meet now and then, and
    are bounded where they do not.
    """
    source_openings, target_openings = openings or ([""] * len(sources), [""] * len(targets))
    beads: list[Bead] = []
    for (i, j), (i_end, j_end) in pairwise(_cuts(translations, targets)):
        stretch = _Stretch(
            sources[i:i_end],
            translations[i:i_end],
            targets[j:j_end],
            source_openings[i:i_end],
            target_openings[j:j_end],
        )
        for (a, b), (c, d), confidence in _beads(stretch, method):
            beads.append(Bead((i + a, i + b), (j + c, j + d), confidence))
    return sorted(beads, key=lambda bead: (bead.source, bead.target))


def _cuts(translations: Sequence[str], targets: Sequence[str]) -> list[tuple[int, int]]:
    """Where to cut both texts, their beginnings and ends included."""
    end = len(translations), len(targets)
    cuts = [(0, 0)]
    if max(end) > 2 * _STRETCH:
        for i, j in meeting_points(translations, targets):
            if min(i - cuts[-1][0], end[0] - i) >= _STRETCH:
                cuts.append((i, j))
    cuts.append(end)
    fine = [cuts[0]]
    for (i, j), (i_end, j_end) in pairwise(cuts):
        parts = math.ceil(math.sqrt((i_end - i) * (j_end - j)) / _LARGEST) or 1
        fine += (
            (i + (i_end - i) * part // parts, j + (j_end - j) * part // parts)
            for part in range(1, parts + 1)
        )
    return fine


@dataclass(frozen=True)
class _Stretch:
    """What is aligned at once: sentences of both sides, and the kinds of blocks that they open."""

    sources: Sequence[str]
    translations: Sequence[str]
    targets: Sequence[str]
    source_openings: Sequence[str]
    target_openings: Sequence[str]


@dataclass(frozen=True)
class _Move:
    """A step through both texts: what it passes, as ranges from where it starts, and its scores.

    `scores[i, j]` is its score from sentence `i` of the source and `j` of the target on.
    """

    size: Shape
    beads: tuple[tuple[Span, Span], ...]
    scores: Scores


def _beads(stretch: _Stretch, method: Method) -> Iterator[tuple[Span, Span, float]]:
    """The beads of the best path, from its end, with their posterior probabilities.

    Dynamic programming over (sentences of the source, sentences of the target): once for the best
    path, and twice, forward and backward, for the sum over all paths.
    """
    n, m = len(stretch.sources), len(stretch.targets)
    scores = _scores(stretch, method)
    moves = [
        move
        for move in _moves(scores, method)
        if move.size != (0, 1) and move.size[0] <= n and move.size[1] <= m
    ]
    skips = scores[0, 1][0]
    best = _fill(moves, skips, (n, m), np.maximum)
    forward = _fill(moves, skips, (n, m), np.logaddexp)
    turned = [_Move(move.size, move.beads, move.scores[::-1, ::-1]) for move in moves]
    backward = _fill(turned, skips[::-1], (n, m), np.logaddexp)[::-1, ::-1]
    everything = forward[n, m]
    moves.append(_Move((0, 1), (((0, 0), (0, 1)),), scores[0, 1]))
    i, j = n, m
    while i or j:
        possible = [move for move in moves if move.size[0] <= i and move.size[1] <= j]
        move = max(possible, key=lambda move: _before(best, move, i, j))
        rows, columns = move.size
        i, j = i - rows, j - columns
        # Where exactly among its neighbours a sentence was passed over means nothing.
        here = slice(None) if not rows else i, slice(None) if not columns else j
        there = slice(None) if not rows else i + rows, slice(None) if not columns else j + columns
        logs = forward[here] + move.scores[here] + backward[there] - everything
        confidence = round(min(1.0, float(np.exp(logs).sum())), 3)
        for (a, b), (c, d) in reversed(move.beads):
            yield (i + a, i + b), (j + c, j + d), confidence


def _before(table: Scores, move: _Move, i: int, j: int) -> float:
    rows, columns = move.size
    return float(table[i - rows, j - columns] + move.scores[i - rows, j - columns])


def _moves(scores: Mapping[Shape, Scores], method: Method) -> Iterator[_Move]:
    """Every shape as a move, and every two neighbouring beads that may stand in the other order."""
    for (a, b), table in scores.items():
        yield _Move((a, b), (((0, a), (0, b)),), table)
    if not method.crossing:
        return
    whole = {shape: table for shape, table in scores.items() if all(shape) and sum(shape) <= 3}
    for ((a, b), first), ((c, d), second) in itertools.product(whole.items(), repeat=2):
        rows, columns = len(first) - c, first.shape[1] - d
        if sum((a, b, c, d)) <= 5 and rows > 0 and columns > 0:
            yield _Move(
                (a + c, b + d),
                (((0, a), (d, d + b)), ((a, a + c), (0, d))),
                first[:rows, d:] + second[a:, :columns] + math.log(method.crossing),
            )


def _fill(moves: Sequence[_Move], skips: Scores, size: Shape, add: np.ufunc) -> Scores:
    """`table[i, j]`: the score of the paths to there, the best (maximum) or all (logaddexp).

    A row needs only rows above it, but for target sentences passed over, which run along it.
    """
    n, m = size
    table = np.full((n + 1, m + 1), -np.inf)
    table[0, 0] = 0.0
    passed = np.concatenate([[0.0], np.cumsum(skips)])
    for i, row in enumerate(table):
        for move in moves:
            rows, columns = move.size
            if rows <= i:
                reached = table[i - rows, : m + 1 - columns] + move.scores[i - rows]
                row[columns:] = add(row[columns:], reached)
        row[:] = passed + add.accumulate(row - passed)
    return table


def _scores(stretch: _Stretch, method: Method) -> dict[Shape, Scores]:
    """For each shape the scores of its beads, by their first source and target sentence."""
    ours, theirs = (
        [grams(text) for text in side] for side in (stretch.translations, stretch.targets)
    )
    headings = method.heading * _headings_fit(stretch)
    scores = {}
    for (a, b), probable in method.shapes.items():
        source, target = lengths(stretch.sources, a), lengths(stretch.targets, b)
        fit = length_fit(source, target, method.ratio, method.spread)
        table = math.log(probable) + fit * (method.length if a and b else method.skipped_length)
        if a and b:
            table += headings[: len(source), : len(target)]
            if method.likeness:
                table += _likeness(joined(ours, a), joined(theirs, b), method)
        for at, kind in enumerate(stretch.source_openings):
            if kind:
                table[max(0, at - a + 1) : at] = -np.inf
        scores[a, b] = table
    return scores


def _headings_fit(stretch: _Stretch) -> Scores:
    """1 where both sentences open a heading, -1 where one of them does, else 0."""
    source, target = (
        np.array([kind == "heading" for kind in side], np.int64)
        for side in (stretch.source_openings, stretch.target_openings)
    )
    fit: Scores = np.multiply.outer(source, target) - np.not_equal.outer(source, target) * 1.0
    return fit


def _likeness(left: Sequence[Grams], right: Sequence[Grams], method: Method) -> Scores:
    sizes = np.add.outer([len(one) for one in left], [len(one) for one in right])
    likeness: Scores = method.likeness * (2 * overlaps(left, right) - method.chance * sizes)
    return likeness
