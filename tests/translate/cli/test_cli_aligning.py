"""`visavis align` as a person meets it: files in, a file or standard output out, errors named."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from visavis.translate.cli import main
from visavis.translate.formats.json import load, loads

FRENCH = """# Le vote du budget

Le Parlement a adopté le budget en mars. Les députés ont voté tard dans la nuit.

La ministre a remercié la majorité de son soutien.
"""
ENGLISH = """# The Budget Vote

Parliament passed the budget in March. Deputies voted late at night.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fr.md").write_text(FRENCH, encoding="utf-8")
    (tmp_path / "en.md").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "glossary.csv").write_text("source,target\ndéputé,deputy\n", encoding="utf-8")
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["align", *args])


@pytest.mark.usefixtures("engine", "folder")
def test_json_goes_to_standard_output_and_the_account_to_standard_error() -> None:
    result = run("fr.md", "en.md")
    assert result.exit_code == 0, result.output
    pairs = [pair for _, pairs in loads(result.stdout).blocks for pair in pairs]
    assert [pair.target for pair in pairs] == [
        "The Budget Vote",
        "Parliament passed the budget in March.",
        "Deputies voted late at night.",
        "",
    ]
    assert pairs[2].terms[0].outcome == "already"
    assert "4 pairs, 1 left out of the English" in result.stderr


@pytest.mark.usefixtures("engine")
def test_the_name_of_the_file_says_the_format(folder: Path) -> None:
    result = run("fr.md", "en.md", "-o", "out/both.md", "--layout", "interleaved")
    assert result.exit_code == 0, result.output
    assert result.stdout == "out/both.md\n"
    text = (folder / "out" / "both.md").read_text(encoding="utf-8")
    assert "> Les députés ont voté tard dans la nuit.\n\nDeputies voted late at night.\n" in text
    assert "> La ministre a remercié la majorité de son soutien.\n\n—\n" in text
    assert "| député | deputy | 1 | already 1 |" in text
    assert run("fr.md", "en.md", "-o", "both.json").exit_code == 0
    assert load(folder / "both.json").article.title == "Le vote du budget"
    assert run("fr.md", "en.md", "-o", "named.md", "--format", "json").exit_code == 0
    assert load(folder / "named.md") == load(folder / "both.json")
    assert run("fr.md", "en.md", "-o", "both.tmx").exit_code == 0
    assert "Deputies voted late" in (folder / "both.tmx").read_text(encoding="utf-8")


@pytest.mark.usefixtures("engine")
def test_another_glossary_is_checked_against_the_english(folder: Path) -> None:
    (folder / "mine.csv").write_text("source,target\ndéputé,lawmaker\n", encoding="utf-8")
    result = run("fr.md", "en.md", "--format", "markdown", "--glossary", "mine.csv")
    assert "| député | lawmaker | 1 | missed 1 |" in result.stdout
    assert "Deputies voted late at night." in result.stdout


@pytest.mark.usefixtures("engine", "folder")
def test_the_wrong_order_is_named_with_its_remedy() -> None:
    result = run("en.md", "fr.md")
    assert result.exit_code == 1
    assert "en.md and fr.md: the first is not in French; give the French article first" in (
        result.stderr
    )


def test_files_are_not_overwritten_by_what_is_made_of_them(folder: Path) -> None:
    result = run("fr.md", "en.md", "-o", "./en.md")
    assert result.exit_code == 1
    assert "name another file" in result.stderr
    assert (folder / "en.md").read_text(encoding="utf-8") == ENGLISH


def test_a_file_that_is_no_article_is_named(folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    assert "empty.txt is empty" in run("fr.md", "empty.txt").stderr
    missing = run("fr.md", "none.md")
    assert missing.exit_code == 2
    assert "none.md" in missing.stderr


def test_help_says_what_becomes_of_the_sentences() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert "published English translation" in result.output
    assert "Example: visavis align article.md translation.md -o both.md" in result.output
