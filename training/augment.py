"""What articles hold and corpora lack: capitals, number forms, links, unseen names, long segments.

Each function takes an example and returns a changed one, or the same when it does not apply.
Apostrophes, quotes and spaces before signs need nothing here: the tokenizer folds them.
"""

from __future__ import annotations

import random
import re

from training.example import Example, Line

_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ ']\d{3})+(?![\d])")
_DECIMAL = re.compile(r"(?<![\d.,])\d+,\d{1,2}(?![\d,])")
_ONSETS = "b br c ch cl d dr f fl g gr h j k kl l m n p pr qu r s sh sk st t tr v w z".split()
_VOWELS = "a e i o u ai ei ou y ia eo".split()
_CODAS = ["", "", "", "n", "r", "l", "s", "x", "ck", "m", "nt", "th"]
_HOSTS = "www.{}.fr {}.com www.{}.org {}.ai blog.{}.net".split()


def capitals(example: Example) -> Example:
    """Return both sides in capitals, as titles are set."""
    source, target = example.source.text.upper(), example.target.text.upper()
    if len(source) != len(example.source.text) or len(target) != len(example.target.text):
        return example
    return Example(
        Line(source, example.source.owners), Line(target, example.target.owners), example.links
    )


def number_forms(example: Example, rng: random.Random) -> Example:
    """Return the source with its numbers written otherwise: ``100 000``, ``100'000``, ``70.2``."""
    separator = rng.choice(" '")
    text = _GROUPED.sub(lambda m: re.sub("[ ']", separator, m.group()), example.source.text)
    if rng.random() < 0.5:
        text = _DECIMAL.sub(lambda m: m.group().replace(",", "."), text)
    return Example(Line(text, example.source.owners), example.target, example.links)


def with_address(example: Example, rng: random.Random) -> Example:
    """Return the example with the same web address behind both sides."""
    host = rng.choice(_HOSTS).format(invented_name(rng).lower())
    path = "/".join(invented_name(rng).lower() for _ in range(rng.randrange(3)))
    address = rng.choice(("https://", "http://", "")) + host + ("/" + path if path else "")
    text = rng.choice(("({})", "{}", ": {}")).format(address)
    line = Line(text, (0,) * len(text))
    return example.joined(Example(line, line, frozenset({(0, 0)})))


def with_invented_name(example: Example, rng: random.Random) -> Example:
    """Return the example with one name, the same on both sides, replaced by an unheard-of one."""
    source, target = example.source, example.target
    for match in re.finditer(r"(?<=\w )[A-Z][a-zé]{3,}\b", source.text):
        name, start = match.group(), match.start()
        there = target.text.find(name)
        if source.text.count(name) != 1 or target.text.count(name) != 1:
            continue
        i, j = source.owners[start], target.owners[there]
        if (i, j) not in example.links:
            continue
        new = invented_name(rng)
        return Example(
            source.replaced(start, start + len(name), new, i),
            target.replaced(there, there + len(name), new, j),
            example.links,
        )
    return example


def lone_name(rng: random.Random) -> Example:
    """Return an example that is an unheard-of name and nothing else, as a heading may be."""
    name = invented_name(rng)
    if rng.random() < 0.4:
        name += rng.choice((" ", "")) + invented_name(rng)  # two words, or one like OpenAI
    if rng.random() < 0.3:
        name += rng.choice((" AI", "AI", f" {rng.randrange(1, 10)}", f"-{rng.randrange(1, 10)}"))
    line = Line.of(name)
    return Example(line, line, frozenset((n, n) for n in range(line.next_owner)))


def invented_name(rng: random.Random) -> str:
    """Return a pronounceable word with a capital that is probably nobody's name."""
    syllables = rng.choice((1, 2, 2, 3))
    parts = (rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(syllables))
    return ("".join(parts) + rng.choice(_CODAS)).capitalize()


def augmented(example: Example, previous: Example | None, rng: random.Random) -> Example:
    """Return `example` changed in the proportions that training uses.

    `previous` is joined in front in one of 25 cases, so that segments of two sentences occur.
    """
    example = number_forms(example, rng)
    if rng.random() < 0.06:
        example = with_invented_name(example, rng)
    if previous is not None and rng.random() < 0.04:
        example = previous.joined(example)
    if rng.random() < 0.01:
        example = with_address(example, rng)
    short = len(example.source.text) < 90
    return capitals(example) if rng.random() < (0.05 if short else 0.01) else example
