from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.corpus.article import Article, Block
from visavis.translate.engine.engine import Engine
from visavis.translate.formats import FORMATS
from visavis.translate.formats.json import loads
from visavis.translate.formats.tmx import Unit, read_tmx
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.memory.store import Memory
from visavis.translate.packages.folder import PackageError
from visavis.translate.review.editing import (
    EditConflict,
    InvisibleCharacters,
    examine,
    save_edit,
    tidy,
    visible,
)
from visavis.translate.translator import Translator

SOURCE = "La Commission a présenté 12 rapports."


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    memory = Memory(tmp_path / "memory.sqlite")
    yield memory
    memory.close()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Two\nlines\tand a tab ", "Two lines and a tab"),
        ("Windows\r\nlines", "Windows lines"),
        ("café — “ok” 👩‍🚀\u00a0!", "café — “ok” 👩‍🚀\u00a0!"),
        ("\n", ""),
    ],
)
def test_a_typed_text_becomes_one_line(typed: str, stored: str) -> None:
    assert tidy(typed) == stored


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\u202e", "\u200b", "\ufeff", "\u00ad", "\ue000"])
def test_characters_that_nobody_sees_are_named(char: str) -> None:
    with pytest.raises(InvisibleCharacters, match=f"U\\+{ord(char):04X}.*“a fine· word”"):
        tidy(f"a fine{char} word")


@given(st.text())
def test_what_is_visible_can_be_stored(text: str) -> None:
    assert "\n" not in tidy(visible(text))


def test_a_text_is_examined_without_being_stored(engine: Engine) -> None:
    glossary = parse_glossary("source,target\nrapport,report\n", "test")
    translator = Translator(glossary=glossary, model=engine)
    pair = examine(translator, SOURCE, "The Commission presented papers.")
    assert pair.flags == ("numbers",)
    assert [use.outcome for use in pair.terms] == ["missed"]
    pair = examine(translator, SOURCE, "The Commission presented 12 reports.")
    assert pair.flags == ()
    assert [use.outcome for use in pair.terms] == ["already"]
    assert pair.alignment
    assert examine(translator, SOURCE, "").alignment == ()


def test_people_write_also_while_no_model_can_be_loaded(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise PackageError("the model is gone; choose another")

    monkeypatch.setattr("visavis.translate.packages.choice.selected", gone)
    translator = Translator(memory=memory)
    assert examine(translator, SOURCE, "12 reports.").alignment == ()
    save_edit(translator, SOURCE, "12 reports.", seen=None)
    assert memory.kept([SOURCE])[SOURCE].target == "12 reports."


def test_an_edit_is_stored_over_what_its_writer_saw(engine: Engine, memory: Memory) -> None:
    translator = Translator(memory=memory, model=engine)
    save_edit(translator, SOURCE, "One.", seen=None)
    one = memory.kept([SOURCE])[SOURCE]
    assert (one.target, one.provenance) == ("One.", "edited")
    save_edit(translator, SOURCE, "Two.", seen=one)
    assert memory.kept([SOURCE])[SOURCE].target == "Two."


def test_an_edit_does_not_replace_what_its_writer_did_not_see(memory: Memory) -> None:
    memory.keep(SOURCE, "One.")
    one = memory.kept([SOURCE])[SOURCE]
    memory.keep(SOURCE, "Two.")
    for seen in (None, one):
        with pytest.raises(EditConflict) as conflict:
            save_edit(Translator(memory=memory), SOURCE, "Mine.", seen=seen)
        assert conflict.value.theirs == memory.kept([SOURCE])[SOURCE]
    memory.forget(SOURCE)
    with pytest.raises(EditConflict) as conflict:
        save_edit(Translator(memory=memory), SOURCE, "Mine.", seen=one)
    assert conflict.value.theirs is None
    assert [kept.target for kept in memory.history(SOURCE)] == ["One.", "Two."]


def test_the_same_text_of_two_people_is_no_conflict(memory: Memory) -> None:
    memory.keep(SOURCE, "Same.", changed=1)
    seen = memory.kept([SOURCE])[SOURCE]
    memory.keep(SOURCE, "Same.", changed=2)
    save_edit(Translator(memory=memory), SOURCE, "Mine.", seen=seen)
    assert memory.kept([SOURCE])[SOURCE].target == "Mine."


def test_an_edit_is_exported_as_it_is(engine: Engine, memory: Memory, tmp_path: Path) -> None:
    glossary = parse_glossary("source,target\nrapport,report\n", "test")
    article = Article("", (Block("paragraph", SOURCE, ((0, len(SOURCE)),)),))
    target = "Twelve reports <were> handed over."
    translator = Translator(glossary=glossary, memory=memory, model=engine)
    save_edit(translator, SOURCE, target, seen=None)
    bilingual = translator.recall(article).bilingual
    files = {name: format.write(bilingual) for name, format in FORMATS.items()}
    [[pair]] = loads(files["json"].decode()).pairs
    assert (pair.target, pair.provenance) == (target, "edited")
    (tmp_path / "one.tmx").write_bytes(files["tmx"])
    assert list(read_tmx(tmp_path / "one.tmx")) == [Unit(SOURCE, target, "edited")]
    assert b"Twelve reports <were> handed over.,edited," in files["csv"]
    markdown = files["markdown"].decode()
    assert "sentences_edited: 1\n" in markdown
    assert "Twelve reports \\<were\\> handed over." in markdown
    assert "Twelve <mark" in files["html"].decode()
    assert "written by a person" in files["html"].decode()
