"""Sentences in which a person accepted that a glossary term means something else.

They stand in a CSV file beside the glossary (`glossary.csv`: `glossary.exceptions.csv`), one
sentence a row, and are never forced to say the term again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from visavis.corpus.atomic import write_atomically
from visavis.translate.glossary.terms import GlossaryError

_HEADER = ["term", "sentence"]

_Exceptions = frozenset[tuple[str, str]]


def exceptions_path(glossary: Path) -> Path:
    """Where the exceptions of a glossary file stand."""
    return glossary.with_name(f"{glossary.stem}.exceptions.csv")


def load_exceptions(glossary: Path) -> frozenset[tuple[str, str]]:
    """Pairs of a term (its main source) and a sentence; none when there is no file.

    Raises `GlossaryError` naming the file and the row.
    """
    path = exceptions_path(glossary)
    if not path.exists():
        return frozenset()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GlossaryError([f"{path}: cannot be read ({error}); save it as UTF-8 CSV"]) from error
    if rows and rows[0] != _HEADER:
        raise GlossaryError([f"{path}: the first line must be term,sentence"])
    problems = [
        f"{path}, row {number}: needs a term and a sentence"
        for number, row in enumerate(rows[1:], start=2)
        if row and (len(row) != 2 or not all(row))
    ]
    if problems:
        raise GlossaryError(problems)
    return frozenset((row[0], row[1]) for row in rows[1:] if row)


def add_exception(glossary: Path, term: str, sentence: str) -> None:
    """Accept, once and for all, that `term` means something else in `sentence`."""
    _change(glossary, lambda known: known | {(term, sentence)})


def remove_exception(glossary: Path, term: str, sentence: str) -> None:
    """Take back that `term` means something else in `sentence`."""
    _change(glossary, lambda known: known - {(term, sentence)})


def _change(glossary: Path, change: Callable[[_Exceptions], _Exceptions]) -> None:
    path = exceptions_path(glossary)
    with FileLock(path.with_name(f".{path.name}.lock")):
        rows = sorted(change(load_exceptions(glossary)))
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([_HEADER, *rows])
        write_atomically(path, text.getvalue())
