import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from visavis.corpus.errors import VisavisError
from visavis.translate.cli import main

ARTICLE = "# Le vote\n\nLa Commission a présenté un rapport. Le vote est clos.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "a.md").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "in" / "sub" / "b.txt").write_text("Le vote est ouvert.\n", encoding="utf-8")
    (tmp_path / "in" / "notes.xyz").write_text("not an article")
    (tmp_path / "glossary.csv").write_text("source,target\nrapport,report\n", encoding="utf-8")
    return tmp_path


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "visavis", *args],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )


def test_help_and_version() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    for command in ("translate", "lines", "read", "models", "glossary", "clean"):
        assert f"\n  {command}" in result.output
    assert CliRunner().invoke(main, ["--version"]).output == "visavis, version 0.4.0\n"


@pytest.mark.usefixtures("engine")
def test_a_folder_is_translated_into_a_folder(folder: Path) -> None:
    result = run("translate", "in", "-o", "out")
    assert result.returncode == 0, result.stderr
    assert result.stdout == "out/a.md\nout/sub/b.md\n"
    text = (folder / "out" / "a.md").read_text(encoding="utf-8")
    assert "title_fr: Le vote" in text
    assert "| La Commission a présenté un rapport. | " in text
    assert "| rapport | report | 1 | already 1 |" in text
    again = run("translate", "in/a.md", "-o", "out2", "--layout", "interleaved")
    assert again.returncode == 0
    text = (folder / "out2" / "a.md").read_text(encoding="utf-8")
    assert "> La Commission a présenté un rapport.\n" in text


@pytest.mark.usefixtures("engine")
def test_a_bad_article_is_named_and_the_others_are_done(folder: Path) -> None:
    (folder / "in" / "empty.txt").write_text("")
    (folder / "in" / "picture.md").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    result = run("translate", "in", "in/notes.xyz", "-o", "out")
    assert result.returncode == 1
    assert result.stdout == "out/a.md\nout/sub/b.md\n"
    for name in ("empty.txt", "picture.md", "notes.xyz"):
        assert name in result.stderr
    assert "2 translated, 3 not translated" in result.stderr


@pytest.mark.usefixtures("engine")
def test_two_articles_of_one_name_do_not_become_one(folder: Path) -> None:
    (folder / "in" / "a.txt").write_text("Le vote est clos.\n", encoding="utf-8")
    assert run("translate", "in", "-o", "out").stdout == "out/a.md\nout/a.txt.md\nout/sub/b.md\n"


def test_an_article_is_not_replaced_by_its_translation(folder: Path) -> None:
    result = run("translate", "in/a.md", "-o", "in")
    assert result.returncode == 1
    assert "choose another output folder" in result.stderr
    assert (folder / "in" / "a.md").read_text(encoding="utf-8") == ARTICLE


def test_a_bad_glossary_is_named_before_anything_is_done(folder: Path) -> None:
    (folder / "bad.csv").write_text("source,target\n,report\n", encoding="utf-8")
    result = run("translate", "in", "-o", "out", "--glossary", "bad.csv")
    assert result.returncode == 1
    assert "bad.csv" in result.stderr
    assert "row 2" in result.stderr
    assert not (folder / "out").exists()
    assert "Traceback" not in result.stderr
    assert run("translate", "in", "-o", "out", "--glossary", "none.csv").returncode == 1


@pytest.mark.usefixtures("engine", "folder")
def test_lines_go_in_and_come_out_in_order() -> None:
    source = "Le vote est clos.\n\nLe rapport 7.\r\nDeux\x85lignes ?\n…\nsans fin"
    result = subprocess.run(
        [sys.executable, "-m", "visavis", "lines"],
        input=source.encode(),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert result.returncode == 0, result.stderr
    lines = result.stdout.decode().split("\n")
    assert len(lines) == 7
    assert lines[1] == ""
    assert "7" in lines[2]
    assert lines[4] == "…"
    assert lines[6] == ""


@pytest.mark.usefixtures("engine", "folder")
def test_a_line_that_is_not_utf8_is_named() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "visavis", "lines"],
        input="Oui.\nété\n".encode("latin-1"),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert result.returncode == 1
    assert b"line 2: not UTF-8" in result.stderr


def test_clean_shows_the_article_and_the_record(folder: Path) -> None:
    (folder / "c.txt").write_text(
        "Le vote du rapport\n0 𝕏\nLe vote est clos. Il a duré trois heures.\n", encoding="utf-8"
    )
    result = CliRunner().invoke(main, ["clean", "c.txt"])
    assert result.exit_code == 0
    assert "𝕏" not in result.stdout
    assert "Le vote est clos. Il a duré trois heures.\n" in result.stdout
    assert "line 2: share-counter: removed '0 𝕏'" in result.stderr
    record = CliRunner().invoke(main, ["clean", "--json", "c.txt"]).stdout
    assert '"rule": "share-counter"' in record


def test_the_glossary_is_checked(folder: Path) -> None:
    result = CliRunner().invoke(main, ["glossary", "check"])
    assert result.exit_code == 0
    assert "glossary.csv: 1 row, no error" in result.stderr
    (folder / "bad.csv").write_text("source,target\na,b\na,c\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["glossary", "check", "bad.csv"])
    assert result.exit_code == 1
    assert "bad.csv" in result.stderr


@pytest.mark.usefixtures("folder")
def test_the_models_are_listed() -> None:
    result = CliRunner().invoke(main, ["models", "list"])
    assert result.exit_code == 0
    assert result.stdout.startswith("* embedded  ")
    result = CliRunner().invoke(main, ["models", "use", "nothing"])
    assert result.exit_code == 1
    assert "nothing" in result.stderr


@pytest.mark.usefixtures("engine", "folder")
def test_the_terms_of_articles_are_accounted_for() -> None:
    result = run("terms", "in")
    assert result.returncode == 0
    assert result.stdout.split()[:4] == ["row", "term", "rendering", "uses"]
    assert " rapport " in result.stdout
    table = run("terms", "in", "--csv").stdout.splitlines()
    assert table[0].startswith("article,segment,row,term,rendering,french,english,")
    assert table[1].startswith("Le vote,2,2,rapport,report,rapport,report,")
    assert len(table) == 2
    Path("in/empty.txt").write_text("", encoding="utf-8")
    result = run("terms", "in")
    assert result.returncode == 1
    assert "empty.txt" in result.stderr
    assert " rapport " in result.stdout


@pytest.mark.usefixtures("engine")
def test_a_missed_term_fails_a_strict_run(folder: Path) -> None:
    (folder / "never.csv").write_text(
        "source,target,status\nrapport,report,forbidden\nmot,word,\n", encoding="utf-8"
    )
    assert run("terms", "in", "--glossary", "never.csv").returncode == 0
    strict = run("terms", "in", "--glossary", "never.csv", "--strict")
    assert strict.returncode == 3
    assert "missed: rapport: the English says “report”, which the glossary forbids" in strict.stderr
    assert "La Commission a présenté un rapport." in strict.stderr
    assert "1 of 2 terms was not seen in the 2 articles: mot" in strict.stderr


@pytest.mark.usefixtures("engine")
def test_a_glossary_that_is_seen_nowhere_is_named(folder: Path) -> None:
    (folder / "none.csv").write_text("source,target\nactrice,actress\nbail,lease\n", "utf-8")
    result = run("terms", "in", "--glossary", "none.csv")
    assert (result.returncode, result.stdout) == (0, "")
    said = "the glossary was not used: none of its 2 terms is in the 2 articles\n"
    assert result.stderr.endswith(said)
    assert run("terms", "in", "--glossary", "none.csv", "--strict").returncode == 3
    (folder / "glossary.csv").unlink()
    result = run("terms", "in")
    assert (result.returncode, result.stdout) == (0, "")
    assert "there is no glossary, so no term was looked for" in result.stderr


@pytest.mark.usefixtures("folder")
def test_two_files_are_scored() -> None:
    for name in ("hyp.txt", "ref.txt"):
        Path(name).write_text("The vote is over and the session is closed.\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["score", "hyp.txt", "ref.txt"])
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].split() == ["hyp.txt", "100.0", "100.0", "0.0"]
    assert "BLEU: nrefs:1|case:mixed" in result.stdout
    assert CliRunner().invoke(main, ["score", "hyp.txt"]).exit_code == 2


def test_every_error_of_ours_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path) -> None:
        raise VisavisError("it broke; mend it")

    monkeypatch.setattr("visavis.translate.cli.glossaries.load_glossary", fail)
    result = CliRunner().invoke(main, ["glossary", "check", "x.csv"])
    assert (result.exit_code, result.stderr) == (1, "Error: it broke; mend it\n")
