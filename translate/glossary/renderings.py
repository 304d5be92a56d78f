"""From a pair to the glossary: a rendering that one likes there becomes that of the term.

Pure functions; files are `translate.glossary.file`'s.
"""

from __future__ import annotations

from dataclasses import replace

from visavis.translate.glossary.rows import read_row
from visavis.translate.glossary.terms import Glossary, GlossaryError, Term, source_key


def prefer(glossary: Glossary, source: str, target: str) -> tuple[Glossary, Term]:
    """The glossary in which `target` is the first rendering of `source`, and its row there.

    The row that has the source already keeps its other renderings behind the new one; else a row is
    added at the end. Raises `GlossaryError` when source or target cannot stand in a row.
    """
    last = glossary.terms[-1].row if glossary.terms else 1
    wanted, problems = read_row(last + 1, ("source", "target"), (source, target))
    if problems:
        raise GlossaryError(problems)
    rows = [term for term in glossary.terms if term.status == "preferred" and _same(term, wanted)]
    if not rows:
        return replace(glossary, terms=(*glossary.terms, wanted), file_digest=None), wanted
    # Rows that share a source must agree, so all of them get it.
    changed = {
        row: replace(
            row,
            targets=(*wanted.targets, *(t for t in row.targets if t not in wanted.targets)),
        )
        for row in rows
    }
    terms = tuple(changed.get(term, term) for term in glossary.terms)
    return replace(glossary, terms=terms, file_digest=None), changed[rows[0]]


def rows_for(glossary: Glossary, source: str) -> tuple[Term, ...]:
    """Every row of a glossary that has this source, in the file's order."""
    wanted = Term(0, (source,), (source,))
    return tuple(term for term in glossary.terms if _same(term, wanted))


def _same(term: Term, other: Term) -> bool:
    """Whether two rows speak of the same French words."""
    keys = {source_key(source, term.case_sensitive) for source in other.sources}
    return not keys.isdisjoint(term.keys)
