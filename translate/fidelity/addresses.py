"""Web and mail addresses and handles stay as they are, whatever the decoder makes of them.

A model spells an address piece by piece and may translate it on the way (`lemonde.fr` became "the
demon.fr").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from visavis.corpus.article import Span, is_free
from visavis.translate.bilingual.alignment import carry, tie
from visavis.translate.bilingual.hypothesis import Hypothesis

_PATH = r"(?:[/?#][^\s<>]*)?"
_DOMAINS = "ai|app|be|biz|ca|ch|co|com|de|dev|edu|eu|fr|gouv|gov|info|int|io|lu|me|net|org|tv|uk|us"
_ADDRESS = re.compile(
    rf"https?://[^\s<>]+|www\.[^\s<>]+|(?<![\w.+-])[\w.+-]{{1,64}}@[\w-]+(?:\.[\w-]+)+"
    rf"|(?<![\w.@-])@\w+|(?<![\w.@-])(?:[\w-]+\.)+(?:{_DOMAINS})(?![\w-]){_PATH}",
    re.IGNORECASE,
)
_AROUND_IT = "([{<«‹“‘„\"'.,;:!?…)]}>»›”’"
_CHUNK = re.compile(r"\S+")
_LONGEST = 4
_ALIKE = 0.6
"""Share of characters in common from which words of the target are taken for the address."""


def addresses(text: str) -> list[Span]:
    """Spans of the addresses in a text, without the marks of the sentence around them."""
    return [_without_marks(text, match.span()) for match in _ADDRESS.finditer(text)]


def _without_marks(text: str, span: Span) -> Span:
    start, end = span
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip(_AROUND_IT))
    while end > start and text[end - 1] in _AROUND_IT:
        if text[end - 1] == ")" and text.count("(", start, end) >= text.count(")", start, end):
            break
        end -= 1
    return start, end


def lost_addresses(source: str, target: str) -> list[str]:
    """The addresses of a source that its target does not have as they are, once for each."""
    taken: list[Span] = []
    lost = []
    for span in addresses(source):
        found = _whole(target, source[slice(*span)], taken)
        if found is None:
            lost.append(source[slice(*span)])
        else:
            taken.append(found)
    return lost


def keep_addresses(source: str, hypothesis: Hypothesis, terms: Sequence[Span] = ()) -> Hypothesis:
    """The hypothesis with every address of the source written as there, but for those in `terms`.

    Those words of the target that are most like the address give way to it. An address that nothing
    is like stays missing: where it belongs is not known.
    """
    taken: list[Span] = []
    damaged = []
    for span in addresses(source):
        if not is_free(span, terms):
            continue
        found = _whole(hypothesis.target, source[slice(*span)], taken)
        if found is None:
            damaged.append(span)
        else:
            taken.append(found)
    for span in damaged:
        place = _like(hypothesis.target, source[slice(*span)], taken)
        if place is None:
            continue
        start, end = _with_article(hypothesis, span, place)
        address = source[slice(*span)]
        text = hypothesis.target[:start] + address + hypothesis.target[end:]
        grown = len(address) - (end - start)
        taken = [(a + grown, b + grown) if a >= end else (a, b) for a, b in taken]
        taken.append((start, start + len(address)))
        links = carry(hypothesis.alignment, hypothesis.target, text)
        links = tie(links, (source, text), (span, taken[-1]))
        hypothesis = Hypothesis(text, hypothesis.score, links)
    return hypothesis


def _whole(text: str, address: str, taken: Sequence[Span]) -> Span | None:
    """Where the target has the address as it is, as nothing but itself."""
    for match in re.finditer(rf"(?<!\w){re.escape(address)}(?![\w/])", text):
        if is_free(match.span(), taken):
            return match.span()
    return None


def _like(text: str, address: str, taken: Sequence[Span]) -> Span | None:
    """The few words of the target that are most like the address, if any are."""
    chunks = [match.span() for match in _CHUNK.finditer(text)]
    likest, found = _ALIKE, None
    matcher = SequenceMatcher(None, "", address.lower(), autojunk=False)
    for first in range(len(chunks)):
        for last in range(first, min(first + _LONGEST, len(chunks))):
            span = _without_marks(text, (chunks[first][0], chunks[last][1]))
            if span[0] >= span[1] or not is_free(span, taken):
                continue
            matcher.set_seq1(text[slice(*span)].lower())
            if matcher.ratio() > likest:
                likest, found = matcher.ratio(), span
    return found


def _with_article(hypothesis: Hypothesis, span: Span, place: Span) -> Span:
    """The place in the target, with a "the" that translates the beginning of the address."""
    start, end = place
    if not hypothesis.target[:start].lower().endswith("the "):
        return place
    article = (start - len("the "), start - 1)
    sources = [link.source for link in hypothesis.alignment if link.target == article]
    inside = sources and all(span[0] <= source[0] < span[1] for source in sources)
    return (article[0], end) if inside else place
