"""Advice on a glossary that is valid: rows that may not match, or match more, than one expects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from visavis.translate.glossary.rows import quote
from visavis.translate.glossary.term_keys import DETERMINERS, lemma_path
from visavis.translate.glossary.terms import Glossary, Term
from visavis.translate.glossary.usage import Usage
from visavis.translate.language.everyday import everyday_rate
from visavis.translate.language.lemmas import is_acronym, is_known, is_verb, tokenize, verbs

_LONGEST_TERM = 12


KINDS = {
    "missed": "The English does not say it",
    "alone": "English forbidden or admitted, none preferred",
    "duplicate": "The same row twice",
    "same-words": "Two rows for the same words",
    "homograph": "A form of a verb as well",
    "everyday": "A word of everyday French",
    "capitals": "Capitals and acronyms",
    "verb": "Verbs",
    "repeated": "The same variant twice",
    "contained": "A term within another",
    "unseen": "Never seen in the articles",
}
"""What advice is about, the gravest first."""
_EVERYDAY = 100
"""Uses per million words from which a single word is likely to mean something else, too."""


_Paths = dict[tuple[str, ...], dict[str, tuple[str, Term]]]
"""Lemmas of sources -> keys of rows -> a source with such lemmas and its row."""


@dataclass(frozen=True)
class LintWarning:
    """One piece of advice, with the remedy; `rows` are lines of the file, the first to act on.

    `kind` is one of `KINDS`.
    """

    rows: tuple[int, ...]
    kind: str
    text: str

    def __str__(self) -> str:
        rows = ", ".join(map(str, self.rows))
        return f"row{'s' if len(self.rows) > 1 else ''} {rows}: {self.text}"


def lint(glossary: Glossary, used: Mapping[int, Usage] | None = None) -> tuple[LintWarning, ...]:
    """Everything worth a second look, the gravest kind first, then by row.

    `used` says how often each row occurs in a library, by its line; without it nothing is said of
    rows that do not occur.
    """
    found = [
        LintWarning((term.row,), kind, text)
        for term in glossary.terms
        for kind, text in (*_within_row(term), *_in_library(term, (used or {}).get(term.row)))
    ]
    found += _between_rows(glossary)
    kinds = list(KINDS)
    return tuple(sorted(found, key=lambda warning: (kinds.index(warning.kind), warning.rows)))


def _in_library(term: Term, used: Usage | None) -> Iterator[tuple[str, str]]:
    if used is None or term.status != "preferred":
        return
    if not used.uses:
        text = f"{quote(term.sources[0])} is in no article; keep it for others, or delete it"
        yield "unseen", text
    translated = used.outcomes.total()
    if used.missed > 1 and 2 * used.missed >= translated:
        yield (
            "missed",
            f"the English does not say {quote(term.targets[0])} in {used.missed} of {translated} "
            "places; where it is right in other words, add them after a |",
        )


def _within_row(term: Term) -> Iterator[tuple[str, str]]:
    for key, count in Counter(term.keys).items():
        if count > 1:
            yield "repeated", f"{quote(key)} is there {count} times; one is enough"
    for target, count in Counter(map(str.casefold, term.targets)).items():
        if count > 1:
            yield "repeated", f"{quote(target)} is there {count} times; one is enough"
    for source in term.sources:
        words = [token.text for token in tokenize(source) if token.kind == "word"]
        if len(words) == 1 and not term.verb and term.status == "preferred":
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
        text = "matches wherever this letter stands as a word; write a longer term"
        yield "capitals", f"{quote(source)} {text}"
    elif is_acronym(word) and is_known(lower):
        yield (
            "capitals",
            f"{quote(source)} is a word as well: it matches in capitals only, and not in a title "
            "written in capitals; give the long form a row, too",
        )
    elif not exact and lower in DETERMINERS:
        yield "homograph", f"{quote(source)} is among the commonest words; write a longer term"
    elif not exact and (infinitives := verbs(lower)):
        yield (
            "homograph",
            f"{quote(source)} can be a form of {quote(', '.join(sorted(infinitives)))} too; where "
            "it is, write a longer term",
        )
    elif not exact and not term.keep and everyday_rate(lower) > _EVERYDAY:
        yield (
            "everyday",
            f"{quote(source)} is a common word; where it means something else, write a longer "
            "term, or accept the sentence as an exception",
        )
    if not exact and not term.keep and word[0].isupper() and is_known(lower):
        yield (
            "capitals",
            f"{quote(source)} matches {quote(lower)} as well; write yes under case_sensitive when "
            "that means something else",
        )


def _between_rows(glossary: Glossary) -> Iterator[LintWarning]:
    paths: _Paths = {}
    for term in glossary.terms:
        for source, key in zip(term.sources, term.keys, strict=True):
            # Rows with equal keys belong together; the others of a path only look alike.
            paths.setdefault(lemma_path(source, term), {}).setdefault(key, (source, term))
        yield from _of_one_source(term, glossary.related(term))
    for path, alike in paths.items():
        yield from _of_one_path(*alike.values())
        yield from _parts(path, paths)


def _of_one_source(term: Term, related: Sequence[Term]) -> Iterator[LintWarning]:
    if term.status != "preferred" and all(row.status != "preferred" for row in related):
        text = (
            f"no row says what {quote(term.sources[0])} becomes, this one is {term.status}; "
            "write one without a status"
        )
        yield LintWarning((term.row,), "alone", text)
    for other in related:
        if _says_nothing_new(term, other):
            text = f"row {other.row} says all of {quote(term.sources[0])}; delete this row"
            yield LintWarning((term.row, other.row), "duplicate", text)
            break


def _of_one_path(first: tuple[str, Term], *others: tuple[str, Term]) -> Iterator[LintWarning]:
    source, term = first
    for other_source, other in others:
        if other is not term and other.targets != term.targets:
            text = (
                f"{quote(other_source)} and {quote(source)} match the same words; the row "
                "that is written as the text counts, then the first; delete one"
            )
            yield LintWarning((other.row, term.row), "same-words", text)


def _parts(path: tuple[str, ...], paths: _Paths) -> Iterator[LintWarning]:
    """The terms that lie in a longer one."""
    source, term = next(iter(paths[path].values()))
    for start in range(len(path)):
        for end in range(start + 1, min(len(path), start + _LONGEST_TERM) + 1):
            if end - start < len(path) and (parts := paths.get(path[start:end])):
                part_source, part = next(iter(parts.values()))
                if part is not term:
                    text = (
                        f"{quote(part_source)} is part of {quote(source)}; where both stand, "
                        "the longer one counts: make sure that its English is right, too"
                    )
                    yield LintWarning((part.row, term.row), "contained", text)


def _says_nothing_new(term: Term, other: Term) -> bool:
    """Whether a row of the same status has all French and English of a later one."""
    return (
        other.row < term.row
        and other.status == term.status
        and set(term.keys) <= set(other.keys)
        and set(map(str.casefold, term.targets)) <= set(map(str.casefold, other.targets))
    )
