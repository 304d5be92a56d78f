"""Batches of padded ids, grouped by length and drawn by domain weight, resumable.

The order depends on the seed and the pass alone, so a run that stopped in the middle of a pass
takes up the batch it had reached. Imports numpy and `training.parts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.parts import Tokens

PAD, BOS, EOS = 0, 2, 3
_WINDOW = 20_000  # examples sorted by length together: enough to pad little, random enough
_MULTIPLE = 4


@dataclass(frozen=True)
class Batch:
    """Padded ids: `source` (b, s); `previous`, `gold` (b, t); `links` (n, 3) as the loss asks.

    A piece's links stand at the step after it, which has read it (Chen et al. 2020): the step that
    has still to choose a piece can only guess where it comes from.
    """

    source: NDArray[np.int64]
    previous: NDArray[np.int64]
    gold: NDArray[np.int64]
    links: NDArray[np.int64]

    @property
    def tokens(self) -> int:
        """The number of target pieces, the end of each sentence included."""
        return int((self.gold != PAD).sum())


def sample(tokens: Tokens, weight: Callable[[str], float], seed: int) -> NDArray[np.int64]:
    """Return the numbers of the examples of one pass, shuffled; weight 1.5 is once or twice."""
    rng = np.random.default_rng(seed)
    share = np.array([weight(d) for d in tokens.domains])[tokens.domain]
    times = np.floor(share + rng.random(len(share))).astype(np.int64)
    order = np.repeat(np.arange(len(tokens)), times)
    rng.shuffle(order)
    return order


def plan(tokens: Tokens, order: NDArray[np.int64], size: int, seed: int) -> list[NDArray[np.int64]]:
    """Return the batches of a pass: each at most `size` padded pieces on its longer side."""
    rng = np.random.default_rng(seed)
    source = np.diff(tokens.source_start)
    target = np.diff(tokens.target_start) + 1
    batches: list[NDArray[np.int64]] = []
    for begin in range(0, len(order), _WINDOW):
        window = order[begin : begin + _WINDOW]
        window = window[np.lexsort((target[window], source[window]))]
        longest = np.maximum(source[window], target[window])
        cut, peak = 0, 0
        done: list[NDArray[np.int64]] = []
        for n, length in enumerate(longest.tolist()):
            peak = max(peak, length)
            if (n + 1 - cut) * peak > size and n > cut:
                done.append(window[cut:n])
                cut, peak = n, length
        done.append(window[cut:])
        rng.shuffle(done)
        batches += done
    return batches


def batch(tokens: Tokens, members: NDArray[np.int64]) -> Batch:
    """Return the padded batch of the examples `members`."""
    sources = [tokens.source[slice(*tokens.source_start[n : n + 2])] for n in members]
    targets = [tokens.target[slice(*tokens.target_start[n : n + 2])] for n in members]
    source = _padded(sources, 0)
    gold = _padded(targets, 1)
    previous = np.roll(gold, 1, axis=1)
    previous[:, 0] = BOS
    gold[np.arange(len(targets)), [len(ids) for ids in targets]] = EOS
    links = [tokens.links[slice(*tokens.links_start[n : n + 2])] for n in members]
    rows = np.repeat(np.arange(len(members)), [len(part) for part in links])
    joined = np.concatenate(links).astype(np.int64) if links else np.zeros((0, 2), np.int64)
    joined[:, 0] += 1
    return Batch(source, previous, gold, np.column_stack([rows, joined]))


def _padded(rows: list[NDArray[np.uint16]], extra: int) -> NDArray[np.int64]:
    longest = max(map(len, rows)) + extra
    out = np.full((len(rows), -(-longest // _MULTIPLE) * _MULTIPLE), PAD, np.int64)
    for row, ids in enumerate(rows):
        out[row, : len(ids)] = ids
    return out


def stream(
    tokens: Tokens,
    weight: Callable[[str], float],
    size: int,
    seed: int,
    start: tuple[int, int] = (0, 0),
    share: tuple[int, int] = (0, 1),
) -> Iterator[tuple[tuple[int, int], Batch]]:
    """Yield batches for ever, each with the (pass, batch) that comes after it.

    `start` is such a position to go on from; `share` (n, of) takes every ``of``-th batch.
    """
    epoch, skip = start
    number, of = share
    while True:
        planned = plan(tokens, sample(tokens, weight, seed + epoch), size, seed + epoch)
        for n in range(skip, len(planned) - of + 1, of):
            yield (epoch, n + of), batch(tokens, planned[n + number])
        if len(planned) < of:
            raise ValueError(f"{len(planned)} batches a pass cannot feed {of} workers")
        epoch, skip = epoch + 1, 0
