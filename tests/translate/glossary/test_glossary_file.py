"""The glossary file: which are read, how one is saved, what is never overwritten."""

from __future__ import annotations

import csv
import io
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.translate.glossary.file import (
    Glossary,
    GlossaryConflict,
    GlossaryError,
    Term,
    from_frame,
    load_glossary,
    parse_glossary,
    save_glossary,
    to_frame,
)


def refused(text: str) -> tuple[str, ...]:
    with pytest.raises(GlossaryError) as error:
        parse_glossary(text, "g.csv")
    return error.value.problems


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
            "line 2: not UTF-8 text; save the file as “CSV UTF-8”, or take its rows into a "
            "glossary with `visavis glossary import`",
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
