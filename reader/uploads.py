"""What a person uploads becomes articles, and articles become files with safe names.

Names and contents of uploads are data: a name is shown and never followed, a zip is unpacked in
memory under limits that hold whatever the zip says of itself.
"""

from __future__ import annotations

import contextlib
import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from visavis.corpus.article import Article
from visavis.corpus.atomic import write_atomically
from visavis.corpus.reading import SUFFIXES, to_markdown

FILES = 200
"""Articles at once."""
FILE_SIZE = 5 * 2**20
"""Bytes of one article as it is uploaded or packed in a zip, which is some 800,000 words."""
UNPACKED_SIZE = 50 * 2**20
"""Bytes of all articles at once, and of a zip."""
PASTED_LENGTH = 500_000
"""Characters of a pasted article."""

_DIRECTORY_SIZE = 2 * 2**20
_CHUNK = 2**16
_NAME_LENGTH = 60
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)")  # devices of Windows, with any suffix
_DAMAGE = (
    zipfile.BadZipFile,
    IndexError,  # a file without a name
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)
_UNSEEN = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


@dataclass(frozen=True)
class Upload:
    """One article as it came; `name` is what the person called it, never a path to follow."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Refusal:
    """Something that was not taken, and why."""

    name: str
    reason: str


def limits() -> str:
    """The limits, in a person's words."""
    return (
        f"At most {FILES} articles at once, each up to {_megabytes(FILE_SIZE)} and together up to "
        f"{_megabytes(UNPACKED_SIZE)}, in zips or not."
    )


def unpack(
    files: Iterable[Upload], taken: Iterable[Upload] = ()
) -> tuple[list[Upload], list[Refusal]]:
    """The articles among the uploads, those in zips too, and what was refused with the reason.

    `taken` are the articles that are there already: they count, and are not taken twice.
    """
    seen = {upload.data: upload.name for upload in taken}
    room = UNPACKED_SIZE - sum(map(len, seen))
    uploads: list[Upload] = []
    refusals: list[Refusal] = []
    for found in _members(files):
        if isinstance(found, Refusal):
            refusals.append(found)
        elif found.data in seen:
            refusals.append(Refusal(found.name, f"is the same as {seen[found.data]}"))
        elif len(seen) == FILES:
            refusals.append(
                Refusal(found.name, f"is more than the {FILES} that go at once: add it later")
            )
        elif len(found.data) > room:
            reason = f"is more than the {_megabytes(UNPACKED_SIZE)} that go at once: add it later"
            refusals.append(Refusal(found.name, reason))
        else:
            room -= len(found.data)
            seen[found.data] = found.name
            uploads.append(found)
    return uploads, refusals


def safe_stems(names: Iterable[str]) -> list[str]:
    """For each name a file name without suffix: safe on every system, none of them twice.

    Letters and digits of all scripts stay, everything else becomes a hyphen; names that only
    capitals tell apart are not told apart.
    """
    stems: list[str] = []
    used: set[str] = set()
    for name in names:
        stem = unique = _safe_stem(name)
        number = 1
        while unique.casefold() in used:
            number += 1
            unique = f"{stem}-{number}"
        used.add(unique.casefold())
        stems.append(unique)
    return stems


def add_to_library(article: Article, stem: str, folder: Path) -> Path:
    """Write the cleaned article into a folder, under a name that nothing there has yet.

    `stem` is a safe one; it gets a number when it is taken. Raises `WriteError` when the folder
    cannot be written.
    """
    number, path = 1, folder / f"{stem}.md"
    while True:
        try:
            path.touch(exist_ok=False)
            break
        except FileExistsError:
            number += 1
            path = folder / f"{stem}-{number}.md"
        except OSError:
            break  # which the writing below says in a person's words
    write_atomically(path, to_markdown(article))
    return path


def _members(files: Iterable[Upload]) -> Iterator[Upload | Refusal]:
    """The uploads, each zip as what is in it."""
    for file in files:
        file = Upload(_told(file.name), file.data)
        if _suffix(file.name) == ".zip":
            yield from _unzip(file)
        else:
            yield _check(file.name, len(file.data)) or file


def _check(name: str, size: int) -> Refusal | None:
    if _suffix(name) == ".zip":
        return Refusal(name, "is a zip inside a zip: unpack it and add what is in it")
    if _suffix(name) not in SUFFIXES:
        return Refusal(
            name, f"is of a kind that cannot be read; an article is one of {', '.join(SUFFIXES)}"
        )
    if size > FILE_SIZE:
        return Refusal(name, f"is larger than {_megabytes(FILE_SIZE)}: split it")
    return None


def _unzip(file: Upload) -> Iterator[Upload | Refusal]:
    if len(file.data) > UNPACKED_SIZE:
        yield Refusal(file.name, f"is larger than {_megabytes(UNPACKED_SIZE)}: pack fewer articles")
        return
    if _directory_size(file.data) > _DIRECTORY_SIZE:
        yield Refusal(file.name, "lists too many files: pack the articles alone")
        return
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and not _unseen(m)]
            if not members:
                yield Refusal(file.name, "has no article in it")
            yield from _of_archive(archive, members, file.name)
    except _DAMAGE as error:
        yield Refusal(file.name, f"cannot be opened as a zip ({error}): pack it again")


def _of_archive(
    archive: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo], zip_name: str
) -> Iterator[Upload | Refusal]:
    names: set[str] = set()
    unpacked = 0
    for member in members:
        inside = _told_name(member)
        name = f"{zip_name}/{inside}"
        refusal = _check(name, 0) or _unsafe(member, inside, name)
        if refusal is None and inside in names:
            refusal = Refusal(name, "is in the zip twice: the first one was taken")
        names.add(inside)
        if refusal:
            yield refusal
            continue
        try:
            data = _content(archive, member)
        except (*_DAMAGE, RuntimeError):
            yield Refusal(name, "is damaged or packed in an unusual way: pack the zip again")
            continue
        unpacked += len(data)
        yield _check(name, len(data)) or Upload(name, data)
        if unpacked > UNPACKED_SIZE:
            yield Refusal(
                zip_name,
                f"unpacks to more than {_megabytes(UNPACKED_SIZE)}: "
                "the rest of it was not taken, add it in smaller parts",
            )
            return


def _unsafe(member: zipfile.ZipInfo, inside: str, name: str) -> Refusal | None:
    parts = PurePosixPath(inside.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or re.match(r"[A-Za-z]:", inside):
        return Refusal(name, "has a name that leads out of the zip: pack it under a plain name")
    if stat.S_ISLNK(member.external_attr >> 16):
        return Refusal(name, "is only a link to another file: pack that file")
    if member.flag_bits & 1:
        return Refusal(name, "is locked with a password: unpack it and add the file")
    return None


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """What is packed, but never much more than what may be: what a zip declares may be a lie."""
    data = bytearray()
    with archive.open(member) as packed:
        while len(data) <= FILE_SIZE and (chunk := packed.read(_CHUNK)):
            data += chunk
    return bytes(data)


def _directory_size(data: bytes) -> int:
    """What opening a zip will read at once, from its last record, as `zipfile` finds it.

    A list of a million names would be opened before the first of them could be refused.
    """
    start = len(data) - 22
    if not (data[start : start + 4] == b"PK\5\6" and data.endswith(b"\0\0")):
        start = data.rfind(b"PK\5\6", max(0, start - 2**16))
    end = data[start : start + 22] if start >= 0 else b""
    if len(end) < 22:
        return 0  # no zip: opening it says so
    if data[max(0, start - 20) : start].startswith(b"PK\6\7"):  # the list is in a larger form
        return _DIRECTORY_SIZE + 1
    return int(struct.unpack("<L", end[12:16])[0])


def _unseen(member: zipfile.ZipInfo) -> bool:
    """Files that no person packed: `..` begins with a point too, but is refused by name."""
    return bool(_UNSEEN.search(member.filename)) and ".." not in member.filename


def _told_name(member: zipfile.ZipInfo) -> str:
    """The name as the person wrote it; a Mac writes UTF-8 and does not say so."""
    name = member.filename
    if not member.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return _told(name)


def _told(name: str) -> str:
    """A name of which everything is seen: no control characters, nothing that turns it round."""
    name = unicodedata.normalize("NFC", name)
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name
    )


def _suffix(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def _safe_stem(name: str) -> str:
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    stem = last.removesuffix(_suffix(last)) if _suffix(last) in SUFFIXES else last
    stem = re.sub(r"\W+|_+", "-", stem).strip("-")
    stem = stem.encode()[: 2 * _NAME_LENGTH].decode(errors="ignore")[:_NAME_LENGTH].strip("-")
    return f"{stem}-" if _RESERVED.fullmatch(stem) else stem or "article"


def _megabytes(size: int) -> str:
    return f"{size // 2**20} MB"
