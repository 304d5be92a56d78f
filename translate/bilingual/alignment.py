"""Word alignment of a segment pair, read off the decoder's attention.

Attention links tokens to tokens; here tokens are grouped into words, weak links are dropped, and
what a string comparison knows for certain (names, numbers) overrules what attention guesses.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from visavis.corpus.article import Span
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.tokens import Tokens

_NUMBER = r"\d+(?:[.,'’\u00a0\u2009\u202f ]\d+)*"
FRENCH_WORD = re.compile(rf"{_NUMBER}|\w+['’](?=\w)|\w+(?:-\w+)*")
ENGLISH_WORD = re.compile(rf"{_NUMBER}|\w+(?:['’-]\w+)*")

WEAKEST = 0.15
"""Links below this share of a target word's attention are noise."""
_AROUND = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))


def words(text: str, pattern: re.Pattern[str]) -> list[Span]:
    """Spans of the words of a text; punctuation belongs to none."""
    return [match.span() for match in pattern.finditer(text)]


def align(source: Tokens, target: Tokens, attention: NDArray[np.float32]) -> tuple[Link, ...]:
    """Links between the words of a pair, ordered by target, then source.

    `attention` has a row for each target token and a column for each source token; rows sum to 1.
    Links are those on which both directions agree, grown by grow-diag (Koehn et al. 2003,
    "Statistical Phrase-Based Translation"), so that they are consistent and one-to-many. Words that
    are written alike on both sides (numbers in either notation, names) are linked to each other
    with weight 1, in order, whatever attention says.
    """
    source_words = words(source.text, FRENCH_WORD)
    target_words = words(target.text, ENGLISH_WORD)
    if not source_words or not target_words or not len(attention):
        return ()
    # (target words x target tokens) @ attention @ (source tokens x source words)
    weights = (
        _membership(target_words, target.spans, mean=True)
        @ attention
        @ _membership(source_words, source.spans, mean=False).T
    )
    certain = _written_alike(source.text, source_words, target.text, target_words)
    for t, s in certain.items():
        weights[t, :] = 0.0
        weights[:, s] = 0.0
    for t, s in certain.items():
        weights[t, s] = 1.0
    rows = weights.tolist()
    links = _grow_diag(rows, weights.argmax(axis=1).tolist(), weights.argmax(axis=0).tolist())
    return tuple(
        Link(source_words[s], target_words[t], round(min(1.0, rows[t][s]), 2))
        for t, s in sorted(links)
    )


def _grow_diag(
    weights: Sequence[Sequence[float]], best_source: Sequence[int], best_target: Sequence[int]
) -> set[tuple[int, int]]:
    """Links (target word, source word): the agreed ones and their neighbours in the union.

    `best_source` has the heaviest source word for each target word, `best_target` the reverse.
    """
    forward = {(t, s) for t, s in enumerate(best_source) if weights[t][s] >= WEAKEST}
    backward = {(t, s) for s, t in enumerate(best_target) if weights[t][s] >= WEAKEST}
    links = forward & backward
    targets, sources = {t for t, _ in links}, {s for _, s in links}
    # The strongest first: which links may still grow depends on those that did.
    waiting = sorted(
        (forward | backward) - links, key=lambda link: (-weights[link[0]][link[1]], link)
    )
    grown = True
    while grown:
        grown = False
        for t, s in waiting:
            if (t in targets and s in sources) or (t, s) in links:
                continue
            if not links.isdisjoint((t + i, s + j) for i, j in _AROUND):
                links.add((t, s))
                targets.add(t)
                sources.add(s)
                grown = True
    return links


def _membership(
    word_spans: list[Span], token_spans: list[Span], *, mean: bool
) -> NDArray[np.float32]:
    """Matrix (words x tokens): which tokens share a character with a word."""
    starts, ends = np.array(word_spans).T
    token_starts, token_ends = np.array(token_spans).reshape(-1, 2).T
    shared = (token_starts[None, :] < ends[:, None]) & (token_ends[None, :] > starts[:, None])
    member: NDArray[np.float32] = shared.astype(np.float32)
    if mean:
        member /= np.maximum(member.sum(axis=1, keepdims=True), 1)
    return member


def _written_alike(
    source: str, source_words: list[Span], target: str, target_words: list[Span]
) -> dict[int, int]:
    """Target word -> source word, for names and numbers that occur as often on both sides."""
    by_key: dict[str, list[int]] = {}
    for s, (start, end) in enumerate(source_words):
        if key := _key(source[start:end]):
            by_key.setdefault(key, []).append(s)
    found: dict[str, list[int]] = {}
    for t, (start, end) in enumerate(target_words if by_key else ()):
        if (key := _key(target[start:end])) in by_key:
            found.setdefault(key, []).append(t)
    return {
        t: s
        for key, ts in found.items()
        if len(ts) == len(by_key[key])
        for t, s in zip(ts, by_key[key], strict=True)
    }


@functools.lru_cache(maxsize=65536)
def _key(word: str) -> str:
    """What makes two words the same in both languages; empty for words that prove nothing."""
    if word[0].isdigit():
        return re.sub(r"\D", "", word)
    if len(word) >= 3 and word != word.lower():
        return unicodedata.normalize("NFKC", word).removesuffix("'s").removesuffix("’s")
    return ""


def carry(links: Sequence[Link], old: str, new: str) -> tuple[Link, ...]:
    """The links of a pair whose target `old` was changed into `new` in a few places.

    Words that stayed keep their links; words that came in place of others get theirs.
    """
    before, after = words(old, ENGLISH_WORD), words(new, ENGLISH_WORD)
    matcher = SequenceMatcher(
        None, [old[a:b] for a, b in before], [new[a:b] for a, b in after], autojunk=False
    )
    becomes: dict[Span, list[Span]] = {}
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        for offset, span in enumerate(before[first:last]):
            same = tag == "equal"
            becomes[span] = [after[new_first + offset]] if same else after[new_first:new_last]
    carried: dict[tuple[Span, Span], float] = {}
    for link in links:
        for span in becomes.get(link.target, ()):
            key = (span, link.source)
            carried[key] = max(link.weight, carried.get(key, 0.0))
    return tuple(
        Link(source, target, carried[target, source]) for target, source in sorted(carried)
    )


def tie(links: Sequence[Link], pair: tuple[str, str], known: tuple[Span, Span]) -> tuple[Link, ...]:
    """Links in which a source and a target span of a pair are known to be translations.

    Their words are linked with each other, with weight 1, and with nothing else.
    """
    source = _touched(pair[0], FRENCH_WORD, known[0])
    target = _touched(pair[1], ENGLISH_WORD, known[1])
    rest = [link for link in links if link.source not in source and link.target not in target]
    rest += (Link(one, other, 1.0) for one in source for other in target)
    return tuple(sorted(rest, key=lambda link: (link.target, link.source)))


def _touched(text: str, pattern: re.Pattern[str], span: Span) -> list[Span]:
    return [word for word in words(text, pattern) if word[0] < span[1] and word[1] > span[0]]
