"""The text of HTML elements as Markdown, one line for each block: headings, items, quotations.

For documents that are nothing but their text. A page of the web has much else on it and goes
through `corpus.pages`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from visavis.corpus.markup import escape

_UNREAD = frozenset(
    "audio button canvas form head iframe img map math nav noscript object rp rt script select "
    "style svg template textarea title video".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q ruby s samp "
    "small span strike strong sub sup time tt u var wbr".split()
)
_SPACE = re.compile("[ \t\n\r\f\v\x85\u2028\u2029]+")
# Where a note is referred to, and the way back from it: `[1]`, `*`, `↑`.
_NOTE = re.compile(r"\s*[\[(]?(?:\d{1,3}|[*†‡↑↩]\ufe0e?)[\])]?\s*")
_TYPE = "{http://www.idpf.org/2007/ops}type"
_APPARATUS = re.compile(r"\b(?:doc-)?(?:noteref|pagebreak|toc|landmarks|page-list)\b")


@dataclass
class _Place:
    """What text stands in. The marker of an item is for the first of its lines alone."""

    marker: str = ""
    is_item: bool = False


def markdown_of(body: etree._Element) -> str:
    """The text in `body`, a line for each block, without page numbers and the numbers of notes."""
    text = ""
    held: list[str] = []
    place, was_item = _Place(), False
    for where, piece in _pieces(body, _Place(), 0):
        if piece is not None:
            if not held and piece.strip():
                place = where
            if held or piece.strip():
                held.append(piece)
            continue
        line = _SPACE.sub(" ", "".join(held)).strip(" ")
        held.clear()
        if line:
            is_item = place.is_item and bool(place.marker)
            gap = "" if not text else "\n" if is_item and was_item else "\n\n"
            text += f"{gap}{place.marker}{escape(line)}"
            was_item = is_item
            if is_item:
                place.marker = ""
    return text


def _pieces(
    element: etree._Element, place: _Place, depth: int
) -> Iterator[tuple[_Place, str | None]]:
    """The text in an element, each piece with its place, and None where a line ends."""
    tag = etree.QName(element).localname.lower()
    if tag in _UNREAD or _is_apparatus(element, tag):
        return
    is_heading = len(tag) == 2 and tag[0] == "h" and tag[1] in "123456"
    if is_heading:
        place = _Place(f"{'#' * int(tag[1])} ")
    elif tag == "blockquote":
        place = _Place("> ")
    is_list = tag in ("ol", "ul")
    number = _number(element.get("start"), 1)
    if tag not in _INLINE:
        yield place, None
    if element.text:
        yield place, element.text
    for child in element:
        if isinstance(child.tag, str):
            inside = place
            if is_list and etree.QName(child).localname.lower() == "li":
                number = _number(child.get("value"), number)
                marker = f"{number}. " if tag == "ol" and number < 1000 else "- "
                inside = _Place("  " * depth + marker, is_item=True)
                number += 1
            for where, piece in _pieces(child, inside, depth + is_list):
                # A heading is one line, whatever is in it.
                yield (place, piece or " ") if is_heading else (where, piece)
        if child.tail:
            yield place, child.tail
    if tag not in _INLINE:
        yield place, None


def _is_apparatus(element: etree._Element, tag: str) -> bool:
    """Whether an element is hidden, or leads to another place instead of being read."""
    if element.get("hidden") is not None:
        return True
    if _APPARATUS.search(f"{element.get(_TYPE, '')} {element.get('role', '')}"):
        return True
    leads = tag == "a" and "#" in element.get("href", "")
    return leads and _NOTE.fullmatch("".join(element.itertext())) is not None


def _number(said: str | None, otherwise: int) -> int:
    return int(said) if said and said.isdecimal() else otherwise
