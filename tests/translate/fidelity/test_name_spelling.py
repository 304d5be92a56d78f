import re

import pytest

from visavis.translate.bilingual.alignment import ENGLISH_WORD, FRENCH_WORD, words
from visavis.translate.bilingual.hypothesis import Hypothesis
from visavis.translate.bilingual.links import Link
from visavis.translate.engine.engine import Engine
from visavis.translate.fidelity.name_spelling import keep_names


def linked(source: str, target: str) -> Hypothesis:
    """A hypothesis whose words are aligned in order."""
    pairs = zip(words(source, FRENCH_WORD), words(target, ENGLISH_WORD), strict=False)
    return Hypothesis(target, -0.5, tuple(Link(one, other, 0.9) for one, other in pairs))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Nikolakopoulos part.", "Nikolapoulos leaves.", "Nikolakopoulos leaves."),
        ("Horrocks part.", "Horocks leaves.", "Horrocks leaves."),
        ("Horrocks part.", "Horrrocks leaves.", "Horrocks leaves."),
        ("Memphis gagne.", "Memphiss wins.", "Memphis wins."),
        ("Connaught part.", "Connau leaves.", "Connaught leaves."),
        ("Gürses part.", "Gürs leaves.", "Gürses leaves."),
        ("Atlanta gagne.", "Artlanta's win.", "Atlanta's win."),  # English knows Atlanta
        ("COLOSSUS PART.", "COLOSUS LEAVES.", "COLOSSUS LEAVES."),
    ],
)
def test_a_name_gets_its_letters_back(source: str, target: str, expected: str) -> None:
    kept = keep_names(source, linked(source, target))
    assert kept.target == expected
    first = re.match(r"\w+", source)
    assert first is not None
    assert kept.alignment[0].source == first.span()


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Londres gagne.", "London wins."),
        ("Singapour gagne.", "Singapore's gain."),
        ("Poutine part.", "Putin leaves."),
        ("Gorbatchev part.", "Gorbachev leaves."),
        ("Netanyahou part.", "Netanyahu leaves."),
        ("Staline part.", "Stalin leaves."),
        ("Alexeï part.", "Alexei leaves."),
        ("Environ dix.", "Inviron ten."),  # a word, though the first of a sentence
        ("L'OTAN part.", "The NATO leaves."),
        ("Horrocks part.", "Horocks and Horrocks leave."),  # it is there already
    ],
)
def test_what_may_be_english_stays(source: str, target: str) -> None:
    hypothesis = linked(source, target)
    assert keep_names(source, hypothesis) is hypothesis


def test_what_the_glossary_says_otherwise_stays() -> None:
    source = "⟦Horrocks¦ Horocks⟧ part."
    hypothesis = linked(source, "Horocks leaves.")
    assert keep_names(source, hypothesis, [(0, 19)]) is hypothesis
    assert keep_names(source, hypothesis).target == "Horrocks leaves."


def test_the_engine_spells_names_as_the_article_does(engine: Engine) -> None:
    names = ["Nikolakopoulos", "Horrocks", "Capuzzo", "Assunpink", "Colossus", "Lemieux"]
    segments = [f"Le rapport de {name} a été publié mardi." for name in names]
    for name, hypothesis in zip(names, engine.translate(segments), strict=True):
        assert name in hypothesis.target
