"""Tables of pairs: equal rows both ways, true types, and no formulas."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from visavis.corpus.article import Article, Block
from visavis.translate.bilingual.pairs import BilingualArticle, Pair, TermUse
from visavis.translate.formats.parquet import read_parquet, to_parquet
from visavis.translate.formats.tables import Row, TableError, read_csv, rows_of, to_csv

texts = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("='+-@\t\r\n\"'"), max_size=20
)
spans = st.tuples(st.integers(0, 99), st.integers(100, 200))
uses = st.builds(
    TermUse,
    st.integers(2, 99),
    texts,
    texts,
    spans,
    st.none() | spans,
    st.sampled_from(["already", "applied", "inflected", "admitted", "missed"]),
    texts,
    st.sampled_from(["", "substitution", "inline", "constrained", "insertion"]),
)
rows = st.builds(
    Row,
    texts,
    st.integers(1, 9),
    st.integers(1, 9),
    texts,
    texts,
    st.sampled_from(["engine", "memory", "edited", "imported", "copied"]),
    st.none() | st.floats(-20, 0),
    st.lists(st.sampled_from(["repetition", "length", "numbers", "untranslated"])).map(tuple),
    st.lists(uses, max_size=2).map(tuple),
)
USE = TermUse(4, "levée de fonds", "funding round", (4, 18), (2, 15), "already")
MISSED = TermUse(2, "GPU", "GPU", (0, 3), None, "missed", "a verb stands there")
ROWS = [
    Row("Levées", 1, 1, "Une levée de fonds", "A funding round", "engine", -0.5, (), (USE,)),
    Row("Levées", 2, 1, "=1+1", "-2 à 5 %", "edited", None, ("numbers", "length"), (MISSED,)),
    Row("Levées", 2, 2, "« GPU », dit-il", "'=x", "copied", -0.1, (), ()),
]
CSV = '''\ufeff\
article,block,segment,source,target,provenance,score,flags,terms
Levées,1,1,Une levée de fonds,A funding round,engine,-0.5,,"[{""row"": 4, \
""term"": ""levée de fonds"", ""rendering"": ""funding round"", ""source"": [4, 18], \
""target"": [2, 15], ""outcome"": ""already"", ""reason"": """", ""method"": """"}]"
Levées,2,1,'=1+1,'-2 à 5 %,edited,,numbers length,"[{""row"": 2, \
""term"": ""GPU"", ""rendering"": ""GPU"", ""source"": [0, 3], \
""target"": null, ""outcome"": ""missed"", ""reason"": ""a verb stands there"", ""method"": """"}]"
Levées,2,2,"« GPU », dit-il",''=x,copied,-0.1,,
'''


@pytest.mark.parametrize(("write", "read"), [(to_csv, read_csv), (to_parquet, read_parquet)])
@given(table=st.lists(rows, max_size=4))
@example(table=ROWS)
def test_what_is_written_is_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory,
    write: Callable[[list[Row]], bytes],
    read: Callable[[Path], Iterator[Row]],
    table: list[Row],
) -> None:
    path = tmp_path_factory.mktemp("table") / "pairs"
    path.write_bytes(write(table))
    assert list(read(path)) == table


def test_the_rows_of_an_article() -> None:
    article = BilingualArticle(
        Article(
            "Levées",
            (
                Block("heading", "Une levée de fonds", ((0, 18),), "# "),
                Block("paragraph", "=1+1 « GPU », dit-il", ((0, 4), (5, 20))),
            ),
        ),
        (
            (Pair("Une levée de fonds", "A funding round", "engine", -0.5, (), (USE,)),),
            (
                Pair("=1+1", "-2 à 5 %", "edited", None, ("numbers", "length"), (MISSED,)),
                Pair("« GPU », dit-il", "'=x", "copied", -0.1),
            ),
        ),
        "",
    )
    assert list(rows_of(article)) == ROWS


def test_the_form_of_a_csv_file() -> None:
    assert to_csv(ROWS).decode().replace("\r\n", "\n") == CSV


@given(texts)
@example("=HYPERLINK(1)")
@example("\t=1")
@example("＝1")
@example("''@x")
def test_no_text_becomes_a_formula(text: str) -> None:
    written = to_csv([Row(text, 1, 1, text, text, "engine", None, (), ())]).decode("utf-8-sig")
    [_, row] = csv.reader(io.StringIO(written, newline=""))
    assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in row)


def test_pandas_reads_both(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(to_csv(ROWS))
    (tmp_path / "a.parquet").write_bytes(to_parquet(ROWS))
    for table in (pd.read_csv(tmp_path / "a.csv"), pd.read_parquet(tmp_path / "a.parquet")):
        assert list(table["article"]) == ["Levées"] * 3
        assert table["score"].sum() == -0.6


def test_the_types_of_a_parquet_file(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(to_parquet([]))
    schema = pq.read_schema(tmp_path / "a.parquet")
    assert {field.name: str(field.type) for field in schema} == {
        "article": "string",
        "block": "int32",
        "segment": "int32",
        "source": "string",
        "target": "string",
        "provenance": "string",
        "score": "double",
        "flags": "list<element: string>",
        "terms": "list<element: struct<row: int32 not null, term: string not null, "
        "rendering: string not null, source: list<element: int32> not null, "
        "target: list<element: int32>, outcome: string not null, reason: string not null, "
        "method: string not null>>",
    }


HEADER = "article,block,segment,source,target,provenance,score,flags,terms\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "has no column article, block"),
        ("a;b\n1;2\n", "has no column"),
        (HEADER + "T,1,1,a,b,engine,,,\nT,x,1,a,b,engine,,,\n", "line 3: .*invalid literal"),
        (HEADER + "T,1,1,a,b,nobody,,,\n", "line 2: .*no provenance is called 'nobody'"),
        (HEADER + "T,1,1,a,b,engine,,odd,\n", "line 2: .*no flag is called odd"),
        (HEADER + "T,1,1,a,b,engine,,,[{}]\n", "line 2: "),
        (HEADER + "T,1,1,a\n", "line 2: "),
        (HEADER + 'T,1,1,"a\n', "line 1: .*mend it or export it again"),
        (HEADER.encode() + b"T,1,1,\xe9,b,engine,,,\n", "line 1: .*utf-8"),
        (None, "cannot be read"),
    ],
)
def test_a_damaged_csv_file_is_named(
    tmp_path: Path, content: str | bytes | None, says: str
) -> None:
    path = tmp_path / "odd.csv"
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(TableError, match=rf"odd\.csv.*{says}"):
        list(read_csv(path))


@pytest.mark.parametrize("content", [b"", b"PAR1", b"x" * 100, None])
def test_a_damaged_parquet_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "odd.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TableError, match=r"odd\.parquet"):
        list(read_parquet(path))


def test_a_parquet_file_of_something_else_is_named(tmp_path: Path) -> None:
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "odd.parquet")
    with pytest.raises(TableError, match=r"odd\.parquet: not a table of pairs"):
        list(read_parquet(tmp_path / "odd.parquet"))
