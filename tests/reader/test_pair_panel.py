"""What a person does with one pair, run as a script without a browser, with the real model."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_library import ENGLISH, GLOSSARY, HOSTILE, Library, make_library
from streamlit.testing.v1 import AppTest

from visavis.translate.bilingual.links import Link
from visavis.translate.engine.engine import Engine
from visavis.translate.glossary.file import load_glossary
from visavis.translate.memory.store import Memory
from visavis.translate.runs.library import MEMORY

BILLIONS = "Sa valorisation dépasse 50 milliards."
FUNDS = "Pour payer la facture, elle enchaîne les levées de fonds."
COURSE = "C'est une autre course."


@pytest.fixture
def library(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Library:
    library = make_library(tmp_path, engine)
    for name, value in library.environment.items():
        monkeypatch.setenv(name, value)
    return library


@pytest.fixture
def memory(library: Library) -> Iterator[Memory]:
    """The memory as someone else has it open."""
    memory = Memory(library.store / MEMORY.name)
    yield memory
    memory.close()


def script(source: str) -> None:
    """The panel of the pair of a source; opened once, as a dialog is, until something is stored."""
    import streamlit as st

    from visavis.reader import workspace
    from visavis.reader.opened_pair import open_pair
    from visavis.reader.pair_panel import draw

    if "opened" not in st.session_state:
        known = workspace.memory().latest([source])
        kept = workspace.memory().kept([source])
        if source in kept or source not in known:
            pair = workspace.translator().translate(source)
        else:
            pair = known[source]
        st.session_state["opened"] = open_pair(pair)
    draw(st.session_state["opened"])


def opened(source: str) -> AppTest:
    app = AppTest.from_function(script, kwargs={"source": source}, default_timeout=60)
    return app.run()


def shown(app: AppTest) -> str:
    assert not app.exception
    bodies = (element.proto.body for element in app.get("html"))
    return "\n".join(body for body in bodies if not body.startswith("<style>"))


def press(app: AppTest, label: str, which: int = 0) -> AppTest:
    return [button for button in app.button if button.label == label][which].click().run()


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def tab(app: AppTest, name: str) -> AppTest:
    app.session_state[app.session_state["opened"].key("tab")] = name
    return app.run()


def write(app: AppTest, text: str) -> AppTest:
    return app.text_area[0].set_value(text).run()


def test_an_edit_is_stored_as_a_persons_own(library: Library, memory: Memory) -> None:
    app = opened(BILLIONS)
    assert app.text_area[0].value == ENGLISH[BILLIONS]
    app = press(write(app, "  It is valued at more than\n50 billion. "), "Save")
    kept = memory.kept([BILLIONS])[BILLIONS]
    assert (kept.target, kept.provenance) == ("It is valued at more than 50 billion.", "edited")


def test_a_text_is_accounted_for_before_it_is_stored(library: Library, memory: Memory) -> None:
    app = write(opened(BILLIONS), "Its worth exceeds a lot.")
    assert "missed: " in shown(app)
    assert "Not in the English: 1 number (50)." in shown(app)
    app = write(app, "Its valuation exceeds 50 billion.")
    assert "missed" not in shown(app)
    assert "Not in the English" not in shown(app)
    press(write(app, "Lots."), "Save")
    assert memory.kept([BILLIONS])[BILLIONS].target == "Lots."


def test_an_edit_is_withdrawn_and_restored(library: Library, memory: Memory) -> None:
    for text in ("First.", "Second."):
        press(write(opened(COURSE), text), "Save")
    app = opened(COURSE)
    assert app.text_area[0].value == "Second."
    press(app, "Back to the machine’s")
    assert memory.kept([COURSE]) == {}
    app = opened(COURSE)
    assert app.text_area[0].value == ENGLISH[COURSE]
    assert "Back to the machine’s" not in labels(app)
    app = press(tab(app, "Origin"), "Restore", which=1)
    assert memory.kept([COURSE])[COURSE].target == "First."
    assert [kept.target for kept in memory.history(COURSE)] == ["First.", "Second.", "First."]


def test_an_empty_text_is_asked_about(library: Library, memory: Memory) -> None:
    app = press(write(opened(COURSE), " \n "), "Save")
    assert "The English is empty. Shall this sentence have none?" in shown(app)
    assert memory.kept([COURSE]) == {}
    app = press(app, "No")
    assert "Leave it without English" not in labels(app)
    app = press(press(app, "Save"), "Leave it without English")
    assert memory.kept([COURSE])[COURSE].target == ""


def test_characters_that_nobody_sees_are_refused(library: Library, memory: Memory) -> None:
    app = press(write(opened(COURSE), "Another\x07 ra\u202ece."), "Save")
    assert "(U+0007, U+202E), as in “Another· ra·ce.”; take them out" in shown(app)
    assert memory.kept([COURSE]) == {}
    app = press(app, "Take them out")
    assert app.text_area[0].value == "Another race."
    press(app, "Save")
    assert memory.kept([COURSE])[COURSE].target == "Another race."


def test_of_two_people_the_second_sees_the_firsts_and_chooses(
    library: Library, memory: Memory
) -> None:
    app = opened(COURSE)
    memory.keep(COURSE, "Theirs <b>bold</b>.")
    app = press(write(app, "Mine."), "Save")
    assert "Someone else changed this sentence while you had it open." in shown(app)
    assert "Theirs &lt;b&gt;bold&lt;/b&gt;." in shown(app).replace("<ins>", "").replace(
        "</ins>", ""
    )
    assert memory.kept([COURSE])[COURSE].target == "Theirs <b>bold</b>."
    press(app, "Keep theirs")
    assert memory.kept([COURSE])[COURSE].target == "Theirs <b>bold</b>."
    app = opened(COURSE)
    memory.forget(COURSE)
    app = press(write(app, "Mine."), "Save")
    assert "They went back to the machine’s." in shown(app)
    press(app, "Keep mine")
    assert memory.kept([COURSE])[COURSE].target == "Mine."


def test_an_alternative_is_put_into_the_field(library: Library, memory: Memory) -> None:
    app = opened(COURSE)
    assert "Use" in labels(app)
    first = app.session_state["opened"].found["", ENGLISH[COURSE]][0]
    app = press(app, "Use")
    assert app.text_area[0].value == first.target != ENGLISH[COURSE]
    assert memory.kept([COURSE]) == {}


def test_the_machines_is_an_alternative_to_a_persons(library: Library, memory: Memory) -> None:
    memory.keep(COURSE, "Mine.")
    app = press(opened(COURSE), "Use")
    assert app.text_area[0].value == ENGLISH[COURSE]


def test_hostile_text_is_text(library: Library, memory: Memory) -> None:
    for text in HOSTILE:
        source = f"Ici : {text} !"
        memory.keep(source, text)
        app = opened(source)
        for name in ("Alternatives", "Terms", "Origin"):
            page = shown(tab(app, name))
            assert text not in page.replace(":red[rouge]", "")
            assert "<script>window" not in page
            assert "<img" not in page
        assert app.text_area[0].value == text


def test_a_rendering_becomes_a_row(library: Library, memory: Memory) -> None:
    app = tab(opened(BILLIONS), "Terms")
    app = press(app, "Use this rendering everywhere")
    assert [field.value for field in app.text_input] == ["valorisation", "valuation"]
    app = app.text_input[1].set_value("market value").run()
    assert "line 3: valorisation → valuation" in shown(app)
    app = press(app, "Write it into the glossary")
    assert "line 3: valorisation → market value|valuation" in shown(app)
    assert "1 stored sentence may say something else now." in shown(app)
    assert library.glossary.read_text() == GLOSSARY.replace(
        "valorisation,valuation", "valorisation,market value|valuation"
    )
    app = press(app, "Translate it again")
    assert "1 sentence of 1 changed." in shown(app)
    assert "Translate it again" not in labels(app.run())


def test_chosen_words_become_a_new_row(library: Library, memory: Memory) -> None:
    memory.keep(BILLIONS, "It is worth 50 billion.", [Link((26, 36), (15, 22), 1.0)])
    app = tab(opened(BILLIONS), "Terms")
    app = app.button_group[0].set_value([4]).run()
    assert [field.value for field in app.text_input] == ["milliards", "billion"]
    assert "it gets a new one" in shown(app)
    app = press(app, "Write it into the glossary")
    assert "line 6: milliards → billion" in shown(app)
    assert library.glossary.read_text() == GLOSSARY + "milliards,billion,\n"


def test_of_two_who_write_the_glossary_the_second_is_told(library: Library, memory: Memory) -> None:
    app = press(tab(opened(BILLIONS), "Terms"), "Use this rendering everywhere")
    # What the row says first already need not be written.
    assert "Write it into the glossary" not in labels(app)
    app = app.text_input[1].set_value("market value").run()
    theirs = GLOSSARY.replace("valorisation,valuation", "valorisation,worth")
    library.glossary.write_text(theirs)
    app = press(app, "Write it into the glossary")
    assert "line 3: valorisation → worth" in shown(app)
    assert library.glossary.read_text() == theirs
    app = press(app, "Write it into the changed glossary")
    assert "valorisation,market value|worth" in library.glossary.read_text()
    assert "Write it into the changed glossary" not in labels(app)


def test_a_row_that_cannot_be_says_why(library: Library, memory: Memory) -> None:
    app = press(tab(opened(BILLIONS), "Terms"), "Use this rendering everywhere")
    app = app.text_input[1].set_value("—").run()
    app = press(app, "Write it into the glossary")
    assert "has no letter or digit; write a word" in shown(app)
    assert library.glossary.read_text() == GLOSSARY


def test_a_term_may_mean_something_else_and_be_the_term_after_all(
    library: Library, memory: Memory
) -> None:
    press(tab(opened(BILLIONS), "Terms"), "It means something else here")
    assert load_glossary(library.glossary).exceptions == {("valorisation", BILLIONS)}
    press(tab(opened(BILLIONS), "Terms"), "It is the term after all")
    assert load_glossary(library.glossary).exceptions == frozenset()
