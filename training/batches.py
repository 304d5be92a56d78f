"""Batches of one static shape: examples of any length packed into rows, drawn by domain weight.

A row holds several examples one behind the other, on the source side and on the target side; the
segment number of each piece says to which it belongs. So nothing is padded but the ends of rows,
and a compiled network sees one shape only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.parts import Tokens

PAD, BOS, EOS = 0, 2, 3
_OPEN_ROWS = 24  # rows that an example may still join: 97 % of the places are filled
_LINKS_PER_PLACE = 2


@dataclass(frozen=True)
class Shape:
    """Sizes of a batch: so many rows of so many places (255 at most), on either side."""

    rows: int
    row: int


class Batch(NamedTuple):
    """The arrays of a batch, (rows, row) unless it is said otherwise: numpy's, then torch's.

    `gold` follows `previous`, the target behind ``BOS``. Segments are numbered from 1 in each row,
    0 is padding; places from 0 in each segment. Links are flat, padded with links of no weight:
    `link_target` counts through all rows, `link_source` within the row; the weights of a target
    piece are equal and sum to the same for all that have links, all of them to 1. A piece's links
    stand at the step after it, which has read it (Chen et al. 2020): the step that has still to
    choose a piece can only guess where it comes from.
    """

    source: Any
    previous: Any
    gold: Any
    source_segment: Any
    target_segment: Any
    source_place: Any
    target_place: Any
    link_target: Any
    link_source: Any
    link_weight: Any


class Place(NamedTuple):
    """Where an example lies in a batch: its number, its row, where its two sides begin."""

    example: int
    row: int
    source: int
    target: int


def sample(tokens: Tokens, weight: Callable[[str], float], seed: int) -> NDArray[np.int64]:
    """Return the numbers of the examples of one pass, shuffled; weight 1.5 is once or twice."""
    rng = np.random.default_rng(seed)
    share = np.array([weight(d) for d in tokens.domains])[tokens.domain]
    times = np.floor(share + rng.random(len(share))).astype(np.int64)
    order = np.repeat(np.arange(len(tokens)), times)
    rng.shuffle(order)
    return order


def pack(tokens: Tokens, order: NDArray[np.int64], shape: Shape) -> Iterator[list[Place]]:
    """Yield the examples of each batch; those too long for a row are left out.

    An example joins the first of the open rows with room for it on both sides. When there is none
    the fullest row is closed. The last batch may have empty rows.
    """
    source = np.diff(tokens.source_start)[order]
    target = np.diff(tokens.target_start)[order] + 1
    rows: list[list[tuple[int, int, int]]] = [[] for _ in range(_OPEN_ROWS)]
    free = [(shape.row, shape.row)] * _OPEN_ROWS
    closed: list[list[tuple[int, int, int]]] = []
    for example, a, b in zip(order.tolist(), source.tolist(), target.tolist(), strict=True):
        if max(a, b) > shape.row:
            continue
        n = next((n for n, (left, right) in enumerate(free) if a <= left and b <= right), -1)
        if n < 0:
            n = min(range(_OPEN_ROWS), key=lambda n: min(free[n]))
            closed.append(rows[n])
            rows[n], free[n] = [], (shape.row, shape.row)
            if len(closed) == shape.rows:
                yield _numbered(closed)
                closed = []
        left, right = free[n]
        rows[n].append((example, shape.row - left, shape.row - right))
        free[n] = left - a, right - b
    closed += [row for row in rows if row]
    for begin in range(0, len(closed), shape.rows):
        yield _numbered(closed[begin : begin + shape.rows])


def _numbered(rows: list[list[tuple[int, int, int]]]) -> list[Place]:
    return [Place(e, n, s, t) for n, row in enumerate(rows) for e, s, t in row]


def batch(tokens: Tokens, places: list[Place], shape: Shape) -> Batch:
    """Return the arrays of the examples at `places`, row by row."""
    example, row, source_at, target_at = np.array(places, np.int64).T
    size = shape.rows * shape.row
    ids = np.zeros((3, size), np.int16)
    marks = np.zeros((4, size), np.uint8)
    first = np.flatnonzero(np.diff(row, prepend=-1))
    segment = np.arange(len(row)) - np.repeat(first, np.diff(first, append=len(row))) + 1
    source_start, target_start, links_start = (
        starts[example] for starts in (tokens.source_start, tokens.target_start, tokens.links_start)
    )
    length = tokens.source_start[example + 1] - source_start
    owner, inner = _counted(length)
    at = (row * shape.row + source_at)[owner] + inner
    ids[0, at] = tokens.source[source_start[owner] + inner]
    marks[0, at], marks[2, at] = segment[owner], inner
    length = tokens.target_start[example + 1] - target_start
    begin = row * shape.row + target_at
    owner, inner = _counted(length)
    at = begin[owner] + inner
    ids[2, at] = ids[1, at + 1] = tokens.target[target_start[owner] + inner]
    ids[1, begin], ids[2, begin + length] = BOS, EOS
    owner, inner = _counted(length + 1)
    at = begin[owner] + inner
    marks[1, at], marks[3, at] = segment[owner], inner
    owner, inner = _counted(tokens.links_start[example + 1] - links_start)
    target, source = tokens.links[links_start[owner] + inner].astype(np.int64).T
    target, source = begin[owner] + target + 1, source_at[owner] + source
    count = np.bincount(target, minlength=size)
    weight = 1 / (count[target] * max(1, np.count_nonzero(count)))
    return Batch(
        *ids.reshape(3, shape.rows, shape.row),
        *marks.reshape(4, shape.rows, shape.row),
        _padded(target, size).astype(np.int32),
        _padded(source, size).astype(np.int16),
        _padded(weight, size).astype(np.float32),
    )


def _counted(lengths: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Whose each of the elements of so many long sequences is, and its number therein."""
    owner = np.repeat(np.arange(len(lengths)), lengths)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def _padded(links: NDArray[np.generic], size: int) -> NDArray[np.generic]:
    room = _LINKS_PER_PLACE * size
    return np.pad(links[:room], (0, max(0, room - len(links))))


def stream(
    tokens: Tokens,
    weight: Callable[[str], float],
    shape: Shape,
    seed: int,
    share: tuple[int, int] = (0, 1),
) -> Iterator[Batch]:
    """Yield batches for ever, pass after pass; `share` (n, of) packs every ``of``-th example.

    Raises `ValueError` when a pass has no batch.
    """
    number, of = share
    for epoch in range(seed, 2**63):
        order = sample(tokens, weight, epoch)[number::of]
        count = 0
        for count, places in enumerate(pack(tokens, order, shape), 1):  # noqa: B007
            yield batch(tokens, places, shape)
        if not count:
            raise ValueError("no example fits a row and has a weight: prepare more data")
