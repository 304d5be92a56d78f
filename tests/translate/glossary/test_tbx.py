"""TBX in both editions and both styles; what is no TBX, or hostile, is refused."""

from __future__ import annotations

import pytest

from visavis.translate.glossary.file import Glossary, GlossaryError, Term, parse_glossary
from visavis.translate.glossary.importing import Remark
from visavis.translate.glossary.tbx import not_in_tbx, read_tbx, write_tbx

MARTIF = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="fr"><martifHeader><fileDesc><sourceDesc><p>x</p></sourceDesc>
</fileDesc></martifHeader><text><body>
 <termEntry id="c7">
  <descripGrp><descrip type="subjectField">énergie</descrip></descripGrp>
  <descrip type="reliabilityCode">6</descrip>
  <langSet xml:lang="fr-FR">
   <descripGrp><descrip type="definition">Machine
     qui <hi>tourne</hi></descrip></descripGrp>
   <tig><term>turbine</term><termNote type="partOfSpeech">noun</termNote></tig>
   <ntig><termGrp><term>turbines</term><termNote type="grammaticalNumber">plural</termNote>
   </termGrp></ntig>
  </langSet>
  <langSet xml:lang="en-US">
   <tig><term>spinner</term>
    <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>
    <note>Never</note></tig>
   <tig><term>rotor</term>
    <termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></tig>
   <tig><term>turbine</term>
    <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
   <tig><term>gas wheel</term></tig>
  </langSet>
  <langSet xml:lang="de"><tig><term>Turbine</term></tig></langSet>
 </termEntry>
</body></text></martif>
"""

DCA = """\
<tbx type="TBX-Basic" style="dca" xml:lang="fr" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader/><text><body>
 <conceptEntry id="1"><descrip type="subjectField">droit</descrip>
  <langSec xml:lang="fr"><termSec><term>brevet</term>
   <termNote type="partOfSpeech">noun</termNote></termSec></langSec>
  <langSec xml:lang="en"><termSec><term>patent</term>
   <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec></langSec>
 </conceptEntry></body></text></tbx>
"""
DCT = """\
<tbx type="TBX-Basic" style="dct" xml:lang="fr" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:basic="http://www.tbxinfo.net/ns/basic" xmlns:min="http://www.tbxinfo.net/ns/min">
<tbxHeader/><text><body>
 <conceptEntry id="1"><min:subjectField>droit</min:subjectField>
  <langSec xml:lang="fr"><termSec><term>brevet</term>
   <min:partOfSpeech>noun</min:partOfSpeech></termSec></langSec>
  <langSec xml:lang="en"><termSec><term>patent</term>
   <min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec></langSec>
 </conceptEntry></body></text></tbx>
"""


def entries(*inside: str) -> bytes:
    body = "".join(f"<termEntry>{text}</termEntry>" for text in inside)
    return f"<martif><text><body>{body}</body></text></martif>".encode()


def section(language: str, *terms: str) -> str:
    tigs = "".join(f"<tig><term>{term}</term></tig>" for term in terms)
    return f'<langSet xml:lang="{language}">{tigs}</langSet>'


def test_the_edition_of_2008_with_all_that_we_have_a_column_for() -> None:
    got = read_tbx(MARTIF.encode(), "g.tbx")
    shared = {"sources": ("turbine", "turbines"), "pos": "noun", "domain": "énergie"}
    note = "Machine qui tourne; plural (turbines)"
    assert [term for _, term in got.terms] == [
        Term(1, targets=("turbine", "gas wheel"), note=note, **shared),
        Term(1, targets=("rotor",), status="admitted", **shared),
        Term(1, targets=("spinner",), status="forbidden", note="Never", **shared),
    ]
    assert {where for where, _ in got.terms} == {"entry c7"}
    assert got.skipped == ()
    assert got.left_out == (("reliabilityCode", 1),)


@pytest.mark.parametrize("text", [DCA, DCT])
def test_the_edition_of_2019_in_both_styles(text: str) -> None:
    got = read_tbx(text.encode(), "g.tbx")
    assert [term for _, term in got.terms] == [
        Term(1, ("brevet",), ("patent",), pos="noun", domain="droit")
    ]
    assert (got.skipped, got.left_out) == ((), ())


def test_an_entry_without_both_languages_is_skipped_with_the_reason() -> None:
    data = entries(
        section("fr", "puce") + section("de", "Chip"),
        section("en", "chip"),
        section("fr", "⟦") + section("en", "bracket"),
        "",
    )
    assert read_tbx(data, "g.tbx").skipped == (
        Remark("entry 1", "puce", "it has no English term, but de, fr"),
        Remark("entry 2", "chip", "it has no French term, but en"),
        Remark(
            "entry 3",
            "⟦",
            "⟦ in the source “⟦” is reserved; delete it; the source “⟦” has no letter or digit; "
            "write a word",
        ),
        Remark("entry 4", "", "it has no French nor English term, but no language at all"),
    )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"<martif><text>", "not well-formed XML"),
        (b"", "not well-formed XML"),
        (b"<html/>", "its XML is html, not TBX; export it as TBX-Basic"),
        (b'<!DOCTYPE m [<!ENTITY a "b">]><martif>&a;</martif>', "it declares entities"),
        (
            b'<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><martif>&a;</martif>',
            "it declares entities",
        ),
    ],
)
def test_what_is_no_tbx_is_refused(data: bytes, problem: str) -> None:
    with pytest.raises(GlossaryError, match=f"g.tbx: {problem}"):
        read_tbx(data, "g.tbx")


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visavis.translate.glossary.tbx.MAX_ENTRIES", 1)
    with pytest.raises(GlossaryError, match="2 entries, 1 at most; divide it"):
        read_tbx(entries("", ""), "g.tbx")
    monkeypatch.setattr("visavis.translate.glossary.tbx.MAX_BYTES", 10)
    with pytest.raises(GlossaryError, match="larger than"):
        read_tbx(entries(""), "g.tbx")


def test_what_is_written_is_read_back() -> None:
    glossary = parse_glossary(
        "source,target,status,pos,domain,note\n"
        "levée de fonds|levée,funding round|raise <&>,,noun,finance,a & b\n"
        "lever … millions,raise … million,,verb,finance,\n"
        "levée de fonds|levée,fund lifting,forbidden,noun,finance,Never\n"
        "levée de fonds|levée,fundraiser,admitted,noun,finance,\n",
        "g",
    )
    written = write_tbx(glossary)
    assert written.count(b"<termEntry") == 2
    got = [term for _, term in read_tbx(written, "g").terms]
    first, verb, forbidden, admitted = glossary.terms
    assert [comparable(term) for term in got] == [
        comparable(term) for term in (first, admitted, forbidden, verb)
    ]


def comparable(term: Term) -> tuple[object, ...]:
    return (term.sources, term.targets, term.status, term.pos, term.domain, term.note)


def test_the_form_of_a_written_entry() -> None:
    text = write_tbx(Glossary((Term(2, ("puce",), ("chip",), pos="noun"),)), "mine").decode()
    assert '<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">' in text
    assert "<title>mine</title>" in text
    entry = "".join(line.strip() for line in text.partition("<termEntry")[2].splitlines())
    assert entry == (
        'id="c1"><langSet xml:lang="fr"><tig><term>puce</term>'
        '<termNote type="partOfSpeech">noun</termNote></tig></langSet>'
        '<langSet xml:lang="en"><tig><term>chip</term>'
        '<termNote type="partOfSpeech">noun</termNote>'
        '<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig></langSet>'
        "</termEntry></body></text></martif>"
    )


def test_characters_that_xml_has_no_place_for() -> None:
    [(_, term)] = read_tbx(
        write_tbx(Glossary((Term(2, ("a",), ("b",), note="x\uffff"),))), "g"
    ).terms
    assert term.note == "x\ufffd"


def test_columns_that_tbx_has_no_place_for() -> None:
    text = "source,target,keep,case_sensitive,client\na,,yes,yes,\nb,c,,yes,ACME\n"
    assert not_in_tbx(parse_glossary(text, "g")) == {"keep": 1, "case_sensitive": 2, "client": 1}
