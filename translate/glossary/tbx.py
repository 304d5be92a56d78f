"""Glossaries as TBX (TermBase eXchange, ISO 30042), the standard of terminology programs.

Reads TBX-Basic and whatever else has its structure: the edition of 2008 (`martif`), that of 2019
(`tbx`), data categories as attributes (DCA) or as elements (DCT).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from lxml import etree

from visavis.translate.glossary.importing import Incoming, Remark
from visavis.translate.glossary.rows import read_row
from visavis.translate.glossary.terms import Glossary, GlossaryError, Status, Term

MAX_BYTES = 32 * 2**20
MAX_ENTRIES = 100_000
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LANGUAGES = {"fr": "fr", "fra": "fr", "fre": "fr", "en": "en", "eng": "en"}
_LEVELS = frozenset({"langSet", "langSec", "tig", "ntig", "termSec"})
# Elements that name their data category in an attribute; every other one is a category itself.
_TYPED = frozenset({"admin", "descrip", "ref", "termNote", "transac", "transacNote", "xref"})
_GROUPS = frozenset({"adminGrp", "auxInfo", "descripGrp", "termGrp", "termNoteGrp", "transacGrp"})
_STATUS: dict[str, Status] = {
    "preferred": "preferred",
    "standardized": "preferred",
    "admitted": "admitted",
    "deprecated": "forbidden",
    "superseded": "forbidden",
    "notRecommended": "forbidden",
    "obsolete": "forbidden",
    "forbidden": "forbidden",
}
_POS = {"noun": "noun", "verb": "verb", "adj": "adjective", "adv": "adverb"}
_POS |= {"proper noun": "properNoun"}
_OUR_POS = {theirs: ours for ours, theirs in _POS.items()} | {"other": ""}
_RANKS: tuple[Status | Literal[""], ...] = ("preferred", "", "admitted", "forbidden")


def read_tbx(data: bytes, name: str) -> Incoming:
    """The entries of a TBX file that have French and English.

    French terms become the sources, English ones the targets, those of one status in one row;
    `administrativeStatus` gives the status, `partOfSpeech` the pos, `subjectField` the domain,
    definitions and notes the note. Raises `GlossaryError` when it is no TBX, or too large.
    """
    if len(data) > MAX_BYTES:
        raise GlossaryError([f"{name}: larger than {MAX_BYTES >> 20} MB; divide it"])
    root = _parse(data, name)
    if _local(root) not in ("martif", "tbx"):
        raise GlossaryError([f"{name}: its XML is {_local(root)}, not TBX; export it as TBX-Basic"])
    found = [e for e in root.iter() if _local(e) in ("termEntry", "conceptEntry")]
    if len(found) > MAX_ENTRIES:
        raise GlossaryError([f"{name}: {len(found)} entries, {MAX_ENTRIES} at most; divide it"])
    terms: list[tuple[str, Term]] = []
    skipped: list[Remark] = []
    left_out: Counter[str] = Counter()
    for number, element in enumerate(found, start=1):
        where = f"entry {element.get('id') or number}"
        entry = _Entry(element, left_out)
        missing = [language for language in ("fr", "en") if not entry.terms[language]]
        if missing:
            names = " nor ".join({"fr": "French", "en": "English"}[one] for one in missing)
            others = ", ".join(sorted(entry.languages)) or "no language at all"
            why = f"it has no {names} term, but {others}"
            skipped.append(Remark(where, entry.any_term, why))
            continue
        for cells in entry.rows():
            term, problems = read_row(number, list(cells), list(cells.values()))
            if problems:
                skipped.append(Remark(where, entry.any_term, "; ".join(problems)))
            else:
                terms.append((where, term))
    return Incoming(tuple(terms), tuple(skipped), tuple(left_out.most_common()))


def write_tbx(glossary: Glossary, title: str = "glossary") -> bytes:
    """The glossary as TBX-Basic of the 2008 edition (`martif`, version 2).

    That is the edition which most programs read; those that read the later one read this as well.
    Rows with the same sources make one entry.
    """
    root = etree.Element("martif", {"type": "TBX-Basic", _LANG: "en"})
    header = etree.SubElement(root, "martifHeader")
    file = etree.SubElement(header, "fileDesc")
    _add(etree.SubElement(file, "titleStmt"), "title", title)
    _add(etree.SubElement(file, "sourceDesc"), "p", "Written by vis-à-vis")
    encoding = etree.SubElement(header, "encodingDesc")
    _add(encoding, "p", "TBXBasicXCSV02.xcs", type="XCSURI")
    body = etree.SubElement(etree.SubElement(root, "text"), "body")
    entries: dict[tuple[str, ...], list[Term]] = {}
    for term in glossary.terms:
        entries.setdefault(tuple(sorted(term.keys)), []).append(term)
    for number, rows in enumerate(entries.values(), start=1):
        _write_entry(etree.SubElement(body, "termEntry", id=f"c{number}"), rows)
    document: bytes = etree.tostring(
        root,
        encoding="UTF-8",
        xml_declaration=True,
        pretty_print=True,
        doctype='<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">',
    )
    return document


def not_in_tbx(glossary: Glossary) -> dict[str, int]:
    """The columns that TBX-Basic has no place for, with the number of rows that use them."""
    used: Counter[str] = Counter()
    for term in glossary.terms:
        used.update({"keep": term.keep, "case_sensitive": term.case_sensitive})
        used.update({header: 1 for header, cell in term.extra if cell})
    return {column: count for column, count in used.items() if count}


class _Entry:
    """One concept: its terms by language, and what is said of all of them."""

    def __init__(self, element: Any, left_out: Counter[str]) -> None:
        self.languages: set[str] = set()
        self.any_term = ""
        self.terms: dict[str, list[tuple[str, Status | Literal[""], str]]] = {"fr": [], "en": []}
        self.notes: list[str] = []
        self.domains: list[str] = []
        self.pos = ""
        self._left_out = left_out
        self._say(element)
        for section in element.iter():
            if _local(section) in ("langSet", "langSec"):
                self._language(section)

    def rows(self) -> Iterator[dict[str, str]]:
        """The cells of each row that the entry makes: one for each status of the English."""
        # A French term that is out of favour is still one to be translated where it stands.
        french = sorted(self.terms["fr"], key=lambda term: _RANKS.index(term[1]))
        english: dict[Status, list[tuple[str, str]]] = {}
        for text, status, note in sorted(self.terms["en"], key=lambda term: _RANKS.index(term[1])):
            english.setdefault(status or "preferred", []).append((text, note))
        for status, terms in english.items():
            own = [note for _, note in terms if note]
            shared = self.notes if status == next(iter(english)) else []
            yield {
                "source": _variants(text for text, _, _ in french),
                "target": _variants(text for text, _ in terms),
                "status": status,
                "pos": self.pos,
                "domain": "; ".join(dict.fromkeys(self.domains)),
                "note": "; ".join(dict.fromkeys((*shared, *own))),
            }

    def _language(self, section: Any) -> None:
        code = (section.get(_LANG) or section.get("lang") or "").replace("_", "-").lower()
        language = _LANGUAGES.get(code.split("-")[0], "")
        if not language:
            self.languages.add(code or "a section without language")
            return
        self._say(section)
        for part in section:
            if _local(part) not in ("tig", "ntig", "termSec"):
                continue
            said = dict(_categories(part))
            term = said.pop("term", "")
            if not term:
                continue
            self.any_term = self.any_term or term
            self.languages.add(code)
            status = said.pop("administrativeStatus", said.pop("normativeAuthorization", ""))
            pos = said.pop("partOfSpeech", "")
            if language == "fr":
                self.pos = self.pos or _OUR_POS.get(pos, pos)
            note = [said.pop("note", ""), said.pop("usageNote", "")]
            number = said.pop("grammaticalNumber", "")
            if number not in ("", "singular"):
                note.append(f"{number} ({term})")
            self.terms[language].append((term, _status(status), "; ".join(filter(None, note))))
            self._left_out.update(said.keys())
            if language == "fr" and any(note):
                self.notes.extend(filter(None, note))

    def _say(self, element: Any) -> None:
        for category, text in _categories(element):
            if category in ("definition", "note"):
                self.notes.append(text)
            elif category == "subjectField":
                self.domains.append(text)
            else:
                self._left_out[category] += 1


def _parse(data: bytes, name: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise GlossaryError([f"{name}: not well-formed XML ({error.msg}); export it again"]) from (
            error
        )
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and dtd.entities():
        raise GlossaryError([f"{name}: it declares entities; export it without"])
    return root


def _categories(element: Any) -> Iterator[tuple[str, str]]:
    """What is said at this level: data categories with their text, in either style."""
    for part in element:
        local = _local(part)
        if local in _GROUPS:
            yield from _categories(part)
        elif local and local not in _LEVELS:
            text = " ".join("".join(part.itertext()).split())
            category = part.get("type", "") if local in _TYPED else local
            if text:
                yield category, text


def _local(element: Any) -> str:
    """The name without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _status(value: str) -> Status | Literal[""]:
    return _STATUS.get(value.removesuffix("-admn-sts").removesuffix("Term"), "")


def _variants(texts: Iterator[str]) -> str:
    return "|".join(dict.fromkeys(texts))


def _write_entry(entry: Any, rows: list[Term]) -> None:
    main = min(rows, key=lambda term: _RANKS.index(term.status))
    if main.domain:
        _add(entry, "descrip", main.domain, type="subjectField")
    if main.note:
        _add(entry, "note", main.note)
    pos = _POS.get(main.pos.casefold(), "")
    french = etree.SubElement(entry, "langSet", {_LANG: "fr"})
    for source in main.sources:
        _write_term(french, source, pos)
    english = etree.SubElement(entry, "langSet", {_LANG: "en"})
    for term in rows:
        for index, target in enumerate(term.targets):
            # Further variants of a preferred row are as good as any, and marked as nothing.
            status = {"forbidden": "deprecated"}.get(term.status, term.status)
            mark = status if index == 0 or status != "preferred" else ""
            note = term.note if index == 0 and term is not main else ""
            _write_term(english, target, pos, mark, note)


def _write_term(section: Any, text: str, pos: str, status: str = "", note: str = "") -> None:
    tig = etree.SubElement(section, "tig")
    _add(tig, "term", text)
    if pos:
        _add(tig, "termNote", pos, type="partOfSpeech")
    if status:
        _add(tig, "termNote", f"{status}Term-admn-sts", type="administrativeStatus")
    if note:
        _add(tig, "note", note)


def _add(parent: Any, tag: str, text: str, **attributes: str) -> None:
    element = etree.SubElement(parent, tag, attributes)
    # XML 1.0 has no place for these two, which a cell may hold.
    element.text = text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
