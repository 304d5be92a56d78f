"""Segment pairs as TMX 1.4b, the format that translation memories are exchanged in.

Both ways work unit by unit, so that a memory of any size needs little room. A file that comes from
elsewhere is hostile until read: no entity, no document type, nothing from outside is followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, get_args
from xml.sax.saxutils import escape

from lxml import etree

from visavis.corpus.errors import VisavisError
from visavis.translate.bilingual.pairs import BilingualArticle, Provenance

_FRENCH = ("fr", "fra", "fre")
_ENGLISH = ("en", "eng")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_PROVENANCE = "x-provenance"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STAND_IN = re.compile("x-u([0-9a-f]{4,6})")
_CHUNK = 1 << 16
_LONGEST = 1 << 24
"""Bytes that may pass without a unit coming to its end."""


class TmxError(VisavisError):
    """A file that is no TMX, is broken or hostile, or holds other languages."""


@dataclass(frozen=True)
class Unit:
    """A source with its translation; `changed` is `YYYY-MM-DDTHH:MM:SSZ`, or `""` for unknown."""

    source: str
    target: str
    provenance: Provenance = "imported"
    changed: str = ""


def units_of(article: BilingualArticle) -> Iterator[Unit]:
    """The pairs of an article, in order; when they were made is not known."""
    for _, pairs in article.blocks:
        for pair in pairs:
            yield Unit(pair.source, pair.target, pair.provenance)


def write_tmx(units: Iterable[Unit]) -> Iterator[bytes]:
    """The parts of a TMX file, in order; `read_tmx` gives equal units.

    A character that XML cannot hold becomes an empty placeholder that names it. Raises
    `ValueError` for a `changed` that is no ISO 8601 date.
    """
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
        '<tmx version="1.4">\n'
        f'<header creationtool="visavis" creationtoolversion="{version("visavis")}" '
        'segtype="sentence" o-tmf="visavis" adminlang="en" srclang="fr" datatype="plaintext"/>\n'
        "<body>\n"
    ).encode()
    for unit in units:
        changed = f' changedate="{_stamp(unit.changed)}"' if unit.changed else ""
        yield (
            f'<tu{changed}><prop type="{_PROVENANCE}">{unit.provenance}</prop>\n'
            f'<tuv xml:lang="fr"><seg>{_segment(unit.source)}</seg></tuv>\n'
            f'<tuv xml:lang="en"><seg>{_segment(unit.target)}</seg></tuv></tu>\n'
        ).encode()
    yield b"</body>\n</tmx>\n"


def read_tmx(path: Path) -> Iterator[Unit]:
    """The French–English units of a TMX file, in order; units of other languages are passed over.

    Of several variants of a language the first counts; what inline elements mark stays, codes go.
    A unit of unknown origin is `imported`. Raises `TmxError`, naming the file, the unit and the
    remedy, also when units before the broken one were given already.
    """
    try:
        with path.open("rb") as file:
            yield from _read(file, str(path))
    except OSError as error:
        raise TmxError(f"{path} cannot be read: {error.strerror}; check the name") from error


def _read(file: IO[bytes], name: str) -> Iterator[Unit]:
    parser = etree.XMLPullParser(
        ("start", "end"),
        tag=("{*}tmx", "{*}tu"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    count = found = unread = 0
    is_tmx = False
    others: set[str] = set()
    try:
        while chunk := file.read(_CHUNK):
            parser.feed(chunk)
            unread += len(chunk)
            for event, element in parser.read_events():
                if etree.QName(element).localname == "tmx":
                    _check_doctype(element, name)
                    is_tmx = True
                    continue
                if event == "start":
                    continue
                count += 1
                unread = 0
                variants = _variants(element, f"{name}, unit {count} (line {element.sourceline})")
                source = next((variants[tag] for tag in variants if tag in _FRENCH), None)
                target = next((variants[tag] for tag in variants if tag in _ENGLISH), None)
                others |= variants.keys()
                if source is not None and target is not None:
                    found += 1
                    yield Unit(source, target, _provenance(element), _changed(element))
                _let_go(element)
            if unread > _LONGEST:
                raise TmxError(
                    f"{name}, unit {count + 1}: no end in {_LONGEST >> 20} MB; "
                    "export it again from the program that it comes from"
                )
        parser.close()
    except etree.XMLSyntaxError as error:
        raise TmxError(
            f"{name}, unit {count + 1}: broken XML ({error.msg}); "
            "export it again from the program that it comes from"
        ) from error
    if not is_tmx:
        raise TmxError(f"{name} is not TMX: it has no <tmx>; export it as TMX 1.4")
    if count and not found:
        raise TmxError(
            f"{name} holds no French–English unit, only {', '.join(sorted(others)) or 'empty ones'}"
            "; choose a memory from French to English"
        )


def _check_doctype(root: etree._Element, name: str) -> None:
    doctype = root.getroottree().docinfo.internalDTD
    if doctype is not None and next(doctype.iterentities(), None) is not None:
        raise TmxError(
            f"{name} declares entities of its own, which TMX has no use for and which can do harm; "
            "take its <!ENTITY …> lines out if you trust it"
        )


def _variants(unit: etree._Element, place: str) -> dict[str, str]:
    """The text of a unit in each language, by the part of its code before the region."""
    variants: dict[str, str] = {}
    for variant in unit.iterchildren("{*}tuv"):
        language = variant.get(_LANGUAGE) or variant.get("lang") or ""
        segment = variant.find("{*}seg")
        if segment is None:
            raise TmxError(
                f"{place}: its {language or 'unnamed'} side has no <seg>; add or drop it"
            )
        tag = re.split("[-_]", language.strip().lower())[0]
        if tag not in variants:
            variants[tag] = "".join(_flat(segment, place))
    return variants


def _flat(element: etree._Element, place: str) -> Iterator[str]:
    """The text in an element without the codes of the format that it was taken from."""
    yield element.text or ""
    for child in element:
        if not isinstance(child.tag, str):
            raise TmxError(f"{place}: the entity {child.text} is not defined; write it out")
        kind = etree.QName(child).localname
        if kind == "hi":
            yield from _flat(child, place)
        elif kind == "ph" and (hexadecimal := _STAND_IN.fullmatch(child.get("type", ""))):
            yield chr(min(int(hexadecimal[1], 16), 0x10FFFF))
        yield child.tail or ""


def _provenance(unit: etree._Element) -> Provenance:
    said = next((p.text for p in unit.iterchildren("{*}prop") if p.get("type") == _PROVENANCE), "")
    known: tuple[Provenance, ...] = get_args(Provenance)
    return next((provenance for provenance in known if provenance == said), "imported")


def _changed(unit: etree._Element) -> str:
    """When a unit was last changed, or else made; `""` for a date that is none."""
    stamp = unit.get("changedate") or unit.get("creationdate") or ""
    try:
        return _utc(stamp).strftime("%Y-%m-%dT%H:%M:%SZ") if stamp else ""
    except (ValueError, OverflowError):
        return ""


def _let_go(unit: etree._Element) -> None:
    """Free a unit that was read, and all before it."""
    unit.clear()
    parent = unit.getparent()
    while parent is not None and unit.getprevious() is not None:
        del parent[0]


def _segment(text: str) -> str:
    # A bare carriage return would be read as a line feed.
    return _NOT_XML.sub(
        lambda found: f'<ph type="x-u{ord(found[0]):04x}" assoc="p"/>',
        escape(text, {"\r": "&#13;"}),
    )


def _stamp(date: str) -> str:
    return _utc(date).strftime("%Y%m%dT%H%M%SZ")


def _utc(date: str) -> datetime:
    moment = datetime.fromisoformat(date)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
