"""Repairs of typography that change no word: spaces that are missing, quotation marks that do not
match, marks that stand twice, characters that nobody sees.

Style is never changed: no-break spaces, both apostrophes and the kind of quotation marks stay. A
quotation that is opened and never closed stays too, because where it ends is the author's to say:
a mark set by us could put words into somebody's mouth.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from visavis.corpus.edits import Edit, replace
from visavis.corpus.layout import Line, split_lines

_UPPER = "A-ZÀ-ÖØ-ÞŒ"
_LOWER = "a-zß-öø-ÿœ"
_AFTER_NUMBER = (
    "qui|que|quoi|dont|où|et|ou|mais|des?|du|dans|pour|par|sur|sous|avec|sans|sont|est|ont|"
    "aux?|comme|lors|afin|chez|entre|depuis|contre|vers|puis|ainsi|alors"
)

_SUFFIX = r"(?:Js|Com|Net|Org|Fr|Io|Ai|Tv)\b"

# A soft hyphen, zero-width spaces, a stray byte order mark, direction marks, control characters.
# Joiners (200C, 200D) stay: emoji and some scripts need them.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2060\ufeff]+")
_ACCENTED = re.compile(r"[^\s\u0300-\u036f][\u0300-\u036f]+")

# In an address or a name with several of them, full stops stand between letters by right.
_ADDRESS = re.compile(r"//|www\.|[@\\=]|\w\.\w+\.\w")

_GAPS = tuple(
    re.compile(pattern)
    for pattern in (
        # `la course.Elle`, `l’IA.Elle`: two letters of a size, so that `M.Musk`, `Dr.Roy` stay.
        rf"(?<=[{_LOWER}]{{2}}[.…])(?=[{_UPPER}][{_LOWER}’' ])(?!{_SUFFIX})",
        rf"(?<=[{_UPPER}]{{2}}[.…])(?=[{_UPPER}][{_LOWER}’' ])(?!{_SUFFIX})",
        rf"(?<=\d\d[.…])(?=[{_UPPER}][{_LOWER}])",
        rf"(?<=[»”)][.…])(?=[{_UPPER}][{_LOWER}’' ])",
        # `Vraiment ?Elle`, `Vraiment?Elle`; a brand such as `Yahoo!Mail` has no space.
        rf"(?<=[\s\u00a0\u202f][?!])(?=[{_UPPER}][{_LOWER}])",
        rf"(?<=[{_LOWER}]{{2}}\?)(?=[{_UPPER}][{_LOWER}])",
        rf"(?<=[{_LOWER}]{{2}},)(?=[{_LOWER}]{{2}})",
        # A model number or a year that ran into the next word: `H100qui`, `2025et`.
        rf"(?<=\d\d)(?=(?:{_AFTER_NUMBER})\b)",
    )
)
_DOUBLED = re.compile(
    r"(?<=[\w»”)%])(?P<stop>\.)\s?\.(?!\s?\.|\w)"
    r"|(?<=\w)(?P<comma>,)\s?,(?=\s)"
    r"|(?<=\s)(?P<high>[;:])\s?(?P=high)(?=\s)"
)
_QUOTE = re.compile(r"[«»\"“”]")


def invisible(text: str) -> list[Edit]:
    """Remove the characters that nobody sees."""
    return [
        replace(text, match.start(), match.end(), "", "invisible")
        for match in _INVISIBLE.finditer(text)
    ]


def accents(text: str) -> list[Edit]:
    """Join letters and accents that came together when something between them went."""
    return [
        replace(text, match.start(), match.end(), composed, "split-accent")
        for match in _ACCENTED.finditer(text)
        if (composed := unicodedata.normalize("NFC", match[0])) != match[0]
    ]


def repair(text: str) -> list[Edit]:
    """The repairs that `text` needs, line by line; none of them adds or removes a letter."""
    steps: tuple[Callable[[str, Line], Iterator[Edit]], ...] = (_doubled, _mixed_quotes, _gaps)
    for step in steps:
        edits = [edit for line in split_lines(text) for edit in step(text, line)]
        if edits:
            return edits
    return []


def _doubled(text: str, line: Line) -> Iterator[Edit]:
    for match in _DOUBLED.finditer(text, line.text_start, line.end):
        mark = match["stop"] or match["comma"] or match["high"]
        # `.` with space before the second one goes with it; what follows keeps its own space.
        yield replace(text, match.start() + len(mark), match.end(), "", "doubled-punctuation")


def _gaps(text: str, line: Line) -> Iterator[Edit]:
    words = re.compile(r"\S+").finditer(text, line.text_start, line.end)
    addresses = [word.span() for word in words if _ADDRESS.search(word[0])]
    places = {
        match.start() for gap in _GAPS for match in gap.finditer(text, line.text_start, line.end)
    } | set(_beside_guillemets(text, line))
    for place in sorted(places):
        if not any(start < place < end for start, end in addresses):
            yield replace(text, place, place, " ", "missing-space")


def _beside_guillemets(text: str, line: Line) -> Iterator[int]:
    """Where a letter touches the outside of `«…»`, a pair with no other guillemet inside."""
    for pair in re.finditer("«[^«»]*»", text[line.text_start : line.end]):
        start, end = line.text_start + pair.start(), line.text_start + pair.end()
        if start > line.text_start and text[start - 1].isalpha():
            yield start
        if end < line.end and text[end].isalpha():
            yield end


def _mixed_quotes(text: str, line: Line) -> Iterator[Edit]:
    """`"…»`, `“…»`, `«…"` and `«…”`: the other mark becomes the guillemet that its partner is.

    Only where nothing else is possible: the odd mark stands where a quotation opens (closes), the
    guillemet is its neighbour among the quotation marks, and no other mark could be its partner.
    """
    marks = [match.start() for match in _QUOTE.finditer(text, line.text_start, line.end)]
    depth = 0
    for index, place in enumerate(marks):
        mark = text[place]
        after = text[marks[index + 1]] if index + 1 < len(marks) else ""
        before = text[marks[index - 1]] if index else ""
        if mark == "«":
            depth += 1
        elif mark == "»":
            depth = max(0, depth - 1)
        elif depth == 0 and after == "»" and mark != "”" and _opens(text, place, line):
            closing = marks[index + 1]
            space = text[closing - 1] if text[closing - 1].isspace() else ""
            yield replace(text, place, place + 1, "«" + space, "mixed-quotes")
            depth += 1
        elif (
            depth == 1
            and before == "«"
            and after in ("", "«")
            and mark != "“"
            and _closes(text, place, line)
        ):
            opening = marks[index - 1]
            space = text[opening + 1] if text[opening + 1].isspace() else ""
            yield replace(text, place, place + 1, space + "»", "mixed-quotes")
            depth -= 1


def _opens(text: str, place: int, line: Line) -> bool:
    before = text[place - 1] if place > line.text_start else " "
    return (before.isspace() or before in "'’(—–") and not text[place + 1].isspace()


def _closes(text: str, place: int, line: Line) -> bool:
    after = text[place + 1] if place + 1 < line.end else " "
    return not text[place - 1].isspace() and not after.isalnum()
