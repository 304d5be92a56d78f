"""`visavis read` and `visavis score` where there are no articles: those that come with visavis."""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from visavis.corpus.atomic import WriteError
from visavis.translate.cli import main, options, scoring
from visavis.translate.runs import samples
from visavis.translate.translator import Translator

SHIPPED = {
    "corpus/articles/vote.md": "# Le vote\n\nLe vote est clos.\n",
    "corpus/references/vote.tsv": "source\ttarget\nLe vote est clos.\tThe ballot is closed.\n",
    "glossary.csv": "source,target\nvote,ballot\n",
}
pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A smaller library than ours, as if it were installed; nothing in it may be written."""
    root = tmp_path / "visavis"
    for name, text in SHIPPED.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
        (root / name).chmod(0o444)
    monkeypatch.setattr(samples, "_SHIPPED", root)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return root


def run(*args: str) -> Result:
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 0, result.output
    return result


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def kept() -> set[str]:
    """What is kept in the folder, but for the files that SQLite has while the memory is open."""
    return {path.name for path in Path(".visavis").iterdir()} - {
        "memory.sqlite-shm",
        "memory.sqlite-wal",
    }


def test_the_repository_ships_what_is_read() -> None:
    assert len(list(samples.shipped(samples.ARTICLES).glob("*.md"))) == 5
    assert len(list(samples.shipped(samples.REFERENCES).glob("*.tsv"))) == 5
    assert samples.shipped(samples.GLOSSARY).is_file()


def test_an_empty_folder_reads_a_copy_that_may_be_edited(shipped: Path) -> None:
    said = run("read", "--prepare").stderr
    assert "There is no corpus/articles here" in said
    assert "Your own: visavis read FOLDER" in said
    place = Path(".visavis/samples")
    assert files(place) == SHIPPED == files(shipped)
    assert all(path.stat().st_mode & 0o200 for path in place.rglob("*"))
    assert kept() == {"memory.sqlite", "samples"}
    # Edits and deletions stay.
    (place / "glossary.csv").write_text("source,target\n", encoding="utf-8")
    (place / "corpus/articles/vote.md").unlink()
    run("read", "--prepare")
    assert len(files(place)) == 2
    assert (place / "glossary.csv").read_text() == "source,target\n"


def test_articles_of_the_folder_come_first(shipped: Path) -> None:
    Path("corpus/articles").mkdir(parents=True)
    Path("corpus/articles/a.txt").write_text("Le débat est long.\n", encoding="utf-8")
    assert "There is no" not in run("read", "--prepare").stderr
    assert kept() == {"memory.sqlite"}


@pytest.mark.parametrize("own", [False, True])
def test_the_glossary_of_the_folder_comes_first(
    own: bool, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if own:
        Path("glossary.csv").write_text("source,target\nvote,poll\n", encoding="utf-8")
    started: list[dict[str, str]] = []
    monkeypatch.setattr(os, "execve", lambda *given: started.append(given[2]))
    run("read")
    expected = "glossary.csv" if own else ".visavis/samples/glossary.csv"
    [environment] = started
    assert environment["VISAVIS_GLOSSARY"] == str(Path(expected).absolute())
    assert environment["VISAVIS_FOLDER"] == str(Path(".visavis/samples/corpus/articles").absolute())
    assert environment["VISAVIS_STORE"] == str(Path(".visavis").absolute())


@pytest.mark.parametrize("own", [False, True])
def test_an_empty_folder_is_scored_by_the_shipped_references_and_glossary(
    own: bool, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if own:
        Path("glossary.csv").write_text("source,target\nvote,poll\n", encoding="utf-8")
    opened: list[Translator] = []

    def open_translator(glossary: Path | None) -> Translator:
        opened.append(options.open_translator(glossary))
        return opened[0]

    monkeypatch.setattr(scoring, "open_translator", open_translator)
    lines = run("score").stdout.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["BLEU", "no", "glossary"]
    assert [term.targets for term in opened[0].glossary.terms] == [("poll" if own else "ballot",)]
    assert not Path(".visavis").exists()


def test_a_folder_that_cannot_be_written_is_named(shipped: Path) -> None:
    Path("file").write_text("no folder can be made below a file")
    with pytest.raises(WriteError, match=r"file/samples: .* name a folder of articles"):
        samples.copy_samples(Path("file/samples"))


def test_the_reader_without_streamlit_says_what_to_install(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr("visavis.translate.cli.reading.version", missing)
    result = CliRunner().invoke(main, ["read"])
    assert result.exit_code == 1
    assert "The reader needs Streamlit" in result.stderr
    assert "pip install 'visavis[reader]'" in result.stderr
    assert list(Path().iterdir()) == []
