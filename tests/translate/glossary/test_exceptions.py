from pathlib import Path

import pytest

from visavis.translate.engine.engine import Engine
from visavis.translate.glossary.excepted_sentences import (
    add_exception,
    exceptions_path,
    load_exceptions,
    remove_exception,
)
from visavis.translate.glossary.file import load_glossary
from visavis.translate.glossary.terms import GlossaryError
from visavis.translate.translator import Translator

SENTENCE = "Le rapport est important."


@pytest.fixture
def glossary(tmp_path: Path) -> Path:
    path = tmp_path / "glossary.csv"
    path.write_text("source,target\nrapport,briefing\n", encoding="utf-8")
    return path


def test_an_accepted_sentence_is_never_forced_again(glossary: Path, engine: Engine) -> None:
    before = load_glossary(glossary)
    (forced,) = Translator(glossary=before, model=engine).translate_many([SENTENCE])
    assert "briefing" in forced.target
    add_exception(glossary, "rapport", SENTENCE)
    after = load_glossary(glossary)
    assert after.digest != before.digest
    accepted, other = Translator(glossary=after, model=engine).translate_many(
        [SENTENCE, "Le rapport est long."]
    )
    (plain,) = Translator(model=engine).translate_many([SENTENCE])
    assert accepted.target == plain.target != forced.target
    assert accepted.terms[0].outcome == "admitted"
    assert accepted.terms[0].reason == "a person accepted that it means something else here"
    assert "briefing" in other.target


def test_exceptions_are_kept_as_they_were_said(glossary: Path) -> None:
    assert load_exceptions(glossary) == frozenset()
    odd = 'Une « phrase », avec "guillemets"\net une ligne.'
    add_exception(glossary, "rapport", SENTENCE)
    add_exception(glossary, "rapport", odd)
    add_exception(glossary, "rapport", odd)
    assert load_exceptions(glossary) == {("rapport", SENTENCE), ("rapport", odd)}
    assert exceptions_path(glossary).name == "glossary.exceptions.csv"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a,b\n", "first line must be term,sentence"),
        ("term,sentence\nrapport\n", "row 2: needs a term and a sentence"),
        ("term,sentence\nrapport,\n", "row 2: needs a term and a sentence"),
    ],
)
def test_a_bad_file_is_named(glossary: Path, text: str, problem: str) -> None:
    exceptions_path(glossary).write_text(text, encoding="utf-8")
    with pytest.raises(GlossaryError, match=rf"glossary\.exceptions\.csv.*{problem}"):
        load_glossary(glossary)


def test_an_exception_is_taken_back(glossary: Path) -> None:
    add_exception(glossary, "rapport", SENTENCE)
    add_exception(glossary, "rapport", "Un rapport.")
    remove_exception(glossary, "rapport", SENTENCE)
    assert load_exceptions(glossary) == {("rapport", "Un rapport.")}
    remove_exception(glossary, "vote", "Un vote.")
    assert load_exceptions(glossary) == {("rapport", "Un rapport.")}
