"""From a package archive to a package folder, whatever the archive holds.

An archive is hostile until it is checked: names and sizes are read before anything is written,
and the folder gets its name only when its model has worked once. Imports
`translate.packages.folder`.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from visavis.translate.packages.folder import PackageError, read_folder, try_out

EMBEDDED = "embedded"
"""What the package inside this repository is called; no archive may take that name."""

MAX_BYTES = 2 * 1024**3
"""Of an archive, and of what is in it; the official package has 67 million."""
MAX_RATIO = 100
"""Unpacked to packed, of a whole archive: 1.1 for ours, up to 1032 for a bomb."""
MAX_ENTRIES = 1000

STAGING = ".visavis-"
"""How the name of a folder begins that is not finished, and not to be read."""
_STALE_SECONDS = 3600
_CHUNK = 1024**2
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.+-]{0,62}[A-Za-z0-9_])?")
# A part of a path that some system takes for something else than the name of a plain file.
_UNSAFE = re.compile(
    r'[\x00-\x1f\x7f<>:"|?*\\]|^$|^ |[ .]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)', re.IGNORECASE
)


def unpack(archive: Path, destination: Path) -> Path:
    """Check an archive, unpack it into `destination` and return its folder there.

    A folder of the same name is replaced. The folder appears whole or not at all. Raises
    `PackageError`, and leaves no trace, when the archive is hostile, broken or of another pair.
    """
    created = not destination.exists()
    try:
        return _unpack(archive, destination)
    # From the third on: what `zipfile` raises on crafted files apart from its own error.
    except (
        PackageError,
        zipfile.BadZipFile,
        IndexError,  # a file without a name
        zlib.error,
        EOFError,
        RuntimeError,
        ValueError,
    ) as error:
        raise _refusal(archive, error) from error
    except OSError as error:
        raise PackageError(
            f"{archive}: cannot be unpacked into {destination} ({error}). "
            "Check that the one can be read and the other written, with space left"
        ) from error
    finally:
        if created:
            with suppress(OSError):
                destination.rmdir()  # fails, as it should, when the package is in it


def copy_limited(
    source: IO[bytes], target: IO[bytes], limit: int, progress: Callable[[int], None] | None = None
) -> int:
    """Copy a stream of at most `limit` bytes; return how many there were.

    `progress` is called with the bytes copied so far. Raises `PackageError` when there are more.
    """
    copied = 0
    while chunk := source.read(min(_CHUNK, limit - copied + 1)):
        copied += len(chunk)
        if copied > limit:
            raise PackageError(f"it goes on after the {limit:,} bytes that it should have")
        target.write(chunk)
        if progress is not None:
            progress(copied)
    return copied


def _refusal(archive: Path, error: Exception) -> PackageError:
    reason = (
        str(error)
        if isinstance(error, PackageError)
        else f"it is no zip archive, or a damaged one ({error})"
    )
    return PackageError(
        f"{archive}: refused: {reason}. Get a fresh copy of a French-English .argosmodel file"
    )


def _unpack(archive: Path, destination: Path) -> Path:
    with zipfile.ZipFile(archive) as source:
        entries = source.infolist()
        name = _check_entries(entries, archive.stat().st_size)
        destination.mkdir(parents=True, exist_ok=True)
        _remove_stale(destination)
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=destination))
        try:
            _extract(source, entries, staging)
            read_folder(staging / name)
            try_out(staging / name)
            return _move_in(staging / name, destination / name)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _check_entries(entries: Sequence[zipfile.ZipInfo], packed: int) -> str:
    """Refuse entries that could do harm, before anything is written; return the one top folder."""
    if len(entries) > MAX_ENTRIES:
        raise PackageError(f"it has more than {MAX_ENTRIES:,} entries")
    unpacked = sum(entry.file_size for entry in entries)
    if max(packed, unpacked) > MAX_BYTES:
        raise PackageError(f"it holds more than {MAX_BYTES:,} bytes")
    if unpacked > MAX_RATIO * packed:
        raise PackageError(f"it would grow {unpacked // packed} times, as no model does")
    seen: set[str] = set()
    for entry in entries:
        _check_entry(entry)
        # Systems that ignore case or normal form would write two such names to one file.
        key = unicodedata.normalize("NFC", entry.filename.removesuffix("/")).casefold()
        if key in seen:
            raise PackageError(f"it has two entries with one name: {entry.filename!r}")
        seen.add(key)
    tops = {entry.filename.split("/")[0] for entry in entries}
    if len(tops) != 1:
        raise PackageError(f"it must hold one folder, and holds {len(tops)}")
    top = tops.pop()
    if not _NAME.fullmatch(top) or top.lower() == EMBEDDED:
        raise PackageError(f"the name of its folder cannot be used: {top!r}")
    return top


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename  # `filename` has been mended by `zipfile`
    parts = name.removesuffix("/").split("/")
    if any(_UNSAFE.search(part) for part in parts):
        raise PackageError(f"it has an entry with an unsafe path: {name!r}")
    if len(parts) == 1 and not entry.is_dir():
        raise PackageError(f"it has a file outside its folder: {name!r}")
    if stat.S_IFMT(entry.external_attr >> 16) not in (
        0,
        stat.S_IFDIR if entry.is_dir() else stat.S_IFREG,
    ):
        raise PackageError(f"it has an entry that is no plain file, such as a link: {name!r}")
    if entry.flag_bits & 0x1:
        raise PackageError(f"it is encrypted: {name!r}")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise PackageError(f"it has an entry that is neither stored nor deflated: {name!r}")


def _extract(source: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], folder: Path) -> None:
    for entry in entries:
        target = folder.joinpath(*entry.filename.split("/"))
        if entry.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open(entry) as packed, target.open("xb") as file:
            if copy_limited(packed, file, entry.file_size) != entry.file_size:
                raise PackageError(f"it has a shortened entry: {entry.filename!r}")
            file.flush()
            os.fsync(file.fileno())


def _move_in(staged: Path, final: Path, attempts: int = 5) -> Path:
    """Give a checked folder its name; the one that had it goes to the staging folder."""
    aside = staged.with_name(f"{STAGING}{attempts}")
    with suppress(FileNotFoundError):
        final.rename(aside)
    try:
        return staged.rename(final)
    except OSError:
        # Another process was faster, or nothing can be renamed here.
        with suppress(OSError):
            aside.rename(final)
        if attempts == 1:
            raise
        return _move_in(staged, final, attempts - 1)


def _remove_stale(destination: Path) -> None:
    """Delete what an unpacking that was killed has left behind."""
    for folder in destination.glob(f"{STAGING}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
