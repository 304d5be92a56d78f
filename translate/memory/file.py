"""The file under the translation memory: its tables, its versions, and what happens when it breaks.

Several processes may use one file at once. A damaged file is renamed, never deleted. Imports
`corpus.errors`.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from visavis.corpus.errors import VisavisError

SCHEMA = 1
"""Version of the tables, in the file's `user_version`."""
_MIGRATIONS: Mapping[int, str] = {
    0: """
    CREATE TABLE makers (id INTEGER PRIMARY KEY, signature TEXT NOT NULL UNIQUE);
    CREATE TABLE pairs (
        id INTEGER PRIMARY KEY,
        segment BLOB NOT NULL,
        key BLOB NOT NULL,
        maker INTEGER NOT NULL REFERENCES makers,
        pair TEXT NOT NULL,
        made INTEGER NOT NULL,
        UNIQUE (segment, key)
    );
    CREATE TABLE kept (
        id INTEGER PRIMARY KEY,
        segment BLOB NOT NULL,
        source TEXT NOT NULL,
        target TEXT,
        provenance TEXT NOT NULL,
        links TEXT NOT NULL,
        changed INTEGER NOT NULL
    );
    CREATE INDEX kept_by_segment ON kept (segment, id);
    """,
}
"""From each version to the next."""
_PATIENCE = 60.0
"""Seconds to wait for another process that is writing."""

P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F", bound="MemoryFile")


class MemoryFileError(VisavisError):
    """A memory that cannot be used; nothing in it was changed."""


def mended(
    method: Callable[Concatenate[F, P], R],
) -> Callable[Concatenate[F, P], R]:
    """Set a damaged file aside and go on with a new one; say plainly what else went wrong."""

    def run(memory: F, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with memory._lock:
            try:
                return method(memory, *args, **kwargs)
            except sqlite3.DatabaseError as error:
                memory._face(error)
                return method(memory, *args, **kwargs)

    run.__doc__ = method.__doc__
    run.__name__ = method.__name__
    return run


class MemoryFile:
    """One memory file, made when missing. Safe to use from several threads and processes.

    A damaged file is renamed, never deleted, and what people wrote in it is taken over as far as it
    can be read; `set_aside` then says where it is. Raises `MemoryFileError` for a file of a later
    version, and one that may not be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.set_aside: Path | None = None
        self._lock = threading.RLock()
        self._open()

    def close(self) -> None:
        """Close the file; the memory cannot be used afterwards."""
        with self._lock:
            self._database.close()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction that waits its turn before it reads."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            # SQLite has rolled back already when the disk is full.
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    def _open(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._database = _connect(self.path)
            self._migrate()
        except OSError as error:
            raise MemoryFileError(
                f"{self.path}: cannot be opened ({error.strerror}); "
                "choose a folder that you may write to"
            ) from error
        except sqlite3.DatabaseError as error:
            self._face(error)

    def _migrate(self) -> None:
        if self._version() == SCHEMA:
            return
        with self._writing():
            while (found := self._version()) != SCHEMA:
                if found not in _MIGRATIONS:
                    raise MemoryFileError(
                        f"{self.path}: written by a later version of visavis; update this one, "
                        "or name another memory"
                    )
                for statement in _MIGRATIONS[found].split(";"):
                    self._database.execute(statement)
                self._database.execute(f"PRAGMA user_version = {found + 1}")

    def _version(self) -> int:
        return int(self._database.execute("PRAGMA user_version").fetchone()[0])

    def _face(self, error: sqlite3.DatabaseError) -> None:
        """Make good for a damaged file; raise `MemoryFileError` for all else."""
        if getattr(error, "sqlite_errorcode", None) not in (
            sqlite3.SQLITE_CORRUPT,
            sqlite3.SQLITE_NOTADB,
        ):
            raise MemoryFileError(
                f"{self.path}: cannot be used ({error}); see that the file and its folder may be "
                "written and the disk has space left, then try again"
            ) from error
        written: list[tuple[object, ...]] = []
        with contextlib.suppress(AttributeError, sqlite3.DatabaseError):
            written = self._database.execute(
                "SELECT segment, source, target, provenance, links, changed FROM kept ORDER BY id"
            ).fetchall()
        with contextlib.suppress(AttributeError):
            self._database.close()
        aside = next(
            place
            for number in range(1, 10_000)
            if not (place := self.path.with_name(f"{self.path.name}.damaged-{number}")).exists()
        )
        self.path.replace(aside)
        for suffix in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                Path(f"{self.path}{suffix}").replace(f"{aside}{suffix}")
        self.set_aside = aside
        self._database = _connect(self.path)
        self._migrate()
        with self._writing():
            self._database.executemany(
                "INSERT INTO kept (segment, source, target, provenance, links, changed) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                written,
            )


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(
        path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
    )
    database.execute("PRAGMA journal_mode = WAL")
    # With a write-ahead log, a power cut may then cost the last writes, never the file.
    database.execute("PRAGMA synchronous = NORMAL")
    return database
