"""Signs that a translation needs a second look, found by comparing it with its source.

Each flag is a suspicion, not a verdict; the rules are simple enough to be explained to a reader.
Imports `corpus` only.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

Flag = Literal[
    "repetition", "length", "numbers", "untranslated", "uncertain-alignment", "omitted", "added"
]
"""A reason to look at a pair again."""

EXPLANATIONS: dict[Flag, str] = {
    "repetition": "The English repeats words that the French does not.",
    "length": "The English is much shorter or much longer than the French.",
    "numbers": "A number of the French is missing from the English, or was changed.",
    "untranslated": "The English is the French, copied.",
    "uncertain-alignment": "The published English may belong to another sentence.",
    "omitted": "The published English leaves this sentence out.",
    "added": "The published English says more here than the French.",
}

# English is usually a little shorter than French; both bounds are far outside what people write.
_LENGTH_RATIO = (0.4, 2.0)
_LENGTH_MATTERS = 25

_NUMBER = re.compile(r"\d(?:[\d\u00a0\u202f'’., ]*\d)?")
_GROUPED = re.compile(r"\d{1,3}(?:([\u00a0\u202f'’., ])\d{3})(?:\1\d{3})*")
_NUMERALS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
).split()
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_OTHER_NUMERALS = {
    "a": "1", "an": "1", "once": "1", "first": "1", "second": "2", "third": "3", "fourth": "4",
    "fifth": "5", "twice": "2", "half": "2", "thirty": "30", "forty": "40", "fifty": "50",
    "sixty": "60", "hundred": "100", "thousand": "1000", "million": "1000000",
}  # fmt: skip
_SPELLED = {word: str(value) for value, word in enumerate(_NUMERALS)} | _OTHER_NUMERALS


def find_flags(source: str, target: str) -> tuple[Flag, ...]:
    """The flags that the two texts of a pair raise, in the order of `EXPLANATIONS`."""
    raised: dict[Flag, bool] = {
        "repetition": _repeats(target) > _repeats(source),
        "length": _odd_length(source, target),
        "numbers": bool(lost_numbers(source, target)),
        "untranslated": _is_copy(source, target),
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)


def numbers(text: str) -> Counter[str]:
    """The numbers of a text by value: `100'000`, `100 000` and `100,000` are one number.

    A comma or a point before three digits groups thousands, before anything else it is decimal;
    spaces and apostrophes only ever group.
    """
    found: Counter[str] = Counter()
    for match in _NUMBER.finditer(text):
        number = match.group()
        while number:
            grouped = _GROUPED.match(number)
            plain = re.match(r"\d+(?:[.,]\d+)?", number)
            if grouped and not number[grouped.end() : grouped.end() + 1].isdigit():
                end = grouped.end()
                decimals = re.match(r"[.,]\d{1,2}(?!\d)", number[end:])
                value = re.sub(r"\D", "", grouped.group())
                if decimals:
                    end += decimals.end()
                    value += "." + decimals.group()[1:]
            else:
                assert plain is not None  # `_NUMBER` begins with a digit
                end, value = plain.end(), plain.group().replace(",", ".")
            found[value] += 1
            number = re.sub(r"^\D+", "", number[end:])
    return found


def lost_numbers(source: str, target: str) -> Counter[str]:
    """Numbers of the source that the target has neither in digits nor in words."""
    wanted = numbers(source)
    if not wanted:
        return wanted
    said = numbers(target)
    for word in re.findall(r"[a-z]+", target.lower()):
        if word in _SPELLED:
            said[_SPELLED[word]] += 1
        if word in _MONTHS:
            said[str(_MONTHS.index(word) + 1)] += 1
    lost = wanted - said
    # A date in figures may lose its leading zero.
    return Counter({value: n for value, n in lost.items() if said[value.lstrip("0")] < n})


def _repeats(text: str) -> int:
    """How often a run of one to four words is followed at once by itself, twice for one word."""
    tokens = re.findall(r"\w+", text.lower())
    count = 0
    for length in range(1, 5):
        wanted = max(length, 2)
        same = 0
        for word, later in zip(tokens, tokens[length:], strict=False):
            same = same + 1 if word == later else 0
            count += same >= wanted
    return count


def _odd_length(source: str, target: str) -> bool:
    if not target.strip():
        return bool(source.strip())
    shortest, longest = _LENGTH_RATIO
    if len(source) < _LENGTH_MATTERS and len(target) < _LENGTH_MATTERS:
        return False
    return not shortest <= len(target) / len(source) <= longest


def _is_copy(source: str, target: str) -> bool:
    """The same words, and more of them in lower case than a name would have."""
    same = source.split() == target.split()
    return same and sum(word[:1].islower() for word in source.split()) >= 2
