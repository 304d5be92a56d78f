"""Where each article of a run is written: a place of its own on every file system."""

from __future__ import annotations

import hashlib
import itertools
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from visavis.corpus.errors import VisavisError

_LONGEST = 200
"""Bytes of a file name; file systems take 255, and a temporary name is longer than the final."""


class PlaceError(VisavisError):
    """An article that would be written where it must not be."""


@dataclass(frozen=True)
class Job:
    """An article's file, and the file that it becomes, `place` being that in the output folder."""

    source: Path
    output: Path
    place: str


def plan(articles: Iterable[tuple[Path, Path]], output: Path, suffix: str) -> list[Job]:
    """A job for each article; `articles` are files, each with its path inside what was named.

    No two get the same place, not even where capitals or the way an accent is encoded make no
    difference; the same articles get the same places. Raises `PlaceError` when an article would
    be replaced by its own translation, or written outside the output folder through a link.
    """
    root = output.resolve()
    taken: set[str] = set()
    jobs = []
    for source, inside in articles:
        place = _free(inside, suffix, taken)
        path = output / place
        if path.resolve() == source.resolve():
            raise PlaceError(
                f"{source} would be replaced by its own translation; choose another output folder"
            )
        if not path.parent.resolve().is_relative_to(root):
            raise PlaceError(
                f"{source} would be written outside {output}, through the link {path.parent}; "
                "remove the link or choose another output folder"
            )
        jobs.append(Job(source, path, place.as_posix()))
    return jobs


def _free(inside: Path, suffix: str, taken: set[str]) -> Path:
    """`a.txt` becomes `a.md`; where that is taken `a.txt.md`, then `a.txt-2.md` and so on."""
    others = (f"{inside.name}-{number}" for number in range(2, 10_000))
    for name in itertools.chain((inside.stem, inside.name), others):
        place = inside.with_name(_short(name, suffix))
        key = unicodedata.normalize("NFC", place.as_posix()).casefold()
        if key not in taken:
            taken.add(key)
            return place
    raise PlaceError(f"{inside}: too many articles have this name; put them into folders")


def _short(name: str, suffix: str) -> str:
    if len(f"{name}{suffix}".encode()) <= _LONGEST:
        return name + suffix
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    room = _LONGEST - len(f"-{mark}{suffix}".encode())
    return f"{name.encode()[:room].decode(errors='ignore')}-{mark}{suffix}"
