"""Figures, amounts, addresses and names given inline, so that the model copies what is computed.

The program knows better than the model what « 3 M€ » is: it gives the English inline as it gives
terms, ``⟦3 M€¦ €3 million⟧``, or a code where the tokenizer spells badly. Corpora write amounts in
words; here they are written as the press does, with other figures, and taught both with the English
given and without.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from decimal import Decimal

from training.example import NO_WORD, Example, Line
from training.text import CLOSE, MIDDLE, OPEN

DOMAIN = "facts"
"""The domain of the examples made here."""

_FIGURE = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_FRENCH = re.compile(
    rf"(?<![\w.,-])(?P<figure>{_FIGURE}) (?:(?P<scale>milliers?|millions?|milliards?) )?"
    r"(?:d'|de )?(?P<unit>euros?|dollars?|livres?(?: sterling)?|€|\$|£)(?!\w)"
)
_ENGLISH = re.compile(
    r"(?:(?<=EUR )|(?<![\w.,]))(?P<sign>EUR ?|USD ?|[€$£] ?)?(?P<figure>\d+(?:,\d{3})*(?:\.\d+)?)"
    r"(?:[ -]?(?P<scale>thousand|million|billion|m|bn)\b)?(?P<unit> (?:euros?|dollars?|pounds?))?"
    r"(?!\w)",
    re.I,
)
_SCALES = {
    "": 0, "millier": 3, "milliers": 3, "million": 6, "millions": 6, "milliard": 9, "milliards": 9,
    "thousand": 3, "m": 6, "billion": 9, "bn": 9,
}  # fmt: skip
_SIGNS = {"e": "€", "d": "$", "l": "£", "p": "£", "u": "$"} | {s: s for s in "€$£"}
_SHORT = {0: ("",), 3: (" k", "k", " 000 "), 6: (" M", " m", " millions d'", " millions "),
          9: (" Md", " Mds", " Mrd", " milliards d'", " milliards ")}  # fmt: skip
_NAMES = {"€": ("euros", "€"), "$": ("dollars", "$"), "£": ("livres", "£")}
_WORDS = {0: "", 3: ",000", 6: " million", 9: " billion"}
_CHUNK = re.compile(r"[^\s()\[\]«»“”\"⟦⟧¦]+")
_NUMBER = re.compile(rf"(?<![\w.,/-])(?:{_FIGURE})(?![\w/-]|[.,]\d)")
_CODES = "X Z Q K".split()


@dataclass(frozen=True)
class Fact:
    """A fact's characters on both sides, and how it is written on each."""

    source: tuple[int, int]
    target: tuple[int, int]
    french: str
    english: str


def amounts(example: Example, rng: random.Random) -> list[Fact]:
    """Return the amounts of money that both sides of `example` have, with figures of our own.

    Empty when the two sides do not agree one to one.
    """
    french = list(_FRENCH.finditer(example.source.text))
    english = [m for m in _ENGLISH.finditer(example.target.text) if m["sign"] or m["unit"]]
    if not french or len(french) != len(english):
        return []
    found = []
    for a in french:
        same = [b for b in english if _worth(b) == _worth(a)]
        if len(same) != 1:
            return []
        scale = _SCALES[(a["scale"] or "").lower()]
        sign = _worth(a)[1]
        figure = _figure(scale, rng)
        found.append(
            Fact(a.span(), same[0].span(), _in_french(figure, scale, sign, rng),
                 f"{sign}{_grouped(figure, ',', '.')}{_WORDS[scale]}")
        )  # fmt: skip
    return found


def _worth(match: re.Match[str]) -> tuple[Decimal, str]:
    names = match.groupdict()
    sign = ((names.get("sign") or "").strip() or (names["unit"] or "").strip()).lower()
    figure = re.sub(r"[ \u00a0\u202f]", "", names["figure"])
    figure = figure.replace(",", "") if "sign" in names else figure.replace(",", ".")
    scale = _SCALES[(names["scale"] or "").lower()]
    return Decimal(figure).scaleb(scale).normalize(), _SIGNS.get(sign[:1], "")


def _figure(scale: int, rng: random.Random) -> str:
    """A figure with a point for decimals, as such amounts have."""
    if not scale:
        digits = rng.choice((2, 2, 3, 4, 4, 5, 5, 6, 7))
        figure = rng.randrange(10 ** (digits - 1), 10**digits)
        figure = round(figure, -rng.randrange(max(1, digits - 1)))
        return f"{figure}.{rng.randrange(10, 100)}" if rng.random() < 0.15 else f"{figure}"
    figure = rng.choice((rng.randrange(2, 10), rng.randrange(2, 100), rng.randrange(2, 1000)))
    if rng.random() < 0.35 and scale > 3:
        return f"{figure}.{rng.randrange(1, 10)}" + ("5" if rng.random() < 0.1 else "")
    return f"{figure}" if scale < 9 or rng.random() < 0.9 else f"{rng.randrange(1, 9)}{figure:03}"


def _grouped(figure: str, separator: str, point: str) -> str:
    whole, _, decimals = figure.partition(".")
    whole = f"{int(whole):,}".replace(",", separator)
    return f"{whole}{point}{decimals}" if decimals else whole


def _in_french(figure: str, scale: int, sign: str, rng: random.Random) -> str:
    number = _grouped(figure, rng.choice("  \u00a0\u202f") if len(figure) > 3 else " ", ",")
    word = rng.choice(_SHORT[scale])
    name, symbol = _NAMES[sign]
    if word.endswith("d'"):
        unit = name if name[0] == "e" else symbol if rng.random() < 0.2 else name
        word = word if unit[0] in "e€" else word.replace("d'", "de ")
    else:
        unit = symbol if word.strip() and word[-1] != " " else rng.choice((symbol, symbol, name))
    gap = "" if word.endswith((" ", "'")) else "" if word.strip() else " "
    return f"{number}{word}{gap}{unit}"


def copies(example: Example) -> list[Fact]:
    """Return what stands the same on both sides, once: names, addresses, versions; and numbers."""
    found = []
    source, target = example.source.text, example.target.text
    for match in _CHUNK.finditer(source):
        text = match.group().strip(".,;:!?'’…")
        start = match.start() + match.group().find(text) if text else 0
        text = re.sub(r"^(?:[dlnsjmtc]|qu)['’]", "", text, flags=re.I)
        start = source.find(text, start)
        marked = any(c.isdigit() or c in "@/_\\#" for c in text) or (
            text[:1].isupper() and start > 0
        )
        if len(text) > 1 and marked:
            found += _twins(example, start, start + len(text), text)
    for match in _NUMBER.finditer(source):
        number = match.group()
        plain = re.sub(r"[ \u00a0\u202f]", "", number).replace(",", ".")
        english = _grouped(plain, ",", ".")
        if english != number and english in target:
            found += _twins(example, *match.span(), english)
    found.sort(key=lambda fact: fact.source)
    apart: list[Fact] = []
    for fact in found:
        if not apart or apart[-1].source[1] <= fact.source[0]:
            apart.append(fact)
    return apart


def _twins(example: Example, start: int, end: int, english: str) -> list[Fact]:
    """The fact of source characters `start` to `end` and `english`, if each side has it once."""
    source, target = example.source, example.target
    french = source.text[start:end]
    edge = r"(?<![\w.,'’-]){}(?![\w-]|[.,]\d)"
    there = list(re.finditer(edge.format(re.escape(english)), target.text))
    if len(there) != 1 or source.text.count(french) != 1:
        return []
    first, last = there[0].span()
    owners = {o for o in source.owners[start:end] if o != NO_WORD}
    meant = {o for o in target.owners[first:last] if o != NO_WORD}
    if not any(i in owners and j in meant for i, j in example.links):
        return []
    return [Fact((start, end), (first, last), french, english)]


def with_facts(example: Example, facts: list[Fact], given: float, rng: random.Random) -> Example:
    """Return `example` with `facts` written as they say, each given inline in so many cases.

    A fifth of those that are given are given as a code, which then stands in the target.
    """
    source, target = example.source, example.target
    links = set(example.links)
    written = []
    for number, fact in enumerate(facts, 1):
        french, english = fact.french, fact.english
        if rng.random() < given:
            if rng.random() < 0.2:
                english = f"{rng.choice(_CODES)}{number}"
            french = f"{OPEN}{french}{MIDDLE} {english}{CLOSE}"
        i, j = _owner(source, fact.source), _owner(target, fact.target)
        links.add((i, j))
        written.append((fact, french, english, i, j))
    for fact, french, _, i, _ in sorted(written, key=lambda w: w[0].source, reverse=True):
        source = source.replaced(*fact.source, french, i)
    for fact, _, english, _, j in sorted(written, key=lambda w: w[0].target, reverse=True):
        target = target.replaced(*fact.target, english, j)
    return Example(source, target, frozenset(links))


def _owner(line: Line, span: tuple[int, int]) -> int:
    return next((o for o in line.owners[slice(*span)] if o != NO_WORD), NO_WORD)
