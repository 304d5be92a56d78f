"""Reading and writing a glossary file, and the table that a person edits.

The file is data: cells stay as they are (a formula is a word like another), and columns that we do
not know survive.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

from visavis.corpus.atomic import write_atomically
from visavis.corpus.extras import needs
from visavis.translate.glossary.excepted_sentences import load_exceptions
from visavis.translate.glossary.lint import LintWarning, lint
from visavis.translate.glossary.rows import COLUMNS, Row, known_column, read_rows, write_row
from visavis.translate.glossary.terms import EMPTY, Glossary, GlossaryConflict, GlossaryError, Term

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "EMPTY",
    "Glossary",
    "GlossaryConflict",
    "GlossaryError",
    "LintWarning",
    "Term",
    "from_frame",
    "lint",
    "load_glossary",
    "parse_glossary",
    "save_glossary",
    "to_frame",
]

_DELIMITERS = ("\t", ";", ",")
_BOM = "\ufeff"
_LOCK_SECONDS = 10


def load_glossary(path: Path | str) -> Glossary:
    """Read a glossary file: CSV in UTF-8, delimited by commas, semicolons or tabs.

    The sentences that a person excepted are read with it (`translate.glossary.excepted_sentences`).

    Raises `GlossaryError` when there is no such file, when it is empty or no UTF-8 text, and with
    a line for each bad row.
    """
    path = Path(path)
    data = _bytes(path)
    if data is None:
        raise GlossaryError([f"{path}: no such file; name an existing glossary"])
    glossary = parse_glossary(_decode(data, path), str(path))
    return replace(
        glossary,
        exceptions=load_exceptions(path),
        file_digest=hashlib.sha256(data).hexdigest(),
    )


def parse_glossary(text: str, name: str) -> Glossary:
    """Read the text of a glossary file; `name` is what error messages call it.

    Without any header that we know, two or three columns are taken for source, target and note, as
    OmegaT writes them, and lines that begin with `#` for comments. Raises `GlossaryError`.
    """
    return read_rows(*read_table(text, name), name)


def read_table(text: str, name: str) -> tuple[Sequence[str], list[Row]]:
    """The header of a glossary file's text, ours where it has none, and its rows, unchecked.

    Raises `GlossaryError` when it is no table with a source and a target.
    """
    text = text.removeprefix(_BOM)
    delimiter = _delimiter(text)
    try:
        rows = [
            (line, cells) for line, cells in _rows(text, delimiter) if any(map(str.strip, cells))
        ]
    except csv.Error as error:
        raise GlossaryError([f"{name}, {error}; close the quotation marks there"]) from error
    while rows and rows[0][1][0].startswith("#"):
        rows.pop(0)
    if not rows:
        raise GlossaryError([f"{name}: the file is empty; its first line is `source,target`"])
    header = rows[0][1]
    if any(map(known_column, header)):
        return header, rows[1:]
    width = len(header)
    if width in (2, 3):
        entries = [(line, cells) for line, cells in rows if not cells[0].startswith("#")]
        return ("source", "target", "note")[:width], entries
    raise GlossaryError([f"{name}: there is no target column; begin with a line `source,target`"])


def save_glossary(glossary: Glossary, path: Path, *, seen: str | None) -> str:
    """Replace a glossary file, atomically and one writer at a time; returns its new digest.

    `seen` is the `file_digest` of the glossary that was edited, None for a file that is not there
    yet. The delimiter and the byte order mark of the file are kept. Raises `GlossaryConflict` when
    the file on disk is another one than `seen`, `GlossaryError` when a row would not be read back,
    and `corpus.atomic.WriteError`; nothing is overwritten then.
    """
    path = path.resolve()
    try:
        with filelock.FileLock(path.with_name(f".{path.name}.lock"), timeout=_LOCK_SECONDS):
            data = _bytes(path)
            if (hashlib.sha256(data).hexdigest() if data is not None else None) != seen:
                raise GlossaryConflict(
                    [f"{path}: changed on disk since it was loaded; load it and edit it again"]
                )
            before = _decode(data, path) if data else ""
            text = write_table(glossary, _delimiter(before) if before else ",")
            parse_glossary(text, str(path))
            content = (_BOM * before.startswith(_BOM) + text).encode()
            write_atomically(path, content)
    except filelock.Timeout as error:
        raise GlossaryConflict(
            [f"{path}: another program is writing it; nothing was saved, try again"]
        ) from error
    except OSError as error:
        raise GlossaryError([f"{path}: cannot write there ({error.strerror})"]) from error
    return hashlib.sha256(content).hexdigest()


def to_frame(glossary: Glossary) -> pd.DataFrame:
    """The glossary as a table of strings: the file's columns in order, then those it lacks."""
    columns = [*glossary.columns, *_missing(glossary)]
    rows = [write_row(term, columns) for term in glossary.terms]
    with needs("tables", "The glossary as a DataFrame"):
        # A second of import that the command line can do without.
        import pandas as pd
    return pd.DataFrame(rows, columns=columns, dtype="string")


def from_frame(frame: pd.DataFrame) -> Glossary:
    """The glossary of an edited table, checked as a file is; empty rows are left out.

    Rows are numbered as in the file that it would be saved to. Raises `GlossaryError`.
    """
    filled = frame.astype("string").fillna("")
    rows: list[Row] = [
        (row, list(cells)) for row, cells in enumerate(filled.itertuples(index=False), start=2)
    ]
    return read_rows([str(column) for column in frame.columns], rows, "the table")


def _missing(glossary: Glossary) -> list[str]:
    present = set(map(known_column, glossary.columns))
    return [column for column in COLUMNS if column not in present]


def write_table(
    glossary: Glossary,
    delimiter: str,
    cell: Callable[[str], str] = lambda text: text,
    *,
    complete: bool = False,
) -> str:
    """The text of a glossary file, with the columns that are there or needed.

    Every cell, headers included, passes through `cell`; with `complete`, rows that are kept have a
    target.
    """
    used = {
        column
        for column in _missing(glossary)
        if any(write_row(term, [column]) != [""] for term in glossary.terms)
    }
    columns = [*glossary.columns, *(column for column in COLUMNS if column in used)]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    writer.writerow(map(cell, columns))
    writer.writerows(
        map(cell, write_row(term, columns, complete=complete)) for term in glossary.terms
    )
    return buffer.getvalue()


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GlossaryError([f"{path}: cannot be read ({error.strerror})"]) from error


def _decode(data: bytes, path: Path) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise GlossaryError(
            [
                f"{path}, line {line}: not UTF-8 text; save the file as “CSV UTF-8”, or take its "
                "rows into a glossary with `visavis glossary import`"
            ]
        ) from error
    if "\0" in text:
        raise GlossaryError([f"{path}: not a text file; save the glossary as “CSV UTF-8”"])
    return text


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise csv.Error(f"row {line}: {error}") from error


def _delimiter(text: str) -> str:
    """The delimiter under which the first rows look most like a glossary."""

    def likeness(delimiter: str) -> tuple[int, float]:
        widths: list[int] = []
        known = 0
        try:
            for _, cells in islice(_rows(text.removeprefix(_BOM), delimiter), 50):
                if not widths:
                    known = sum(1 for cell in cells if known_column(cell))
                widths.append(len(cells))
        except csv.Error:
            pass
        wide = [width for width in widths if width > 1]
        most = max(map(wide.count, wide), default=0)
        return known, most / max(1, len(widths))

    return max(_DELIMITERS, key=likeness)
