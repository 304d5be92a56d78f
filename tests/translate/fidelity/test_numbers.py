from collections import Counter

import pytest

from visavis.translate.bilingual.hypothesis import Hypothesis
from visavis.translate.bilingual.links import Link
from visavis.translate.engine.engine import Engine
from visavis.translate.fidelity.numbers import find_numbers, keep_numbers, numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100'000 puces", ["100000"]),
        ("100 000 GPU", ["100000"]),
        ("100\u202f000 GPU", ["100000"]),
        ("100\u2009000 GPU", ["100000"]),
        ("100,000 GPUs", ["100000"]),
        ("1.250.000 euros", ["1250000"]),
        ("41,6 milliards", ["41.6"]),
        ("$41.6 billion", ["41.6"]),
        ("1 234,56 euros", ["1234.56"]),
        ("70.27%", ["70.27"]),
        ("en 2015, puis en 2018", ["2015", "2018"]),
        ("en 2015, 2018 et 2023.", ["2015", "2018", "2023"]),
        ("le 28 mars 2025", ["28", "2025"]),
        ("le modèle H100", ["100"]),
        ("aucun chiffre", []),
    ],
)
def test_numbers_are_read_by_value(text: str, expected: list[str]) -> None:
    assert numbers(text) == Counter(expected)


def test_a_number_knows_where_it_stands_and_whether_it_is_grouped() -> None:
    text = "En 2015, 100 000 puces"
    assert [(text[slice(*n.span)], n.grouped) for n in find_numbers(text)] == [
        ("2015", False),
        ("100 000", True),
    ]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("55 000 barils (2,3 millions).", "5,000 barrels (2.3 million).",
         "55,000 barrels (2.3 million)."),
        ("En 1444, sous Sejong (1418).", "In 14444, under Sejong (1418).",
         "In 1444, under Sejong (1418)."),
        ("783 562 km², dont 755 688 ici.", "783, 562 km, including 755 68 here.",
         "783,562 km, including 755,688 here."),
        ("2 220 et 2 207 points.", "220 and 207 points.", "2,220 and 2,207 points."),
        ("104 500 visiteurs en 2023.", "104 500 visitors in 2023.", "104,500 visitors in 2023."),
        ("Des 100'000 et 1 300.", "Of 100'000 and 1,300.", "Of 100,000 and 1,300."),
        ("Plus de 5000 langues.", "More than 500 languages.", "More than 5000 languages."),
    ],
)  # fmt: skip
def test_a_number_gets_its_digits_back(source: str, target: str, expected: str) -> None:
    assert keep_numbers(source, Hypothesis(target, -0.5, ())).target == expected


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("À 14 h 30.", "At 2:30 p.m."),
        ("Pendant 12 mois.", "For 1 year."),
        ("La société a 20 ans.", "The company is twenty years old."),
        ("Le 28/03/2025.", "On March 28, 2025."),
        ("10 000 puces.", "10,000 chips in 1 000 boxes."),
        ("200 livres.", "36 pounds."),
    ],
)
def test_what_may_be_another_way_to_count_stays(source: str, target: str) -> None:
    hypothesis = Hypothesis(target, -0.5, ())
    assert keep_numbers(source, hypothesis) is hypothesis


def test_the_links_follow_and_what_the_glossary_decides_stays() -> None:
    source, target = "Il a 55 000 barils.", "He has 5,000 barrels."
    links = (Link((0, 2), (0, 2), 0.9), Link((12, 18), (13, 20), 0.9))
    kept = keep_numbers(source, Hypothesis(target, -0.5, links))
    assert [(source[slice(*k.source)], kept.target[slice(*k.target)]) for k in kept.alignment] == [
        ("Il", "He"),
        ("55 000", "55,000"),
        ("barils", "barrels"),
    ]
    hypothesis = Hypothesis(target, -0.5, links)
    assert keep_numbers(source, hypothesis, [(5, 18)]) is hypothesis


def test_the_engine_loses_no_digit(engine: Engine) -> None:
    values = {"104 500": "104,500", "1 040": "1,040", "783 562": "783,562", "55 000": "55,000"}
    segments = [f"Le site compte {number} visiteurs en 1444." for number in values]
    for number, hypothesis in zip(values.values(), engine.translate(segments), strict=True):
        assert number in hypothesis.target
        assert "1444" in hypothesis.target
