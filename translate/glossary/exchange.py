"""Glossaries from other programs and for them: CSV, TSV and TBX.

A cell that a spreadsheet would take for a formula is made text on the way out, and itself again on
the way in.
"""

from __future__ import annotations

import re
from typing import Literal, get_args

from visavis.corpus.decoding import decode
from visavis.corpus.errors import ArticleError
from visavis.translate.glossary.file import read_table, write_table
from visavis.translate.glossary.importing import Incoming, Remark
from visavis.translate.glossary.rows import read_columns, read_row
from visavis.translate.glossary.tbx import MAX_BYTES, MAX_ENTRIES, read_tbx, write_tbx
from visavis.translate.glossary.terms import Glossary, GlossaryError, Term

Format = Literal["csv", "tsv", "tbx"]
FORMATS: tuple[Format, ...] = get_args(Format)

# What begins a formula (OWASP, "CSV Injection"), full-width forms included, blanks before it or
# not; and what we put before it.
_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]|'*[\t\r\n]")
_NEUTRAL = "'"


def read_glossary_file(data: bytes, name: str) -> Incoming:
    """The entries of a glossary of any program, in any encoding; bad rows are skipped, and named.

    `name` tells TBX from tables, where the content does not. Raises `GlossaryError` when the file
    is no glossary at all, or too large.
    """
    if len(data) > MAX_BYTES:
        raise GlossaryError([f"{name}: larger than {MAX_BYTES >> 20} MB; divide it"])
    if name.lower().endswith((".tbx", ".xml")) or re.match(rb"[\xef\xbb\xbf\s]*<", data):
        return read_tbx(data, name)
    try:
        text = decode(data, name)
    except ArticleError as error:
        raise GlossaryError([f"{name}: no table of terms; export it as CSV, TSV or TBX"]) from error
    header, rows = read_table(text, name)
    if len(rows) > MAX_ENTRIES:
        raise GlossaryError([f"{name}: {len(rows)} rows, {MAX_ENTRIES} at most; divide it"])
    columns = read_columns([revived(cell) for cell in header], name)
    terms: list[tuple[str, Term]] = []
    skipped: list[Remark] = []
    for line, cells in rows:
        term, problems = read_row(line, columns, [revived(cell) for cell in cells])
        if problems:
            what = next((cell.strip() for cell in cells if cell.strip()), "")
            skipped.append(Remark(f"row {line}", what, "; ".join(problems)))
        else:
            terms.append((f"row {line}", term))
    return Incoming(tuple(terms), tuple(skipped))


def write_glossary_file(glossary: Glossary, form: Format, title: str = "glossary") -> bytes:
    """The glossary as a file for other programs; tables begin with a byte order mark, for Excel."""
    if form == "tbx":
        return write_tbx(glossary, title)
    delimiter = "," if form == "csv" else "\t"
    return write_table(glossary, delimiter, neutral, complete=True).encode("utf-8-sig")


def neutral(cell: str) -> str:
    """The cell as no spreadsheet takes it for a formula: with an apostrophe before it."""
    return _NEUTRAL + cell if _FORMULA.match(cell) else cell


def revived(cell: str) -> str:
    """The cell that `neutral` was given."""
    rest = cell.removeprefix(_NEUTRAL)
    return rest if _FORMULA.match(rest) else cell
