"""`visavis glossary`: what is written where, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from visavis.translate.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "glossary.csv").write_text("source,target,keep\npuce,chip,\nGrok,,yes\n")
    return tmp_path


def run(*args: str) -> tuple[int, bytes, str]:
    result = CliRunner().invoke(main, ["glossary", *args])
    return result.exit_code, result.stdout_bytes, result.stderr


def test_a_table_is_taken_into_the_glossary(folder: Path) -> None:
    (folder / "other.tsv").write_text("fr\ten\npuce\tmicrochip\nbrevet\tpatent\n")
    assert run("import", "other.tsv") == (
        0,
        b"",
        "other.tsv: 1 taken, 1 skipped\n"
        "other.tsv: skipped: row 2, “puce”: row 2 has “chip”, here it is “microchip”; import with "
        "“replace” or “variant” to take it\n",
    )
    text = "source,target,keep\npuce,chip,\nGrok,,yes\nbrevet,patent,\n"
    assert (folder / "glossary.csv").read_text() == text
    assert run("import", "other.tsv", "--clash", "variant")[0] == 0
    assert "puce,chip|microchip,\n" in (folder / "glossary.csv").read_text()


def test_a_glossary_is_made_when_there_is_none(folder: Path) -> None:
    (folder / "other.csv").write_text("fr;en\nbrevet;patent\n")
    assert run("import", "other.csv", "--into", "new.csv")[0] == 0
    assert (folder / "new.csv").read_text() == "source,target\nbrevet,patent\n"


def test_what_is_no_glossary_is_an_error(folder: Path) -> None:
    (folder / "page.html").write_text("<html></html>")
    code, _, said = run("import", "page.html")
    assert (code, said) == (
        1,
        "Error: page.html: its XML is html, not TBX; export it as TBX-Basic\n",
    )


def test_a_glossary_goes_out_and_says_what_stays_behind(folder: Path) -> None:
    code, out, said = run("export")
    assert code == 0
    assert out.startswith(b"<?xml")
    assert said == "glossary.csv: keep of 1 row has no place in TBX\n"
    assert run("export", "--format", "tsv", "-o", "out.tsv") == (0, b"", "")
    assert (folder / "out.tsv").read_text(encoding="utf-8-sig") == (
        "source\ttarget\tkeep\npuce\tchip\t\nGrok\tGrok\tyes\n"
    )


@pytest.mark.usefixtures("engine")
def test_terms_are_suggested(folder: Path) -> None:
    (folder / "a.txt").write_text("Le brevet est valable. La puce est petite.\n", encoding="utf-8")
    (folder / "b.txt").write_text("Le brevet et la puce. Il a un brevet.\n", encoding="utf-8")
    code, out, _ = run("suggest", "a.txt", "b.txt", "--csv")
    assert (code, out) == (0, b"source,target\nbrevet,patent\n")
    code, out, _ = run("suggest", "a.txt", "b.txt")
    assert out.decode().startswith("brevet → patent  (term, 3 times in 2 articles; patent ×")
