"""The data model of a glossary: terms, one for each row, and what belongs together among them.

Reading and writing is `translate.glossary.file`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from visavis.corpus.errors import VisavisError
from visavis.translate.language.lemmas import is_acronym, tokenize
from visavis.translate.lexicon.french import digest as lexicon_digest

Status = Literal["preferred", "admitted", "forbidden"]

GAP = "…"
"""In a source or a target, stands for a few words between: `lever … millions`."""


class GlossaryError(VisavisError):
    """A glossary that cannot be used; the message has one line for each problem."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class GlossaryConflict(GlossaryError):
    """The file on disk is not the one that was loaded; nothing was overwritten."""


@dataclass(frozen=True)
class Term:
    """One row of the glossary.

    `row` is the line of the file on which it begins (the header is line 1); `sources` are French
    variants and `targets` English renderings, the first of each the main one, none of them empty.
    In a `forbidden` row the targets must not render the source; in a `keep` row the source form
    stays as it is. `extra` holds the columns that we do not know, as (header, cell).
    """

    row: int
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    status: Status = "preferred"
    keep: bool = False
    case_sensitive: bool = False
    pos: str = ""
    domain: str = ""
    note: str = ""
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def verb(self) -> bool:
        """Whether the first word of the sources is a verb, matched in all its forms."""
        return self.kind == "verb"

    @property
    def kind(self) -> Literal["noun", "adj", "verb", ""]:
        """What its part of speech is for us, however the row has it; empty when it has none."""
        pos = self.pos.casefold().rstrip(".")
        if pos in ("verb", "verbe", "v", "vb"):
            return "verb"
        return (
            "adj"
            if pos.startswith("adj")
            else "noun"
            if pos in ("noun", "nom", "n", "substantif")
            else ""
        )

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """One key for each source; rows that share a key speak of the same French words."""
        return tuple(source_key(source, self.case_sensitive) for source in self.sources)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of what can change a translation: not the row number, nor the notes."""
        fields = (
            self.sources,
            self.targets,
            self.status,
            self.keep,
            self.case_sensitive,
            self.kind,
        )
        return hashlib.sha256(json.dumps(fields).encode()).hexdigest()


@dataclass(frozen=True)
class Glossary:
    """The rows of a glossary in the file's order, and the headers of its columns as written.

    `exceptions` are pairs of a main source and a sentence in which it means something else.
    `file_digest` is the SHA-256 (hex) of the file's bytes when it was loaded, None for a glossary
    that was not read from a file; it takes no part in comparisons.
    """

    terms: tuple[Term, ...]
    columns: tuple[str, ...] = ("source", "target")
    exceptions: frozenset[tuple[str, str]] = frozenset()
    file_digest: str | None = field(default=None, compare=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of all that can change a bilingual article made with this glossary.

        Row numbers belong to it, for each term use names its row; notes, domains and columns that
        we do not know do not. So does the lexicon, which decides what forms of a term are found.
        """
        rows = [f"{term.row} {term.digest}" for term in self.terms]
        rows += (json.dumps(exception) for exception in sorted(self.exceptions))
        if rows:
            rows.append(lexicon_digest())
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()

    def related(self, term: Term) -> tuple[Term, ...]:
        """All rows that share a source with `term`, itself included, in the file's order."""
        rows = {other for key in term.keys for other in self._by_key.get(key, ())}
        return tuple(sorted(rows, key=lambda other: other.row))

    def accepted(self, term: Term) -> tuple[str, ...]:
        """Every rendering that is right for the term's sources, the preferred ones first."""
        related = self.related(term)
        ranked = [
            other
            for status in ("preferred", "admitted")
            for other in related
            if other.status == status
        ]
        return tuple(dict.fromkeys(target for other in ranked for target in other.targets))

    def admitted(self, term: Term) -> tuple[str, ...]:
        """Every rendering in rows that say that it is admitted."""
        rows = (other for other in self.related(term) if other.status == "admitted")
        return tuple(target for row in rows for target in row.targets)

    def forbidden(self, term: Term) -> tuple[str, ...]:
        """Every rendering that must not stand for the term's sources."""
        rows = (other for other in self.related(term) if other.status == "forbidden")
        return tuple(dict.fromkeys(target for other in rows for target in other.targets))

    @cached_property
    def _by_key(self) -> dict[str, list[Term]]:
        groups: dict[str, list[Term]] = {}
        for term in self.terms:
            for key in term.keys:
                groups.setdefault(key, []).append(term)
        return groups


EMPTY = Glossary(())
"""A glossary without rows."""


def source_key(source: str, case_sensitive: bool = False) -> str:
    """A source without differences that never matter: case (but of acronyms), hyphen or space,
    kind of apostrophe."""
    return " ".join(
        token.text if case_sensitive or is_acronym(token.text) else token.text.lower()
        for token in tokenize(source)
    )
