"""The translation memory: one SQLite file with all that the engine said and all that people wrote.

What the engine said is found again by its source and by what else decides it: the model, the
options, and those glossary rows alone that match in it. What a person wrote is found by its
source, and nothing ever replaces it but a person. Several processes may use one file at once.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import Pair
from visavis.translate.bilingual.storage import (
    links_from_rows,
    links_to_rows,
    pair_from_data,
    pair_to_data,
)
from visavis.translate.memory.file import MemoryFile, mended

_AT_ONCE = 500
"""Questions in one statement; SQLite allows 999 parameters at the least."""

Key = tuple[str, bytes]
"""A source, and the digest of all else that decides its translation (`translate.memory.keys`)."""
KeptProvenance = Literal["edited", "imported"]

R = TypeVar("R")


@dataclass(frozen=True)
class Kept:
    """A target that a person wrote or brought along; `changed` is in seconds since 1970."""

    source: str
    target: str
    provenance: KeptProvenance
    alignment: tuple[Link, ...]
    changed: int


@dataclass(frozen=True)
class Stats:
    """What a memory holds: kept targets by provenance, engine pairs by maker, bytes on disk."""

    edited: int
    imported: int
    pairs: Mapping[str, int]
    size: int


class Memory(MemoryFile):
    """One memory file: see `MemoryFile` for how it is opened, shared and mended."""

    @mended
    def recall(self, keys: Iterable[Key]) -> dict[Key, Pair]:
        """What the engine once said under these keys."""
        wanted = {(_segment(source), key): (source, key) for source, key in keys}
        found: dict[Key, Pair] = {}
        for some in _portions(list({segment for segment, _ in wanted})):
            rows = self._database.execute(
                f"SELECT segment, key, pair FROM pairs WHERE segment IN ({_marks(some)})",  # noqa: S608
                some,
            )
            for segment, key, pair in rows:
                if asked := wanted.get((segment, key)):
                    found[asked] = pair_from_data(json.loads(pair))
        return found

    @mended
    def latest(self, sources: Iterable[str]) -> dict[str, Pair]:
        """What the engine last said to these sources, under whatever key."""
        wanted = {_segment(source): source for source in sources}
        found: dict[str, Pair] = {}
        for some in _portions(list(wanted)):
            rows = self._database.execute(
                f"SELECT segment, pair FROM pairs WHERE segment IN ({_marks(some)})"  # noqa: S608
                " ORDER BY id",
                some,
            )
            found |= {wanted[segment]: pair_from_data(json.loads(pair)) for segment, pair in rows}
        return found

    @mended
    def maker(self, source: str, key: bytes | None = None) -> tuple[str, int] | None:
        """Which engine said what `recall` has under a key, and when (seconds since 1970).

        Its signature; without a key, of what `latest` has. None for what is not in the memory.
        """
        row: tuple[str, int] | None = self._database.execute(
            "SELECT signature, made FROM pairs JOIN makers ON makers.id = maker "
            "WHERE segment = ? AND (? IS NULL OR key = ?) ORDER BY pairs.id DESC LIMIT 1",
            (_segment(source), key, key),
        ).fetchone()
        return row

    @mended
    def remember(self, pairs: Mapping[Key, Pair], maker: str) -> None:
        """Store what the engine said; all of it or, when the machine stops, nothing."""
        now = int(time.time())
        with self._writing():
            self._database.execute("INSERT OR IGNORE INTO makers (signature) VALUES (?)", (maker,))
            self._database.executemany(
                "INSERT OR REPLACE INTO pairs (segment, key, maker, pair, made) "
                "VALUES (?, ?, (SELECT id FROM makers WHERE signature = ?), ?, ?)",
                [
                    (_segment(source), key, maker, _compact(pair_to_data(pair)), now)
                    for (source, key), pair in pairs.items()
                ],
            )

    @mended
    def kept(self, sources: Iterable[str]) -> dict[str, Kept]:
        """What people wrote for these sources."""
        wanted = {_segment(source): source for source in sources}
        found: dict[str, Kept] = {}
        for some in _portions(list(wanted)):
            found |= {kept.source: kept for kept in self._kept(some)}
        return found

    @mended
    def keep(
        self,
        source: str,
        target: str,
        links: Sequence[Link] = (),
        *,
        provenance: KeptProvenance = "edited",
        changed: int | None = None,
    ) -> bool:
        """Store a person's target for a source; from now on it is what the source translates to.

        `links` align the two; `changed` is when it was written, now unless you say so. What was
        edited gives way to a later edit alone; False when something else stands.
        """
        when = int(time.time()) if changed is None else changed
        with self._writing():
            before = next(self._kept([_segment(source)]), None)
            if before and before.target == target and before.provenance in (provenance, "edited"):
                return True
            if before and before.provenance == "edited":
                older = changed is not None and changed < before.changed
                if provenance == "imported" or older:
                    return False
            self._write_kept(source, target, provenance, links, when)
        return True

    @mended
    def forget(self, source: str) -> None:
        """Withdraw what a person wrote for a source; the file keeps it as history."""
        with self._writing():
            self._write_kept(source, None, "edited", (), int(time.time()))

    @mended
    def history(self, source: str) -> list[Kept]:
        """Every target that people ever wrote for a source, the oldest first."""
        rows = self._database.execute(
            "SELECT source, target, provenance, links, changed FROM kept "
            "WHERE segment = ? AND target IS NOT NULL ORDER BY id",
            (_segment(source),),
        )
        return [_kept(*row) for row in rows]

    @mended
    def people(self) -> str:
        """Another after whatever people write or withdraw, else the same."""
        row = self._database.execute(
            "SELECT id, hex(segment), changed FROM kept ORDER BY id DESC LIMIT 1"
        ).fetchone()
        return "-".join(map(str, row)) if row else ""

    def all_kept(self) -> list[Kept]:
        """Everything that people wrote and did not withdraw, in the order of writing."""
        with self._lock:
            return list(self._kept())

    def engine_pairs(self) -> Iterator[tuple[Pair, int]]:
        """What the engine last said to each source it knows, and when, a portion at a time."""
        last = 0
        while rows := self._page(last):
            last = rows[-1][0]
            yield from ((pair_from_data(json.loads(pair)), made) for _, pair, made in rows)

    @mended
    def stats(self) -> Stats:
        """What is in the memory."""
        counts = {"edited": 0, "imported": 0}
        for kept in self._kept():
            counts[kept.provenance] += 1
        makers = self._database.execute(
            "SELECT signature, count(*) FROM pairs JOIN makers ON makers.id = maker "
            "GROUP BY signature ORDER BY signature"
        )
        return Stats(counts["edited"], counts["imported"], dict(makers), self.path.stat().st_size)

    @mended
    def prune(self, *, maker: str | None = None, older_than: int | None = None) -> int:
        """Delete what the engine said, never what people wrote; returns how many pairs went.

        `maker` keeps the pairs of this engine, `older_than` (seconds since 1970) those made later;
        with both, a pair goes that fails either.
        """
        with self._writing():
            gone = self._database.execute(
                "DELETE FROM pairs WHERE (? IS NOT NULL AND maker NOT IN "
                "(SELECT id FROM makers WHERE signature = ?)) OR made < ?",
                (maker, maker, older_than if older_than is not None else -1),
            ).rowcount
        self._database.execute("VACUUM")
        return gone

    def _kept(self, segments: Sequence[bytes] | None = None) -> Iterator[Kept]:
        chosen = "" if segments is None else f"WHERE segment IN ({_marks(segments)})"
        rows = self._database.execute(
            "SELECT source, target, provenance, links, changed FROM kept WHERE id IN "  # noqa: S608
            f"(SELECT max(id) FROM kept {chosen} GROUP BY segment) AND target IS NOT NULL "
            "ORDER BY id",
            segments or (),
        )
        return (_kept(*row) for row in rows.fetchall())

    def _write_kept(
        self, source: str, target: str | None, provenance: str, links: Sequence[Link], when: int
    ) -> None:
        self._database.execute(
            "INSERT INTO kept (segment, source, target, provenance, links, changed) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (_segment(source), source, target, provenance, _compact(links_to_rows(links)), when),
        )

    @mended
    def _page(self, after: int) -> list[tuple[int, str, int]]:
        return self._database.execute(
            "SELECT id, pair, made FROM pairs WHERE id > ? AND NOT EXISTS (SELECT 1 FROM pairs "
            "AS later WHERE later.segment = pairs.segment AND later.id > pairs.id) "
            "ORDER BY id LIMIT ?",
            (after, _AT_ONCE),
        ).fetchall()


def _segment(source: str) -> bytes:
    """Sources may be long; an index of their hashes is small."""
    return hashlib.sha256(source.encode()).digest()[:16]


def _kept(source: str, target: str, provenance: KeptProvenance, links: str, changed: int) -> Kept:
    return Kept(source, target, provenance, links_from_rows(json.loads(links)), changed)


def _compact(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _portions(items: Sequence[R]) -> Iterator[Sequence[R]]:
    return (items[begin : begin + _AT_ONCE] for begin in range(0, len(items), _AT_ONCE))


def _marks(items: Sequence[object]) -> str:
    return ",".join("?" * len(items))
