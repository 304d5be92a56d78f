"""Taking the rows of another glossary into one's own, with an account of each.

What is new is taken, what is there already is said to be, what contradicts is skipped with the
reason unless a person asked for something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, get_args

from visavis.translate.glossary.rows import quote
from visavis.translate.glossary.terms import Glossary, Term

Clash = Literal["skip", "replace", "variant"]
"""What becomes of other English for a source that has a row: it is left out, it comes in place of
the row's, or it is accepted beside it."""
CLASHES: tuple[Clash, ...] = get_args(Clash)


@dataclass(frozen=True)
class Remark:
    """What is said of one entry: where in the file it stands, its term, and why."""

    where: str
    what: str
    why: str

    def __str__(self) -> str:
        return (
            f"{self.where}, {quote(self.what)}: {self.why}"
            if self.what
            else (f"{self.where}: {self.why}")
        )


@dataclass(frozen=True)
class Incoming:
    """The valid entries of a file, each with its place there, and what could not be one.

    `left_out` counts the kinds of information that a glossary has no column for.
    """

    terms: tuple[tuple[str, Term], ...]
    skipped: tuple[Remark, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Imported:
    """A glossary after an import, and the account of it.

    `taken` are new rows, `changed` are rows of the glossary that were replaced or widened;
    `there` are entries that were in it already, `skipped` those that were not taken.
    """

    glossary: Glossary
    taken: tuple[Term, ...]
    changed: tuple[Term, ...]
    there: tuple[Remark, ...]
    skipped: tuple[Remark, ...]
    left_out: tuple[tuple[str, int], ...]

    def lines(self) -> Iterator[str]:
        """The account in a person's words, the sum first, then what was skipped and why."""
        numbers = ((self.taken, "taken"), (self.changed, "changed"), (self.there, "there already"))
        sums = (f"{len(r)} {name}" for r, name in (*numbers, (self.skipped, "skipped")) if r)
        yield ", ".join(sums) or "nothing in it"
        yield from (f"skipped: {remark}" for remark in self.skipped)
        yield from (f"there already: {remark}" for remark in self.there)
        for kind, count in self.left_out:
            yield f"left out: {kind} ({count} times), for which a glossary has no column"


def take(base: Glossary, incoming: Incoming, clash: Clash = "skip") -> Imported:
    """The glossary with the entries of a file; time grows with the two, not with their product.

    New rows come after the others and are numbered on from the last.
    """
    rows = _Rows(base.terms)
    for where, term in incoming.terms:
        rows.take(where, term, clash)
    columns = dict.fromkeys(base.columns)
    for _, term in incoming.terms:
        columns |= dict.fromkeys(header for header, _ in term.extra)
    return Imported(
        replace(base, terms=tuple(rows), columns=tuple(columns)),
        tuple(rows.now(rows.taken)),
        tuple(rows.now(rows.changed - rows.taken)),
        tuple(rows.there),
        (*incoming.skipped, *rows.skipped),
        incoming.left_out,
    )


class _Rows:
    """Rows that can be found by their sources; a row that was replaced leaves its place empty."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.rows: list[Term | None] = []
        self.by_key: dict[str, list[int]] = {}
        self.taken: set[int] = set()
        self.changed: set[int] = set()
        self.there: list[Remark] = []
        self.skipped: list[Remark] = []
        self.last = 1
        for term in terms:
            self._put(len(self.rows), term)

    def __iter__(self) -> Iterator[Term]:
        return (term for term in self.rows if term)

    def now(self, places: set[int]) -> Iterator[Term]:
        """The rows at these places, in order."""
        return (term for place in sorted(places) if (term := self.rows[place]))

    def take(self, where: str, term: Term, clash: Clash) -> None:
        """Take an entry, or say why not."""
        related = self._related(term)
        right = {
            t.casefold(): row for row in related if row.status != "forbidden" for t in row.targets
        }
        wrong = {
            t.casefold(): row for row in related if row.status == "forbidden" for t in row.targets
        }
        said, contradicted = (wrong, right) if term.status == "forbidden" else (right, wrong)
        for target in term.targets:
            if row := contradicted.get(target.casefold()):
                is_now = "accepted" if term.status == "forbidden" else "forbidden"
                why = f"row {row.row} has {quote(target)} as {is_now}; change that row first"
                return self.skipped.append(Remark(where, term.sources[0], why))
        same = [p for p in self._places(term) if self._at(p).status == term.status]
        keyed = {key for place in same for key in self._at(place).keys}
        sources = tuple(
            source for source, key in zip(term.sources, term.keys, strict=True) if key not in keyed
        )
        targets = tuple(target for target in term.targets if target.casefold() not in said)
        if not same:
            self._add(term)
        elif not sources and not targets:
            why = f"row {self._at(same[0]).row} says so"
            self.there.append(Remark(where, term.sources[0], why))
        elif term.status != "preferred":
            self._add(term)
        elif not targets:
            self._widen(same, term, sources)
        elif clash == "replace":
            self._replace(same, term)
        elif clash == "variant":
            self._accept(same, term, sources, targets)
        else:
            row = self._at(same[0])
            why = (
                f"row {row.row} has {quote(row.targets[0])}, here it is "
                f"{quote(targets[0])}; import with “replace” or “variant” to take it"
            )
            self.skipped.append(Remark(where, term.sources[0], why))

    def _widen(self, same: list[int], term: Term, sources: tuple[str, ...]) -> None:
        """More French for the same English."""
        row = self._at(same[0])
        if len(same) == 1 and row.targets[0].casefold() == term.targets[0].casefold():
            self._put(same[0], replace(row, sources=row.sources + sources))
            self.changed.add(same[0])
        else:
            self._add(replace(term, sources=sources))

    def _replace(self, same: list[int], term: Term) -> None:
        """The entry in the place of all rows for its sources; what else these were for stays."""
        place = None
        for at in same:
            row = self._at(at)
            rest = tuple(
                s for s, key in zip(row.sources, row.keys, strict=True) if key not in term.keys
            )
            for key in row.keys:
                self.by_key[key].remove(at)
            self.rows[at] = None
            if rest:
                self._put(at, replace(row, sources=rest))
                self.changed.add(at)
            elif place is None:
                place = at
                term = replace(term, row=row.row)
        if place is None:
            self._add(term)
        else:
            self._put(place, term)
            self.changed.add(place)

    def _accept(
        self, same: list[int], term: Term, sources: tuple[str, ...], targets: tuple[str, ...]
    ) -> None:
        """More English for the same French; where a row has other French too, in a row apart."""
        row = self._at(same[0])
        if len(same) == 1 and set(row.keys) <= set(term.keys) and not row.keep:
            wider = replace(row, sources=row.sources + sources, targets=row.targets + targets)
            self._put(same[0], wider)
            self.changed.add(same[0])
            return
        clashing = tuple(source for source in term.sources if source not in sources)
        self._add(replace(term, sources=clashing, targets=targets, status="admitted", keep=False))
        if sources:
            self._add(replace(term, sources=sources))

    def _add(self, term: Term) -> None:
        self.taken.add(len(self.rows))
        self._put(len(self.rows), replace(term, row=self.last + 1))

    def _put(self, place: int, term: Term) -> None:
        if place == len(self.rows):
            self.rows.append(None)
        self.rows[place] = term
        self.last = max(self.last, term.row)
        for key in term.keys:
            places = self.by_key.setdefault(key, [])
            if place not in places:
                places.append(place)

    def _at(self, place: int) -> Term:
        term = self.rows[place]
        assert term is not None  # a row that was removed is under no key
        return term

    def _places(self, term: Term) -> list[int]:
        return sorted({place for key in term.keys for place in self.by_key.get(key, ())})

    def _related(self, term: Term) -> list[Term]:
        return [self._at(place) for place in self._places(term)]
