"""A person's own targets: what may be one, what it makes of the terms, two people at one."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace

from visavis.corpus.errors import VisavisError
from visavis.translate.articles.known_pairs import kept_pair
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import Pair
from visavis.translate.fidelity.flags import find_flags
from visavis.translate.memory.store import Kept
from visavis.translate.packages.folder import PackageError
from visavis.translate.terminology.uses import said_terms
from visavis.translate.translator import Translator

_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")
_JOINERS = "\u200c\u200d"
"""Invisible, but people write with them: emoji are joined by the one, words kept apart by both."""


class InvisibleCharacters(VisavisError):
    """A text with characters that nobody sees; it was not stored."""


class EditConflict(VisavisError):
    """Someone else wrote another target in the meantime; nothing was stored.

    `theirs` is what stands there now; None when they withdrew what stood there.
    """

    def __init__(self, theirs: Kept | None) -> None:
        super().__init__("someone else changed this sentence meanwhile; choose between the two")
        self.theirs = theirs


def tidy(text: str) -> str:
    """A typed text as one line, white space at its ends and line breaks gone.

    Raises `InvisibleCharacters` naming them and the words beside them.
    """
    line = " ".join(text.split("\n")).replace("\r", "").replace("\t", " ").strip()
    found: Counter[str] = Counter(filter(_is_invisible, line))
    if found:
        codes = ", ".join(f"U+{ord(char):04X}" for char in found)
        first = next(index for index, char in enumerate(line) if char in found)
        beside = "".join(
            "·" if char in found else char for char in line[max(0, first - 20) : first + 20]
        )
        raise InvisibleCharacters(
            f"the text holds characters that nobody sees ({codes}), as in “{beside}”; take them out"
        )
    return line


def visible(text: str) -> str:
    """The text without the characters that `tidy` refuses."""
    return "".join(char for char in text if char in "\n\r\t" or not _is_invisible(char))


def examine(translator: Translator, source: str, target: str) -> Pair:
    """A target that a person is writing as a pair: its terms and flags; nothing is stored."""
    kept = Kept(source, target, "edited", _aligned(translator, source, target), 0)
    pair = kept_pair(kept, translator.matcher.find(source), translator.glossary)
    return replace(pair, flags=find_flags(source, target, said_terms(pair.terms, target)))


def save_edit(translator: Translator, source: str, target: str, *, seen: Kept | None) -> None:
    """Store a person's target in the memory for the one that they saw, None for the machine's.

    Raises `EditConflict` when another one stands there now. Two that are stored within the same
    moment both stay in the history; the later one holds.
    """
    memory = translator.memory
    if memory is None:
        raise ValueError("a translator without a memory stores nothing")
    theirs = memory.kept([source]).get(source)
    if (theirs and theirs.target) != (seen and seen.target):
        raise EditConflict(theirs)
    memory.keep(source, target, _aligned(translator, source, target))


def _aligned(translator: Translator, source: str, target: str) -> tuple[Link, ...]:
    """The words of a target that a person wrote; no links where the model cannot align it."""
    try:
        engine = translator.engine
    except PackageError:
        # People write also while no model can be loaded.
        return ()
    if not (target.strip() and engine.can_score(source) and engine.can_score(target)):
        return ()
    [links] = engine.align([(source, target)])
    return links


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in _INVISIBLE and char not in _JOINERS
