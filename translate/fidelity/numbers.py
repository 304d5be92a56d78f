"""Numbers in French and English notation: which a text holds, which a translation lost.

Where the decoder lost or doubled a digit, the number gets back what it has in the source. Imports
`translate.bilingual.alignment` and `translate.bilingual.hypothesis`.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from visavis.corpus.article import Span, is_free
from visavis.translate.bilingual.alignment import carry, tie
from visavis.translate.bilingual.hypothesis import Hypothesis

SEPARATORS = " \u00a0\u2009\u202f'’"
"""What groups thousands in French, in a class of characters."""

_NUMBER = re.compile(rf"\d(?:[\d.,{SEPARATORS}]*\d)?")
_GROUPED = re.compile(rf"\d{{1,3}}(?:([.,{SEPARATORS}])\d{{3}})(?:\1\d{{3}})*")
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


@dataclass(frozen=True)
class Number:
    """A number of a text: its value in digits with a decimal point, where it stands, how."""

    value: str
    span: Span
    grouped: bool


def find_numbers(text: str) -> Iterator[Number]:
    """The numbers of a text in order: `100'000`, `100 000` and `100,000` have one value.

    A comma or a point before three digits groups thousands, before anything else it is decimal;
    spaces and apostrophes only ever group.
    """
    for match in _NUMBER.finditer(text):
        start, number = match.start(), match.group()
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
                grouped = None
                end, value = plain.end(), plain.group().replace(",", ".")
            yield Number(value, (start, start + end), grouped is not None)
            rest = re.sub(r"^\D+", "", number[end:])
            start, number = start + len(number) - len(rest), rest


def numbers(text: str) -> Counter[str]:
    """How often a text has each value."""
    return Counter(number.value for number in find_numbers(text))


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


def keep_numbers(source: str, hypothesis: Hypothesis, terms: Sequence[Span] = ()) -> Hypothesis:
    """The hypothesis with the digits of the source in its numbers, but for those in `terms`.

    A number is damaged when the source does not have it but one that is lost and has up to three
    digits more or less; so are neighbours that make a lost one together (`783, 562`). Of a single
    digit nothing is said: that may be another way to count. Thousands are grouped by commas.
    """
    lost = lost_numbers(source, hypothesis.target)
    for number in find_numbers(source):
        if not is_free(number.span, terms):
            continue
        place = None
        if lost[number.value]:
            place = _damaged(number.value, source, hypothesis.target)
            lost[number.value] -= 1
        elif number.grouped:
            place = _grouped_as_in_french(number.value, hypothesis.target)
        if place is not None:
            hypothesis = _with(hypothesis, source, number, place)
    return hypothesis


def _with(hypothesis: Hypothesis, source: str, number: Number, place: Span) -> Hypothesis:
    start, end = place
    said = _in_english(number)
    text = hypothesis.target[:start] + said + hypothesis.target[end:]
    links = carry(hypothesis.alignment, hypothesis.target, text)
    known = (number.span, (start, start + len(said)))
    return Hypothesis(text, hypothesis.score, tie(links, (source, text), known))


def _grouped_as_in_french(value: str, target: str) -> Span | None:
    for number in find_numbers(target):
        if number.value == value and set(target[slice(*number.span)]) & set(SEPARATORS):
            return number.span
    return None


def _damaged(value: str, source: str, target: str) -> Span | None:
    """Where the target has what is left of a lost value, of several places the likest."""
    wanted = numbers(source)
    extra = [number for number in find_numbers(target) if not wanted[number.value]]
    runs = [(number.value, number.span) for number in extra]
    runs += [
        (one.value + other.value, (one.span[0], other.span[1]))
        for one, other in itertools.pairwise(extra)
        if target[one.span[1] : other.span[0]].strip(f".,{SEPARATORS}") == ""
    ]
    digits = value.replace(".", "")
    alike = [
        (abs(len(digits) - len(found)), span)
        for said, span in runs
        if _some_of(digits, found := said.replace(".", ""))
    ]
    return min(alike)[1] if alike else None


def _some_of(one: str, other: str) -> bool:
    """Whether one of two strings of digits is the other without up to three of its digits."""
    shorter, longer = sorted((one, other), key=len)
    rest = iter(longer)
    few = len(shorter) >= 2 and len(longer) - len(shorter) <= 3
    return few and all(digit in rest for digit in shorter)


def _in_english(number: Number) -> str:
    whole, point, decimals = number.value.partition(".")
    return (f"{int(whole):,}" if number.grouped else whole) + point + decimals
