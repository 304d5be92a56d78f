"""Text as the model sees it: characters, typography, numbers, words.

Everything that decides when two strings are "the same" lives here, so that preparation, the
held-out rule and the tokenizer cannot disagree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

OPEN, MIDDLE, CLOSE = MARKERS = ("⟦", "¦", "⟧")

_SPACES = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_NOTHING = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_APOSTROPHES = "\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4\u0060"
_QUOTES = "\u201c\u201d\u201e\u201f\u2033"
_DASHES = "\u2010\u2011"

# A separator stands between a digit and exactly three more; `1 300` and `100'000`, not `12 1300`.
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})((?:[ '\u00a0\u202f\u2009\u2019.,]\d{3})+)(?!\d)")
_NUMBER = re.compile(r"\d+(?:[ '\u00a0\u202f\u2009\u2019.,]\d+)*")
_WORD = re.compile(r"\w+(?:['\u2019](?=\w))?|[^\w\s]")


def normalise(text: str) -> str:
    """Return `text` in NFC with plain spaces, without invisible characters or outer blanks.

    Quotes and apostrophes stay as they are: the tokenizer folds those (`tokenizer_rules`), so
    that a shipped package needs no help from the program around it.
    """
    text = unicodedata.normalize("NFC", text).replace("\ufffc", " ")
    text = "".join(c for c in text if c not in _NOTHING and (c >= " " or c == "\t"))
    for space in _SPACES:
        text = text.replace(space, " ")
    return " ".join(text.split())


def match_key(text: str) -> str:
    """Return what is left of `text` without case, accents, punctuation and spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if c.isalnum())


def near_key(text: str) -> str:
    """Return `match_key` with every number the same: templates filled differently are one."""
    return re.sub(r"\d+", "0", match_key(text))


def numbers(text: str) -> list[str]:
    """Return the digits of each number of at least two digits, separators left out, sorted."""
    found = (re.sub(r"\D", "", m.group()) for m in _NUMBER.finditer(text))
    return sorted(n for n in found if len(n) > 1)


def english_thousands(text: str) -> str:
    """Return `text` with grouped thousands written with commas: ``55 000`` → ``55,000``."""
    return _THOUSANDS.sub(_with_commas, text)


def _with_commas(match: re.Match[str]) -> str:
    groups = match.group(2)
    if set(groups[::4]) == {"."}:  # 1.300 may be a decimal in English: not ours to decide
        return match.group()
    return match.group(1) + "".join("," + groups[i + 1 : i + 4] for i in range(0, len(groups), 4))


def words(text: str) -> list[tuple[str, int, int]]:
    """Return (form, start, end) of words and signs; an elided article is a word: ``l'`` ``IA``."""
    return [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]


def tokenizer_rules() -> Iterator[str]:
    r"""Yield the SentencePiece normalisation table, one ``from\tto`` line of hexadecimal each.

    NFKC, as ``nmt_nfkc``, and French typography folded into plain English forms: every
    apostrophe is ``'``, every double quote ``"`` without the spaces inside guillemets, no space
    before ``: ; ? ! %``. Markers are left alone.
    """
    rules: dict[str, str] = {}
    # Beyond these blocks a full table would cost 0.2 MB of package for characters never seen.
    for char in map(chr, (*range(0xA0, 0x3000), *range(0xFB00, 0xFB07), *range(0xFF01, 0xFF5F))):
        if char in MARKERS:
            continue
        folded = unicodedata.normalize("NFKC", char)
        if folded != char:
            rules[char] = folded
        parts = unicodedata.normalize("NFD", char)
        if parts != char and unicodedata.normalize("NFC", parts) == char:
            rules[parts] = char
    rules |= dict.fromkeys(_SPACES + "\t\n\r", " ")
    rules |= dict.fromkeys(_NOTHING, "") | {chr(c): "" for c in (*range(1, 9), *range(14, 32), 127)}
    rules |= dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_QUOTES, '"')
    rules |= dict.fromkeys(_DASHES, "-") | {"…": "..."}
    for space in ("", " ", "\u00a0", "\u202f", "\u2009"):
        rules[f"«{space}"] = rules[f"{space}»"] = '"'
        if space:
            rules |= {space + sign: sign for sign in ":;?!%"}
    for source, target in sorted(rules.items()):
        yield "\t".join(" ".join(f"{ord(c):X}" for c in side) for side in (source, target))
