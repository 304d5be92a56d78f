"""States of both pages, run as scripts without a browser, with the real model."""

import json
from pathlib import Path

import pytest
from sample_library import GLOSSARY, Library, make_library
from scripted import button, labels, shown, start
from streamlit.testing.v1 import AppTest

from visavis.corpus.reading import read_article
from visavis.reader.places import Place, article_key, keep_place
from visavis.translate.engine.engine import Engine


@pytest.fixture
def library(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Library:
    library = make_library(tmp_path, engine)
    for name, value in library.environment.items():
        monkeypatch.setenv(name, value)
    return library


def test_the_library_tells_what_is_known_of_each_article(library: Library) -> None:
    page = shown(start())
    assert '<p class="about">3 articles · 91 words</p>' in page
    assert (
        '<h2><a href="?article=gazette.md" lang="fr">Un centre de données au bord du fleuve</a>'
        "</h2>"
        '<p lang="en" class="english">A data centre by the river</p>'
        '<p class="about">La Gazette du calcul · 14 March 2025 · 66 words · 1 min</p></div>'
        '<div class="state"><p class="progress">not read yet</p><p>translated</p></div>'
    ) in page
    assert "<p>not translated</p>" in page
    assert "<p>translated; 7 sentences were made with another glossary or model</p>" in page


def test_progress_is_shown_and_reading_goes_on_where_one_was(library: Library) -> None:
    article = read_article(library.folder / "gazette.md").article
    keep_place(library.store, article_key(article), Place(2, 1, 5, 10))
    keep_place(library.store, article_key(article), Place(2, 0, 3, 10))
    assert "50 % read" in shown(start())
    assert begins(start(article="gazette.md")) == {"block": 2, "segment": 0}
    assert begins(start(article="gazette.md", pair="1.1")) == {"block": 1, "segment": 1}
    (library.store / "places.json").write_text("[]")
    assert begins(start(article="gazette.md", pair="<b>")) is None


def test_an_article_that_is_gone_leads_to_the_library(library: Library) -> None:
    page = shown(start(article="<b>.md"))
    assert "There is no article &lt;b&gt;.md any more." in page
    assert "3 articles" in page


def begins(app: AppTest) -> dict[str, int] | None:
    [component] = app.get("bidi_component")
    at: dict[str, int] | None = json.loads(component.proto.json)["at"]
    return at


def test_search_finds_sentences_in_both_languages_whatever_the_accents(library: Library) -> None:
    app = start()
    app.text_input[0].set_value("DONNEES fleuve").run()
    assert "1 sentence in 1 article" in shown(app)
    assert (
        '<a class="hit" href="?article=gazette.md&amp;pair=0.0"><span lang="fr">Un centre de '
        "<mark>données</mark> au bord du <mark>fleuve</mark></span>"
        '<span lang="en">A data centre by the river</span></a>'
    ) in shown(app)
    app.text_input[0].set_value("raising money").run()
    assert "it keeps <mark>raising</mark> <mark>money</mark>." in shown(app)
    app.text_input[0].set_value("<b>").run()
    assert "Nothing was found for “&lt;b&gt;”, in either language." in shown(app)


def test_the_terms_of_the_article_are_accounted_for(library: Library) -> None:
    app = start(article="gazette.md")
    assert not app.exception
    by_row, one_by_one = (table.value for table in app.dataframe)
    assert by_row["uses"].sum() == len(one_by_one)
    assert "GPU" in list(by_row["term"])
    assert "GPUs" in list(one_by_one["english"])
    [expander] = [e for e in app.expander if e.label.startswith("Terms: ")]
    assert expander.label.startswith(f"Terms: {len(one_by_one)} in this article")


def test_files_that_cannot_be_read_are_named(library: Library) -> None:
    (library.folder / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    page = shown(start())
    assert "These files could not be read:" in page
    assert f"<li>{library.folder}/image.txt" in page


def test_an_empty_folder_says_what_to_put_there(library: Library) -> None:
    for path in library.folder.iterdir():
        path.unlink()
    assert f"There is no article in {library.folder}. Put" in shown(start())


def test_an_article_is_translated_on_demand_and_again_when_the_glossary_changes(
    library: Library,
) -> None:
    app = start(article="hostile.md")
    assert "This article is not translated yet." in shown(app)
    assert 'data-layout="french"' in shown(app)
    app = button(app, "Translate")
    assert 'data-layout="both"' in shown(app)
    assert labels(app) == ["Library"]
    library.glossary.write_text(f"{GLOSSARY}texte,text,\n")
    app.run()
    assert "1 sentence was translated with another model or other rows" in shown(app)
    assert 'class="term' not in shown(app)
    app = button(app, "Translate again")
    assert 'class="term' in shown(app)
    assert labels(app) == ["Library"]


def test_a_damaged_memory_is_set_aside_and_translation_offered_again(library: Library) -> None:
    (library.store / "memory.sqlite").write_text("{" * 5000)
    app = start(article="gazette.md")
    assert "The memory of translations was damaged. It is set aside" in shown(app)
    assert "This article is not translated yet." in shown(app)
    assert labels(app) == ["Library", "Translate"]
    assert (library.store / "memory.sqlite.damaged-1").read_text() == "{" * 5000


def test_with_a_broken_glossary_one_can_still_read(library: Library) -> None:
    library.glossary.write_text("source,target\nGPU,\n")
    app = start(article="gazette.md")
    assert "Nothing can be translated now:" in shown(app)
    assert "row 2: “GPU” has no target" in shown(app)
    assert 'data-layout="both"' in shown(app)
    app.switch_page("glossary_page.py").run()
    assert "row 2: “GPU” has no target" in shown(app)
    library.glossary.write_text(GLOSSARY)
    assert "4 rows · saved" in shown(button(app, "Read the file again"))
