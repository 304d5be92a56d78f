"""Watching folders for articles that are dropped into them, until the caller stops.

Looks at the files again and again, which works on every file system.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

Stamp = tuple[int, int]
_SETTLED_NS = 2_000_000_000
"""A file that was written this long ago is complete, even when it is seen for the first time."""


def watch(
    find: Callable[[], Iterable[Path]], pause: Callable[[], None]
) -> Iterator[frozenset[Path]]:
    """The files that are complete, again whenever one of them is new or was changed.

    `find` lists the files to watch, `pause` is called between two looks. A file is complete when it
    was the same in two looks, or has not been written for two seconds.
    """
    before: dict[Path, Stamp] = {}
    told: dict[Path, Stamp] = {}
    while True:
        now = {path: stamp for path in find() if (stamp := _stamp(path))}
        clock = time.time_ns()
        complete = {
            path: stamp
            for path, stamp in now.items()
            if before.get(path) == stamp or clock - stamp[0] > _SETTLED_NS
        }
        if any(told.get(path) != stamp for path, stamp in complete.items()):
            told |= complete
            yield frozenset(complete)
        before = now
        pause()


def _stamp(path: Path) -> Stamp | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size
