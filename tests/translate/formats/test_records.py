import datetime
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.corpus.article import Article, Block
from visavis.corpus.atomic import write_atomically
from visavis.translate.bilingual.links import Link
from visavis.translate.bilingual.pairs import BilingualArticle, Pair, TermUse
from visavis.translate.formats import records
from visavis.translate.formats.records import Portion, Record, RecordError

USE = TermUse(2, "rapport", "report", (0, 7), (0, 6), "already")
PAIR = Pair(
    "Le rapport est prêt.",
    "The report is ready.",
    "engine",
    -0.25,
    ("length",),
    (USE, TermUse(3, "prêt", "loan", (15, 19), None, "missed", "it is an adjective", "inline")),
    (Link((0, 2), (0, 3), 0.75), Link((3, 10), (4, 10), 1.0)),
    "The report is finished.",
    None,
)
ARTICLE = BilingualArticle(
    Article(
        "Titre",
        (
            Block("heading", "Titre", ((0, 5),), "# "),
            Block("paragraph", "Le rapport est prêt. ", ((0, 20),), "", "\n"),
            Block("paragraph", "***", ()),
        ),
        "A. B.",
        "L’Écho",
        "2024-05-01",
        "https://exemple.test/a",
    ),
    ((Pair("Titre", "Titre", "copied"),), (PAIR,), ()),
    "signature",
)
EMPTY = BilingualArticle(Article("Rien", ()), (), "")


def written(
    folder: Path, kind: records.Kind, pairs: list[tuple[str, BilingualArticle]], size: int = 3
) -> Path:
    file = folder / f"made.{kind}"
    parts = (
        records.encode(pairs[begin : begin + size], kind) for begin in range(0, len(pairs), size)
    )
    write_atomically(file, records.assemble(parts, kind))
    return file


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
@pytest.mark.parametrize("count", [0, 1, 300])
def test_records_are_read_back_equal(tmp_path: Path, kind: records.Kind, count: int) -> None:
    made = [(f"{number}.md", ARTICLE if number % 2 else EMPTY) for number in range(count)]
    file = written(tmp_path, kind, made)
    assert list(records.read_bilingual(file)) == made
    found = [
        record
        for portion in records.portions(file, 100)
        for record in records.read_portion(portion)
    ]
    assert found == [Record(path, article.article) for path, article in made]


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_how_records_were_divided_does_not_show(tmp_path: Path, kind: records.Kind) -> None:
    made = [(f"{number}.md", ARTICLE) for number in range(300)]
    files = [written(tmp_path, kind, made, size).read_bytes() for size in (1, 7, 256, 300)]
    assert len(set(files)) == 1
    assert pq.read_metadata(written(tmp_path, "parquet", made)).num_row_groups == 2


@given(
    st.lists(
        st.sampled_from(["", '{"path":"a","text":"Bonjour."}', "[1]", "{", '{"text": "  "}', "é"])
    ),
    st.integers(1, 5),
)
@settings(max_examples=50)
def test_portions_hold_every_line_once(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], size: int
) -> None:
    file = tmp_path_factory.mktemp("lines") / "a.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    good, bad = 0, set()
    for portion in records.portions(file, size):
        for record in records.read_portion(portion):
            if isinstance(record, Record):
                good += 1
                assert record.article.segments == ("Bonjour.",)
            else:
                bad.add(str(record).split(" cannot be read")[0])
    assert good == lines.count('{"path":"a","text":"Bonjour."}')
    assert bad == {
        f"{file}, record {number}"
        for number, line in enumerate(lines, start=1)
        if line in ("[1]", "{", '{"text": "  "}', "é")
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Expecting property name"),
        ("17", "not an object"),
        ('{"path": 3, "text": "Bonjour."}', "its path is no text"),
        ('{"path": "a.md"}', "neither blocks nor a text"),
        ('{"path": "a.md", "text": " "}', "a.md is empty"),
        ('{"path": "a.md", "blocks": [{"kind": "list"}]}', "'text'"),
        ("[" * 100_000, "recursion"),
    ],
)
def test_a_bad_record_is_named_with_the_reason(tmp_path: Path, line: str, reason: str) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"text": "Bonjour."}\n' + line + "\n", encoding="utf-8")
    [portion] = records.portions(file, 10)
    first, second = records.read_portion(portion)
    assert isinstance(first, Record)
    assert first.path == f"{file}, record 1"
    assert isinstance(second, RecordError)
    assert str(second).startswith(f"{file}, record 2 cannot be read")
    assert reason in str(second)


@pytest.mark.parametrize(
    "change", [{"kind": "table"}, {"text": 3}, {"marker": None}, {"spans": [[0, 99]]}]
)
def test_blocks_of_a_stranger_are_checked(tmp_path: Path, change: dict[str, object]) -> None:
    data = json.loads(records.encode([("a.md", ARTICLE)], "jsonl"))
    data["blocks"][0] |= change
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps(data))
    [error] = records.read_portion(Portion(file, 1, 0, 1))
    assert isinstance(error, RecordError)


def test_a_table_of_texts_with_other_columns(tmp_path: Path) -> None:
    file = tmp_path / "texts.parquet"
    table = pa.table(
        {
            "id": [1, 2, 3],
            "path": ["a.md", "b.txt", None],
            "text": ["# Un\n\nBonjour.\n", "Le vote est ouvert ce soir.", None],
            "author": ["A. B.", None, None],
            "date": [datetime.date(2024, 5, 1), None, None],
        }
    )
    pq.write_table(table, file, row_group_size=2)
    assert list(records.portions(file, 2)) == [Portion(file, 1, 0, 2), Portion(file, 3, 2, 1)]
    assert list(records.portions(file, 1))[1:] == [Portion(file, 2, 1, 1), Portion(file, 3, 2, 1)]
    first, second = records.read_portion(Portion(file, 1, 0, 2))
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.path, first.article.title, first.article.author) == ("a.md", "Un", "A. B.")
    assert first.article.date == "2024-05-01"
    assert second.article.segments == ("Le vote est ouvert ce soir.",)
    [third] = records.read_portion(Portion(file, 3, 2, 1))
    assert "texts.parquet, record 3 cannot be read" in str(third)


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 no")
    for name in ("bad.parquet", "absent.jsonl", "a.csv"):
        with pytest.raises(RecordError, match=name):
            list(records.portions(tmp_path / name, 1))
    (tmp_path / "foreign.jsonl").write_text('{"text": "Bonjour."}\n')
    with pytest.raises(RecordError, match=r"foreign\.jsonl, record 1: not one of ours"):
        list(records.read_bilingual(tmp_path / "foreign.jsonl"))
