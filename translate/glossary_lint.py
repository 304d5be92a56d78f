"""Advice on a glossary that is valid: rows that may not match, or match more, than one expects.

Imports the other glossary modules of `translate`, reads no file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from translate.glossary_rows import quote
from translate.lemmas import is_acronym, is_known, is_verb, tokenize, verbs
from translate.term_keys import DETERMINERS, source_paths
from translate.terms import Glossary, Term

_LONGEST_TERM = 12


@dataclass(frozen=True)
class LintWarning:
    """One piece of advice; `rows` are the lines of the file that it is about, the first to act on.

    `kind` is a short name that stays the same: contained, same-words, homograph, capitals,
    repeated, alone, verb.
    """

    rows: tuple[int, ...]
    kind: str
    text: str

    def __str__(self) -> str:
        rows = ", ".join(map(str, self.rows))
        return f"row{'s' if len(self.rows) > 1 else ''} {rows}: {self.text}"


def lint(glossary: Glossary) -> tuple[LintWarning, ...]:
    """Everything worth a second look, ordered by row."""
    found = [
        LintWarning((term.row,), kind, text)
        for term in glossary.terms
        for kind, text in _within_row(term)
    ]
    found += _between_rows(glossary)
    return tuple(sorted(found, key=lambda warning: warning.rows))


def _within_row(term: Term) -> Iterator[tuple[str, str]]:
    for key, count in Counter(term.keys).items():
        if count > 1:
            yield "repeated", f"{quote(key)} is there {count} times; one is enough"
    for target, count in Counter(map(str.casefold, term.targets)).items():
        if count > 1:
            yield "repeated", f"{quote(target)} is there {count} times; one is enough"
    for source in term.sources:
        words = [token.text for token in tokenize(source) if token.kind == "word"]
        if len(words) == 1 and not term.verb:
            yield from _single_word(source, words[0], term)
        known = any(len(word) > 3 and is_known(word) for word in words)
        if len(words) > 1 and known and all(map(is_acronym, words)):
            yield "capitals", f"{quote(source)} matches in capitals only; write it in lower case"
        first = words[words[0].lower() == "se" and len(words) > 1].lower() if words else ""
        if term.verb and not verbs(first):
            yield "verb", f"{quote(first)} is no verb that we know; only this form matches"
        elif not term.verb and len(words) > 1 and is_verb(first) and first in verbs(first):
            yield "verb", f"{quote(source)}: write `verb` under pos, and all its forms match"


def _single_word(source: str, word: str, term: Term) -> Iterator[tuple[str, str]]:
    lower = word.lower()
    exact = term.case_sensitive or is_acronym(word)
    if exact and len(word) == 1:
        yield "capitals", f"{quote(source)} matches wherever this letter stands as a word"
    elif is_acronym(word) and is_known(lower):
        yield (
            "capitals",
            f"{quote(source)} is a word as well: it matches in capitals only, and not in a title "
            "written in capitals",
        )
    elif not exact and lower in DETERMINERS:
        yield "homograph", f"{quote(source)} is among the commonest words; write a longer term"
    elif not exact and (infinitives := verbs(lower)):
        yield (
            "homograph",
            f"{quote(source)} can be a form of {quote(', '.join(sorted(infinitives)))} too; where "
            "it is, write a longer term",
        )


def _between_rows(glossary: Glossary) -> Iterator[LintWarning]:
    paths: dict[tuple[str, ...], dict[str, tuple[str, Term]]] = {}
    for term in glossary.terms:
        for source, key in zip(term.sources, term.keys, strict=True):
            # Rows with equal keys belong together; the others of a path only look alike.
            paths.setdefault(source_paths(source, term)[0], {}).setdefault(key, (source, term))
        related = glossary.related(term)
        if term.status != "preferred" and all(row.status != "preferred" for row in related):
            text = f"no row says what {quote(term.sources[0])} becomes, this one is {term.status}"
            yield LintWarning((term.row,), "alone", text)
    for path, alike in paths.items():
        (source, term), *others = alike.values()
        for other_source, other in others:
            if other is not term and other.targets != term.targets:
                text = (
                    f"{quote(other_source)} and {quote(source)} match the same words; the row "
                    "that is written as the text counts, then the first"
                )
                yield LintWarning((other.row, term.row), "same-words", text)
        for start in range(len(path)):
            for end in range(start + 1, min(len(path), start + _LONGEST_TERM) + 1):
                if end - start < len(path) and (parts := paths.get(path[start:end])):
                    part_source, part = next(iter(parts.values()))
                    if part is not term:
                        text = (
                            f"{quote(part_source)} is part of {quote(source)}; where both stand, "
                            "the longer one counts"
                        )
                        yield LintWarning((part.row, term.row), "contained", text)
