"""States of both pages, run as scripts without a browser, with the real model."""

from dataclasses import replace
from pathlib import Path

import pytest
from sample_library import GLOSSARY, Library, make_library
from streamlit.testing.v1 import AppTest

from translate.engine import Engine

APP = Path(__file__).parents[2] / "reader" / "app.py"


@pytest.fixture
def library(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Library:
    library = make_library(tmp_path, engine)
    for name, value in library.environment.items():
        monkeypatch.setenv(name, value)
    return library


def start(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params.update(query)
    return app.run()


def shown(app: AppTest) -> str:
    """All HTML of the page but the style sheet."""
    assert not app.exception
    bodies = (element.proto.body for element in app.get("html"))
    return "\n".join(body for body in bodies if not body.startswith("<style>"))


def button(app: AppTest, label: str) -> AppTest:
    [found] = [button for button in app.button if button.label == label]
    assert not found.disabled
    return found.click().run()


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button if not button.disabled]


def test_the_first_article_is_open_and_says_what_it_is(library: Library) -> None:
    app = start()
    assert app.selectbox[0].options[0] == (
        "Un centre de données au bord du fleuve — La Gazette du calcul, 14 March 2025, 66 words"
    )
    assert '<article class="parallel both">' in shown(app)
    assert labels(app) == []


def test_the_terms_of_the_article_are_accounted_for(library: Library) -> None:
    app = start()
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
    assert '<article class="parallel fr">' in shown(app)
    app = button(app, "Translate")
    assert '<article class="parallel both">' in shown(app)
    assert labels(app) == []
    library.glossary.write_text(f"{GLOSSARY}texte,text,\n")
    app.run()
    assert "1 sentence was translated with another model or other rows" in shown(app)
    assert 'class="term' not in shown(app)
    app = button(app, "Translate again")
    assert 'class="term' in shown(app)
    assert labels(app) == []


def test_a_damaged_memory_is_set_aside_and_translation_offered_again(library: Library) -> None:
    (library.store / "memory.sqlite").write_text("{" * 5000)
    app = start()
    assert "The memory of translations was damaged. It is set aside" in shown(app)
    assert "This article is not translated yet." in shown(app)
    assert labels(app) == ["Translate"]
    assert (library.store / "memory.sqlite.damaged-1").read_text() == "{" * 5000


def test_with_a_broken_glossary_one_can_still_read(library: Library) -> None:
    library.glossary.write_text("source,target\nGPU,\n")
    app = start()
    assert "Nothing can be translated now:" in shown(app)
    assert "row 2: “GPU” has no target" in shown(app)
    assert '<article class="parallel both">' in shown(app)
    app.switch_page("glossary_page.py").run()
    assert "row 2: “GPU” has no target" in shown(app)
    library.glossary.write_text(GLOSSARY)
    assert "4 rows · saved" in shown(button(app, "Read the file again"))


def test_a_glossary_that_is_not_there_yet_is_made_by_saving(library: Library) -> None:
    library.glossary.unlink()
    app = start().switch_page("glossary_page.py").run()
    assert "glossary.csv · 0 rows · saved" in shown(app)
    edit(app, {"source": "puce", "target": "chip", "keep": None})
    assert "glossary.csv · 1 row · 1 not saved" in shown(app)
    assert "glossary.csv is saved." in shown(button(app, "Save"))
    assert library.glossary.read_text() == "source,target\npuce,chip\n"


def test_a_foreign_glossary_keeps_its_form(library: Library) -> None:
    library.glossary.write_text("fr;client;en\nGPU;Ω;GPU\n", encoding="utf-8-sig")
    app = start().switch_page("glossary_page.py").run()
    edit(app, {"fr": "puce", "en": "chip", "status": "admitted"})
    button(app, "Save")
    assert library.glossary.read_bytes().decode() == (
        "\ufefffr;client;en;status\nGPU;Ω;GPU;\npuce;;chip;admitted\n"
    )


def test_advice_does_not_keep_from_saving(library: Library) -> None:
    library.glossary.write_text("source,target\nlevée,raising\nlevée de fonds,funding round\n")
    app = start().switch_page("glossary_page.py").run()
    assert [expander.label for expander in app.expander] == ["Advice (1)"]
    assert "levée de fonds" in shown(app)


def test_saving_can_translate_the_open_article_again(library: Library) -> None:
    app = start(article="hostile.md")
    app.switch_page("glossary_page.py").run()
    edit(app, {"source": "texte", "target": "text"})
    app = button(app, "Save and translate the open article again")
    assert "is now translated." in shown(app)
    edit(app, {"source": "du", "target": "some"})
    app = button(app, "Save and translate the open article again")
    assert "<small>du: was no term, is some (" in shown(app)


def edit(app: AppTest, row: dict[str, str | None]) -> None:
    """Add a row as the editor does; AppTest cannot type into it."""
    draft = app.session_state["draft"]
    table = draft.edited.reset_index(drop=True)
    table.loc[len(table)] = {header: row.get(header) for header in table.columns}
    changed = {"base": table, "edited": table, "version": draft.version + 1}
    app.session_state["draft"] = replace(draft, **changed)
    app.run()
