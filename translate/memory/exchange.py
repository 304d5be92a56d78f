"""The translation memory as TMX and back.

What people wrote comes back as theirs; what the engine said is written too, for other tools to use,
but is not taken back: it would stand in the way of a better model.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from visavis.translate.engine.engine import Engine, Progress
from visavis.translate.formats.tmx import Unit, read_tmx
from visavis.translate.memory.store import KeptProvenance, Memory

_AT_ONCE = 256


@dataclass(frozen=True)
class ImportReport:
    """What became of the units of a TMX file.

    `stored` are in the memory now; `older` gave way to what a person had written for the same
    source, `machine` were said by an engine, `empty` had no text on one side.
    """

    stored: int = 0
    older: int = 0
    machine: int = 0
    empty: int = 0


def memory_units(memory: Memory, *, machine: bool = True) -> Iterator[Unit]:
    """All that a memory holds, what people wrote first; without `machine` that alone."""
    written = set()
    for kept in memory.all_kept():
        written.add(kept.source)
        yield Unit(kept.source, kept.target, kept.provenance, _iso(kept.changed))
    if machine:
        for pair, made in memory.engine_pairs():
            if pair.source not in written:
                yield Unit(pair.source, pair.target, pair.provenance, _iso(made))


def import_tmx(
    path: Path, memory: Memory, engine: Engine, *, progress: Progress | None = None
) -> ImportReport:
    """Store the translations of a TMX file, their words aligned by the engine.

    Of two units for one source the later one in the file stands. None replaces what a person
    edited here, unless it is an edit too, and a later one. `progress` counts units; how many there
    are is not known before the end. Raises `TmxError`; what was read before it is stored.
    """
    counts = {"stored": 0, "older": 0, "machine": 0, "empty": 0}
    units = read_tmx(path)
    done = 0
    while some := list(itertools.islice(units, _AT_ONCE)):
        wanted = {}
        for unit in some:
            if unit.provenance in ("engine", "copied"):
                counts["machine"] += 1
            elif not unit.source.strip() or not unit.target.strip():
                counts["empty"] += 1
            else:
                wanted[unit.source] = unit
        able = [
            unit
            for unit in wanted.values()
            if engine.can_score(unit.source) and engine.can_score(unit.target)
        ]
        found = engine.align([(unit.source, unit.target) for unit in able])
        links = dict(zip((unit.source for unit in able), found, strict=True))
        for unit in wanted.values():
            provenance: KeptProvenance = "edited" if unit.provenance == "edited" else "imported"
            stored = memory.keep(
                unit.source,
                unit.target,
                links.get(unit.source, ()),
                provenance=provenance,
                changed=_seconds(unit.changed),
            )
            counts["stored" if stored else "older"] += 1
        done += len(some)
        if progress is not None:
            progress(done, done)
    return ImportReport(**counts)


def _iso(seconds: int) -> str:
    if not seconds:
        return ""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(date: str) -> int:
    return int(datetime.fromisoformat(date).timestamp()) if date else 0
