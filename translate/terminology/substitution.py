"""Puts a term into an English sentence in place of the words that stood for it.

Articles, demonstratives, capitals and what is left of the old words are repaired around it; the
rest of the sentence is not touched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from visavis.corpus.article import Span
from visavis.translate.language.agreement import forms, indefinite_article

_DETERMINERS = {"this": "these", "that": "those"}
_WORD = re.compile(r"[\w’']+")


def substitute(
    target: str, changes: Sequence[tuple[Span, str]], *, plural: Sequence[bool]
) -> tuple[str, list[Span]]:
    """Replace spans of a target, which must not overlap, by terms in their final form.

    `plural` tells of each term whether it is one, for the article before it. Returns the new
    target and where the terms stand in it, in the order of `changes`.
    """
    order = sorted(range(len(changes)), key=lambda index: changes[index][0])
    text = ""
    cursor = 0
    spans: dict[int, Span] = {}
    for index in order:
        (start, end), term = changes[index]
        start, end = _absorb_leftovers(target, max(start, cursor), end, term)
        before = text + target[cursor:start]
        before = _fit_determiner(before, term, plural=plural[index])
        term = _fit_capitals(target, before, term)
        replaced = target[start:end]
        possessive = re.search(r"['’]s?$", replaced)
        text = before + term
        spans[index] = (len(before), len(text))
        if possessive and not re.search(r"['’]s?$", term):
            text += "'" if term.endswith("s") else possessive.group().ljust(2, "s")
        cursor = end
    return text + target[cursor:], [spans[index] for index in range(len(changes))]


def mended_articles(target: str, terms: Sequence[Span]) -> str:
    """A target with the right one of “a” and “an” before each of the terms that it says."""
    text, cursor = "", 0
    for start, end in sorted(terms):
        before = text + target[cursor:start]
        found = re.search(r"(?:^|(?<=\s))(an?)(\s+)$", before, re.IGNORECASE)
        if found and found[1].lower() != (right := indefinite_article(target[start:end])):
            article = right.capitalize() if found[1][0].isupper() else right
            before = before[: found.start()] + article + found[2]
        text, cursor = before + target[start:end], end
    return text + target[cursor:]


def _absorb_leftovers(target: str, start: int, end: int, term: str) -> Span:
    """Widen a span over neighbours that the term says too: `round` in `round of funding`."""
    said = frozenset().union(*(forms(word) for word in _WORD.findall(term)))
    after = re.match(r"(?:\s+of)?[\s-]+([\w’']+)", target[end:])
    if after and forms(after[1]) & said:
        end += after.end()
    before = re.search(r"([\w’']+)[\s-]+(?:of\s+)?$", target[:start])
    if before and forms(before[1]) & said:
        start = before.start()
    return start, end


def _fit_determiner(before: str, term: str, *, plural: bool) -> str:
    """Mend the determiner that the text before a term ends with."""
    found = re.search(r"(?:^|(?<=\W))(an?|the|this|that|these|those)(\s+)$", before, re.IGNORECASE)
    if not found:
        return before
    word, space = found.groups()
    lower = word.lower()
    if lower == "the":
        new = "" if term.lower().startswith("the ") else word
    elif lower in ("a", "an"):
        new = "" if plural else indefinite_article(term)
    elif plural:
        new = _DETERMINERS.get(lower, lower)
    else:
        new = {many: one for one, many in _DETERMINERS.items()}.get(lower, lower)
    if new and word[0].isupper():
        new = new[0].upper() + new[1:]
    return before[: found.start()] + (new + space if new else "")


def _fit_capitals(target: str, before: str, term: str) -> str:
    letters = [char for char in target if char.isalpha()]
    if len(letters) > 3 and sum(map(str.isupper, letters)) > 0.8 * len(letters):
        return term.upper()
    begins = not re.search(r"\w", before) or re.search(r"[.?!…]['\"”’»)]*\s+$", before)
    first = re.split(r"[\s-]", term, maxsplit=1)[0]
    if begins and first.islower():
        return term[0].upper() + term[1:]
    return term
