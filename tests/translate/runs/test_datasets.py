import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from visavis.translate.cli import main
from visavis.translate.engine.engine import Engine
from visavis.translate.formats.records import read_bilingual
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.memory.store import Memory
from visavis.translate.translator import Translator

GLOSSARY = "source,target\nrapport,report\n"
TEXTS = {
    "a.md": "# Le vote\n\nLa Commission a présenté un rapport. Le vote est clos.\n",
    "sub/b.txt": "Merci à tous. La séance est ouverte.\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in TEXTS.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    (tmp_path / "glossary.csv").write_text(GLOSSARY, encoding="utf-8")
    lines = [json.dumps({"path": name, "text": text}) for name, text in TEXTS.items()]
    (tmp_path / "data.jsonl").write_text("\n".join([*lines, "no record"]), encoding="utf-8")
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["translate", *args])


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("name", ["articles.jsonl", "articles.parquet"])
def test_a_folder_becomes_a_data_set(folder: Path, engine: Engine, name: str) -> None:
    result = run("in", "-o", "out", "--format", name)
    assert (result.exit_code, result.stdout) == (0, f"out/{name}\n")
    made = dict(read_bilingual(folder / "out" / name))
    assert list(made) == ["a.md", "sub/b.txt"]
    articles = [bilingual.article for bilingual in made.values()]
    glossary = parse_glossary(GLOSSARY, "test")
    assert list(made.values()) == Translator(glossary=glossary, model=engine).translate_batch(
        articles
    )


@pytest.mark.usefixtures("engine")
def test_a_data_set_becomes_another_and_what_cannot_be_read_is_named(folder: Path) -> None:
    result = run("data.jsonl", "-o", "out", "--format", "articles.parquet")
    assert (result.exit_code, result.stdout) == (1, "out/data.parquet\n")
    assert "✗ data.jsonl, record 3 cannot be read" in result.stderr
    assert [path for path, _ in read_bilingual(folder / "out" / "data.parquet")] == list(TEXTS)
    assert run("in", "-o", "two", "--format", "articles.parquet").exit_code == 0
    made = list(read_bilingual(folder / "two" / "articles.parquet"))
    assert made == list(read_bilingual(folder / "out" / "data.parquet"))


@pytest.mark.usefixtures("engine")
def test_what_is_up_to_date_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    args = ("in", "-o", "in/out", "--format", "articles.jsonl")
    assert run(*args).exit_code == 0
    made = (folder / "in/out/articles.jsonl").read_bytes()

    def no(*args: object, **kwargs: object) -> None:
        raise AssertionError("nothing is to be loaded")

    with monkeypatch.context() as patch:
        patch.setattr("visavis.translate.engine.engine.Engine.translate", no)
        result = run(*args)
        assert (result.exit_code, result.stdout) == (0, "in/out/articles.jsonl\n")
        # Everything is in the memory.
        (folder / "in/out/articles.jsonl").unlink()
        assert run(*args).exit_code == 0
        assert (folder / "in/out/articles.jsonl").read_bytes() == made
    Memory(folder / ".visavis/memory.sqlite").keep("Merci à tous.", "Thanks, everybody.")
    assert run(*args).exit_code == 0
    [_, (_, changed)] = read_bilingual(folder / "in/out/articles.jsonl")
    assert changed.pairs[0][0].target == "Thanks, everybody."
    assert changed.pairs[0][0].provenance == "edited"


def test_what_makes_no_sense_is_refused(folder: Path) -> None:
    result = run("data.jsonl", "-o", "out")
    assert result.exit_code == 2
    assert "data.jsonl is a data set: add --format articles.jsonl" in result.stderr
    result = run("data.jsonl", "-o", ".", "--format", "articles.jsonl")
    assert result.exit_code == 1
    assert "data.jsonl would be replaced by its own translation" in result.stderr
    (folder / "other").mkdir()
    (folder / "other" / "data.jsonl").write_text("")
    result = run("data.jsonl", "other/data.jsonl", "-o", "out", "--format", "articles.parquet")
    assert "would also become data.parquet" in result.stderr
    assert run("in", "-o", "o", "--format", "articles.jsonl", "--watch").exit_code == 2
    assert run("other", "-o", "out", "--format", "articles.jsonl").exit_code == 0
    assert (folder / "out" / "data.jsonl").read_bytes() == b""
