"""The glossary file: what is accepted, what is refused and with which words, what is saved."""

from __future__ import annotations

import csv
import io
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.glossary import (
    EMPTY,
    Glossary,
    GlossaryConflict,
    GlossaryError,
    Term,
    from_frame,
    lint,
    load_glossary,
    parse_glossary,
    save_glossary,
    to_frame,
)

SHIPPED = Path(__file__).parents[2] / "glossary.csv"


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


@pytest.mark.parametrize(
    "text",
    [
        "source,target\nlevée de fonds,funding round\nGPU,GPU\n",
        "\ufeffsource;target\r\nlevée de fonds;funding round\r\nGPU;GPU\r\n",
        "source\ttarget\nlevée de fonds\tfunding round\nGPU\tGPU",
        "\n\nSource,Target\nlevée de fonds,funding round\nGPU,GPU\n\n",
        "fr,en\nlevée de fonds,funding round\nGPU,GPU\n",
        "français;anglais\nlevée de fonds;funding round\nGPU;GPU\n",
        "Terme,Traduction\nlevée de fonds,funding round\nGPU,GPU\n",
        "en,fr\nfunding round,levée de fonds\nGPU,GPU\n",
        "# Glossary in tab-separated format\nlevée de fonds\tfunding round\ta note\nGPU\tGPU\n",
        "levée de fonds;funding round\nGPU;GPU\n",
        '"source","target"\n"levée de fonds","funding round"\n"GPU","GPU"\n',
    ],
)
def test_delimiters_and_headers_of_other_programs(text: str) -> None:
    glossary = parse_glossary(text, "g.csv")
    pairs = [(term.sources, term.targets) for term in glossary.terms]
    assert pairs == [(("levée de fonds",), ("funding round",)), (("GPU",), ("GPU",))]


def test_a_delimiter_inside_cells_does_not_mislead() -> None:
    glossary = parse_glossary("source;target;note\na;b;one, two, three\nc;d;four, five, six\n", "g")
    assert [term.note for term in glossary.terms] == ["one, two, three", "four, five, six"]


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


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "g.csv: the file is empty; its first line is `source,target`"),
        ("\n \n", "g.csv: the file is empty; its first line is `source,target`"),
        ("source,note\na,b\n", "g.csv: there is no target column; head one `target` or `en`"),
        ("target\nb\n", "g.csv: there is no source column; head one `source` or `fr`"),
        ("alone\n", "g.csv: there is no target column; begin with a line `source,target`"),
        (
            "source,target,fr\na,b,c\n",
            "g.csv: “source” and “fr” are both the source column; rename or delete one of them",
        ),
        ("source,,target\na,b,c\n", "g.csv: column 2 has no header; name it or delete it"),
        (
            'source,target\na,b\n"c,d\n',
            "g.csv, row 3: unexpected end of data; close the quotation marks there",
        ),
    ],
)
def test_a_file_that_is_no_glossary_is_refused(text: str, problem: str) -> None:
    assert refused(text) == (problem,)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (None, "no such file; name an existing glossary"),
        (
            "source,target\nlevée,round\n".encode("cp1252"),
            "line 2: not UTF-8 text; save the file as “CSV UTF-8”",
        ),
        (b"PK\x03\x04\0\0\0", "not a text file; save the glossary as “CSV UTF-8”"),
        ("source\ttarget\n".encode("utf-16"), "line 1: not UTF-8 text; save the file as"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, data: bytes | None, problem: str) -> None:
    path = tmp_path / "g.csv"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(GlossaryError, match=r"g\.csv") as error:
        load_glossary(path)
    assert problem in str(error.value)


def test_a_folder_is_no_glossary(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="cannot be read"):
        load_glossary(tmp_path)


CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="|⟦¦⟧…."
)
WORDS = (
    st.text(CHARACTERS, min_size=1, max_size=12)
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(lambda text: any(map(str.isalnum, text)) and "…" not in text)
)
NOTES = st.text(st.sampled_from('ab é,;"\t\n=|…’#'), max_size=12).map(str.strip)


@st.composite
def glossary_texts(draw: st.DrawFn) -> str:
    delimiter = draw(st.sampled_from(",;\t"))
    buffer = io.StringIO(newline="")
    writer = csv.writer(
        buffer, delimiter=delimiter, lineterminator=draw(st.sampled_from(["\n", "\r\n"]))
    )
    writer.writerow(["fr", "client", "en", "status", "note", "keep"])
    for number in range(draw(st.integers(0, 5))):
        source = f"{draw(WORDS)} {number}"
        writer.writerow(
            [
                f"{source}|{draw(WORDS)} {number}b" if draw(st.booleans()) else source,
                draw(NOTES),
                source if (keep := draw(st.booleans())) else f"{draw(WORDS)}|{draw(WORDS)}",
                draw(st.sampled_from(["", "admitted"])),
                draw(NOTES),
                "yes" if keep else "",
            ]
        )
    return buffer.getvalue()


@given(text=glossary_texts())
def test_what_is_saved_is_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("glossary") / "g.csv"
    glossary = parse_glossary(text, "g.csv")
    seen = save_glossary(glossary, path, seen=None)
    loaded = load_glossary(path)
    assert loaded == glossary
    assert loaded.file_digest == seen
    assert loaded.columns[:6] == ("fr", "client", "en", "status", "note", "keep")
    assert loaded.digest == glossary.digest


@given(text=glossary_texts())
def test_the_table_gives_the_same_terms(text: str) -> None:
    glossary = parse_glossary(text, "g.csv")
    again = from_frame(to_frame(glossary))
    assert [without_row(term) for term in again.terms] == [without_row(t) for t in glossary.terms]


def without_row(term: Term) -> tuple[object, ...]:
    return (term.sources, term.targets, term.status, term.keep, term.note, term.extra)


def test_cells_that_look_like_formulas_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    save_glossary(parse_glossary("source,target\n=1+1,@SUM(A1)\n", "g"), path, seen=None)
    assert path.read_text() == "source,target\n=1+1,@SUM(A1)\n"


def test_saving_keeps_delimiter_mark_headers_and_own_columns(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    text = "\ufefffr;client;en\nlevée de fonds;=A1;funding round\n"
    path.write_text(text, encoding="utf-8")
    glossary = load_glossary(path)
    save_glossary(glossary, path, seen=glossary.file_digest)
    assert path.read_text(encoding="utf-8") == text


def test_saving_adds_the_columns_that_are_needed(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    glossary = Glossary((Term(2, ("a",), ("b",), status="forbidden"),), ("fr", "en"))
    save_glossary(glossary, path, seen=None)
    assert path.read_text() == "fr,en,status\na,b,forbidden\n"


def test_a_file_changed_on_disk_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text("source,target\na,b\n")
    glossary = load_glossary(path)
    path.write_text("source,target\na,somebody else's\n")
    with pytest.raises(GlossaryConflict, match="changed on disk since it was loaded"):
        save_glossary(glossary, path, seen=glossary.file_digest)
    assert path.read_text() == "source,target\na,somebody else's\n"
    with pytest.raises(GlossaryConflict):
        save_glossary(glossary, path, seen=None)


def test_a_file_that_was_deleted_is_not_brought_back(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text("source,target\na,b\n")
    glossary = load_glossary(path)
    path.unlink()
    with pytest.raises(GlossaryConflict):
        save_glossary(glossary, path, seen=glossary.file_digest)
    assert not path.exists()


def test_of_several_writers_one_wins(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text("source,target\na,b\n")
    seen = load_glossary(path).file_digest

    def save(number: int) -> bool:
        try:
            save_glossary(parse_glossary(f"source,target\na,{number}\n", "g"), path, seen=seen)
        except GlossaryConflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(save, range(4))) == [False, False, False, True]
    assert load_glossary(path).terms[0].targets[0] in ("0", "1", "2", "3")
    assert {file.name for file in tmp_path.iterdir()} <= {"g.csv", ".g.csv.lock"}


def test_a_glossary_that_could_not_be_read_back_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    contradiction = (Term(2, ("a",), ("b",)), Term(3, ("a",), ("c",)))
    with pytest.raises(GlossaryError, match="row 3: “a” is in row 2 too"):
        save_glossary(Glossary(contradiction), path, seen=None)
    assert not path.exists()


def test_a_link_to_the_glossary_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("source,target\na,b\n")
    link.symlink_to(real)
    glossary = load_glossary(link)
    save_glossary(parse_glossary("source,target\na,c\n", "g"), link, seen=glossary.file_digest)
    assert link.is_symlink()
    assert real.read_text() == "source,target\na,c\n"


def test_the_table_has_strings_only_and_every_column() -> None:
    frame = to_frame(parse_glossary("en,client,fr,keep\n,ACME,Grok,x\nstartup,,start-up,\n", "g"))
    assert list(frame.columns) == [
        "en",
        "client",
        "fr",
        "keep",
        "status",
        "case_sensitive",
        "pos",
        "domain",
        "note",
    ]
    assert {str(dtype) for dtype in frame.dtypes} == {"string"}
    assert frame.to_numpy().tolist() == [
        ["Grok", "ACME", "Grok", "yes", "", "", "", "", ""],
        ["startup", "", "start-up", "", "", "", "", "", ""],
    ]
    assert list(to_frame(EMPTY).columns)[:2] == ["source", "target"]


def test_an_edited_table_is_checked_like_a_file() -> None:
    frame = pd.DataFrame(
        {
            "source": ["a", None, "b", "GPU"],
            "target": ["x", None, "", None],
            "keep": [False, None, None, True],
        }
    )
    with pytest.raises(GlossaryError) as error:
        from_frame(frame)
    assert error.value.problems == (
        "the table, row 4: “b” has no target; write the English, or yes under keep",
    )
    terms = from_frame(frame.drop(index=2)).terms
    assert [(term.row, term.targets, term.keep) for term in terms] == [
        (2, ("x",), False),
        (4, ("GPU",), True),
    ]


def test_the_digest_tells_what_can_change_an_article() -> None:
    base = parse_glossary("source,target,note\na,b,old\nc,d,\n", "g").digest
    assert parse_glossary("fr;en;note;mine\na;b;new;1\nc;d;;2\n", "g").digest == base
    assert parse_glossary("source,target\na,b2\nc,d\n", "g").digest != base
    assert parse_glossary("source,target,pos\na,b,verb\nc,d,\n", "g").digest != base
    # Rows are named in the article, so moving one changes it.
    assert parse_glossary("source,target\nc,d\na,b\n", "g").digest != base


def advice(rows: str) -> list[tuple[str, tuple[int, ...]]]:
    glossary = parse_glossary(f"source,target,status,pos\n{rows}", "g")
    return [(warning.kind, warning.rows) for warning in lint(glossary)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("valorisation,valuation,,\n", []),
        ("puce,chip,,\npuces électroniques,microchip,,\n", [("contained", (2, 3))]),
        ("offre,offer,,\n", [("homograph", (2,))]),
        ("offre publique,public offer,,\n", []),
        ("les,the,,\n", [("homograph", (2,))]),
        ("SA,corporation,,\n", [("capitals", (2,))]),
        ("X,X,,\n", [("capitals", (2,))]),
        ("GPU,GPU,,\n", []),
        ("LEVÉE DE FONDS,funding round,,\n", [("capitals", (2,))]),
        ("start-up|start up,startup|Startup,,\n", [("repeated", (2,)), ("repeated", (2,))]),
        ("puce,flea,forbidden,\n", [("alone", (2,))]),
        ("levée de fonds,round,,\nlevées de fonds,rounds,,\n", [("same-words", (3, 2))]),
        ("lever des fonds,raise funds,,\n", [("verb", (2,))]),
        ("lever des fonds,raise funds,,verb\n", []),
        ("s'introduire en Bourse,go public,,verb\n", []),
        ("fondation,foundation,,verb\n", [("verb", (2,))]),
    ],
)
def test_lint(rows: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert advice(rows) == expected


def test_advice_is_a_sentence_that_names_the_rows() -> None:
    glossary = parse_glossary("source,target\npuce,chip\npuce électronique,microchip\n", "g")
    assert str(lint(glossary)[0]) == (
        "rows 2, 3: “puce” is part of “puce électronique”; where both stand, the longer one counts"
    )


def test_the_glossary_that_ships() -> None:
    glossary = load_glossary(SHIPPED)
    assert len(glossary.terms) >= 80
    assert [(term.sources[0], term.targets[0]) for term in glossary.terms[:3]] == [
        ("GPU", "GPU"),
        ("valorisation", "valuation"),
        ("levée de fonds", "funding round"),
    ]
    # Contained terms are meant; everything else would be an oversight.
    assert {warning.kind for warning in lint(glossary)} == {"contained"}
    assert "valorization" in glossary.forbidden(glossary.terms[1])
