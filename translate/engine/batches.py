"""How token sequences are put into batches, and batches into the decoder's threads.

What a sequence becomes must not depend on its company, to the last bit, but padding changes the
order in which floating-point numbers are added. So a batch holds sequences that are padded to one
length, which is decided by each of them alone.
"""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_STEP = 8
"""Tokens: sequences are padded to multiples of it. In batches of one length only, a batch of 500
sentences has few of each and takes a quarter more time; with 16, too much is padding."""
_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def usable_cores() -> int:
    """The cores that this process may use: by its affinity, and by its container's quota."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:  # pragma: no cover - not on Linux
        cores = os.cpu_count() or 1
    try:
        quota, period = _QUOTA.read_text(encoding="ascii").split()
        return max(1, min(cores, math.ceil(int(quota) / int(period))))
    except (OSError, ValueError):
        return cores


def batches(shapes: Sequence[tuple[int, ...]], tokens: int) -> Iterator[list[int]]:
    """Indices of sequences in batches of one shape, each of at most `tokens` tokens.

    A shape is the lengths of a sequence, or of a pair of them; the longest counts. Long ones come
    first: memory peaks at once, and the last batches to end are short.
    """
    groups: dict[tuple[int, ...], list[int]] = {}
    for index, shape in enumerate(shapes):
        groups.setdefault(shape, []).append(index)
    for shape in sorted(groups, reverse=True):
        room = max(1, tokens // max(1, *shape))
        group = groups[shape]
        yield from (group[begin : begin + room] for begin in range(0, len(group), room))


def padded(length: int) -> int:
    """The length that a sequence of so many tokens is padded to, in whatever batch it comes."""
    return -(-length // _STEP) * _STEP


def filler(batch: Sequence[list[str]]) -> list[list[str]]:
    """What is to be decoded beside sequences of one padded length, for them to be padded to it.

    CTranslate2 pads to the longest sequence of a batch, so there must be one of the full length:
    one more is made of the longest, unless that has it already.
    """
    longest = max(batch, key=len)
    missing = padded(len(longest)) - len(longest)
    return [longest + missing * longest[-1:]] if missing else []


def run_ahead(items: Iterable[T], submit: Callable[[T], R], ahead: int) -> Iterator[tuple[T, R]]:
    """Each item with what `submit` returned for it, up to `ahead` others being submitted already.

    For what works in the background: while the caller waits for one, the next are under way.
    """
    waiting: deque[tuple[T, R]] = deque()
    for item in items:
        waiting.append((item, submit(item)))
        if len(waiting) > ahead:
            yield waiting.popleft()
    yield from waiting
