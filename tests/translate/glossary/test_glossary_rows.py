"""What a row of a glossary may be, and which words refuse one."""

from __future__ import annotations

import pytest

from visavis.translate.glossary.file import GlossaryError, Term, parse_glossary


def refused(text: str) -> tuple[str, ...]:
    with pytest.raises(GlossaryError) as error:
        parse_glossary(text, "g.csv")
    return error.value.problems


def test_all_columns_of_a_row() -> None:
    glossary = parse_glossary(
        "source,target,status,keep,case_sensitive,pos,domain,note,client\n"
        '"jeune pousse|start-up","startup | start-up",admitted,no,Oui,noun,firms,"a, b",ACME\n'
        "Colossus,,,yes,,,,,\n",
        "g.csv",
    )
    assert glossary.terms == (
        Term(
            row=2,
            sources=("jeune pousse", "start-up"),
            targets=("startup", "start-up"),
            status="admitted",
            case_sensitive=True,
            pos="noun",
            domain="firms",
            note="a, b",
            extra=(("client", "ACME"),),
        ),
        Term(
            row=3, sources=("Colossus",), targets=("Colossus",), keep=True, extra=(("client", ""),)
        ),
    )


def test_rows_are_lines_of_the_file() -> None:
    glossary = parse_glossary('source,target,note\na,b,"two\nlines"\n\nc,d,\n', "g.csv")
    assert [term.row for term in glossary.terms] == [2, 5]
    assert glossary.terms[0].note == "two\nlines"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",x,,", "the source is empty; write the French term, or delete the row"),
        ("a,,,", "“a” has no target; write the English, or yes under keep"),
        (
            "a,b,maybe,",
            "the status “maybe” is unknown; write preferred, admitted or forbidden, or nothing",
        ),
        ("a,b,,perhaps", "keep is “perhaps”; write yes or nothing"),
        ("a,b,,yes", "“a” is kept, yet has another target; empty the target or keep"),
        ("a,,forbidden,yes", "“a” is kept and forbidden at once; empty one of the two"),
        (
            "a\x07b,c,,",
            "control or invisible characters in source (U+0007); type the cell again",
        ),
        (
            "a,b\u200bc,,",
            "control or invisible characters in target (U+200B); type the cell again",
        ),
        ('"a\tb",c,,', "control or invisible characters in source (U+0009); type the cell again"),
        ("⟦a,b,,", "⟦ in the source “⟦a” is reserved; delete it"),
        ("a,b¦c,,", "¦ in the target “b¦c” is reserved; delete it"),
        ("é" * 513 + ",x,,", f"the source “{'é' * 59}…” is too long; 1024 bytes at most"),
        ("--,x,,", "the source “--” has no letter or digit; write a word"),
        ("a … b … c,x,,", "“a … b … c”: one … at most, with words on both sides"),
        ("a …,x,,", "“a …”: one … at most, with words on both sides"),
        ("a,b … c,,", "the target has a gap (…) and the source has none; delete it"),
        (
            "a,b,,,,surplus",
            "it has 6 cells, the header 4; put quotation marks around the cell that holds the "
            "delimiter",
        ),
    ],
)
def test_a_bad_row_is_named_with_its_remedy(row: str, problem: str) -> None:
    assert refused(f"source,target,status,keep\nx,y,,\n{row}\n") == (f"g.csv, row 3: {problem}",)


def test_every_bad_row_is_reported_at_once() -> None:
    problems = refused("source,target\n,x\na,b\nb,\na,c\n")
    assert problems == (
        "g.csv, row 2: the source is empty; write the French term, or delete the row",
        "g.csv, row 4: “b” has no target; write the English, or yes under keep",
        "g.csv, row 5: “a” is in row 3 too, as “b”, here as “c”; delete one of the rows, or mark "
        "it admitted or forbidden",
    )


@pytest.mark.parametrize("second", ["Start up", "START-UP", "start up", "start‑up"])
def test_sources_that_differ_by_case_or_hyphen_are_the_same(second: str) -> None:
    text = f"source,target\nstart-up,startup\n{second},fledgling\n"
    if second == "START-UP":  # an acronym by its looks: only found in capitals
        assert len(parse_glossary(text, "g.csv").terms) == 2
    else:
        assert "is in row 2 too" in refused(text)[0]


def test_a_word_and_its_namesake_with_a_capital_may_differ() -> None:
    text = "source,target,case_sensitive\nBourse,stock exchange,yes\nbourse,grant,\n"
    assert len(parse_glossary(text, "g.csv").terms) == 2


def test_preferred_admitted_and_forbidden_rows_of_one_source_belong_together() -> None:
    glossary = parse_glossary(
        "source,target,status\n"
        "valorisation,valuation,\n"
        "GPU,GPU,\n"
        "Valorisation,market value,admitted\n"
        "valorisation,enhancement|recovery,forbidden\n",
        "g.csv",
    )
    first, gpu, _, last = glossary.terms
    assert [term.row for term in glossary.related(first)] == [2, 4, 5]
    assert glossary.related(last) == glossary.related(first)
    assert glossary.accepted(first) == ("valuation", "market value")
    assert glossary.forbidden(first) == ("enhancement", "recovery")
    assert glossary.related(gpu) == (gpu,)


def test_english_that_is_right_and_forbidden_for_one_source_is_refused() -> None:
    text = "source,target,status\nfiliale,unit|subsidiary,\nfiliale,Unit,forbidden\n"
    assert refused(text) == (
        "g.csv, row 3: “Unit” for “filiale” is both right and forbidden, see row 2; take it out of "
        "one of the two rows",
    )


def test_the_digest_tells_what_can_change_an_article() -> None:
    base = parse_glossary("source,target,note\na,b,old\nc,d,\n", "g").digest
    assert parse_glossary("fr;en;note;mine\na;b;new;1\nc;d;;2\n", "g").digest == base
    assert parse_glossary("source,target\na,b2\nc,d\n", "g").digest != base
    assert parse_glossary("source,target,pos\na,b,verb\nc,d,\n", "g").digest != base
    # Rows are named in the article, so moving one changes it.
    # An adjective is found in other forms than a noun.
    assert parse_glossary("source,target,pos\na,b,adj\nc,d,\n", "g").digest != base
    assert parse_glossary("source,target\nc,d\na,b\n", "g").digest != base
