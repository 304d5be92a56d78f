"""Two people changed one glossary: the rows of both, and those that only a person can decide.

A three-way merge by row: a row is known by its main source and its status, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from visavis.translate.glossary.terms import Glossary, Term

Side = Literal["mine", "theirs"]
_Name = tuple[str, str, int]


@dataclass(frozen=True)
class Conflict:
    """A row that both changed, each in another way; None where it is not, or no longer, there."""

    base: Term | None
    mine: Term | None
    theirs: Term | None


@dataclass(frozen=True)
class Merge:
    """What came of two versions of a glossary; `conflicts` are in the order of the rows."""

    conflicts: tuple[Conflict, ...]
    _rows: tuple[Term | Conflict, ...]
    _theirs: Glossary
    _columns: tuple[str, ...]

    def resolved(self, choices: Sequence[Side]) -> Glossary:
        """The merged glossary, with a choice for each conflict, in their order.

        The rows are numbered anew; they may contradict each other, as any two rows may.
        """
        chosen = dict(zip(map(id, self.conflicts), choices, strict=True))
        rows = (
            (row.mine if chosen[id(row)] == "mine" else row.theirs)
            if isinstance(row, Conflict)
            else row
            for row in self._rows
        )
        terms = (replace(row, row=number) for number, row in enumerate(filter(None, rows), 2))
        return replace(self._theirs, terms=tuple(terms), columns=self._columns)


def merge(base: Glossary, mine: Glossary, theirs: Glossary) -> Merge:
    """What became of `base` in two hands: what one changed is taken, what both did is a conflict.

    Rows keep their order in `theirs`; what is only in `mine` comes after them.
    """
    before, own, other = _named(base), _named(mine), _named(theirs)
    rows: list[Term | Conflict] = []
    for name in dict.fromkeys((*other, *own)):
        was, here, there = before.get(name), own.get(name), other.get(name)
        if _same(here, there) or _same(here, was):
            row: Term | Conflict | None = there
        elif _same(there, was):
            row = here
        else:
            row = Conflict(was, here, there)
        if row is not None:
            rows.append(row)
    columns = tuple(dict.fromkeys((*theirs.columns, *mine.columns)))
    conflicts = tuple(row for row in rows if isinstance(row, Conflict))
    return Merge(conflicts, tuple(rows), theirs, columns)


def _named(glossary: Glossary) -> dict[_Name, Term]:
    rows: dict[_Name, Term] = {}
    for term in glossary.terms:
        number = 0
        while (name := (term.keys[0], term.status, number)) in rows:
            number += 1
        rows[name] = term
    return rows


def _same(one: Term | None, other: Term | None) -> bool:
    """Whether two rows say the same; columns that are empty in one may be missing in the other."""
    return _cells(one) == _cells(other)


def _cells(term: Term | None) -> Term | None:
    extra = tuple(sorted(cell for cell in term.extra if cell[1])) if term else ()
    return replace(term, row=0, extra=extra) if term else None
