"""Glossaries of other programs taken in, and ours written for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.translate.glossary.exchange import (
    FORMATS,
    neutral,
    read_glossary_file,
    revived,
    write_glossary_file,
)
from visavis.translate.glossary.file import EMPTY, Glossary, GlossaryError, Term, parse_glossary
from visavis.translate.glossary.importing import Clash, Remark, take

SHIPPED = Path(__file__).parents[3] / "glossary.csv"
TABLE = "source;target;client\nlevée de fonds;funding round;ACME\npuce;;\n;x;\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_bad_rows_are_skipped_and_the_others_taken(encoding: str) -> None:
    got = read_glossary_file(TABLE.encode(encoding), "g.csv")
    assert got.terms == (
        ("row 2", Term(2, ("levée de fonds",), ("funding round",), extra=(("client", "ACME"),))),
    )
    assert got.skipped == (
        Remark("row 3", "puce", "“puce” has no target; write the English, or yes under keep"),
        Remark("row 4", "x", "the source is empty; write the French term, or delete the row"),
    )


@pytest.mark.parametrize(
    ("data", "name", "problem"),
    [
        (b"", "g.csv", "no table of terms; export it as CSV, TSV or TBX"),
        (b"PK\x03\x04", "g.xlsx", "no table of terms; export it as CSV, TSV or TBX"),
        (b"one,two,three,four\n", "g.csv", "there is no target column"),
        (b"<html></html>", "g.csv", "its XML is html, not TBX"),
        (b"source,target\n", "g.tbx", "not well-formed XML"),
    ],
)
def test_what_is_no_glossary_is_refused(data: bytes, name: str, problem: str) -> None:
    with pytest.raises(GlossaryError, match=f"{name}: {problem}"):
        read_glossary_file(data, name)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visavis.translate.glossary.exchange.MAX_ENTRIES", 2)
    with pytest.raises(GlossaryError, match=r"g\.csv: 3 rows, 2 at most; divide it"):
        read_glossary_file(TABLE.encode(), "g.csv")


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-x", "@SUM(A1)", " =1", "'=1", "\tx", "＝1"])
def test_formulas_are_text_in_a_spreadsheet_and_themselves_when_they_return(cell: str) -> None:
    assert neutral(cell) == "'" + cell
    assert revived(neutral(cell)) == cell


def test_other_cells_stay_as_they_are() -> None:
    assert [neutral(cell) for cell in ("", "l'IA", "'t", "a=b")] == ["", "l'IA", "'t", "a=b"]
    assert revived("'t") == "'t"


@given(st.text(st.sampled_from("'=+-@ \t\r\na")))
def test_every_cell_returns(cell: str) -> None:
    assert revived(neutral(cell)) == cell


def test_formulas_in_every_column_and_header_are_neutral_in_the_file() -> None:
    glossary = Glossary(
        (Term(2, ("=1+1",), ("@x",), note="-y", extra=(("=cmd", "+z"),)),),
        ("source", "target", "note", "=cmd"),
    )
    assert write_glossary_file(glossary, "csv").decode() == (
        "\ufeffsource,target,note,'=cmd\n'=1+1,'@x,'-y,'+z\n"
    )
    assert take(EMPTY, read_glossary_file(write_glossary_file(glossary, "tsv"), "g")).glossary == (
        Glossary(glossary.terms, ("source", "target", "=cmd"))
    )


@pytest.mark.parametrize("form", FORMATS)
def test_the_shipped_glossary_returns_from_every_format(form: str) -> None:
    glossary = parse_glossary(SHIPPED.read_text(), "g")
    got = read_glossary_file(write_glossary_file(glossary, form), f"g.{form}")
    assert got.skipped == ()
    kept = "" if form == "tbx" else "keep case_sensitive"

    def fields(term: Term) -> tuple[object, ...]:
        of_all = (term.sources, term.targets, term.status, term.pos, term.domain, term.note)
        return (*of_all, *(getattr(term, name) for name in kept.split()))

    assert {fields(term) for _, term in got.terms} == {fields(term) for term in glossary.terms}
    assert len(got.terms) == len(glossary.terms)


BASE = "source,target,status\njeune pousse|start-up,startup,\npuce,chip,\npuce,flea,forbidden\n"


def took(rows: str, clash: Clash = "skip") -> tuple[list[str], list[str]]:
    """The rows after an import into `BASE`, and the remarks."""
    incoming = read_glossary_file(f"source,target,status\n{rows}\n".encode(), "g.csv")
    result = take(parse_glossary(BASE, "base"), incoming, clash)
    written = write_glossary_file(result.glossary, "csv").decode().splitlines()
    return written[1:], list(result.lines())


OLD = ["jeune pousse|start-up,startup,", "puce,chip,", "puce,flea,forbidden"]


@pytest.mark.parametrize(
    ("rows", "clash", "expected", "said"),
    [
        ("GPU,GPU,", "skip", [*OLD, "GPU,GPU,"], ["1 taken"]),
        (
            "Puce,Chip,",
            "replace",
            OLD,
            [
                "1 there already",
                "there already: row 2, “Puce”: row 3 says so",
            ],
        ),
        (
            "puce,microchip,",
            "skip",
            OLD,
            [
                "1 skipped",
                "skipped: row 2, “puce”: row 3 has “chip”, here it is “microchip”; import with "
                "“replace” or “variant” to take it",
            ],
        ),
        ("puce,microchip,", "replace", [OLD[0], "puce,microchip,", OLD[2]], ["1 changed"]),
        ("puce,microchip,", "variant", [OLD[0], "puce,chip|microchip,", OLD[2]], ["1 changed"]),
        (
            "puce,flea,",
            "replace",
            OLD,
            [
                "1 skipped",
                "skipped: row 2, “puce”: row 4 has “flea” as forbidden; change that row first",
            ],
        ),
        (
            "puce,chip,forbidden",
            "replace",
            OLD,
            [
                "1 skipped",
                "skipped: row 2, “puce”: row 3 has “chip” as accepted; change that row first",
            ],
        ),
        ("puce|circuit,chip,", "skip", [OLD[0], "puce|circuit,chip,", OLD[2]], ["1 changed"]),
        (
            "start-up,new firm,",
            "replace",
            ["jeune pousse,startup,", *OLD[1:], "start-up,new firm,"],
            ["1 taken, 1 changed"],
        ),
        ("start-up,new firm,", "variant", [*OLD, "start-up,new firm,admitted"], ["1 taken"]),
        ("puce,bug,forbidden", "skip", [*OLD, "puce,bug,forbidden"], ["1 taken"]),
        (
            "offre,bid,\noffre,bid,\nOffre,offer,",
            "skip",
            [*OLD, "offre,bid,"],
            [
                "1 taken, 1 there already, 1 skipped",
                "skipped: row 4, “Offre”: row 5 has “bid”, here it is “offer”; import with "
                "“replace” or “variant” to take it",
                "there already: row 3, “offre”: row 5 says so",
            ],
        ),
    ],
)
def test_rows_that_meet_rows(rows: str, clash: Clash, expected: list[str], said: list[str]) -> None:
    assert took(rows, clash) == (expected, said)
