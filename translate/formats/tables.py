"""Pairs as the rows of a table, and such tables as CSV for spreadsheets.

One row for each pair, with all that a person sorts and counts by; word alignments are left to JSON.
Texts are data: a spreadsheet never takes one for a formula.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, get_args

from visavis.corpus.errors import VisavisError
from visavis.translate.bilingual.pairs import BilingualArticle, Flag, Provenance, TermUse


class TableError(VisavisError):
    """A table that cannot be read: damaged, or of other columns than ours."""


@dataclass(frozen=True)
class Row:
    """A pair and where it stands: its article's title, and its place in it, counted from 1."""

    article: str
    block: int
    segment: int
    source: str
    target: str
    provenance: Provenance
    score: float | None
    flags: tuple[Flag, ...]
    terms: tuple[TermUse, ...]


COLUMNS = tuple(field.name for field in fields(Row))

# What makes a spreadsheet compute a cell, the wide forms of East Asian keyboards included.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def rows_of(article: BilingualArticle) -> Iterator[Row]:
    """The pairs of an article, in order."""
    for block, (_, pairs) in enumerate(article.blocks, start=1):
        for segment, pair in enumerate(pairs, start=1):
            yield Row(
                article.article.title,
                block,
                segment,
                pair.source,
                pair.target,
                pair.provenance,
                pair.score,
                pair.flags,
                pair.terms,
            )


def to_csv(rows: Iterable[Row]) -> bytes:
    """The rows as CSV in UTF-8 with a mark, by which spreadsheets know it; terms are JSON.

    A text that a spreadsheet would compute gets a `'` in front, which `read_csv` takes away.
    """
    file = io.StringIO(newline="")
    table = csv.writer(file)
    table.writerow(COLUMNS)
    for row in rows:
        cells = asdict(row) | {
            "article": _disarmed(row.article),
            "source": _disarmed(row.source),
            "target": _disarmed(row.target),
            "flags": " ".join(row.flags),
            "terms": json.dumps([asdict(use) for use in row.terms], ensure_ascii=False)
            if row.terms
            else "",
        }
        table.writerow(cells.values())
    return file.getvalue().encode("utf-8-sig")


def read_csv(path: Path) -> Iterator[Row]:
    """The rows that `to_csv` wrote; raises `TableError`, naming the file and the line."""
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, strict=True)
            if missing := set(COLUMNS) - set(table.fieldnames or ()):
                raise TableError(
                    f"{path} has no column {', '.join(sorted(missing))}; "
                    "export the article again as CSV, with commas"
                )
            for cells in table:
                line = table.line_num
                terms = json.loads(cells["terms"] or "[]")
                yield row_of(
                    cells
                    | {
                        "article": _armed(cells["article"]),
                        "block": int(cells["block"]),
                        "segment": int(cells["segment"]),
                        "source": _armed(cells["source"]),
                        "target": _armed(cells["target"]),
                        "score": float(cells["score"]) if cells["score"] else None,
                        "flags": cells["flags"].split(),
                        "terms": terms,
                    }
                )
    except (csv.Error, ValueError, TypeError, KeyError, AttributeError) as error:
        raise TableError(
            f"{path}, line {line}: not a row of pairs ({error}); mend it or export it again"
        ) from error
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}; check the name") from error


def row_of(cells: Mapping[str, Any]) -> Row:
    """The row of these cells; raises `KeyError`, `TypeError` or `ValueError` for others."""
    if cells["provenance"] not in get_args(Provenance):
        raise ValueError(f"no provenance is called {cells['provenance']!r}")
    if odd := set(cells["flags"]) - set(get_args(Flag)):
        raise ValueError(f"no flag is called {', '.join(sorted(odd))}")
    terms = tuple(
        TermUse(
            **use
            | {
                "source": tuple(use["source"]),
                "target": use["target"] and tuple(use["target"]),
            }
        )
        for use in cells["terms"]
    )
    return Row(
        **{name: cells[name] for name in COLUMNS} | {"flags": tuple(cells["flags"]), "terms": terms}
    )


def _disarmed(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _armed(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
