"""The public names at work, and the guide that explains them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import visavis
from visavis.translate.engine.engine import Engine
from visavis.translate.formats import FORMATS
from visavis.translate.formats.json import loads

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "python.md"
ARTICLE = "# Une start-up\n\nLa start-up annonce une levée de fonds de 20 millions d'euros.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine) -> Path:
    """The working folder of a notebook, with a glossary and an article in it."""
    (tmp_path / "glossary.csv").write_text("source,target\nlevée de fonds,funding round\n")
    (tmp_path / "article.md").write_text(ARTICLE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_three_lines_in_a_notebook(folder: Path) -> None:
    translator = visavis.Translator(glossary="glossary.csv")
    pair = translator.translate("La start-up annonce une levée de fonds de 20 millions d'euros.")
    assert "funding round" in pair.target
    assert "20" in pair.target
    [use] = pair.terms
    assert (use.term, use.rendering, use.row) == ("levée de fonds", "funding round", 2)
    assert use.outcome != "missed"
    assert pair.provenance == "engine"


def test_an_article_is_saved_in_every_format(folder: Path) -> None:
    article = visavis.read_article("article.md")
    assert article == visavis.read_article(Path("article.md"))
    bilingual = visavis.Translator(glossary="glossary.csv").translate_article(article)
    for form in FORMATS.values():
        visavis.save(bilingual, f"out/article{form.suffix.upper()}")
        written = (folder / f"out/article{form.suffix.upper()}").read_bytes()
        assert written == form.write(bilingual)
    assert loads((folder / "out" / "article.JSON").read_text()) == bilingual
    visavis.save(bilingual, folder / "article.en.md", layout="interleaved")
    assert "|--" not in (folder / "article.en.md").read_text()


def test_what_cannot_be_saved_says_how_it_can(folder: Path) -> None:
    bilingual = visavis.Translator().translate_text("Oui.")
    with pytest.raises(visavis.WriteError, match=r"a\.pdf: .*end the name in one of \.md, \.html"):
        visavis.save(bilingual, "a.pdf")
    with pytest.raises(visavis.WriteError, match="cannot write"):
        visavis.save(bilingual, "article.md/a.json")


def test_errors_name_the_file_and_the_remedy(folder: Path) -> None:
    with pytest.raises(visavis.GlossaryError, match=r"none\.csv: no such file; name an existing"):
        visavis.load_glossary("none.csv")
    with pytest.raises(visavis.ArticleError, match="article is one of"):
        visavis.read_article("article.pdf")
    with pytest.raises(visavis.PackageError, match="visavis models use"):
        visavis.Translator(model="nosuch")
    Path("memory.sqlite").mkdir()
    with pytest.raises(visavis.MemoryFileError, match=r"memory\.sqlite"):
        visavis.Translator(memory="memory.sqlite")


def test_the_guide_is_short_and_its_code_runs(folder: Path) -> None:
    text = GUIDE.read_text()
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert len(text.splitlines()) <= 120
    assert len(blocks) >= 8
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(GUIDE), "exec"), names)
    assert sorted(path.name for path in (folder / "out").iterdir()) == [
        "article.html",
        "article.md",
    ]
    assert (folder / "memory.sqlite").exists()
    assert isinstance(names["pair"], visavis.Pair)
