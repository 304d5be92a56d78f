"""From cells to terms: headers in other conventions, and every check that a row must pass.

Knows nothing of files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import cast

from visavis.translate.bilingual.markers import MARKERS
from visavis.translate.glossary.terms import GAP, Glossary, GlossaryError, Status, Term

COLUMNS = ("source", "target", "status", "keep", "case_sensitive", "pos", "domain", "note")
"""Our own columns, in the order in which a new file gets them."""

MAX_BYTES = 1024

Row = tuple[int, Sequence[str]]
"""A line number and the cells of the row that begins there."""

_HEADERS = {
    alias: column
    for column, aliases in {
        "source": "source|src|fr|fr fr|fra|fre|français|francais|french|terme|terme source|"
        "terme français|source term|langue source",
        "target": "target|tgt|en|en us|en gb|eng|anglais|english|traduction|translation|cible|"
        "terme cible|terme anglais|target term|langue cible",
        "status": "status|statut",
        "keep": "keep|garder|conserver|do not translate|dnt|ne pas traduire",
        "case_sensitive": "case sensitive|casse|sensible à la casse",
        "pos": "pos|part of speech|catégorie grammaticale|nature",
        "domain": "domain|domaine|subject",
        "note": "note|notes|comment|comments|commentaire|commentaires|remarque|remarques",
    }.items()
    for alias in aliases.split("|")
}
_STATUS = {
    alias: status
    for status, aliases in {
        "preferred": "|preferred|préféré|privilégié",
        "admitted": "admitted|admis|toléré|accepted",
        "forbidden": "forbidden|interdit|proscrit|deprecated",
    }.items()
    for alias in aliases.split("|")
}
_YES = {"yes", "y", "true", "1", "x", "oui", "vrai"}
_NO = {"", "no", "n", "false", "0", "non", "faux"}


@lru_cache
def known_column(header: str) -> str | None:
    """Our name of a column, whatever its header's language; None for a column of the user's."""
    return _HEADERS.get(" ".join(header.casefold().replace("_", " ").replace("-", " ").split()))


def read_rows(header: Sequence[str], rows: Iterable[Row], name: str) -> Glossary:
    """The glossary of these rows; `name` is what error messages call the file.

    Raises `GlossaryError` with a line for each bad row, naming it and the remedy.
    """
    columns = read_columns(header, name)
    problems: list[tuple[int, str]] = []
    terms: list[Term] = []
    for row, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        term, found = read_row(row, columns, cells)
        problems.extend((row, problem) for problem in found)
        if not found:
            terms.append(term)
    problems.extend(_contradictions(terms))
    if problems:
        raise GlossaryError([f"{name}, row {row}: {text}" for row, text in sorted(problems)])
    return Glossary(tuple(terms), tuple(columns))


def write_row(term: Term, columns: Sequence[str], *, complete: bool = False) -> list[str]:
    """The cells of a term under these headers; read again, they give the same term.

    A row that is kept needs no target, and has one only when `complete`.
    """
    implied = term.keep and term.targets == term.sources[:1] and not complete
    cells = {
        "source": "|".join(term.sources),
        "target": "" if implied else "|".join(term.targets),
        "status": term.status if term.status != "preferred" else "",
        "keep": "yes" if term.keep else "",
        "case_sensitive": "yes" if term.case_sensitive else "",
        "pos": term.pos,
        "domain": term.domain,
        "note": term.note,
    }
    extra = dict(term.extra)
    return [cells.get(known_column(header) or "", extra.get(header, "")) for header in columns]


def read_columns(header: Sequence[str], name: str) -> list[str]:
    """The headers of a table that can be a glossary; raises `GlossaryError` when it cannot."""
    columns = [cell.strip() for cell in header]
    while columns and not columns[-1]:
        columns.pop()
    problems = []
    names = [known_column(column) or column for column in columns]
    for position, column in enumerate(names, 1):
        if not column:
            problems.append(f"column {position} has no header; name it or delete it")
        elif names.index(column) != position - 1:
            twin = columns[names.index(column)]
            problems.append(
                f"{quote(twin)} and {quote(columns[position - 1])} are both the {column} column; "
                "rename or delete one of them"
            )
    for column, example in (("source", "fr"), ("target", "en")):
        if column not in names:
            problems.append(f"there is no {column} column; head one `{column}` or `{example}`")
    if problems:
        raise GlossaryError([f"{name}: {problem}" for problem in problems])
    return columns


def read_row(row: int, columns: Sequence[str], cells: Sequence[str]) -> tuple[Term, list[str]]:
    """The term of a row and what is wrong with it; with a problem, the term is not to be used."""
    problems = []
    if any(cell.strip() for cell in cells[len(columns) :]):
        problems.append(
            f"it has {len(cells)} cells, the header {len(columns)}; put quotation marks around "
            "the cell that holds the delimiter"
        )
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    lines = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in padded]
    values = dict.fromkeys(COLUMNS, "")
    extra = []
    for header, cell in zip(columns, lines, strict=False):
        column = known_column(header)
        if column:
            values[column] = cell.strip()
        else:
            extra.append((header, cell))
        if column not in ("source", "target"):
            problems += _invisible(cell.replace("\n", "").replace("\t", ""), header)
    sources, targets = _variants(values["source"]), _variants(values["target"])
    status = _STATUS.get(values["status"].casefold())
    if status is None:
        problems.append(
            f"the status {quote(values['status'])} is unknown; write preferred, admitted or "
            "forbidden, or nothing"
        )
    for column in ("keep", "case_sensitive"):
        if values[column].casefold() not in _YES | _NO:
            problems.append(f"{column} is {quote(values[column])}; write yes or nothing")
    keep = values["keep"].casefold() in _YES
    if keep and not targets:
        targets = sources[:1]
    term = Term(
        row=row,
        sources=sources,
        targets=targets,
        status=cast(Status, status or "preferred"),
        keep=keep,
        case_sensitive=values["case_sensitive"].casefold() in _YES,
        pos=values["pos"],
        domain=values["domain"],
        note=values["note"],
        extra=tuple(extra),
    )
    return term, problems + _term_problems(term)


def _term_problems(term: Term) -> list[str]:
    if not term.sources:
        return ["the source is empty; write the French term, or delete the row"]
    main = term.sources[0]
    problems = []
    if not term.targets:
        problems.append(f"{quote(main)} has no target; write the English, or yes under keep")
    if term.keep and term.status == "forbidden":
        problems.append(f"{quote(main)} is kept and forbidden at once; empty one of the two")
    if term.keep and not set(term.targets) <= set(term.sources):
        problems.append(f"{quote(main)} is kept, yet has another target; empty the target or keep")
    for side, texts in (("source", term.sources), ("target", term.targets)):
        for text in texts:
            problems += _invisible(text, side)
            problems += [
                f"{char} in the {side} {quote(text)} is reserved; delete it"
                for char in MARKERS
                if char in text
            ]
            if len(text.encode(errors="replace")) > MAX_BYTES:
                problems.append(f"the {side} {quote(text)} is too long; {MAX_BYTES} bytes at most")
            if not any(char.isalnum() for char in text):
                problems.append(f"the {side} {quote(text)} has no letter or digit; write a word")
            parts = text.split(GAP)
            if len(parts) > 2 or not all(part.strip() for part in parts):
                problems.append(f"{quote(text)}: one {GAP} at most, with words on both sides")
    if any(GAP in target for target in term.targets) and not (
        term.verb or all(GAP in source for source in term.sources)
    ):
        problems.append(f"the target has a gap ({GAP}) and the source has none; delete it")
    return problems


def _contradictions(terms: Iterable[Term]) -> list[tuple[int, str]]:
    """Two preferred rows for one source, or English both right and forbidden for it."""
    problems = []
    preferred: dict[str, Term] = {}
    accepted: dict[tuple[str, str], Term] = {}
    forbidden: dict[tuple[str, str], Term] = {}
    for term in terms:
        for source, key in zip(term.sources, term.keys, strict=True):
            if term.status == "preferred":
                first = preferred.setdefault(key, term)
                if first.targets != term.targets:
                    problems.append(
                        (
                            term.row,
                            f"{quote(source)} is in row {first.row} too, as "
                            f"{quote(first.targets[0])}, here as {quote(term.targets[0])}; delete "
                            "one of the rows, or mark it admitted or forbidden",
                        )
                    )
            own, other = (
                (forbidden, accepted) if term.status == "forbidden" else (accepted, forbidden)
            )
            for target in term.targets:
                english = (key, target.casefold())
                own.setdefault(english, term)
                if english in other:
                    problems.append(
                        (
                            term.row,
                            f"{quote(target)} for {quote(source)} is both right and forbidden, see "
                            f"row {other[english].row}; take it out of one of the two rows",
                        )
                    )
    return problems


def _variants(cell: str) -> tuple[str, ...]:
    parts = (part.strip() for part in unicodedata.normalize("NFC", cell).split("|"))
    # Runs of blanks become one, but a tab or a line break stays, to be reported.
    return tuple(
        re.sub("[ \u00a0\u202f]+", " ", part).replace("...", GAP) for part in parts if part
    )


def _invisible(text: str, column: str) -> list[str]:
    if text.isprintable():
        return []
    bad = sorted({c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")})
    if not bad:
        return []
    codes = ", ".join(f"U+{ord(char):04X}" for char in bad)
    return [f"control or invisible characters in {column} ({codes}); type the cell again"]


def quote(text: str) -> str:
    """A cell as messages show it: in quotation marks, on one line, no longer than a few words."""
    clean = "".join(char if char.isprintable() else "·" for char in text)
    return f"“{clean if len(clean) <= 60 else clean[:59] + '…'}”"
