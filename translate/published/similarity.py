"""How alike sentences are in length and in characters, and where two long texts surely meet.

The measure is chrF's idea (Popović 2015, "chrF: character n-gram F-score") reduced to what
alignment needs: one order of n-grams, each counted once in a sentence.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

_ORDER = 4
_WORD = re.compile(r"\w+")

Grams = frozenset[str]


def lengths(sentences: Sequence[str], count: int) -> NDArray[np.int64]:
    """Characters of every `count` consecutive sentences, by the first of them."""
    ends = np.array([0, *accumulate(map(len, sentences))])
    sums: NDArray[np.int64] = ends[count:] - ends[: max(0, len(ends) - count)]
    return sums


# The logarithm of the probability that a standard normal variable is further from 0.
_GRID = np.linspace(0.0, 37.0, 1481)
_LOG_TAILS = np.array([math.log(math.erfc(x / math.sqrt(2))) for x in _GRID])


def length_fit(
    source: NDArray[np.int64], target: NDArray[np.int64], ratio: float, spread: float
) -> NDArray[np.float64]:
    """How well each length fits each other: Gale & Church's `log 2(1 - Φ(|δ|))`."""
    source, target = source[:, None], target[None, :]
    mean = (source + target / ratio) / 2
    delta = (target - ratio * source) / np.sqrt(spread * np.maximum(mean, 1))
    fit: NDArray[np.float64] = np.interp(np.abs(delta), _GRID, _LOG_TAILS)
    return fit


def grams(sentence: str) -> Grams:
    """The character n-grams of a sentence, without case and punctuation."""
    text = f" {' '.join(_WORD.findall(sentence.lower()))} "
    return frozenset(text[at : at + _ORDER] for at in range(len(text) - _ORDER + 1))


def joined(sentences: Sequence[Grams], count: int) -> list[Grams]:
    """The n-grams of every `count` consecutive sentences taken as one."""
    runs = range(len(sentences) - count + 1)
    return [frozenset().union(*sentences[at : at + count]) for at in runs]


def likeness(left: Grams, right: Grams) -> float:
    """The F-score of the n-grams that two sentences share, from 0 to 1."""
    return 2 * len(left & right) / max(1, len(left) + len(right))


def overlaps(left: Sequence[Grams], right: Sequence[Grams]) -> NDArray[np.int64]:
    """How many n-grams each of `left` shares with each of `right`: (left x right).

    Sentences share few, so that lists of who has an n-gram are faster than a matrix product.
    """
    having: dict[str, list[int]] = {}
    for column, sentence in enumerate(right):
        for gram in sentence:
            having.setdefault(gram, []).append(column)
    columns = {gram: np.array(places) for gram, places in having.items()}
    table = np.zeros((len(left), len(right)), np.int64)
    for row, sentence in enumerate(left):
        shared = [columns[gram] for gram in sentence if gram in columns]
        if shared:
            table[row] = np.bincount(np.concatenate(shared), minlength=len(right))
    return table


def meeting_points(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Places `(i, j)` with `left[i-1]` and `left[i]` surely said by `right[j-1]` and `right[j]`.

    Sentences belong together surely when they share a word that each text has in one sentence
    alone; of such pairs the longest chain that rises in both texts is kept. Takes time
    proportional to the words of the texts.
    """
    here, there = _only_places(left), _only_places(right)
    pairs = sorted({(here[word], there[word]) for word in here.keys() & there.keys()})
    chain = set(_longest_rise(pairs))
    return sorted((i, j) for i, j in chain if (i - 1, j - 1) in chain)


def _only_places(sentences: Sequence[str]) -> dict[str, int]:
    """Each word that one sentence alone has, with the place of that sentence."""
    places: dict[str, int] = {}
    for place, sentence in enumerate(sentences):
        for word in set(_WORD.findall(sentence.lower())):
            places[word] = -1 if word in places else place
    return {word: place for word, place in places.items() if place >= 0}


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence in which both numbers rise strictly (patience sorting)."""
    ends: list[int] = []  # the smallest second number at which a chain of each length ends
    last: list[int] = []  # index of the pair that does
    before = [-1] * len(pairs)
    # Of pairs with equal first number the largest second comes first, so that only one is used.
    order = sorted(range(len(pairs)), key=lambda index: (pairs[index][0], -pairs[index][1]))
    for index in order:
        length = bisect_left(ends, pairs[index][1])
        before[index] = last[length - 1] if length else -1
        ends[length : length + 1] = [pairs[index][1]]
        last[length : length + 1] = [index]
    chain = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]
