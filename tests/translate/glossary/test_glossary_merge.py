"""A glossary that two people changed at once."""

from __future__ import annotations

import pytest

from visavis.translate.glossary.file import Glossary, parse_glossary
from visavis.translate.glossary.merge import Conflict, merge

BASE = "puce,chip,\nbrevet,patent,\nlicorne,unicorn,\n"


def glossary(rows: str, columns: str = "source,target,note") -> Glossary:
    return parse_glossary(f"{columns}\n{rows}", "g")


def rows(glossary: Glossary) -> list[str]:
    return [f"{term.row} {term.sources[0]} {'|'.join(term.targets)} {term.note}".strip()
            for term in glossary.terms]  # fmt: skip


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (BASE, BASE, ["2 puce chip", "3 brevet patent", "4 licorne unicorn"]),
        (
            BASE.replace("chip", "microchip"),
            BASE.replace("patent,", "patent,law"),
            ["2 puce microchip", "3 brevet patent law", "4 licorne unicorn"],
        ),
        (BASE + "GPU,GPU,\n", "IA,AI,\n" + BASE, ["2 IA AI", "3 puce chip", "4 brevet patent",
                                                  "5 licorne unicorn", "6 GPU GPU"]),
        ("brevet,patent,\n", BASE, ["2 brevet patent"]),
        (BASE, "brevet,patent,\n", ["2 brevet patent"]),
        (BASE + "GPU,GPU,\n", BASE + "GPU,GPU,\n", ["2 puce chip", "3 brevet patent",
                                                    "4 licorne unicorn", "5 GPU GPU"]),
        ("licorne,unicorn,\nbrevet,patent,\npuce,chip,\n", BASE, ["2 puce chip", "3 brevet patent",
                                                                  "4 licorne unicorn"]),
    ],
)  # fmt: skip
def test_what_only_one_of_them_changed_is_taken(
    mine: str, theirs: str, expected: list[str]
) -> None:
    merged = merge(glossary(BASE), glossary(mine), glossary(theirs))
    assert merged.conflicts == ()
    assert rows(merged.resolved(())) == expected


def test_what_both_changed_is_for_a_person_to_decide() -> None:
    mine = glossary("puce,microchip,\nbrevet,licence,\nlicorne,unicorn,\nGPU,GPU,\n")
    theirs = glossary("brevet,patent,law\nGPU,graphics chip,\npuce,flea,\n")
    merged = merge(glossary(BASE), mine, theirs)
    base = glossary(BASE).terms
    assert merged.conflicts == (
        Conflict(base[1], mine.terms[1], theirs.terms[0]),
        Conflict(None, mine.terms[3], theirs.terms[1]),
        Conflict(base[0], mine.terms[0], theirs.terms[2]),
    )
    assert rows(merged.resolved(["mine", "theirs", "mine"])) == [
        "2 brevet licence",
        "3 GPU graphics chip",
        "4 puce microchip",
    ]


def test_a_row_that_one_deleted_and_the_other_changed_is_a_conflict() -> None:
    changed, shorter = glossary(BASE.replace("chip", "flea")), glossary("brevet,patent,\n")
    merged = merge(glossary(BASE), changed, shorter)
    assert [(c.mine and c.mine.targets, c.theirs) for c in merged.conflicts] == [(("flea",), None)]
    assert rows(merged.resolved(["theirs"])) == ["2 brevet patent"]
    assert rows(merged.resolved(["mine"])) == ["2 brevet patent", "3 puce flea"]


def test_a_column_that_one_added_is_no_change_of_a_row() -> None:
    theirs = glossary("puce,chip,,\nbrevet,patent,,ACME\n", "source,target,note,client")
    mine = glossary("puce,microchip,\nbrevet,patent,\n")
    merged = merge(glossary("puce,chip,\nbrevet,patent,\n"), mine, theirs)
    assert merged.conflicts == ()
    result = merged.resolved(())
    assert result.columns == ("source", "target", "note", "client")
    assert result.terms[1].extra == (("client", "ACME"),)
