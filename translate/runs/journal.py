"""The journal of the runs into an output folder: what is done there, and from what it was made.

A line of JSON for each thing that happened, only ever added to, so that a run may stop at any
moment; of two lines about one file the later counts, and a torn last line does not.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from io import BufferedWriter
from pathlib import Path
from types import MappingProxyType

from visavis.corpus.atomic import WriteError, write_atomically

JOURNAL = ".visavis-run.jsonl"
"""The name of the journal in the output folder."""


@dataclass(frozen=True)
class Done:
    """One finished output file.

    `place` is its path in the output folder, `source` the article's path from there; `input` and
    `output` are the SHA-256 (hex) of the two files. `recipe` is all else that decided the output
    but what people wrote in the memory: `edits` is the digest of what they wrote for this article,
    `people` the state of all they wrote when that was last looked at.
    """

    place: str
    source: str
    input: str
    output: str
    recipe: str
    edits: str
    people: str


class Journal:
    """The journal of one output folder. One process at a time; the caller holds the lock."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / JOURNAL
        self._done: dict[str, Done] = {}
        self._written: dict[str, set[str]] = {}
        self._pace = 0.0
        self._file: BufferedWriter | None = None
        lines = self._read()
        if len(lines) > 2 * len(self._done) + 100:
            kept = [self._line("done", asdict(done)) for done in self._done.values()]
            write_atomically(self.path, b"".join([*kept, self._line("pace", self._pace)]))

    @property
    def done(self) -> Mapping[str, Done]:
        """What is finished, by its place."""
        return MappingProxyType(self._done)

    @property
    def pace(self) -> float:
        """French words a second, as the last run measured them; 0 when none did."""
        return self._pace

    def is_ours(self, place: str, output: str) -> bool:
        """Whether a run wrote these bytes (SHA-256, hex) to a place, or was about to."""
        done = self._done.get(place)
        return output in self._written.get(place, ()) or (
            done is not None and done.output == output
        )

    def intend(self, place: str, output: str) -> None:
        """Say what is about to be written: should it be all that happens, it is still ours."""
        self._written.setdefault(place, set()).add(output)
        self._append("writing", [place, output])

    def record(self, done: Done) -> None:
        """Say that a file is finished."""
        self._done[done.place] = done
        self._append("done", asdict(done))

    def keep_pace(self, words_per_second: float) -> None:
        """Remember how fast this machine is."""
        self._pace = round(words_per_second, 1)
        self._append("pace", self._pace)

    def close(self) -> None:
        """Close the file; what was said is in it already."""
        if self._file is not None:
            # A line that found no room is tried once more here; that it was lost is told already.
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None

    def _read(self) -> list[bytes]:
        try:
            lines = self.path.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise WriteError(
                f"{self.path}: cannot be read ({error.strerror}); delete it to begin anew"
            ) from error
        for line in lines:
            try:
                self._take(json.loads(line))
            except (ValueError, TypeError, KeyError):
                # Torn when a run was killed, or edited by hand: what it said is done again.
                continue
        if lines and not lines[-1].endswith(b"\n"):
            self._append_bytes(b"\n")
        return lines

    def _take(self, entry: dict[str, object]) -> None:
        [(kind, what)] = entry.items()
        if kind == "done" and isinstance(what, dict):
            done = Done(**what)
            self._done[done.place] = done
        elif kind == "writing" and isinstance(what, list):
            place, output = map(str, what)
            self._written.setdefault(place, set()).add(output)
        elif kind == "pace" and isinstance(what, float):
            self._pace = what

    def _append(self, kind: str, what: object) -> None:
        self._append_bytes(self._line(kind, what))

    def _append_bytes(self, line: bytes) -> None:
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open("ab")
            self._file.write(line)
            self._file.flush()
        except OSError as error:
            raise WriteError(
                f"{self.path}: cannot write ({error.strerror}); make room or choose another "
                "folder, then run again: it goes on from here"
            ) from error

    @staticmethod
    def _line(kind: str, what: object) -> bytes:
        return json.dumps({kind: what}, ensure_ascii=False).encode() + b"\n"
