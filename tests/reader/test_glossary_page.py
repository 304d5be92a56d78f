"""The page "Glossary" run as a script without a browser, with the real model."""

from dataclasses import replace
from pathlib import Path

import pytest
from sample_library import GLOSSARY, IMAGE, Library, make_library
from scripted import button, labels, shown, start
from streamlit.testing.v1 import AppTest

from visavis.reader.glossary_draft import Draft, apply, begin, numbered
from visavis.translate.engine.engine import Engine
from visavis.translate.glossary.file import parse_glossary, to_frame

NEWER = f"{GLOSSARY}course,race,\n"


@pytest.fixture
def library(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Library:
    library = make_library(tmp_path, engine)
    for name, value in library.environment.items():
        monkeypatch.setenv(name, value)
    return library


def glossary_page(**query: str) -> AppTest:
    app = start()
    app.query_params.update(query)
    return app.switch_page("glossary_page.py").run()


def edit(app: AppTest, *rows: dict[str, str]) -> AppTest:
    """Add rows as the editor does; AppTest cannot type into it."""
    draft: Draft = app.session_state["draft"]
    state = {"edited_rows": {}, "deleted_rows": [], "added_rows": list(rows)}
    table = apply(draft.rows, draft.shown, state)
    app.session_state["draft"] = begin(draft, table, draft.shown)
    return app.run()


def tab(app: AppTest, name: str) -> AppTest:
    app.session_state["glossary-tab"] = name
    return app.run()


def table(app: AppTest) -> list[tuple[str, str]]:
    """Source and target of the rows that the editor shows."""
    draft: Draft = app.session_state["draft"]
    shown = draft.rows.loc[list(draft.shown)]
    return list(zip(shown.iloc[:, 0], shown.iloc[:, 1], strict=True))


def test_an_editor_says_what_was_done_to_the_rows_it_was_given() -> None:
    rows = numbered(to_frame(parse_glossary("source,target\na1,b\nc,d\ne,f\ng,h\n", "g")))
    state = {
        "edited_rows": {0: {"target": "D"}, 2: {"source": None, " row": 7}},
        "deleted_rows": [1],
        "added_rows": [{"source": "i", "target": "j"}, {}],
    }
    table = apply(rows, (3, 4, 5), state)
    assert [(number, *cells[:2]) for number, *cells in table.itertuples()] == [
        (2, "a1", "b"),
        (3, "c", "D"),
        (5, "", "h"),
        (6, "i", "j"),
        (7, "", ""),
    ]


def test_a_deleted_row_stays_away_when_one_returns_at_once_from_another_tab(
    library: Library,
) -> None:
    app = tab(glossary_page(), "Check")
    before: Draft = app.session_state["draft"]
    state = {"edited_rows": {}, "deleted_rows": [0], "added_rows": []}
    deleted = apply(before.rows, before.shown, state)
    app.session_state["draft"] = replace(before, table=deleted)
    # The browser, which has just forgotten it, had already sent this along.
    app.session_state[before.key] = state
    tab(app, "Rows")
    assert app.session_state["draft"].key != before.key
    assert [source for source, _ in table(app)] == [
        "valorisation",
        "levée de fonds",
        "centre de données",
    ]


def test_a_glossary_that_is_not_there_yet_is_made_by_saving(library: Library) -> None:
    library.glossary.unlink()
    app = glossary_page()
    assert "glossary.csv · 0 rows · saved" in shown(app)
    edit(app, {"source": "brevet", "target": "patent"})
    assert "glossary.csv · 1 row · 1 not saved" in shown(app)
    assert "glossary.csv is saved." in shown(button(app, "Save"))
    assert library.glossary.read_text() == "source,target\nbrevet,patent\n"


def test_a_foreign_glossary_keeps_its_form(library: Library) -> None:
    library.glossary.write_text("fr;client;en\nGPU;Ω;GPU\n", encoding="utf-8-sig")
    app = edit(glossary_page(), {"fr": "puce", "en": "chip", "status": "admitted"})
    button(app, "Save")
    assert library.glossary.read_bytes().decode() == (
        "\ufefffr;client;en;status\nGPU;Ω;GPU;\npuce;;chip;admitted\n"
    )


def test_rows_that_must_be_mended_are_named_and_keep_from_saving(library: Library) -> None:
    app = edit(glossary_page(), {"source": "brevet"})
    assert "row 6: “brevet” has no target" in shown(app)
    assert "5 rows · to be mended · 1 not saved" in shown(app)
    assert labels(app) == []


def test_what_would_change_is_shown_before_saving_and_done_by_it(library: Library) -> None:
    app = edit(glossary_page(), {"source": "course", "target": "race"})
    app = button(app, "What would change?")
    assert "1 sentence would change." in shown(app)
    assert "C&#x27;est une autre course." in shown(app)
    assert "course: was no term, is race (" in shown(app)
    assert library.glossary.read_text() == GLOSSARY
    app = button(app, "Save")
    assert "1 sentence changed." in shown(app)
    assert "would change" not in shown(app)
    assert library.glossary.read_text() == NEWER
    assert labels(app) == []


def test_a_preview_is_gone_when_the_edits_are_others(library: Library) -> None:
    app = edit(glossary_page(), {"source": "riverain", "target": "resident"})
    app = button(app, "What would change?")
    assert "would change" in shown(app)
    edit(app, {"source": "course", "target": "race"})
    assert "would change" not in shown(app)


def test_a_row_without_any_sentence_changes_nothing(library: Library) -> None:
    app = edit(glossary_page(), {"source": "brevet", "target": "patent"})
    assert "No sentence of the library would change." in shown(button(app, "What would change?"))


def test_the_address_opens_a_row(library: Library) -> None:
    app = glossary_page(row="3")
    assert table(app) == [("valorisation", "valuation")]
    assert "1 of 4 rows are shown." in shown(app)
    app = button(app, "Show all")
    assert len(table(app)) == 4


@pytest.mark.parametrize("row", ["99", "x", "-1", "9" * 30])
def test_an_address_that_names_no_row_opens_all(library: Library, row: str) -> None:
    assert len(table(glossary_page(row=row))) == 4


def test_search_and_filter(library: Library) -> None:
    app = glossary_page()
    app.text_input[0].set_value("levee FOND").run()
    assert table(app) == [("levée de fonds", "funding round")]
    app.text_input[0].set_value("").run()
    app.selectbox[0].set_value("Missed somewhere").run()
    assert table(app) == [("levée de fonds", "funding round")]
    app.selectbox[0].set_value("Never seen").run()
    assert table(app) == []
    edit(app, {"source": "brevet", "target": "patent"})
    assert table(app) == [("brevet", "patent")]
    app.selectbox[0].set_value("Not saved").run()
    assert table(app) == [("brevet", "patent")]
    assert "5 rows · 1 not saved" in shown(app)


def test_rows_are_counted(library: Library) -> None:
    app = glossary_page()
    assert not app.exception
    _, base = app.session_state["glossary-base"]
    counts = base.set_index("source")[[" seen", " missed"]].astype(int)
    assert counts.loc["levée de fonds"].to_list() == [1, 1]
    assert counts.loc["GPU"].to_list() == [1, 0]


def test_suggestions_are_added_with_one_click(library: Library) -> None:
    for name in "ab":
        text = f"Le brevet {name} est valable. Le brevet de {IMAGE} est clos.\n"
        (library.folder / f"{name}.txt").write_text(text)
    app = tab(glossary_page(), "Suggestions")
    page = shown(app)
    assert '<b lang="fr">brevet</b> → <span lang="en">?</span>' in page
    assert "4 times in 2 articles" in page
    assert IMAGE not in page
    app.button(key="add-brevet").click().run()
    assert '<b lang="fr">brevet</b>' not in shown(app)
    assert table(app)[-1] == ("brevet", "")
    assert "“brevet” has no target" in shown(app)


def test_advice_opens_its_rows(library: Library) -> None:
    library.glossary.write_text("source,target\nGPU,GPU\nlevée,raising\nlevée de fonds,round\n")
    app = tab(glossary_page(), "Check")
    assert [e.label for e in app.expander] == [
        "A term within another (1)",
        "Never seen in the articles (1)",
    ]
    assert "<li>rows 3, 4: “levée” is part of “levée de fonds”" in shown(app)
    app = app.button(key="advice-contained").click().run()
    assert table(app) == [("levée", "raising"), ("levée de fonds", "round")]
    assert app.session_state["glossary-tab"] == "Rows"


def test_a_file_is_put_into_the_table_with_an_account(library: Library) -> None:
    app = tab(glossary_page(), "Import & export")
    content = f"fr;en\nGPU;chip\nbrevet;'=patent\n{IMAGE};\n".encode()
    app.file_uploader[0].upload("other.csv", content).run()
    assert "other.csv: 1 taken, 2 skipped." in shown(app)
    assert "row 2, “GPU”: row 2 has “GPU”, here it is “chip”" in shown(app)
    assert IMAGE not in shown(app)
    app = button(app, "Put 1 row into the table")
    assert table(app)[-1] == ("brevet", "=patent")
    assert "5 rows · 1 not saved" in shown(app)
    assert library.glossary.read_text() == GLOSSARY


def test_a_file_that_is_no_glossary_says_so(library: Library) -> None:
    app = tab(glossary_page(), "Import & export")
    app.file_uploader[0].upload("page.tbx", b"<html/>").run()
    assert "page.tbx: its XML is html, not TBX" in shown(app)


def test_versions_of_two_people_are_merged(library: Library) -> None:
    app = edit(glossary_page(), {"source": "course", "target": "race"})
    library.glossary.write_text(f"{GLOSSARY}brevet,patent,\n")
    app.run()
    assert "The file was changed by someone else" in shown(app)
    assert "<li>course → race</li>" in shown(app)
    app = button(app, "Merge both")
    assert "Both versions are in the table." in shown(app)
    assert table(app)[-2:] == [("brevet", "patent"), ("course", "race")]
    button(app, "Save")
    assert library.glossary.read_text() == f"{GLOSSARY}brevet,patent,\ncourse,race,\n"


@pytest.mark.parametrize(("choice", "kept"), [("mine", "race"), ("theirs", IMAGE)])
def test_a_row_that_both_changed_is_for_a_person_to_choose(
    library: Library, choice: str, kept: str
) -> None:
    app = edit(glossary_page(), {"source": "course", "target": "race"})
    library.glossary.write_text(f"{GLOSSARY}course,{IMAGE},\n")
    app.run()
    page = shown(app)
    assert '<span lang="fr">course</span> → <span lang="en">race</span>' in page
    assert IMAGE not in page
    app.session_state["choice-0"] = choice
    app = button(app.run(), "Merge both")
    assert table(app)[-1] == ("course", kept)


def test_their_version_alone_can_be_taken(library: Library) -> None:
    app = edit(glossary_page(), {"source": "course", "target": "race"})
    library.glossary.write_text("source,target\nbrevet,patent\n")
    app = button(app.run(), "Read the file again, without my changes")
    assert "These changes of yours are not in it:" in shown(app)
    assert table(app) == [("brevet", "patent")]
